"""feedd import into a store, with and without a daemon: nobody sees an old entry as new, and nothing is taken twice."""

import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon

EXPORT = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay notes</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>mira</wp:author_login><wp:author_display_name>Choi Mira</wp:author_display_name></wp:author>
<item><title>Night ferry</title><link>https://old.example/2026/05/night-ferry/</link><dc:creator>mira</dc:creator>
<guid isPermaLink="false">https://old.example/?p=12</guid><content:encoded><![CDATA[It leaves at eleven.

It arrives at five.]]></content:encoded><wp:post_id>12</wp:post_id><wp:post_date_gmt>2026-05-04 03:02:01</wp:post_date_gmt>
<wp:post_name>night-ferry</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Not yet</title><guid isPermaLink="false">https://old.example/?p=13</guid><wp:post_id>13</wp:post_id>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Taken</title><guid isPermaLink="false">https://old.example/?p=14</guid><wp:post_id>14</wp:post_id>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>
"""
FEED = """<rss version="2.0"><channel><title>Tide tables</title><link>https://tides.example/</link>
<item><title>Pretty</title><link>https://tides.example/2026/05/pretty/</link><description>p</description></item>
<item><title>Plain</title><link>https://tides.example/index.php?id=7</link><description>p</description></item>
<item><title>Node</title><link>https://tides.example/node/5?lang=en&amp;view=full</link><description>p</description></item>
<item><title>Root</title><link>https://tides.example/?p=12</link><description>p</description></item>
<item><title>Feed</title><link>https://tides.example/feed.rss?page=2</link><description>p</description></item>
<item><title>Slashes</title><link>https://tides.example//evil.example/x</link><description>p</description></item>
<item><title>Elsewhere</title><link>https://other.example/else</link><description>p</description></item></channel></rss>
"""
MINE = "---\ntitle: Mine\nid: https://old.example/?p=14\ndate: 2026-01-02\n---\nWritten here.\n"


class Import(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.workspace = self.enterContext(daemon.Workspace({"mine.md": MINE}))
        self.export = self.workspace.home / "export.xml"
        self.export.write_text(EXPORT)
        self.workspace.run("list", self.workspace.articles)

    def run_import(self):
        done = self.workspace.run("import", self.export, "--json", check=False)
        return json.loads(done.stdout)["report"]

    def listed(self):
        lines = self.workspace.run("list", self.workspace.articles, "--json").stdout.split("\n")
        return {article["id"]: article for article in map(json.loads, filter(None, lines))}

    def test_an_import_can_be_repeated(self):
        first, second = self.run_import(), self.run_import()
        self.assertEqual((first["added"], first["updated"], first["unchanged"]), (2, 0, 0))
        self.assertEqual((second["added"], second["updated"], second["unchanged"]), (0, 0, 2))

    def test_what_is_imported_is_listed_as_it_was(self):
        self.run_import()
        article = self.listed()["https://old.example/?p=12"]
        self.assertEqual(article["title"], "Night ferry")
        self.assertEqual(article["slug"], "night-ferry")
        self.assertEqual(article["published"], "2026-05-04T03:02:01Z")
        self.assertEqual(article["authors"], ["Choi Mira"])
        self.assertEqual(self.listed()["https://old.example/?p=13"]["status"], "draft")

    def test_an_article_of_the_folder_is_not_overwritten_and_that_is_said(self):
        report = self.run_import()
        self.assertEqual(self.listed()["https://old.example/?p=14"]["title"], "Mine")
        self.assertEqual((report["kept"], report["refused_count"]), (1, 0))

    def test_a_running_daemon_takes_it_in_and_the_old_address_leads_to_it(self):
        with self.workspace.serve() as feedd:
            self.assertEqual(self.run_import()["added"], 2)
            self.eventually(lambda: "https://old.example/?p=12" in feedd.get("/feed.rss").text)
            old = feedd.get("/2026/05/night-ferry/")
            self.assertEqual(old.status, 301)
            page = feedd.get(old.headers["Location"])
            self.assertEqual(page.status, 200)
            self.assertIn("It arrives at five.", page.text)
            self.assertNotIn("Not yet", feedd.get("/feed.atom").text)

    def test_posts_of_the_folder_go_on_under_the_ids_of_the_old_feed(self):
        old = "https://harbour.example/2026/03/04/crane.html"
        self.export.write_text(f"""<rss version="2.0"><channel><title>Harbour</title><link>https://harbour.example/</link>
