"""One folder with everything, read by independent readers: feedparser, sfeed, rsstail and a JSON parser see the same
entries with the same content in the same order, whatever the format."""

import calendar
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts python3-feedparser, whichever Python runs this

import daemon
import expectations
import features

try:
    import feedparser
except ImportError:
    daemon.skip("python3-feedparser is not installed")
for tool in ("sfeed", "rsstail"):
    if shutil.which(tool) is None:
        daemon.skip(f"{tool} is not installed")



def text_of(markup):
    return " ".join(expectations.Addresses(markup).text.split())


def summary_of(entry):
    """feedparser tells HTML from plain text, and gives the content where there is no summary."""
    value = entry.get("summary", "")
    if "content" in entry and value == entry.content[0].value:
        return ""
    return text_of(value) if entry.get("summary_detail", {}).get("type") == "text/html" else value


def feedparser_entries(path, id_of):
    parsed = feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [{
        "id": id_of(entry),
        "link": entry.link,
        "title": entry.title,
        "summary": summary_of(entry),
        "content": entry.content[0].value.strip() if "content" in entry else "",
        "authors": [author["name"] for author in entry.get("authors", []) if author.get("name")],
        "tags": [tag["term"] for tag in entry.get("tags", [])],
        "published": calendar.timegm(entry.get("published_parsed") or entry.updated_parsed),
        "language": entry.get("language") or (entry.content[0].get("language") if "content" in entry else None) or "en",
    } for entry in parsed.entries]


def json_entries(path):
    return [{
        "id": item["id"],
        "link": item["url"],
        "title": item.get("title", ""),
        "summary": item.get("summary", ""),
        "content": item.get("content_html", "").strip(),
        "authors": [author["name"] for author in item.get("authors", [])],
        "tags": item.get("tags", []),
        "published": expectations.unix_seconds(item["date_published"]),
        "language": item.get("language", "en"),
    } for item in json.loads(path.read_text())["items"]]


def sfeed_entries(path):
    """Tab-separated: time, title, link, content, its type, id, author, enclosure, categories (sfeed(5))."""
    output = subprocess.run(["sfeed"], input=path.read_bytes(), capture_output=True, check=True).stdout.decode()
    entries = []
    for line in output.splitlines():
        time, title, link, content, kind, identity, author, _, categories = line.split("\t")
        assert kind == "html", kind
        content = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), content)
        entries.append({"id": identity, "link": link, "title": title, "content": content.strip(), "author": author,
                        "tags": categories.split("|") if categories else [], "published": int(time)})
    return entries


class EqualContent(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = cls.enterClassContext(daemon.Workspace())
        cls.out = features.render(cls.workspace, cls.workspace.home / "public",
                                  features.CONFIG.replace("limit = 4", "limit = 100") + features.PODCAST)
        cls.entries = json_entries(cls.out / "feed.json")
        cls.atom_ids = {entry["link"]: entry["id"]
                        for entry in feedparser_entries(cls.out / "feed.atom", lambda entry: entry.id)}

    def without(self, *keys):
        return [{key: value for key, value in entry.items() if key not in keys} for entry in self.entries]

    def with_atom_ids(self, entries):
        return [{**entry, "id": self.atom_ids[entry["link"]]} for entry in entries]

    def test_the_folder_is_there_newest_first(self):
        self.assertEqual([entry["title"] for entry in self.entries][:3], ["It’s", "Odd", "Last"])
        self.assertEqual(len(self.entries), 8)
        times = [entry["published"] for entry in self.entries]
        self.assertEqual(times, sorted(times, reverse=True))

    def test_atom_differs_in_the_ids_only_that_are_no_uris(self):
        differing = [entry["id"] for entry in self.entries if self.atom_ids[entry["link"]] != entry["id"]]
        self.assertEqual(differing, ["123 at http://example.com"])

    def test_feedparser_reads_the_same_of_rss(self):
        self.maxDiff = None
        self.assertEqual(feedparser_entries(self.out / "feed.rss", lambda entry: entry.id), self.entries)

    def test_feedparser_reads_the_same_of_atom(self):
        self.maxDiff = None
        self.assertEqual(feedparser_entries(self.out / "feed.atom", lambda entry: entry.id),
                         self.with_atom_ids(self.entries))

    def test_feedparser_reads_the_same_of_rdf(self):
        self.maxDiff = None
        self.assertEqual(feedparser_entries(self.out / "feed.rdf", lambda entry: entry.dc_identifier), self.entries)

    def test_sfeed_reads_the_same_of_rss_atom_and_rdf(self):
        """sfeed names one author and no language, and sees neither ids nor subjects in RDF."""
        for name in ("feed.rss", "feed.atom", "feed.rdf"):
            with self.subTest(name):
                found = sfeed_entries(self.out / name)
                expected = self.without("summary", "language", "authors")
                if name == "feed.atom":
                    expected = self.with_atom_ids(expected)
                if name == "feed.rdf":
                    expected = [{**entry, "id": "", "tags": []} for entry in expected]
                for entry, whole in zip(found, self.entries):
                    author = entry.pop("author")
                    self.assertIn(author, whole["authors"] or [""])
                self.assertEqual(found, expected)

    def test_rsstail_follows_the_daemons_rss_and_atom(self):
        config = self.workspace.home / "served.toml"
        config.write_text("[feeds]\nlimit = 100\n")
        with self.workspace.serve(None, "--config", str(config)) as served:
            for name in ("feed.rss", "feed.atom"):
                with self.subTest(name):
                    output = daemon.call(["rsstail", "-1", "-N", "-l", "-n", "50", "-u", served.url + name]).stdout
                    lines = [line.strip() for line in output.splitlines() if line.strip()]
                    pages = [served.url + entry["link"].removeprefix("https://example.org/news/")
                             for entry in self.entries]
                    expected = [line for entry, page in zip(self.entries, pages) for line in (entry["title"], page)]
                    self.assertEqual(lines, expected)


if __name__ == "__main__":
    daemon.main()
