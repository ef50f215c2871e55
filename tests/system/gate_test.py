"""No article makes a feed invalid: an edit that breaks a rule keeps the last good revision, a new article that does is
left out, the feed goes out, and people are told."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon


def article(title, source="https://example.org/tides"):
    return f'---\ntitle: {title}\ndate: 2026-01-01\nsource: {{title: Tide tables, url: "{source}"}}\n---\n\nText.\n'


BROKEN = "https:///tides"  # no host


class Gate(daemon.WorkspaceTest):

    def titles(self, served):
        return sorted(item["title"] for item in json.loads(served.get("/feed.json").body)["items"])

    def status(self):
        return json.loads(self.space.run("status", "--json").stdout)

    def test_an_edit_that_breaks_a_rule_keeps_the_last_good_revision(self):
        self.write({"a.md": article("First")})
        with self.space.serve() as served:
            self.write({"a.md": article("Second", BROKEN)})
            self.eventually(lambda: any("article_refused" in line for line in served.log))
            self.assertEqual(self.titles(served), ["First"])
            [problem] = self.status()["quarantined"]
            self.assertRegex(problem, r"^a\.md: .*\(Atom\) \(atom-source-id\)$")
            self.write({"a.md": article("Third")})
            self.eventually(lambda: self.titles(served) == ["Third"])
            self.assertEqual(self.status()["quarantined"], [])

    def test_a_new_article_that_breaks_a_rule_is_left_out_and_the_feed_goes_out(self):
        self.write({"a.md": article("Good"), "b.md": article("Broken", BROKEN)})
        with self.space.serve() as served:
            rss = served.get("/feed.rss").text
            self.assertIn("<title>Good</title>", rss)
            self.assertNotIn("<title>Broken</title>", rss)
            rules = [problem.rsplit(" ", 1)[1] for problem in self.status()["held_back"] if problem.startswith("b.md: ")]
            self.assertIn("(rss-item-source)", rules)
            self.assertTrue(any("held_back" in line and "rss-item-source" in line for line in served.log), served.log)
            self.write({"b.md": article("Mended")})
            self.eventually(lambda: "<title>Mended</title>" in served.get("/feed.rss").text)
            self.assertEqual(self.status()["held_back"], [])

    def test_a_publication_that_breaks_a_rule_is_refused(self):
        self.write({"a.md": article("Good")})
        broken = self.space.home / "broken.md"
        broken.write_text(article("Broken", BROKEN), encoding="utf-8")
        with self.space.serve() as served:
            done = self.space.run("publish", str(broken), check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("atom-source-id", done.stderr)
            self.assertEqual(self.titles(served), ["Good"])

    def test_commands_say_it_too(self):
        self.write({"a.md": article("Good"), "b.md": article("Broken", BROKEN)})
        checked = self.space.run("check", str(self.space.articles), check=False)
        self.assertEqual(checked.returncode, 1)
        self.assertRegex(checked.stderr, r"b\.md: .*\(atom-source-id\)")
        rendered = self.space.run("render", str(self.space.articles), "--out", str(self.space.home / "out"), check=False)
        self.assertEqual(rendered.returncode, 1)
        self.assertRegex(rendered.stderr, r"b\.md: .*\(rss-item-source\)")
        self.assertIn("<title>Good</title>", (self.space.home / "out" / "feed.rss").read_text(encoding="utf-8"))


if __name__ == "__main__":
    daemon.main()
