#!/usr/bin/env python3
"""Identities from outside: publish, withdraw, ids, aliases, redirects, quarantine, renames."""

import contextlib
import json
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon


def article(title, body="Some text of its own.", **fields):
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{lines}---\n\n{body}\n"


LONG = "\n\n".join(f"Paragraph {n} tells of the {n}th boat that came in, its crew, its nets and what they held." for n in
                   range(12))


class LedgerTest(daemon.WorkspaceTest):
    def listed(self):
        lines = self.space.run("list", self.space.articles, "--json").stdout.splitlines()
        return {record["source"]: record for record in map(json.loads, lines)}

    def titles(self, served):
        return {item["title"] for item in json.loads(served.get("/feed.json").body)["items"]}

    def test_published_articles_are_served_updated_and_kept(self):
        self.write({"a.md": article("A", date="2026-01-01")})
        loose = daemon.write_files(self.space.home / "loose", {"b.md": article("B", date="2026-01-02")})
        with self.space.serve() as served:
            report = json.loads(self.space.run("publish", loose / "b.md", "--json").stdout)
            self.assertEqual((report["added"], report["refused"]), (1, []))
            self.eventually(lambda: self.titles(served) == {"A", "B"})
            daemon.write_files(loose, {"b.md": article("B again", date="2026-01-02")})
            self.assertEqual(json.loads(self.space.run("publish", loose / "b.md", "--json").stdout)["updated"], 1)
            self.assertEqual(json.loads(self.space.run("publish", loose / "b.md", "--json").stdout)["unchanged"], 1)
            refused = self.space.run("publish", loose / "b.md", "--as", "a.md", check=False)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("a file of the folder has this name", refused.stderr)
            self.space.run("regenerate", "--accept-deletions")
            self.eventually(lambda: self.titles(served) == {"A", "B again"})
        daemon.write_files(loose, {"c.md": article("C", date="2026-01-03")})
        self.space.run("publish", loose / "c.md")
        self.assertEqual(set(self.listed()), {"a.md", "b.md", "c.md"})

    def test_a_withdrawn_article_is_gone_and_stays_so_until_undone(self):
        self.write({"a.md": article("A", date="2026-01-01"), "b.md": article("B", date="2026-01-02")})
        with self.space.serve() as served:
            self.assertEqual(served.get("/articles/b").status, 200)
            self.space.run("withdraw", "b.md")
            self.eventually(lambda: served.get("/articles/b").status == 410 and self.titles(served) == {"A"})
            self.assertIn("nothing to do", self.space.run("withdraw", "b").stdout)
            self.assertEqual(self.space.run("withdraw", "never", check=False).returncode, 1)
            self.write({"b.md": article("B, edited", date="2026-01-02"), "c.md": article("C", date="2026-01-03")})
            self.eventually(lambda: self.titles(served) == {"A", "C"})
        with self.space.serve() as served:
            self.assertEqual(served.get("/articles/b").status, 410)
            self.assertEqual(self.titles(served), {"A", "C"})
            self.space.run("withdraw", "--undo", "b.md")
            self.eventually(lambda: served.get("/articles/b").status == 200 and
                            self.titles(served) == {"A", "B, edited", "C"})
        self.space.run("withdraw", "b.md")
        self.assertEqual(self.listed()["b.md"]["status"], "withdrawn")

    def test_a_lost_store_comes_back_from_its_ledger(self):
        self.write({"one.md": article("One", LONG), "two.md": article("둘", tags="[C/C++]")})
        self.listed()
        (self.space.articles / "one.md").rename(self.space.articles / "moved.md")
        self.space.run("withdraw", "two.md")
        before = self.listed()
        ledger = self.space.home / "ids.txt"
        self.space.run("ids", "--export", ledger)
        text = ledger.read_text()
        self.assertTrue(text.startswith("# feedd ids 1\nsite\t"))
        for file in self.space.state.iterdir():
            file.unlink()
        self.space.run("ids", "--import", ledger)
        self.assertEqual(self.space.run("ids", "--export").stdout, text)
        (self.space.articles / "moved.md").touch()
        after = self.listed()
        for path in before:
            for key in ("id", "slug", "published", "updated", "status"):
                self.assertEqual(after[path][key], before[path][key], (path, key))
        self.assertIn("0 ids added, 2 there already", self.space.run("ids", "--import", ledger).stdout)
        with self.space.serve():
            self.assertEqual(self.space.run("ids", "--export").stdout, text)
            daemon.write_files(self.space.home, {"other.txt": text.replace("\tmoved.md\t", "\telsewhere.md\t")})
            other = self.space.run("ids", "--import", self.space.home / "other.txt", check=False)
            self.assertEqual(other.returncode, 1)
            self.assertIn("has the path moved.md here", other.stderr)
            self.assertEqual(self.space.run("ids", "--export").stdout, text)

    def test_a_file_renamed_and_edited_at_once_keeps_its_id(self):
        self.write({"a.md": article("Boats", LONG), "b.md": article("Other", LONG.replace("boat", "train")[::-1])})
        with self.space.serve() as served:
            before = self.listed()["a.md"]
            (self.space.articles / "a.md").rename(self.space.articles / "harbour.md")
            self.write({"harbour.md": article("Boats, revised", LONG + "\n\nA last word.", slug="the-harbour")})
            self.eventually(lambda: "harbour.md" in self.listed())
            after = self.listed()["harbour.md"]
            self.assertEqual(after["id"], before["id"])
            self.assertEqual(after["slug"], "the-harbour")
            self.eventually(lambda: served.get("/articles/a").status == 301)
            self.assertTrue(served.get("/articles/a").headers["Location"].endswith("/articles/the-harbour"))

    def test_aliases_and_addresses_of_other_systems_redirect(self):
        self.write({"a.md": article("A", aliases="[/2019/old-a/]", tags="[News]", author="Kim")})
        config = self.space.home / "feedd.toml"
        config.write_text(f'[content]\ndir = "{self.space.articles}"\n'
                          '[http]\nredirect_presets = ["wordpress", "hugo", "jekyll", "ghost"]\n'
                          '[http.redirects]\n"/?p=17" = "/articles/a"\n')
        with self.space.serve(self.space.articles, "--config", str(config)) as served:
            def leads(path):
                answer = served.get(path)
                return (answer.status, (answer.headers["Location"] or "").removeprefix(served.url.rstrip("/")))
            for path in ("/2019/old-a/", "/2019/old-a", "/?p=17", "/?utm_source=x&p=17"):
                self.assertEqual(leads(path), (301, "/articles/a"), path)
            for path in ("/?feed=rss2", "/feed/", "/index.xml", "/rss/", "/posts/index.xml"):
                self.assertEqual(leads(path), (301, "/feed.rss"), path)
            self.assertEqual(leads("/?feed=atom"), (301, "/feed.atom"))
            for path in ("/tag/news/feed/", "/category/news/feed/", "/tags/news/index.xml", "/tag/news/rss/"):
                self.assertEqual(leads(path), (301, "/tags/news.rss"), path)
            self.assertEqual(leads("/author/kim/feed/atom/"), (301, "/authors/kim.atom"))
            self.assertEqual(leads("/feed/by_tag/news.xml"), (301, "/tags/news.atom"))
            self.assertEqual(served.get("/comments/feed/").status, 410)
            self.assertEqual(served.get("/tag/never/feed/").status, 404)
            self.assertEqual(served.get("/?p=18").status, 200, "a query is nothing to the page")
        self.assertEqual(daemon.call([daemon.BINARY, "check", str(self.space.articles), "--config", str(
            daemon.write_files(self.space.home, {"bad.toml": '[http]\nredirect_presets = ["drupal"]\n'}) / "bad.toml")],
            daemon.environment(self.space.home), check=False).returncode, 78)

    def test_status_lists_what_is_quarantined_with_its_place(self):
        self.write({"a.md": article("A"), "bad.md": "---\ntitle: [\n---\nText\n"})
        with self.space.serve():
            status = json.loads(self.space.run("status", "--json").stdout)
            self.assertEqual(len(status["quarantined"]), 1)
            self.assertRegex(status["quarantined"][0], r"^bad\.md:\d+:\d+: .+ \(.+\)$")
            self.assertIn("quarantined: bad.md:", self.space.run("status").stdout)

    def test_an_expired_article_leaves_feeds_and_pages(self):
        self.write({"a.md": article("A", date="2026-01-01"), "b.md": article("B", date="2026-01-02",
                                                                               expires="2026-02-01")})
        if self.listed()["b.md"]["status"] != "expired":
            self.skipTest("front matter does not say when an article expires yet")
        with self.space.serve() as served:
            self.assertEqual(self.titles(served), {"A"})
            self.assertEqual(served.get("/articles/b").status, 404)

    def test_what_an_older_cleaner_made_is_cleaned_again(self):
        self.write({"a.md": article("A", date="2026-01-01"), "bad.md": article("B", date="2026-01-02")})
        loose = daemon.write_files(self.space.home / "loose", {"c.md": article("C", date="2026-01-03")})
        self.space.run("publish", loose / "c.md")
        before = self.listed()
        self.write({"bad.md": "---\ntitle: [\n---\n"})
        self.listed()
        with contextlib.closing(sqlite3.connect(self.space.state / "feedd.db")) as store, store:
            store.execute("UPDATE article_body SET cleaner = 0")
            store.execute("UPDATE site SET cleaner = 0")

        def outdated():
            with contextlib.closing(sqlite3.connect(self.space.state / "feedd.db")) as store:
                return store.execute("SELECT count(*) FROM site WHERE cleaner = 0").fetchone()[0]
        with self.space.serve() as served:
            self.eventually(lambda: outdated() == 0)
            self.assertEqual(self.titles(served), {"A", "B", "C"})
        after = self.listed()
        for path in before:
            self.assertEqual((after[path]["id"], after[path]["updated"]), (before[path]["id"], before[path]["updated"]))

    def test_another_address_changes_no_id(self):
        self.write({"a.md": article("A")})
        ids = {json.loads(self.space.run("list", self.space.articles, "--json", "--base-url", url).stdout)["id"]
               for url in ("http://one.example", "https://two.example/news")}
        self.assertEqual(len(ids), 1)

    def test_check_warns_before_an_id_or_an_address_changes(self):
        self.write({"a.md": article("A", LONG), "b.md": article("B")})
        self.listed()
        self.assertNotIn("would change", self.space.run("check", self.space.articles).stderr)
        self.write({"a.md": article("A", LONG, slug="alpha"), "b.md": article("B", id="tag:example.org,2026:b")})
        said = self.space.run("check", self.space.articles).stderr
        self.assertRegex(said, r"a\.md: its address would change from \S*/articles/a to \S*/articles/alpha; the old one "
                               r"will redirect")
        self.assertRegex(said, r"b\.md: its id would change from urn:uuid:\S+ to tag:example\.org,2026:b")
        self.assertEqual(self.space.run("check", self.space.articles).stderr, said, "it changed nothing")

    def test_check_warns_before_a_configuration_changes_every_address(self):
        self.write({"a.md": article("A"), "b.md": article("B")})
        config = self.space.home / "feedd.toml"
        said = lambda: self.space.run("check", self.space.articles, "--config", config).stderr
        config.write_text('site_url = "https://one.example"\n[content]\npermalink = "/:year/:slug"\n')
        with self.space.serve(None, "--config", str(config)):
            self.assertNotIn("would change", said())
        self.assertNotIn("would change", said())
        config.write_text('site_url = "https://one.example"\n[content]\npermalink = "/posts/:slug"\n')
        self.assertRegex(said(), r"configuration: the addresses of 2 articles would change, that of \w\.md from "
                                 r"https://one\.example/\d{4}/\w to https://one\.example/posts/\w")


if __name__ == "__main__":
    daemon.main()