<item><title>The “crane”</title><link>{old}</link><guid>{old}</guid><pubDate>Wed, 04 Mar 2026 09:00:00 +0900</pubDate>
<description>&lt;p&gt;As it was.&lt;/p&gt;</description></item></channel></rss>""")
        post = '---\ntitle: The "crane"\ndate: 2026-03-04\n---\nAs it is.\n'
        for first in ("the feed", "the folder"):
            with self.subTest(first=first):
                workspace = self.enterContext(daemon.Workspace({"2026-03-04-crane.md": post} if first == "the folder" else {}))
                with workspace.serve() as feedd:
                    feedd.get("/feed.json")
                    workspace.run("import", self.export)
                    (workspace.articles / "2026-03-04-crane.md").write_text(post)
                    self.eventually(lambda: [(entry["id"], "As it is." in entry["content_html"]) for entry in
                                             json.loads(feedd.get("/feed.json").text)["items"]] == [(old, True)])
                    self.assertEqual(feedd.get("/2026/03/04/crane.html").headers["Location"], f"{feedd.url}articles/crane")
                self.assertIn("1 in the folder", workspace.run("import", self.export).stdout)

    def export_with_a_frame(self):
        self.export.write_text(EXPORT.replace("It leaves at eleven.", '<iframe src="https://player.example/7"></iframe>'))

    def frames_after_import(self, *where):
        done = daemon.call([daemon.BINARY, "import", str(self.export), "--dry-run", "--json", *map(str, where)],
                           daemon.environment(self.workspace.home), check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return "<iframe" in done.stdout, done.stderr

    def test_the_rules_are_those_the_store_is_served_with(self):
        self.export_with_a_frame()
        state, config = self.workspace.state, self.workspace.home / "feedd.toml"
        config.write_text('[content]\ndir = "articles"\niframe_hosts = ["player.example"]\n')
        framed, said = self.frames_after_import("--state", state)
        self.assertFalse(framed)
        self.assertIn(f"nobody has served {state} yet: by the default rules", said)
        with daemon.Daemon(self.workspace, self.workspace.articles, ("--config", str(config))):
            framed, said = self.frames_after_import("--state", state)
            self.assertTrue(framed, "of the daemon that runs")
            self.assertIn(f"by the configuration the store is served with, {config}", said)
            status = json.loads(self.workspace.run("status", "--json").stdout)
            self.assertEqual(status["config"], str(config))
        self.assertTrue(self.frames_after_import("--state", state)[0], "and when it has ended")
        other = self.workspace.home / "other.toml"
        other.write_text("")
        self.assertEqual(self.frames_after_import("--state", state, "--config", other), (False, ""))
        config.unlink()
        done = self.workspace.run("import", self.export, check=False)
        self.assertEqual(done.returncode, 78)
        self.assertIn("the configuration the store is served with cannot be used; give one with --config", done.stderr)

    def test_old_addresses_of_a_feed_lead_to_its_articles_with_their_queries_too(self):
        self.export.write_text(FEED)
        with self.workspace.serve() as feedd:
            self.assertEqual(self.run_import()["added"], 7)
            for address, slug in (("/2026/05/pretty/", "pretty"), ("/2026/05/pretty", "pretty"), ("/index.php?id=7", "plain"),
                                  ("/index.php?from=rss&id=7", "plain"), ("/node/5?lang=en&view=full", "node"), ("/?p=12", "root")):
                old = feedd.get(address)
                self.assertEqual((old.status, old.headers["Location"]), (301, f"{feedd.url}articles/{slug}"), address)
            self.assertEqual(feedd.get("/feed.rss?page=2").status, 200, "a feed stays where it is")
            self.assertEqual(feedd.get("/?lang=en").status, 200)
            for address in ("/index.php", "/index.php?id=8", "/node/5", "/else", "//evil.example/x"):
                self.assertEqual(feedd.get(address).status, 404, address)


if __name__ == "__main__":
    daemon.main()
