#!/usr/bin/env python3
"""A folder under a running daemon: saved, edited, renamed, deleted, broken, emptied, lost. Looked at from outside."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import sys
import time
from typing import NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon


def article(title, body="Some text.", **fields):
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{lines}---\n\n{body}\n"


def dated(count):
    return {f"2026-01-{day:02}-a{day}.md": article(f"Article {day}", tags="[t]") for day in range(1, count + 1)}


def items(served):
    return json.loads(served.get("/feed.json").body)["items"]


def titles(served):
    return [item["title"] for item in items(served)]


class SimpleState(NamedTuple):
    """What Daemon needs of a workspace, with a state folder of its own."""

    home: pathlib.Path
    state: pathlib.Path


class Folder(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.dir = self.space.articles

    def write(self, files):
        daemon.write_files(self.dir, files)

    def status(self):
        return json.loads(self.space.run("status", "--json").stdout)

    def test_a_saved_file_appears_and_an_edit_keeps_its_id(self):
        self.write(dated(2))
        with self.space.serve() as served:
            self.write({"new.md": article("Fresh", date="2026-02-01", tags="[hot]")})
            self.eventually(lambda: "Fresh" in titles(served))
            first = next(item for item in items(served) if item["title"] == "Fresh")
            self.assertEqual(served.get("/tags/hot.atom").status, 200)
            self.write({"new.md": article("Fresher", "Other text.", date="2026-02-01", tags="[hot]")})
            self.eventually(lambda: "Fresher" in titles(served))
            second = next(item for item in items(served) if item["title"] == "Fresher")
            self.assertEqual(first["id"], second["id"])
            self.assertEqual(first["url"], second["url"])
            self.assertGreater(second["date_modified"], first["date_modified"])
            self.assertIn("Fresher", served.get("/articles/new").text)

    def test_a_new_folder_with_articles_is_seen(self):
        self.write(dated(1))
        with self.space.serve() as served:
            self.write({"deep/er/x.md": article("Deep", date="2026-02-01")})
            self.eventually(lambda: "Deep" in titles(served))
            self.write({"deep/er/y.md": article("Deeper", date="2026-02-02")})
            self.eventually(lambda: "Deeper" in titles(served))

    def test_a_deleted_file_disappears_and_returns_with_its_id(self):
        self.write(dated(3))
        with self.space.serve() as served:
            gone = self.dir / "2026-01-02-a2.md"
            text = gone.read_text()
            before = {item["title"]: item["id"] for item in items(served)}
            gone.unlink()
            self.eventually(lambda: "Article 2" not in titles(served))
            self.assertEqual(served.get("/articles/a2").status, 404)
            self.write({gone.name: text + "\nAnd more.\n"})
            self.eventually(lambda: "Article 2" in titles(served))
            self.assertEqual({item["title"]: item["id"] for item in items(served)}, before)
            self.assertEqual(served.get("/articles/a2").status, 200)

    def test_a_renamed_file_keeps_id_and_address(self):
        self.write(dated(3))
        with self.space.serve() as served:
            before = {item["title"]: (item["id"], item["url"]) for item in items(served)}
            (self.dir / "2026-01-02-a2.md").rename(self.dir / "2026-01-02-better-name.md")
            sources = lambda: {json.loads(line)["source"] for line in
                               self.space.run("list", "--json").stdout.splitlines()}
            self.eventually(lambda: "2026-01-02-better-name.md" in sources())
            self.space.run("regenerate")
            self.assertEqual({item["title"]: (item["id"], item["url"]) for item in items(served)}, before)

    def test_a_file_moved_into_a_folder_just_made_keeps_its_id(self):
        self.write({**dated(3), "a.md": article("Moved", "Words of it. " * 40, date="2026-02-01")})
        with self.space.serve() as served:
            before = next(item for item in items(served) if item["title"] == "Moved")
            time.sleep(1)
            for to in ("sub/a.md", "deeper/and/deeper/a.md", "bundle/index.md"):
                source = next(self.dir.rglob("a.md"))
                target = self.dir / to
                target.parent.mkdir(parents=True)
                source.rename(target)
                self.eventually(lambda: self.space.run("list", self.dir, "--json").stdout.count(f'"{to}"'))
                time.sleep(1.2)  # a deletion would have been taken in
                moved = [item for item in items(served) if item["title"] == "Moved"]
                self.assertEqual([(item["id"], item["url"]) for item in moved], [(before["id"], before["url"])], to)
            self.assertNotIn("change=vanished", "".join(served.log))

    def test_a_rename_that_changes_nothing_is_no_news(self):
        self.write({**dated(2), "a.md": article("Moved", "Words.", date="2026-02-01")})
        with self.space.serve() as served:
            before = served.get("/feed.json").body
            time.sleep(1)
            (self.dir / "a.md").rename(self.dir / "b.md")
            self.eventually(lambda: '"b.md"' in self.space.run("list", self.dir, "--json").stdout)
            self.assertEqual(served.get("/feed.json").body, before)
        with contextlib.closing(sqlite3.connect(self.space.state / "feedd.db")) as store:
            self.assertEqual(store.execute("SELECT count(*) FROM article WHERE news <> 0").fetchone()[0], 0)

    def test_a_broken_file_changes_nothing_but_the_log(self):
        self.write(dated(2))
        with self.space.serve() as served:
            before = served.get("/feed.atom").body
            self.write({"2026-01-02-a2.md": "---\ntitle: [never closed\n---\nText\n"})
            self.eventually(lambda: any("article_refused" in line and "a2.md:" in line for line in served.log))
            self.assertEqual(served.get("/feed.atom").body, before)
            self.write({"2026-01-02-a2.md": article("Mended")})
            self.eventually(lambda: "Mended" in titles(served))

    def test_an_emptied_folder_withdraws_nothing_until_confirmed(self):
        self.write(dated(20))
        with self.space.serve() as served:
            for file in self.dir.iterdir():
                file.unlink()
            self.eventually(lambda: self.status()["deletions_held"] == 20)
            self.assertEqual(self.status()["state"], "degraded")
            self.assertEqual(len(titles(served)), 20)
            self.space.run("regenerate", "--accept-deletions")
            self.assertEqual(titles(served), [])
            self.assertEqual(self.status()["state"], "serving")

    def test_a_lost_folder_withdraws_nothing_and_comes_back(self):
        self.write(dated(2))
        away = self.dir.with_name("away")
        with self.space.serve() as served:
            self.dir.rename(away)
            self.eventually(lambda: self.status()["folder_lost"])
            self.assertEqual(len(titles(served)), 2)
            self.assertEqual(self.space.run("regenerate", check=False).returncode, 1)
            away.rename(self.dir)
            self.eventually(lambda: not self.status()["folder_lost"])
            self.write({"new.md": article("After", date="2026-02-01")})
            self.eventually(lambda: "After" in titles(served))

    def test_an_empty_mount_point_at_start_withdraws_nothing(self):
        self.write(dated(2))
        with self.space.serve() as served:
            before = served.get("/feed.rss").body
        shutil.rmtree(self.dir)
        self.dir.mkdir()
        with self.space.serve(None, "--listen", f"127.0.0.1:{served.port}") as again:
            self.assertEqual(again.get("/feed.rss").body, before)

    def test_a_second_start_reads_no_article_again_and_gives_the_same_bytes(self):
        self.write(dated(5))
        past = time.time() - 3600
        for file in self.dir.iterdir():
            os.utime(file, (past, past))
        time.sleep(2.1)  # a file younger than two seconds is read once more, by design
        with self.space.serve() as served:
            before = {path: served.get(path) for path in ("/feed.rss", "/feed.atom", "/feed.json", "/tags/t.atom")}
        with self.space.serve(None, "--listen", f"127.0.0.1:{served.port}") as again:
            self.assertFalse([line for line in again.log if "taken_in" in line], again.log)
            for path, answer in before.items():
                second = again.get(path, {"If-None-Match": answer.headers["ETag"]})
                self.assertEqual(second.status, 304, path)
                self.assertEqual(again.get(path).body, answer.body)

    def test_a_killed_daemon_loses_nothing(self):
        self.write(dated(4))
        served = self.space.serve()
        port = served.port
        self.write({"last.md": article("Last", date="2026-02-01")})
        self.eventually(lambda: "Last" in titles(served))
        before = served.get("/feed.atom").body
        os.kill(self.status()["pid"], signal.SIGKILL)
        self.assertEqual(served.stop(), -signal.SIGKILL)
        with self.space.serve(None, "--listen", f"127.0.0.1:{port}") as again:
            self.assertEqual(again.get("/feed.atom").body, before)

    def test_a_daemon_stopped_in_the_middle_of_a_publication_ends_well(self):
        files = {f"{n}.md": article(f"Article {n}", "Text. " * 500, date="2026-01-01", tags=f"[t{n}]") for n in range(60)}
        for delay in (0.15, 0.2, 0.3):
            self.write(files)
            served = self.space.serve()
            for number in range(60):
                self.assertEqual(served.get(f"/tags/t{number}.atom").status, 200)
            self.write({name: text.replace("Article", f"After {delay}") for name, text in files.items()})
            time.sleep(delay)  # past the quiet time: somewhere within reading, committing and rendering
            self.assertEqual(served.stop(), 0, served.log[-5:])

    def test_history_leaves_no_trace_in_the_feeds(self):
        """What a long life wrote, a fresh store writes too, once ids and dates are the files' own."""
        fields = {"date": "2026-01-01", "updated": "2026-01-02"}
        config = self.space.home / "feedd.toml"
        config.write_text("[site]\nid = 'example'\n")
        self.write({f"{n}.md": article(f"A {n}", tags="[korea]", **fields) for n in range(3)})
        with self.space.serve(None, "--config", config) as served:
            for number in range(3):
                self.write({f"{number}.md": article(f"B {number}", tags="[Korea]", **fields)})
            self.eventually(lambda: titles(served).count("B 2") == 1 and "A 0" not in titles(served))
            (self.dir / "1.md").unlink()
            self.eventually(lambda: len(titles(served)) == 2)
            paths = ("/feed.rss", "/feed.atom", "/tags/korea.atom", "/tags/korea.json")
            lived = {path: served.get(path).body for path in paths}
        with daemon.Workspace() as fresh, fresh.serve(self.dir, "--config", config, "--listen",
                                                            f"127.0.0.1:{served.port}") as again:
            for path in paths:
                self.assertEqual(again.get(path).body, lived[path], path)

    def test_a_lost_store_costs_only_what_was_renamed(self):
        self.write(dated(3))
        with self.space.serve() as served:
            before = {item["title"]: item["id"] for item in items(served)}
        shutil.rmtree(self.space.state)
        (self.dir / "2026-01-01-a1.md").rename(self.dir / "2026-01-01-other.md")
        self.write({"2026-01-09-new.md": article("New"), "0.md": article("First by name", date="2026-02-01")})
        with self.space.serve() as served:
            after = {item["title"]: item["id"] for item in items(served)}
        self.assertEqual([title for title in before if after[title] != before[title]], ["Article 1"])

    def test_a_text_lost_in_the_store_is_read_again(self):
        self.write(dated(2))
        with self.space.serve():
            pass
        with contextlib.closing(sqlite3.connect(self.space.state / "feedd.db")) as store, store:
            store.execute("UPDATE article_body SET texts = x'4c00'")
        with self.space.serve() as served:
            self.eventually(lambda: len(titles(served)) == 2)
            self.assertEqual(served.get("/articles/a1").status, 200)

    def test_commands_find_the_one_daemon_that_runs(self):
        self.write(dated(1))
        command = [daemon.BINARY, "status", "--json"]
        with self.space.serve():  # another state, which such a command does not look for
            variables = daemon.environment(self.space.home)
            self.assertEqual(daemon.call(command, variables, check=False).returncode, 1)
        state = self.space.home / "state" / "feedd" / "0123456789abcdef"
        with daemon.Daemon(SimpleState(self.space.home, state), self.dir):
            found = json.loads(daemon.call(command, variables).stdout)
            self.assertEqual(found["state_dir"], str(state))

    def test_a_picture_that_comes_after_its_article_is_found(self):
        self.write({"a.md": article("With picture", "![alt](late.png)", date="2026-01-01")})
        with self.space.serve() as served:
            self.assertNotIn("/media/late.png", items(served)[0]["content_html"])
            self.write({"late.png": b"\x89PNG\r\n\x1a\n"})
            self.eventually(lambda: "/media/late.png" in items(served)[0]["content_html"])
            self.assertEqual(served.get("/media/late.png").status, 200)

    def test_a_future_article_is_held_back_until_its_time(self):
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
        self.write({"soon.md": article("Soon", date=soon), "far.md": article("Far", date="2099-01-01")})
        with self.space.serve() as served:
            statuses = {json.loads(line)["title"]: json.loads(line)["status"]
                        for line in self.space.run("list", "--json").stdout.splitlines()}
            self.assertEqual(statuses["Far"], "scheduled")
            self.assertEqual(served.get("/articles/far").status, 404)
            self.eventually(lambda: titles(served) == ["Soon"])
            self.assertEqual(served.get("/articles/soon").status, 200)


if __name__ == "__main__":
    daemon.main()
