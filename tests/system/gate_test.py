"""No article makes a feed invalid: an edit that breaks a rule keeps the last good revision, a new article that does is
left out, the feed goes out, and people are told."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon


def article(title, url="/tides/"):
    return f'---\ntitle: {title}\ndate: 2026-01-01\nurl: "{url}"\n---\n\nText.\n'


BROKEN = "https:///tides"  # no host: the entry would link nowhere


class Gate(daemon.WorkspaceTest):
    """The pages are on another site, whose addresses articles may say."""

    def setUp(self):
        super().setUp()
        self.config = self.space.home / "feedd.toml"
        self.config.write_text('site_url = "https://www.example.org"\n', encoding="utf-8")

    def serve(self):
        return self.space.serve(self.space.articles, "--config", str(self.config))

    def run_command(self, name, *arguments):
        return self.space.run(name, str(self.space.articles), "--config", str(self.config), "--base-url",
                              "https://feeds.example.org", *arguments, check=False)

    def titles(self, served):
        return sorted(item["title"] for item in json.loads(served.get("/feed.json").body)["items"])

    def status(self):
        return json.loads(self.space.run("status", "--json").stdout)

    def test_an_edit_that_breaks_a_rule_keeps_the_last_good_revision(self):
        self.write({"a.md": article("First")})
        with self.serve() as served:
            self.write({"a.md": article("Second", BROKEN)})
            self.eventually(lambda: any("article_refused" in line for line in served.log))
            self.assertEqual(self.titles(served), ["First"])
            [problem] = self.status()["quarantined"]
            self.assertRegex(problem, r"^a\.md: .*\(Atom\) \(atom-entry-link\)$")
            self.write({"a.md": article("Third")})
            self.eventually(lambda: self.titles(served) == ["Third"])
            self.assertEqual(self.status()["quarantined"], [])

    def test_a_new_article_that_breaks_a_rule_is_left_out_and_the_feed_goes_out(self):
        self.write({"a.md": article("Good"), "b.md": article("Broken", BROKEN)})
        with self.serve() as served:
            rss = served.get("/feed.rss").text
            self.assertIn("<title>Good</title>", rss)
            self.assertNotIn("<title>Broken</title>", rss)
            rules = [problem.rsplit(" ", 1)[1] for problem in self.status()["held_back"] if problem.startswith("b.md: ")]
            self.assertIn("(rss-item-link)", rules)
            self.assertTrue(any("held_back" in line and "rss-item-link" in line for line in served.log), served.log)
            self.write({"b.md": article("Mended")})
            self.eventually(lambda: "<title>Mended</title>" in served.get("/feed.rss").text)
            self.assertEqual(self.status()["held_back"], [])

    def test_a_publication_that_breaks_a_rule_is_refused(self):
        self.write({"a.md": article("Good")})
        broken = self.space.home / "broken.md"
        broken.write_text(article("Broken", BROKEN), encoding="utf-8")
        with self.serve() as served:
            done = self.space.run("publish", str(broken), check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("atom-entry-link", done.stderr)
            self.assertEqual(self.titles(served), ["Good"])

    def test_commands_say_it_too(self):
        self.write({"a.md": article("Good"), "b.md": article("Broken", BROKEN)})
        checked = self.run_command("check")
        self.assertEqual(checked.returncode, 1)
        self.assertRegex(checked.stderr, r"b\.md: .*\(atom-entry-link\)")
        rendered = self.run_command("render", "--out", str(self.space.home / "out"))
        self.assertEqual(rendered.returncode, 1)
        self.assertRegex(rendered.stderr, r"b\.md: .*\(rss-item-link\)")
        self.assertIn("<title>Good</title>", (self.space.home / "out" / "feed.rss").read_text(encoding="utf-8"))


if __name__ == "__main__":
    daemon.main()
