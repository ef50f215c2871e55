#!/usr/bin/env python3
"""Sitemaps, OPML and robots.txt as crawlers and feed readers fetch them, before and after articles come and go."""

import datetime
import pathlib
import sys
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import daemon

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LISTINGS = ("/opml.xml", "/sitemap.xml", "/sitemap-1.xml", "/news-sitemap.xml", "/robots.txt")


def article(title, **fields):
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{lines}---\n\nSome text.\n"


ARTICLES = {
    "old.md": article("Old story", date="2025-03-01", tags="[sea]"),
    "eve.md": article("Eve story", date="2026-03-09", tags="[sea, 항구]", authors="[Ida Berg]"),
    "new.md": article("New & bold", date="2026-03-10", tags="[sea]"),
    "draft.md": article("Draft story", date="2026-03-10", draft="true", tags="[draft-tag]"),
    "future.md": article("Future story", date="2999-01-01", tags="[future-tag]"),
    "expired.md": article("Expired story", date="2026-01-01", expires="2026-02-01", tags="[expired-tag]"),
}
ABSENT = ("draft", "future", "expired")


def parse(answer):
    return xml.etree.ElementTree.fromstring(answer.body)


def pages(served, path="/sitemap.xml"):
    """Addresses of a urlset without the daemon's own."""
    root = parse(served.get(path))
    assert root.tag == SITEMAP + "urlset", root.tag
    return [url.findtext(SITEMAP + "loc").removeprefix(served.url.rstrip("/")) for url in root]


def feeds(served):
    return [outline.get("xmlUrl") for outline in parse(served.get("/opml.xml")).iter("outline") if outline.get("xmlUrl")]


