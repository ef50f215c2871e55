"""Every feed as readers see it: feedparser, a JSON parser, xmllint, jing with RFC 4287's grammar, and RSS's own rules.

What the feeds should say comes from `feedd list` and `feedd show`, for the sample articles and for awkward ones.
"""

import collections
import calendar
import datetime
import html
import json
import os
import pathlib
import shutil
import sys
import tempfile
import unittest
import urllib.parse

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts python3-feedparser, whichever Python runs this

import daemon
import expectations
from expectations import Addresses, unix_seconds as seconds

try:
    import feedparser
except ImportError:
    daemon.skip("python3-feedparser is not installed")
for tool in ("xmllint", "jing"):
    if shutil.which(tool) is None:
        daemon.skip(f"{tool} is not installed")

UNTYPED = "text/html"  # what feedparser takes a link without a type for
NOW = datetime.datetime.now(datetime.timezone.utc)

AWKWARD = {
    "plain.md": "---\ntitle: Plain\ndate: 2026-03-01T10:00:00Z\nimage: https://img.example.org/crop?w=1&h=2\n---\n"
                "Only a paragraph, and nobody signed it.\n",
    "title-only.md": "---\ntitle: Only a title\ndate: 2026-02-28\n---\n",
    "cdata.md": "---\ntitle: 'Ends ]]> early & often'\ndate: 2026-03-02\nauthors: ['Ann O''Hara & Sons', '한 별']\n"
                "tags: [C/C++, 'R&D', '#1', '한국 경제', 'C/c++', '?', '..']\n---\n"
                "`]]>` and `<![CDATA[` and &lt;b&gt; and 👩‍👩‍👧 all stay.\n",
    "same-second-1.md": "---\ntitle: Twin\ndate: 2026-03-03\nslug: twin\n---\nThe first.\n",
    "same-second-2.md": "---\ntitle: Twin\ndate: 2026-03-03\nslug: twin\n---\nThe second.\n",
    "own-id.md": "---\nid: 'https://old.example.org/?p=12&lang=ko'\ntitle: Kept its id\n"
                 "date: Thu, 05 Mar 2026 08:00:00 +0900\nupdated: 2026-03-09\n"
                 "rights: '© <Nobody>'\nlanguage: ko-KR\nsummary: 'Less < more & \"more\"'\n---\n"
                 "# Kept its id\n\n![빈 점](<그림/한 점.png>)\n\n[next](plain?x=1&y=2#z) and [mail](mailto:a@example.org)\n",
    "controls.txt": "A headline with \x0b a control \x00 character\x1f\n\nAnd a body \x08 with more of \ufffe them.\n\n"
                    "By Uhm Ji-won\n",
    "2026-02-07-broken-utf8.txt": b"Broken \xff\xfe bytes\n\nBody \xc3( and \xed\xa0\x80 too.\n",
    "script.html": "<title>Alert</title><meta name=date content=2026-03-08><body><p onclick=x()>Text"
                   "<script>alert(1)</script>"
                   "<a href='java\nscript:x()'>x</a><p>Unclosed <b>bold",
    "그림/한 점.png": (daemon.EXAMPLES / "images" / "ridges.png").read_bytes(),
    "draft.md": "---\ntitle: Secret draft\ndraft: true\ndate: 2026-03-01\n---\nNot yet.\n",
    "later.md": f"---\ntitle: Secret future\ndate: {NOW.year + 1}-01-01T00:00:00Z\n---\nNot yet.\n",
}


def labels(entry):
    return [tag.get("label") or tag["term"] for tag in entry.get("tags", [])]


def body_of(entry):
    return entry.content[0].value if "content" in entry else ""


def names(people):
    return [person["name"] for person in people if person.get("name")]


