#!/usr/bin/env python3
"""What goes wrong in newsrooms: each with a clear message, and the good articles are published all the same."""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon

GOOD = {"good.md": "---\ntitle: Good\ndate: 2026-01-01\n---\n\nFine.\n"}


class BadInput(unittest.TestCase):
    def setUp(self):
        self.space = daemon.Workspace(GOOD)
        self.addCleanup(self.space.__exit__)

    def write(self, files):
        daemon.write_files(self.space.articles, files)

    def published(self, served):
        return {item["title"]: item for item in json.loads(served.get("/feed.json").body)["items"]}

    def refused(self, served, words):
        lines = [line for line in served.log if "article_refused" in line]
        self.assertTrue(any(re.search(words, line) for line in lines), (words, served.log))

    def serve_start(self, *arguments):
        """A start that must fail: exit status and what it said."""
        done = self.space.run("serve", *arguments, check=False)
        return done.returncode, done.stdout + done.stderr

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"), "root reads everything")
    def test_an_unreadable_file_is_named(self):
        self.write({"secret.md": "# Secret\n\nText\n"})
        (self.space.articles / "secret.md").chmod(0)
        command = [daemon.BINARY, "check", str(self.space.articles), "--state", str(self.space.state)]
        if os.geteuid() == 0:
            for folder in (self.space.home, self.space.articles, self.space.state):
                folder.chmod(0o777)
            command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r"secret\.md: Permission denied")

    def test_invalid_utf8_and_control_characters_are_mended(self):
        self.write({"latin.md": b"---\ntitle: Caf\xe9\ndate: 2026-01-02\n---\n\nBell\x07 and \x01 and \xff\xfe.\n"})
        with self.space.serve() as served:
            self.assertIn("Caf\ufffd", self.published(served))
            self.assertTrue(any("article_mended" in line and "latin.md" in line for line in served.log))
            for path in ("/feed.rss", "/feed.atom", "/feed.json"):
                body = served.get(path).body.decode("utf-8")
                self.assertNotRegex(body, "[\x00-\x08\x0b\x0c\x0e-\x1f]")

    def test_cdata_end_in_a_body_stays_text(self):
        self.write({"cdata.md": "---\ntitle: 'A ]]> B'\ndate: 2026-01-02\n---\n\nx ]]> y `]]>` <![CDATA[z]]>\n"})
        with self.space.serve() as served:
            self.assertIn("]]&gt;", self.published(served)["A ]]> B"]["content_html"])
            for path in ("/feed.rss", "/feed.atom"):
                self.assertNotIn("]]>", served.get(path).text)

    def test_a_huge_file_is_refused_before_it_is_read(self):
        self.write({"huge.md": b"# Huge\n\n" + b"word " * (10 << 20)})
        with self.space.serve() as served:
            self.assertEqual(list(self.published(served)), ["Good"])
            self.refused(served, r"huge\.md.*too-large.*52428808 bytes")

    def test_front_matter_that_does_not_parse_names_line_and_column(self):
        self.write({"broken.md": "---\ntitle: ok\ntags: [a, b\n---\n\nText\n", "open.md": "---\ntitle: x\n\nText\n"})
        with self.space.serve() as served:
            self.assertEqual(list(self.published(served)), ["Good"])
            self.refused(served, r"broken\.md:\d+:\d+")
            self.refused(served, r"open\.md:\d+")
        done = self.space.run("check", self.space.articles, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"(?m)^broken\.md:\d+:\d+: .* \(front-matter\)$")

    def test_two_articles_with_one_slug_are_both_published(self):
        self.write({"a/same.md": "# One\n\n1\n", "b/same.md": "# Two\n\n2\n"})
        with self.space.serve() as served:
            urls = {self.published(served)[title]["url"] for title in ("One", "Two")}
            self.assertEqual(len(urls), 2)
            for url in urls:
                self.assertEqual(served.get(url).status, 200)
            self.assertTrue(any("duplicate" in line or "is another article's" in line for line in served.log))

    def test_two_articles_with_one_id_keep_the_first(self):
        self.write({"a.md": "---\ntitle: First\nid: x-1\n---\n\nA\n", "b.md": "---\ntitle: Second\nid: x-1\n---\n\nB\n"})
        with self.space.serve() as served:
            self.assertEqual(sorted(self.published(served)), ["First", "Good"])
            self.refused(served, r"b\.md.*duplicate-id.*a\.md")

    def test_a_link_out_of_the_folder_is_not_followed(self):
        outside = daemon.write_files(self.space.home / "outside", {"stolen.md": "# Stolen\n\nx\n", "key.png": b"secret"})
        (self.space.articles / "stolen.md").symlink_to(outside / "stolen.md")
        (self.space.articles / "key.png").symlink_to(outside / "key.png")
        (self.space.articles / "loop").symlink_to(self.space.articles)
        with self.space.serve() as served:
            self.assertEqual(list(self.published(served)), ["Good"])
            for path in ("/media/key.png", "/media/../outside/key.png", "/media/%2e%2e/outside/key.png", "/media/good.md"):
                self.assertIn(served.get(path).status, (400, 404), path)

    def test_an_empty_folder_gives_valid_empty_feeds(self):
        (self.space.articles / "good.md").unlink()
        with self.space.serve() as served:
            self.assertEqual(self.published(served), {})
            for path in ("/feed.rss", "/feed.atom", "/"):
                self.assertEqual(served.get(path).status, 200)

    def test_a_port_in_use_is_named(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            code, said = self.serve_start(self.space.articles, "--listen", f"127.0.0.1:{port}")
        self.assertEqual(code, 1)
        self.assertIn(f"127.0.0.1:{port}", said)
        self.assertIn("--listen", said)

    def test_an_address_nobody_can_listen_at_is_named_before_anything_is_done(self):
        code, said = self.serve_start(self.space.articles, "--listen", "127.0.0.1")
        self.assertEqual(code, 2)
        self.assertIn("write ADDR:PORT", said)
        config = self.space.home / "feedd.toml"
        for text, place in (('listen = "127.0.0.1:99999"', f"{config}:2:10: http.listen is not an address"),
                            ('admin = "127.0.0.1"', f"{config}:2:9: http.admin is not an address"),
                            ('listen = "0.0.0.0:0"', "base_url is missing")):
            config.write_text(f"[http]\n{text}\n")
            for command in ("serve", "check"):
                done = self.space.run(command, self.space.articles, "--config", config, check=False)
                self.assertEqual(done.returncode, 78, (command, text))
                self.assertEqual(done.stderr.count(place), 1, done.stderr)

    def test_a_missing_folder_is_named(self):
        code, said = self.serve_start(self.space.home / "nowhere", "--listen", "127.0.0.1:0")
        self.assertEqual(code, 1)
        self.assertIn("nowhere", said)

    def test_a_state_folder_that_cannot_be_written_is_named(self):
        blocker = self.space.home / "file"
        blocker.write_text("not a folder")
        done = daemon.call([daemon.BINARY, "serve", str(self.space.articles), "--listen", "127.0.0.1:0", "--state",
                            str(blocker / "state")], check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(str(blocker / "state"), done.stderr)
        self.assertIn("--state", done.stderr)

    def test_a_corrupt_database_is_reported_and_left_alone(self):
        with self.space.serve():
            pass
        database = self.space.state / "feedd.db"
        for suffix in ("-wal", "-shm"):
            pathlib.Path(str(database) + suffix).unlink(missing_ok=True)
        damaged = b"This is no database. " * 500
        database.write_bytes(damaged)
        code, said = self.serve_start(self.space.articles, "--listen", "127.0.0.1:0")
        self.assertEqual(code, 1)
        self.assertIn("feedd.db", said)
        self.assertIn("damaged", said)
        self.assertEqual(database.read_bytes(), damaged)

    def test_a_second_daemon_on_one_state_is_refused(self):
        with self.space.serve():
            code, said = self.serve_start(self.space.articles, "--listen", "127.0.0.1:0")
        self.assertEqual(code, 1)
        self.assertIn("another feedd", said)

    def test_a_broken_configuration_ends_with_78(self):
        for text, words in (("base_url = 'nonsense'\n", r"feedd\.toml:1:\d+: base_url"),
                            ("[feeds]\nlimt = 3\n", r"feedd\.toml:2:\d+: unknown key feeds\.limt"),
                            ("[feeds\n", r"feedd\.toml:1:\d+"),
                            ("[http]\nlisten = '0.0.0.0:0'\n", "base_url is missing")):
            config = self.space.home / "feedd.toml"
            config.write_text(text)
            code, said = self.serve_start(self.space.articles, "--config", config)
            self.assertEqual(code, 78, said)
            self.assertRegex(said, words)


if __name__ == "__main__":
    daemon.main()
