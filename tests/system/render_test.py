"""`feedd render` as whoever hosts static files uses it: again and again into the same folder, which is then synchronised."""

import os
import re
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon

ARTICLES = {
    "harbour.md": "---\ntitle: Harbour reopens\ndate: 2024-05-01\ntags: [port]\nauthors: [Ida Berg]\n---\nShips are back.\n",
    "tram.md": "---\ntitle: Tram delayed\ndate: 2024-05-02\ntags: [transport]\nauthors: [Omar Said]\n---\nAnother winter.\n",
}
FEEDS = 5  # the site's, two tags, two authors


class Render(unittest.TestCase):
    def setUp(self):
        self.workspace = daemon.Workspace(ARTICLES)
        self.addCleanup(self.workspace.__exit__)
        self.out = self.workspace.home / "public"

    def render(self, *options, check=True):
        return self.workspace.run("render", self.workspace.articles, "--out", self.out,
                                  "--base-url", "https://example.org", *options, check=check)

    def write(self, name, text):
        daemon.write_files(self.workspace.articles, {name: text})

    def files(self):
        return {path.relative_to(self.out).as_posix(): path for path in self.out.rglob("*") if path.is_file()}

    def looks(self):
        """What a synchronising program goes by."""
        return {name: (path.stat().st_ino, path.stat().st_mtime_ns) for name, path in self.files().items()}

    def changed(self, before):
        return {name for name, look in self.looks().items() if before.get(name) != look}

    def test_a_second_rendering_leaves_every_file_alone(self):
        self.render()
        before = self.looks()
        self.assertEqual(len(before), 4 * FEEDS)
        self.assertIn(f"0 files written, {4 * FEEDS} unchanged", self.render().stdout)
        self.assertEqual(self.changed(before), set())

    def test_an_edit_makes_the_feeds_of_its_article_again_and_no_other(self):
        self.render()
        before = self.looks()
        self.write("tram.md", ARTICLES["tram.md"].replace("Another winter", "Another two winters"))
        self.render()
        stems = {"feed", "tags/transport", "authors/omar-said"}
        self.assertEqual(self.changed(before), {f"{stem}.{end}" for stem in stems for end in ("rss", "atom", "json", "rdf")})
        self.assertIn("Another two winters", (self.out / "tags/transport.rss").read_text())

    def test_a_file_that_somebody_changed_or_removed_is_made_again(self):
        self.render()
        wanted = {name: path.read_bytes() for name, path in self.files().items()}
        target = self.out / "feed.rss"
        size = target.stat().st_size
        target.write_bytes(b"x" * size)
        (self.out / "tags/port.atom").unlink()
        self.render()
        self.assertEqual({name: path.read_bytes() for name, path in self.files().items()}, wanted)

    def test_another_address_of_the_site_changes_every_feed(self):
        self.render()
        self.workspace.run("render", self.workspace.articles, "--out", self.out, "--base-url", "https://news.example.net")
        for name, path in self.files().items():
            self.assertIn("https://news.example.net/", path.read_text(), name)
            self.assertNotIn("https://example.org/", path.read_text(), name)

    def test_the_same_state_renders_whole_into_another_folder(self):
        self.render()
        first = {name: path.read_bytes() for name, path in self.files().items()}
        self.out = self.workspace.home / "elsewhere"
        self.render()
        self.assertEqual({name: path.read_bytes() for name, path in self.files().items()}, first)

    def test_format_writes_only_what_it_names(self):
        self.render("--format", "rss,json")
        self.assertEqual({os.path.splitext(name)[1] for name in self.files()}, {".rss", ".json"})
        self.assertEqual(len(self.files()), 2 * FEEDS)
        refused = self.render("--format", "xyz", check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("rss", refused.stderr)

    def test_archives_are_the_whole_history_and_linked_only_where_they_are(self):
        for number in range(120):
            self.write(f"more-{number:03}.md", f"---\ntitle: More {number}\ndate: 2025-01-01\n---\nText.\n")
        self.render()
        self.assertNotIn("prev-archive", (self.out / "feed.atom").read_text())
        self.assertFalse((self.out / "archive").exists())
        self.render("--archives")
        seen, name = set(), "feed.atom"
        while name:
            text = (self.out / name).read_text()
            seen |= set(re.findall(r"<id>(.*?)</id>", text.split("<entry", 1)[1]))
            link = re.search(r'rel="prev-archive"[^>]*href="https://example.org/([^"]+)"', text)
            name = link and link.group(1)
        self.assertEqual(len(seen), 120 + len(ARTICLES))
        before = self.looks()
        self.render("--archives")
        self.assertEqual(self.changed(before), set())

    def test_what_was_taken_back_leaves_the_folder(self):
        self.render("--pages")
        self.assertTrue((self.out / "articles/tram/index.html").exists())
        (self.workspace.articles / "tram.md").unlink()
        self.render("--pages")
        self.assertFalse((self.out / "articles/tram").exists())
        self.assertTrue((self.out / "articles/harbour/index.html").exists())
        self.assertNotIn("Tram delayed", (self.out / "tags/transport.rss").read_text())

    def test_what_others_wrote_stays(self):
        self.render("--pages")
        theirs = self.out / "articles/tram/index.html"
        theirs.write_text("edited by hand")
        (self.out / "robots.txt").write_text("User-agent: *\n")
        (self.workspace.articles / "tram.md").unlink()
        self.render("--pages")
        self.assertEqual(theirs.read_text(), "edited by hand")
        self.assertTrue((self.out / "robots.txt").exists())

    def test_a_rendering_without_pages_or_of_one_format_removes_no_others(self):
        self.render("--pages")
        before = set(self.files())
        self.render("--format", "rss")
        self.assertEqual(set(self.files()), before)

    def test_a_large_recording_is_copied_in_bounded_memory(self):
        self.write("talk.md", "---\ntitle: Talk\ndate: 2024-05-03\naudio: talk.mp3\n---\nListen.\n")
        with (self.workspace.articles / "talk.mp3").open("wb") as file:
            file.truncate(192 << 20)
        probe = ("import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
                 "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        done = daemon.call([sys.executable, "-c", probe, daemon.BINARY, "render", str(self.workspace.articles), "--pages",
                            "--base-url", "https://example.org", "--out", str(self.out), "--state",
                            str(self.workspace.state)], daemon.environment(self.workspace.home))
        code, kilobytes = map(int, done.stdout.split())
        self.assertEqual(code, 0)
        self.assertEqual((self.out / "media/talk.mp3").stat().st_size, 192 << 20)
        if "asan" not in daemon.BINARY:  # sanitizers keep what was freed
            self.assertLess(kilobytes, 128 << 10)


if __name__ == "__main__":
    daemon.main()