class Listings(daemon.WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write(ARTICLES)

    def test_the_sitemap_names_the_pages_that_are_there(self):
        with self.space.serve() as served:
            self.assertEqual(set(pages(served)), {"/", "/articles/old", "/articles/eve", "/articles/new"})
            self.assertEqual(len(pages(served)), 4)
            for path in pages(served):
                self.assertEqual(served.get(path).status, 200, path)
            for url in parse(served.get("/sitemap.xml")):
                self.assertTrue({child.tag for child in url} <= {SITEMAP + "loc", SITEMAP + "lastmod"})
                if modified := url.findtext(SITEMAP + "lastmod"):
                    datetime.datetime.fromisoformat(modified)
            self.assertEqual(served.get("/sitemap-1.xml").body, served.get("/sitemap.xml").body)
            self.assertEqual(served.get("/sitemap-2.xml").status, 404)

    def test_the_news_sitemap_has_two_days(self):
        with self.space.serve() as served:
            news = parse(served.get("/news-sitemap.xml"))
            self.assertEqual([item.findtext(f"{NEWS}news/{NEWS}title") for item in news], ["New & bold", "Eve story"])
            for item in news.iter(NEWS + "news"):
                self.assertEqual([child.tag for child in item],
                                 [NEWS + "publication", NEWS + "publication_date", NEWS + "title"])
                self.assertTrue(item.findtext(f"{NEWS}publication/{NEWS}name"))
                self.assertRegex(item.findtext(f"{NEWS}publication/{NEWS}language"), r"^([a-z]{2,3}|zh-cn|zh-tw)$")

    def test_the_opml_names_each_feed_once_and_all_are_there(self):
        with self.space.serve() as served:
            root = parse(served.get("/opml.xml"))
            self.assertEqual((root.tag, root.get("version")), ("opml", "2.0"))
            self.assertTrue(root.findtext("head/title"))
            self.assertTrue(root.findtext("head/dateModified").endswith(("GMT", "+0000")))
            for outline in root.iter("outline"):
                self.assertTrue(outline.get("text"))
                self.assertEqual(outline.get("type") == "rss", outline.get("xmlUrl") is not None)
            found = feeds(served)
            self.assertEqual(len(found), len(set(found)))
            for url in found:
                self.assertEqual(served.get(url).status, 200, url)
            for stem in ("/feed.rss", "/tags/sea.rss", "/tags/%ED%95%AD%EA%B5%AC.rss", "/authors/ida-berg.rss"):
                self.assertTrue(any(url.endswith(stem) for url in found), stem)

    def test_robots_names_both_sitemaps(self):
        with self.space.serve() as served:
            lines = served.get("/robots.txt").text.splitlines()
            self.assertEqual(lines[:2], ["User-agent: *", "Disallow:"])
            for line in lines[3:]:
                self.assertEqual(served.get(line.removeprefix("Sitemap: ")).status, 200, line)
            self.assertEqual(len(lines), 5)

    def test_what_is_not_published_is_in_none(self):
        with self.space.serve() as served:
            for path in LISTINGS:
                text = served.get(path).text.lower()
                for word in ABSENT:
                    self.assertNotIn(word, text, path)

    def test_they_answer_conditional_requests(self):
        with self.space.serve() as served:
            for path in LISTINGS:
                first = served.get(path)
                kind = "text/plain" if path.endswith(".txt") else "text/x-opml" if "opml" in path else "application/xml"
                self.assertTrue(first.headers["Content-Type"].startswith(kind), path)
                self.assertIn("max-age", first.headers["Cache-Control"])
                self.assertEqual(served.get(path, {"If-None-Match": first.headers["ETag"]}).status, 304, path)
                self.assertEqual(served.head(path).status, 200, path)

    def test_they_follow_what_comes_and_goes(self):
        with self.space.serve() as served:
            before = {path: served.get(path) for path in LISTINGS}
            self.write({"late.md": article("Late", date="2026-03-11", tags="[tide]")})
            self.eventually(lambda: "/articles/late" in pages(served))
            self.eventually(lambda: "/articles/late" in pages(served, "/sitemap-1.xml"))
            self.eventually(lambda: "Late" in served.get("/news-sitemap.xml").text)
            self.eventually(lambda: any(url.endswith("/tags/tide.rss") for url in feeds(served)))
            self.assertEqual(served.get("/robots.txt").body, before["/robots.txt"].body)
            self.space.run("withdraw", "late")
            self.eventually(lambda: "/articles/late" not in pages(served))
            self.eventually(lambda: "Late" not in served.get("/news-sitemap.xml").text)
            self.eventually(lambda: not any(url.endswith("/tags/tide.rss") for url in feeds(served)))

    def test_an_embargo_ends_in_all_of_them(self):
        due = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(seconds=4)
        self.write({"soon.md": article("Soon", date=due.strftime("%Y-%m-%dT%H:%M:%SZ"), tags="[soon]")})
        with self.space.serve() as served:
            paths = ("/opml.xml", "/sitemap.xml", "/news-sitemap.xml", "/feed.rss", "/")
            early = [served.get(path).text.lower() for path in paths]
            if datetime.datetime.now(datetime.timezone.utc) < due:
                self.assertFalse([text for text in early if "soon" in text])
            for path in paths:
                self.eventually(lambda: "soon" in served.get(path).text.lower(), path)
            self.assertGreaterEqual(datetime.datetime.now(datetime.timezone.utc), due)

    def test_render_writes_them_and_leaves_a_robots_of_somebody_else(self):
        out = self.space.home / "public"
        render = lambda: self.space.run("render", self.space.articles, "--out", out, "--pages", "--base-url",
                                        "https://example.org")
        render()
        for path in LISTINGS:
            text = (out / path[1:]).read_text()
            self.assertIn("https://example.org/", text)
            for word in ABSENT:
                self.assertNotIn(word, text.lower(), path)
        (out / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
        render()
        self.assertEqual((out / "robots.txt").read_text(), "User-agent: *\nDisallow: /\n")


if __name__ == "__main__":
    daemon.main()
