"""Every document as validators see it: the W3C feed validator's rules, JSON Feed's schema, RELAX NG for Atom with every
extension, OPML and sitemaps, and html5lib's strict parser for what the feeds hold.

On a folder that has everything, on the samples, and on the shared corpora where they are.
"""

import json
import os
import pathlib
import shutil
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts its modules, whichever Python runs this

import daemon
import features
import validator_rules

try:
    import html5lib
    import jsonschema
except ImportError as missing:
    daemon.skip(f"python3-{missing.name} is not installed")
for tool in ("xmllint", "jing"):
    if shutil.which(tool) is None:
        daemon.skip(f"{tool} is not installed")

SUPPORT = pathlib.Path(__file__).resolve().parents[1] / "support"
SHARED = pathlib.Path(os.environ.get("FEEDD_SHARED") or daemon.SOURCE_DIR.parent / "shared")
CORPORA = ("newsroom", "corpora/jekyll-docs/docs", "corpora/jekyll-docs/test/source", "corpora/letsencrypt",
           "corpora/grpc-blog")
WHOLE = 'base_url = "https://example.org/news"\n[feeds]\nlimit = 10000\n[site]\nlanguage = "en"\n'
SCHEMA = jsonschema.Draft7Validator(json.loads((SUPPORT / "json_feed.schema.json").read_text()))


def complaints_of(path):
    if path.suffix == ".json":
        return [f"{'/'.join(map(str, one.path))}: {one.message[:300]}"
                for one in SCHEMA.iter_errors(json.loads(path.read_text()))]
    return validator_rules.COMPLAINTS[path.suffix](path.read_text(), html5lib)


def feeds_below(folder):
    media = folder / "media"
    return sorted(path for path in folder.rglob("*")
                  if path.suffix in (".rss", ".atom", ".rdf", ".json") and media not in path.parents)


class Rules(unittest.TestCase):
    """That the rules find what they are there for."""

    def complaints(self, markup):
        return validator_rules.html_complaints(markup, html5lib)

    def test_html_is_parsed_strictly(self):
        self.assertEqual(self.complaints("<p>a &amp; b<br></p>"), [])
        for markup in ("<p>a</p></p>", "<p>AT&T;</p>", "<ul><li><a href='https://e.org/'>x</ul>", "<rb>x</rb>",
                       "<p><table></table></p>", "<p onclick=x>y</p>", "<a href='#x'>y</a>", "<bdo>x</bdo>",
                       "<p style='position:fixed'>x</p>"):
            self.assertNotEqual(self.complaints(markup), [], markup)

    def test_plain_text_wants_hexadecimal_references(self):
        for raw, value, fine in (("R&amp;D", "R&D", True), ("R&#x26;D &#x26;amp;", "R&D &amp;", True),
                                 ("a &amp;amp; b", "a &amp; b", False), ("&lt;b>", "<b>", False)):
            self.assertEqual(not validator_rules.plain_complaints(raw, value, "title", ""), fine, raw)

    def test_ids_are_uris(self):
        for value, fine in (("urn:uuid:7f262fdb-c334-54fe-8de7-75197afa3043", True), ("tag:example.org,2026:a", True),
                            ("123 at http://e.org", False), ("tag:Example.org,2026:a", False),
                            ("https://e.org/[", False)):
            self.assertEqual(not validator_rules.uri_complaints(value, "id"), fine, value)

    def test_the_schema_refuses_what_json_feed_does(self):
        item = {"id": "1", "content_text": ""}
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [item]}
        self.assertTrue(SCHEMA.is_valid(feed))
        self.assertTrue(SCHEMA.is_valid({**feed, "_own": {"any": 1}}))
        for wrong in ({"items": [{"id": "1"}]}, {"items": [{**item, "id": 1}]}, {"own": 1}, {"next_url": "feed.json"},
                      {"items": [{**item, "date_published": "2026-13-01T00:00:00Z"}]}, {"authors": [{}]},
                      {"items": [{**item, "attachments": [{"url": "https://e.org/a"}]}]}, {"version": "1.1"}):
            self.assertFalse(SCHEMA.is_valid({**feed, **wrong}), wrong)


