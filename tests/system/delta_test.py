"""Deltas of feeds (RFC 3229): who gets 226, what is in it, and who goes on getting the whole document."""

import gzip
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import pushing

PARAGRAPH = "The harbour council met again to talk about the same bridge. " * 40
NEWSBOAT = "newsboat/2.21.0 (Linux x86_64)"
RSS2EMAIL = "rss2email/3.13.1 (https://github.com/rss2email/rss2email)"
FEEDS = ("/feed.atom", "/feed.rss", "/feed.json", "/feed.rdf")
UNKNOWN = '"1-' + "0" * 32 + '"'


def article(title, day, body=PARAGRAPH):
    return f"---\ntitle: {title}\ndate: 2026-03-{day:02}\n---\n{body}\n"


def asking(*tags, agent=NEWSBOAT, **fields):
    return [("A-IM", "feed"), ("User-Agent", agent), *(("If-None-Match", tag) for tag in tags),
            *((name.replace("_", "-"), value) for name, value in fields.items())]


class DeltaCase(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        for day, name in enumerate(("bridge", "ferry", "pier"), 1):
            self.write({f"{name}.md": article(name.title(), day)})
        self.listen = f"127.0.0.1:{pushing.free_port()}"  # a restart on another port would change every address
        self.feedd = self.serve()
        self.before = {path: self.feedd.get(path).headers["ETag"] for path in FEEDS}

    def serve(self, config=""):
        file = self.space.home / "feedd.toml"
        file.write_text(config, encoding="utf-8")
        return self.enterContext(self.space.serve(None, "--config", str(file), "--listen", self.listen))

    def changed(self, *files):
        """Writes articles and waits until every feed shows another document than before."""
        self.write(dict(files))
        self.await_change()

    def await_change(self):
        for path in FEEDS:
            self.eventually(lambda path=path: self.feedd.get(path).headers["ETag"] != self.before[path])

    def delta(self, path, *tags, **fields):
        return self.feedd.get(path, asking(*(tags or (self.before[path],)), **fields))

    def assert_valid(self, path, body):
        file = self.space.home / ("delta" + pathlib.PurePosixPath(path).suffix)
        file.write_bytes(body)
        self.space.run("check", "--feed", file)
        if path.endswith(".atom") and shutil.which("jing"):
            daemon.call(["jing", "-c", daemon.SOURCE_DIR / "tests" / "support" / "feed.rnc", file])


class Changes(DeltaCase):
    def test_a_new_and_an_edited_article_come_alone_with_the_tag_of_the_whole_document(self):
        self.changed(("lighthouse.md", article("Lighthouse", 9)))
        for path in FEEDS:
            with self.subTest(path):
                whole, answer = self.feedd.get(path), self.delta(path)
                self.assertEqual(answer.status, 226)
                self.assertIn("Lighthouse", answer.text)
                self.assertNotIn("Ferry", answer.text)
                self.assertEqual(answer.headers["IM"], "feed")
                self.assertEqual(answer.headers["Delta-Base"], self.before[path])
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
                self.assertIsNone(answer.headers["Last-Modified"])
                for name in ("ETag", "Content-Type", "Link"):
                    self.assertEqual(answer.headers[name], whole.headers[name], name)
                self.assertLess(len(answer.body), len(whole.body) / 2)
                self.assert_valid(path, answer.body)
                self.assertEqual(self.delta(path, answer.headers["ETag"]).status, 304)
        self.before = {path: self.feedd.get(path).headers["ETag"] for path in FEEDS}
        self.changed(("ferry.md", article("Ferry", 2, "It sank. " + PARAGRAPH)))
        items = json.loads(self.delta("/feed.json").body)["items"]
        self.assertEqual([item["title"] for item in items], ["Ferry"])
        self.assertIn("It sank.", items[0]["content_html"])

    def test_a_withdrawal_is_told_where_the_format_can_and_else_the_whole_document_comes(self):
        self.space.run("withdraw", "ferry")
        self.await_change()
        atom = self.delta("/feed.atom")
        self.assertEqual(atom.status, 226)
        self.assertEqual(len(re.findall("<at:deleted-entry", atom.text)), 1)
        self.assertNotIn("<entry", atom.text)
        self.assert_valid("/feed.atom", atom.body)
        for path in ("/feed.rss", "/feed.json", "/feed.rdf"):
            answer = self.delta(path)
            self.assertEqual((answer.status, answer.body), (200, self.feedd.get(path).body), path)

    def test_a_vanished_file_is_told_by_no_format(self):
        (self.space.articles / "ferry.md").unlink()
        self.await_change()
        self.assertEqual([self.delta(path).status for path in FEEDS], [200] * len(FEEDS))

    def test_head_says_what_get_says_and_codings_say_the_same(self):
        self.changed(("lighthouse.md", article("Lighthouse", 9)))
        path, tag = "/feed.atom", "W/" + self.before["/feed.atom"]
        plain = self.delta(path)
        head = self.feedd.get(path, asking(tag), "HEAD")
        self.assertEqual((head.status, head.headers["Content-Length"]), (226, str(len(plain.body))))
        for coding in ("gzip", "br", "zstd"):
            answer = self.delta(path, tag, Accept_Encoding=coding)
            self.assertEqual((answer.status, answer.headers["Content-Encoding"]), (226, coding))
            self.assertEqual(answer.headers["Delta-Base"], tag)
            self.assertEqual(answer.headers["ETag"], "W/" + plain.headers["ETag"])
            self.assertLess(len(answer.body), len(plain.body))
            if coding == "gzip":
                self.assertEqual(gzip.decompress(answer.body), plain.body)
            elif tool := shutil.which({"br": "brotli", "zstd": "zstd"}[coding]):
                unpacked = subprocess.run([tool, "-dc"], input=answer.body, capture_output=True, check=True).stdout
                self.assertEqual(unpacked, plain.body)


class WholeDocuments(DeltaCase):
    def test_go_to_whoever_cannot_be_given_a_delta(self):
        self.changed(("lighthouse.md", article("Lighthouse", 9)))
        path = "/feed.rss"
        tag = self.before[path]
        whole = self.feedd.get(path)
        newer = '"999999-' + tag.split("-")[1]
        requests = {
            "rss2email": asking(tag, agent=RSS2EMAIL), "a stranger": asking(tag, agent="curl/7.88"),
            "without A-IM": [("User-Agent", NEWSBOAT), ("If-None-Match", tag)],
            "another manipulation": [("A-IM", "vcdiff"), ("User-Agent", NEWSBOAT), ("If-None-Match", tag)],
            "no tag": asking(), "an unknown tag": asking('"other"'), "a later revision": asking(newer),
            "a revision before all": asking(UNKNOWN), "two tags": asking(f"{tag}, {UNKNOWN}"),
            "two lines": asking(tag, UNKNOWN), "a date": asking(If_Modified_Since="Thu, 01 Jan 2004 00:00:00 GMT")}
        for name, headers in requests.items():
            with self.subTest(name):
                answer = self.feedd.get(path, headers)
                self.assertEqual((answer.status, answer.body), (200, whole.body))
                self.assertIsNone(answer.headers["IM"])
                self.assertEqual(answer.headers["Vary"], whole.headers["Vary"])
        self.assertEqual(self.delta(path).status, 226)
        self.assertEqual(self.delta(path, whole.headers["ETag"]).status, 304)
        self.assertEqual(self.delta(path, f'{tag}, {whole.headers["ETag"]}').status, 304)
        self.assertEqual(self.delta(path, "*").status, 304)

    def test_are_what_others_than_feeds_are(self):
        for path in ("/", "/articles/ferry", "/opml.xml", "/feed.html"):
            self.assertEqual(self.feedd.get(path, asking(UNKNOWN)).status, 200, path)

    def test_go_to_everybody_or_nobody_where_the_configuration_says_so(self):
        self.changed(("lighthouse.md", article("Lighthouse", 9)))
        for delta, agent, status in (("off", NEWSBOAT, 200), ("all", RSS2EMAIL, 226)):
            self.feedd.stop()
            self.feedd = self.serve(f'[http]\ndelta = "{delta}"\n')
            self.assertEqual(self.delta("/feed.atom", agent=agent).status, status)

    def test_another_process_gives_the_same_delta(self):
        self.changed(("lighthouse.md", article("Lighthouse", 9)))
        first = {path: self.delta(path) for path in FEEDS}
        self.feedd.stop()
        self.feedd = self.serve()
        for path in FEEDS:
            again = self.delta(path)
            self.assertEqual((again.status, again.body), (226, first[path].body))


if __name__ == "__main__":
    daemon.main()