class FeedsOf:
    """The claims; a subclass says which folder."""

    files = None
    folder = None

    @classmethod
    def setUpClass(cls):
        cls.workspace = cls.enterClassContext(daemon.Workspace(cls.files))
        cls.feedd = cls.enterClassContext(cls.workspace.serve(cls.folder))
        cls.articles = expectations.articles_listed(cls.workspace, cls.folder)
        cls.by_id = {article["id"]: article for article in cls.articles}
        home = cls.feedd.get("/")
        assert home.status == 200, home
        page = Addresses(home.text)
        ends = (".rss", ".atom", ".json")
        links = {urllib.parse.urljoin(cls.feedd.url, link) for link in page.links}
        twins = {link.removesuffix(".html") for link in links
                 if link.startswith(cls.feedd.url) and link.endswith(".html")}
        cls.feeds = sorted(twin + end for twin in twins | {cls.feedd.url + "feed"} for end in ends)
        cls.bodies = {url: cls.feedd.get(url) for url in cls.feeds}

    def of(self, extension):
        return {url: answer.body for url, answer in self.bodies.items() if url.endswith(extension)}

    def parsed(self, extension):
        """Site feed as feedparser reads it, its own cleaning turned off: what arrives is what was sent."""
        body = self.bodies[f"{self.feedd.url}feed{extension}"].body
        return feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)

    def assert_none(self, complaints):
        self.assertEqual(complaints, [])

    def test_every_feed_answers_with_its_type(self):
        types = {".rss": r"application/rss\+xml; charset=utf-8", ".atom": r"application/atom\+xml; charset=utf-8",
                 ".json": r"application/feed\+json(; charset=utf-8)?"}
        for url, answer in self.bodies.items():
            with self.subTest(url):
                self.assertEqual(answer.status, 200)
                self.assertRegex(answer.headers["Content-Type"], "^" + types["." + url.rpartition(".")[2]] + "$")

    def test_feedparser_finds_nothing_wrong_in_any_feed(self):
        for url, answer in self.bodies.items():
            if url.endswith(".json"):
                continue
            with self.subTest(url):
                parsed = feedparser.parse(answer.body)
                self.assertFalse(parsed.bozo, parsed.get("bozo_exception"))
                self.assertTrue(parsed.entries)

    def test_site_feeds_hold_every_article_newest_first(self):
        expected = [seconds(article["published"]) for article in self.articles]
        self.assertTrue(expected)
        for extension in (".rss", ".atom"):
            entries = self.parsed(extension).entries
            self.assertCountEqual([entry.id for entry in entries], self.by_id)
            self.assertEqual([calendar.timegm(entry.published_parsed) for entry in entries], expected)
        items = json.loads(self.bodies[f"{self.feedd.url}feed.json"].body)["items"]
        self.assertEqual([seconds(item["date_published"]) for item in items], expected)

    def test_rss_says_what_the_articles_say(self):
        for entry in self.parsed(".rss").entries:
            article = self.by_id[entry.id]
            with self.subTest(article["title"]):
                self.assert_entry(entry, article)
                self.assertFalse(entry.guidislink)

    def test_atom_says_what_the_articles_say(self):
        for entry in self.parsed(".atom").entries:
            article = self.by_id[entry.id]
            with self.subTest(article["title"]):
                self.assert_entry(entry, article)
                self.assertEqual(calendar.timegm(entry.updated_parsed), seconds(article["updated"]))
                if article["language"] and "content" in entry:
                    self.assertEqual(entry.content[0].language.lower(), article["language"].lower())

    def assert_entry(self, entry, article):
        self.assertEqual(entry.title, article["title"])
        self.assertEqual(entry.link, article["url"])
        self.assertEqual(labels(entry), article["tags"])
        self.assertEqual(names(entry.get("authors", [])), article["authors"])
        self.assertEqual(calendar.timegm(entry.published_parsed), seconds(article["published"]))
        self.assertEqual(body_of(entry).strip(), article["content_html"].strip())
        summary = entry.get("summary", "")
        is_html = entry.get("summary_detail", {}).get("type") == "text/html"  # RSS's description
        self.assertEqual(html.unescape(summary) if is_html else summary, article["summary"])
        self.assertEqual(entry.get("rights", ""), article["rights"])
        enclosed = [(found["href"], found.get("type", ""), int(found.get("length", 0))) for found in entry.enclosures]
        media = [(found["url"], found["type"] or UNTYPED, found["length"]) for found in article["media"]]
        self.assertLessEqual(set(enclosed), set(media))
        recordings = [found for found in media if found[1].startswith(("audio/", "video/"))]
        lead = recordings[:1] or [found for found in media if found[1] != UNTYPED][:1]
        self.assertLessEqual(set(lead), set(enclosed), "no lead enclosed")

    def test_json_says_what_the_articles_say(self):
        for item in json.loads(self.bodies[f"{self.feedd.url}feed.json"].body)["items"]:
            article = self.by_id[item["id"]]
            with self.subTest(article["title"]):
                self.assertEqual(item["title"], article["title"])
                self.assertEqual(item["url"], article["url"])
                self.assertEqual(item.get("content_html", "").strip(), article["content_html"].strip())
                self.assertEqual(item.get("summary", ""), article["summary"])
                self.assertEqual(item.get("tags", []), article["tags"])
                self.assertEqual(names(item.get("authors", [])), article["authors"])
                self.assertEqual(seconds(item["date_published"]), seconds(article["published"]))
                updated = item.get("date_modified", item["date_published"])
                self.assertEqual(seconds(updated), seconds(article["updated"]))
                self.assertEqual(item.get("language", article["language"]), article["language"])

    def test_each_term_has_three_feeds_of_exactly_its_articles(self):
        expected = collections.Counter()
        for key in ("tags", "authors"):
            members = collections.defaultdict(set)
            for article in self.articles:
                for label in article[key]:
                    members[label.casefold()].add(article["id"])
            expected.update((key, frozenset(ids)) for ids in members.values())
        for extension, read in ((".rss", feedparser.parse), (".atom", feedparser.parse), (".json", json.loads)):
            found = collections.Counter()
            for url, body in self.of(extension).items():
                kind = urllib.parse.urlsplit(url).path.split("/")[1]
                parsed = read(body)
                found[kind, frozenset(entry["id"] for entry in parsed.get("entries") or parsed.get("items"))] += 1
            del found["feed" + extension, frozenset(self.by_id)]
            self.assertEqual(found, expected, extension)

    def test_json_feeds_keep_the_rules_of_version_1_1(self):
        for url, body in self.of(".json").items():
            self.assert_none(expectations.json_feed_complaints(json.loads(body), url))

    def test_rss_feeds_keep_their_rules(self):
        for url, body in self.of(".rss").items():
            self.assert_none(expectations.rss_complaints(body, url))

    def test_atom_feeds_keep_the_rules_no_grammar_can_hold(self):
        for url, body in self.of(".atom").items():
            self.assert_none(expectations.atom_complaints(body, url))

    def validate(self, extensions, command):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, body in enumerate(body for extension in extensions for body in self.of(extension).values()):
                paths.append(os.path.join(folder, f"{number}.xml"))
                pathlib.Path(paths[-1]).write_bytes(body)
            daemon.call([*command, *paths])

    def test_xmllint_reads_every_feed(self):
        self.validate([".rss", ".atom"], ["xmllint", "--noout", "--nonet"])

    def test_jing_finds_every_atom_feed_valid(self):
        grammar = pathlib.Path(__file__).resolve().parents[1] / "support" / "atom.rnc"
        self.validate([".atom"], ["jing", "-c", str(grammar)])

    def test_every_address_of_ours_leads_somewhere(self):
        addresses = set()
        for extension in (".rss", ".atom"):
            for url in self.of(extension):
                parsed = feedparser.parse(self.bodies[url].body, sanitize_html=False, resolve_relative_uris=False)
                addresses.add(parsed.feed.link)
                for entry in parsed.entries:
                    addresses.update(link["href"] for link in entry.links)
                    body = Addresses(body_of(entry))
                    addresses.update(body.images, body.links)
        for address in addresses:
            self.assertTrue(urllib.parse.urlsplit(address).scheme, f"{address} is not absolute")
            self.assertTrue(address.isascii() and " " not in address, f"{address} is no URI")
        ours = sorted(address for address in addresses if address.startswith(self.feedd.url))
        self.assertTrue(any("/media/" in address for address in ours))
        for address in ours:
            with self.subTest(address):
                self.assertEqual(self.feedd.get(address.partition("#")[0]).status, 200)

    def test_enclosures_have_the_length_they_claim(self):
        for extension in (".rss", ".atom"):
            for entry in self.parsed(extension).entries:
                for enclosure in entry.enclosures:
                    if not enclosure["href"].startswith(self.feedd.url):
                        continue
                    answer = self.feedd.get(enclosure["href"])
                    self.assertEqual(len(answer.body), int(enclosure["length"]))
                    self.assertEqual(answer.headers["Content-Type"], enclosure["type"])