class Everything(unittest.TestCase):
    """The folder with every feature, as a podcast and as none."""

    config = features.CONFIG + features.PODCAST

    @classmethod
    def setUpClass(cls):
        cls.workspace = cls.enterClassContext(daemon.Workspace())
        cls.out = features.render(cls.workspace, cls.workspace.home / "public", cls.config)
        cls.feeds = feeds_below(cls.out)

    def test_no_validator_complains_of_any_feed(self):
        self.assertGreater(len(self.feeds), 60)
        for path in self.feeds:
            with self.subTest(path.relative_to(self.out)):
                self.assertEqual(complaints_of(path), [])

    def test_every_extension_is_there(self):
        atom, rss = ("".join(path.read_text() for path in self.feeds if path.suffix == suffix)
                     for suffix in (".atom", ".rss"))
        in_atom = ("at:deleted-entry", "thr:in-reply-to", "media:credit", "fh:archive", 'rel="prev-archive"',
                   'rel="next-archive"', 'rel="current"', 'rel="related"', 'rel="enclosure"', "<source>",
                   "<contributor>", "<logo>", "<icon>", "<rights")
        in_rss = ("itunes:duration", "podcast:transcript", "podcast:chapters", "podcast:person", "media:content",
                  "dc:rights", "<source ", "fh:archive", "content:encoded")
        self.assertEqual([element for element in in_atom if element not in atom], [])
        self.assertEqual([element for element in in_rss if element not in rss], [])

    def test_atom_is_valid_with_its_extensions(self):
        daemon.call(["jing", "-c", SUPPORT / "feed.rnc", *(path for path in self.feeds if path.suffix == ".atom")])

    def test_all_xml_is_well_formed_with_every_namespace_declared(self):
        documents = [path for path in self.out.rglob("*") if path.suffix in (".rss", ".atom", ".rdf", ".xml")]
        self.assertGreater(len(documents), 50)
        done = daemon.call(["xmllint", "--noout", "--nonet", *documents])
        self.assertEqual(done.stderr, "")

    def test_opml_and_sitemaps_are_valid(self):
        daemon.call(["jing", "-c", SUPPORT / "listings.rnc",
                     *(self.out / f"{name}.xml" for name in ("opml", "sitemap", "sitemap-1", "news-sitemap"))])

    def test_an_id_that_is_no_uri_stays_where_it_may(self):
        archive = next((self.out / "archive" / "feed").glob("*/1.rss"))
        for suffix, there in ((".rss", True), (".json", True), (".rdf", True), (".atom", False)):
            self.assertEqual("123 at http://example.com" in archive.with_suffix(suffix).read_text(), there, suffix)
        self.assertNotIn("to be withdrawn", (self.out / "feed.atom").read_text())


class EverythingButAShow(Everything):
    config = features.CONFIG

    def test_only_the_episode_has_elements_of_podcasts(self):
        for path in self.feeds:
            if path.suffix == ".rss":
                text = path.read_text()
                self.assertEqual("xmlns:podcast" in text, "<title>Tides</title>" in text, path)


class Folders(unittest.TestCase):
    def assert_valid(self, folder, paths=None):
        with daemon.Workspace() as workspace:
            out = features.render(workspace, workspace.home / "public", WHOLE, folder)
            for path in feeds_below(out) if paths is None else [out / path for path in paths]:
                with self.subTest(f"{folder}: {path.relative_to(out)}"):
                    self.assertEqual(complaints_of(path), [])

    def test_no_validator_complains_of_the_samples(self):
        self.assert_valid(daemon.EXAMPLES)

    def test_no_validator_complains_of_the_corpora(self):
        for name in CORPORA:
            if not (SHARED / name).is_dir():
                print(f"not here, so not read: {name}", file=sys.stderr)
                continue
            self.assert_valid(SHARED / name, ("feed.rss", "feed.atom", "feed.rdf", "feed.json"))


if __name__ == "__main__":
    daemon.main()
