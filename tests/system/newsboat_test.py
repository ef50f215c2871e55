"""newsboat against the real binary: it lists the articles, and from its third fetch on it is answered 304 or 226.

RSS and Atom get a cache each: newsboat keys items by their id alone, and the two forms of a feed share their ids.
"""

import http.server
import os
import pathlib
import shutil
import sqlite3
import sys
import threading
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import expectations
import pushing

if shutil.which("newsboat") is None:
    daemon.skip("newsboat is not installed")

NOT_PASSED_ON = ("connection", "host", "keep-alive", "transfer-encoding")


class Recorder(http.server.ThreadingHTTPServer):
    """Passes requests on to a daemon and remembers each with its answer's status: the reader's side of the story."""

    daemon_threads = True

    def __init__(self, feedd):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.feedd = feedd
        self.seen = []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Exchange(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        headers = [(name, value) for name, value in self.headers.items() if name.lower() not in NOT_PASSED_ON]
        answer = self.server.feedd.get(self.path, headers, self.command)
        self.server.seen.append((self.headers, answer))
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


class Newsboat:
    """One reader with its own home, urls file and cache."""

    def __init__(self, home, urls):
        self.home = home
        home.mkdir()
        (home / "urls").write_text("".join(url + "\n" for url in urls))
        (home / "config").write_text("auto-reload no\n")

    def reload(self):
        folders = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(self.home))
        files = ["-u", self.home / "urls", "-C", self.home / "config", "-c", self.home / "cache.db"]
        daemon.call(["newsboat", *files, "-x", "reload"],
                    {**os.environ, **folders, "LC_ALL": "C.UTF-8", "TERM": "dumb", "no_proxy": "127.0.0.1"})

    def rows(self, query):
        connection = sqlite3.connect(self.home / "cache.db")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


class ReadByNewsboat(unittest.TestCase):
    def setUp(self):
        self.workspace = self.enterContext(daemon.Workspace())
        shutil.copytree(daemon.EXAMPLES, self.workspace.articles, dirs_exist_ok=True)
        self.feedd = self.enterContext(self.workspace.serve())
        self.recorder = self.enterContext(Recorder(self.feedd))
        self.articles = expectations.articles_listed(self.workspace)

    def reader(self, path):
        return Newsboat(self.workspace.home / "newsboat", [f"http://127.0.0.1:{self.recorder.server_address[1]}{path}"])

    def assert_reads(self, path):
        newsboat = self.reader(path)
        for _ in range(4):
            newsboat.reload()
        items = newsboat.rows("select guid, title, url, author, pubDate from rss_item where deleted = 0")
        self.assertCountEqual([(guid, title, url) for guid, title, url, _, _ in items],
                              [(article["id"], article["title"], article["url"]) for article in self.articles])
        dates = {article["id"]: article["published"] for article in self.articles}
        for guid, _, _, _, published in items:
            self.assertEqual(published, expectations.unix_seconds(dates[guid]))
        self.assertEqual(len(newsboat.rows("select * from rss_feed")), 1)

        self.assertEqual([answer.status for _, answer in self.recorder.seen], [200, 200, 304, 304])
        for headers, answer in self.recorder.seen[2:]:
            tags = (headers["If-None-Match"], answer.headers["ETag"], self.recorder.seen[1][1].headers["ETag"])
            self.assertEqual(len({tag.removeprefix("W/") for tag in tags}), 1, tags)
            self.assertEqual(answer.body, b"")

    def test_rss_is_listed_whole_and_then_not_modified(self):
        self.assert_reads("/feed.rss")

    def test_atom_is_listed_whole_and_then_not_modified(self):
        self.assert_reads("/feed.atom")

    def write_flood(self, title, path):
        """Writes the article and waits until the feed at `path` shows it."""
        article = pushing.article(title, date="2026-11-01T10:00:00Z")
        daemon.write_files(self.workspace.articles, {"flood.md": article})
        deadline = time.monotonic() + daemon.EVENTUALLY_SECONDS
        while title not in self.feedd.get(path).text:
            self.assertLess(time.monotonic(), deadline, f"{path} does not show {title}")
            time.sleep(0.02)

    def assert_takes_deltas(self, path):
        newsboat = self.reader(path)
        titles = lambda: [title for title, in newsboat.rows("select title from rss_item where deleted = 0")]
        for _ in range(2):
            newsboat.reload()
        self.write_flood("A flood", path)
        newsboat.reload()
        _, delta = self.recorder.seen[-1]
        self.assertEqual((delta.status, delta.headers["IM"]), (226, "feed"))
        self.assertCountEqual(titles(), [*(article["title"] for article in self.articles), "A flood"])

        self.write_flood("No flood", path)
        for _ in range(2):
            newsboat.reload()
        self.assertEqual([answer.status for _, answer in self.recorder.seen], [200, 200, 226, 226, 304])
        self.assertCountEqual(titles(), [*(article["title"] for article in self.articles), "No flood"])

    def test_rss_goes_on_with_what_changed_only(self):
        self.assert_takes_deltas("/feed.rss")

    def test_atom_goes_on_with_what_changed_only(self):
        self.assert_takes_deltas("/feed.atom")

    def test_a_feed_in_hangul_is_read_by_its_encoded_address(self):
        newsboat = self.reader("/tags/%EA%B8%B0%EC%88%A0.atom")
        newsboat.reload()
        expected = [article["title"] for article in self.articles if "기술" in article["tags"]]
        self.assertGreater(len(expected), 1)
        self.assertCountEqual([title for title, in newsboat.rows("select title from rss_item")], expected)


class Pushed(pushing.PushTest):
    """A reader that polls only when it is told to."""

    def test_news_is_read_as_soon_as_the_hub_says_so(self):
        feedd, peer = self.serve(), self.peer()
        newsboat = Newsboat(self.space.home / "newsboat", [feedd.url.rstrip("/") + "/feed.atom"])
        newsboat.reload()
        titles = lambda: [title for title, in newsboat.rows("select title from rss_item")]
        self.assertEqual(titles(), ["First"])
        read = threading.Event()

        def reload(exchange):
            exchange.answer(202)
            newsboat.reload()
            read.set()
        peer.delivery = reload
        self.subscribe(feedd, peer)
        self.publish("second", "Second")
        self.assertTrue(read.wait(daemon.CALL_SECONDS), "nothing was pushed")
        self.assertCountEqual(titles(), ["First", "Second"])


if __name__ == "__main__":
    daemon.main()
