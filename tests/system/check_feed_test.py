"""feedd check --feed: any feed of the world, from a file, standard input or an address, by the rules that ours pass."""

import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

GOOD = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Tides</title><link>https://example.org/</link><description>Water</description>
<atom:link rel="self" href="https://example.org/feed.rss"/>
<item><title>High water</title><link>https://example.org/1</link><guid>https://example.org/1</guid>
<pubDate>Thu, 17 Sep 2020 05:05:00 +0000</pubDate></item>
</channel></rss>
"""
BROKEN = GOOD.replace("Thu, 17 Sep", "Fri, 17 Sep")
WARNED = GOOD.replace("<title>High water</title>", "<title>High &lt;b&gt;water&lt;/b&gt;</title>")

MOST_KILOBYTES = 1_200_000  # a sanitizer build takes three times as much; what grows without bounds took gigabytes


class Feeds(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = BROKEN.encode()
        self.send_response(200 if self.path == "/feed.rss" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class CheckFeed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="feedd-check-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, text, name="feed.rss"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def check(self, *arguments, stdin=None):
        return subprocess.run([daemon.BINARY, "check", *arguments], input=stdin, capture_output=True, text=True,
                              env=daemon.environment(self.folder), timeout=daemon.CALL_SECONDS, check=False)

    def test_a_good_feed_passes(self):
        path = self.file(GOOD)
        done = self.check("--feed", path)
        self.assertEqual((done.returncode, done.stdout), (0, f"{path}: RSS 2.0: 0 errors, 0 warnings\n"))

    def test_findings_stand_in_lines_like_a_compilers(self):
        path = self.file(BROKEN)
        done = self.check("--feed", path)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines(), [
            f'{path}:6:1: error: "Fri, 17 Sep 2020 05:05:00 +0000" names the wrong day of the week '
            "[rss-item-pubDate, RSS 2.0, item]",
            f"{path}: RSS 2.0: 1 errors, 0 warnings"])

    def test_warnings_alone_let_a_feed_pass(self):
        done = self.check("--feed", self.file(WARNED))
        self.assertEqual(done.returncode, 0)
        self.assertIn("warning: <title> is plain text", done.stdout)

    def test_programs_get_an_object_a_line(self):
        path = self.file(BROKEN)
        done = self.check("--json", "--feed", path)
        self.assertEqual(done.returncode, 1)
        record, closing = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(record, {"level": "error", "file": path, "line": 6, "column": 1, "path": "",
                                  "rule": "rss-item-pubDate", "spec": "RSS 2.0, item",
                                  "reason": '"Fri, 17 Sep 2020 05:05:00 +0000" names the wrong day of the week'})
        self.assertEqual(closing, {"feed": path, "kind": "RSS 2.0", "valid": False, "errors": 1, "warnings": 0,
                                   "untold": 0})

    def test_programs_get_a_record_of_every_feed(self):
        good, page, none = self.file(GOOD), self.file("<html></html>", "page.html"), str(self.folder / "none.rss")
        done = self.check("--json", "--feed", good, none, page)
        self.assertEqual(done.returncode, 1)
        records = [json.loads(line) for line in done.stdout.splitlines()]
        closing = [record for record in records if "feed" in record]
        self.assertEqual(closing[0], {"feed": good, "kind": "RSS 2.0", "valid": True, "errors": 0, "warnings": 0,
                                      "untold": 0})
        self.assertIn("none.rss", closing[1].pop("error"))
        self.assertEqual(closing[1], {"feed": none, "kind": "", "valid": False, "errors": 0, "warnings": 0, "untold": 0})
        self.assertEqual(closing[2], {"feed": page, "kind": "", "valid": False, "errors": 1, "warnings": 0, "untold": 0})
        self.assertEqual([record["rule"] for record in records if "feed" not in record], ["no-feed"])
        self.assertEqual(len(closing), 3)

    def test_a_feed_cannot_forge_lines_or_steer_the_terminal(self):
        key = "\x1b[31mx\nother.rss:1:1: error: forged"
        feed = {"version": "https://jsonfeed.org/version/1.1\n\x1b]0;x\x07", "title": "t", key: 1,
                "items": [{"id": "1", "content_text": "x", "url": key, "date_published": "\u009b2J\u202e"}]}
        done = self.check("--feed", self.file(json.dumps(feed), "feed.json"))
        self.assertEqual([character for character in done.stdout if character < " " and character != "\n"], [])
        self.assertNotRegex(done.stdout, "[\x7f-\x9f\u202e]")
        for line in done.stdout.splitlines():
            self.assertTrue(line.startswith(str(self.folder)), line)

    def test_hostile_feeds_are_judged_in_bounded_memory(self):
        head = '{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[],"_'
        key = self.file(head + "k" * 200_000 + '":[' + ",".join("0" * 200_000) + "]}", "key.json")
        item = "<item><title>t</title><guid>x</guid><pubDate>bad</pubDate></item>\n"
        items = self.file(GOOD.replace("</channel>", item * 100_000 + "</channel>"), "items.rss")
        probe = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
                 "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        for feed in (key, items):
            done = daemon.call([sys.executable, "-c", probe, daemon.BINARY, "check", "--feed", feed],
                               daemon.environment(self.folder))
            self.assertLess(int(done.stdout), MOST_KILOBYTES, feed)

    def test_standard_input_and_several_feeds_are_read(self):
        done = self.check("--feed", "-", self.file(GOOD), stdin=BROKEN)
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard input:6:1: error:", done.stdout)
        self.assertIn("feed.rss: RSS 2.0: 0 errors", done.stdout)

    def test_what_cannot_be_read_is_said_and_the_rest_is_checked(self):
        done = self.check("--feed", str(self.folder / "none.rss"), self.file(GOOD))
        self.assertEqual(done.returncode, 1)
        self.assertIn("none.rss", done.stderr)
        self.assertIn("feed.rss: RSS 2.0: 0 errors", done.stdout)

    def test_a_folder_and_a_feed_are_not_checked_at_once(self):
        self.assertEqual(self.check(str(self.folder), "--feed", self.file(GOOD)).returncode, 2)

    def test_an_address_is_fetched_behind_the_guard(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        address = f"http://127.0.0.1:{server.server_address[1]}/feed.rss"
        refused = self.check("--feed", address)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("127.0.0.1", refused.stderr)
        self.assertEqual(refused.stdout, "")
        done = self.check("--feed", address, "--allow-network", "127.0.0.0/8")
        self.assertIn(f"{address}:6:1: error:", done.stdout)
        self.assertIn("[content-type,", done.stdout)
        self.assertIn("[self-link,", done.stdout)
        gone = self.check("--feed", address + "x", "--allow-network", "127.0.0.0/8")
        self.assertEqual(gone.returncode, 1)
        self.assertIn("404", gone.stderr)

    def test_what_feedd_renders_passes(self):
        out = self.folder / "out"
        subprocess.run([daemon.BINARY, "render", str(daemon.EXAMPLES), "--out", str(out), "--archives", "--base-url",
                        "https://example.org/"], check=True, capture_output=True, env=daemon.environment(self.folder),
                       timeout=daemon.CALL_SECONDS)
        feeds = sorted(str(path) for path in out.rglob("*") if path.suffix in (".rss", ".atom", ".json", ".rdf"))
        self.assertGreater(len(feeds), 20)
        done = self.check("--feed", *feeds)
        self.assertEqual([line for line in done.stdout.splitlines() if not line.endswith(" 0 errors, 0 warnings")], [])
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    daemon.main()