class SampleArticles(FeedsOf, unittest.TestCase):
    folder = daemon.EXAMPLES


class AwkwardArticles(FeedsOf, unittest.TestCase):
    files = AWKWARD

    def test_nothing_is_lost_and_nothing_leaks(self):
        readable = [path for path in AWKWARD if not path.endswith(".png") and path not in ("draft.md", "later.md")]
        self.assertCountEqual([article["source"] for article in self.articles], readable)
        for url in [*self.feeds, self.feedd.url]:
            self.assertNotIn(b"Secret", self.feedd.get(url).body)
        listed = expectations.list_of(self.workspace)
        hidden = {article["status"]: article for article in listed if article["title"].startswith("Secret")}
        self.assertCountEqual(hidden, ["draft", "scheduled"])
        for article in hidden.values():
            self.assertEqual(self.feedd.get(f"/articles/{urllib.parse.quote(article['slug'])}").status, 404)

    def test_awkward_texts_arrive_as_written(self):
        entries = {self.by_id[entry.id]["source"]: entry for entry in self.parsed(".atom").entries}
        self.assertEqual(entries["cdata.md"].title, "Ends ]]> early & often")
        self.assertEqual(labels(entries["cdata.md"]), ["C/C++", "R&D", "#1", "한국 경제", "?", ".."])
        text = Addresses(entries["cdata.md"].content[0].value).text
        self.assertEqual(text.strip(), "]]> and <![CDATA[ and <b> and 👩‍👩‍👧 all stay.")
        self.assertEqual(entries["own-id.md"].id, "https://old.example.org/?p=12&lang=ko")
        self.assertEqual(entries["own-id.md"].rights, "© <Nobody>")
        self.assertNotIn("alert", entries["script.html"].content[0].value)
        self.assertNotIn("script:", entries["script.html"].content[0].value)
        self.assertNotEqual(entries["same-second-1.md"].link, entries["same-second-2.md"].link)


if __name__ == "__main__":
    daemon.main()
