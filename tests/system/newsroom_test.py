"""Plain wire copy as newsrooms file it: headline, byline, credit and rights are found, page furniture is not published.

The date comes from the file's name, else from its modification time at first sight, which then stays.
"""

import datetime
import json
import os
import pathlib
import re
import sys
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import daemon
import expectations

STORY = """\
Related News

WKF: “Nobody Reads the Manual” & Other Lessons From a Forum < 2 Hours Long


Engineers at a forum in the harbour city agreed on “one thing” only, according to the host.\xa0

A second paragraph mentions By-laws, and begins plainly enough to be a paragraph,\xa0
although somebody wrapped it.

By the end of the day, 300 people had left.

By {byline}

[Photo by Kim Ba-ram]

[ⓒ Harbour Wire by Namdo Business News &, All rights reserved]
"""

KOREAN = """\
관련기사

항구 도시, 밤에도 켜지는 등대 일곱 개

항구 도시가 등대 일곱 개를 밤새 켜 두기로 했다.

시는 “배보다 사람이 먼저”라고 밝혔다.

By 서가온

[Photo by 임도윤]

[ⓒ 물길일보, 무단 전재 및 재배포 금지]
"""

SEOUL = """\
등대지기가 남긴 공책 212권

등대지기가 34년 동안 적은 물 높이가 책으로 나온다.

서가온 기자 seo@example.org

[사진=임도윤 기자]

[ⓒ 물길일보, 무단 전재 및 재배포 금지]
"""

MODIFIED = datetime.datetime(2026, 5, 4, 3, 2, 1, tzinfo=datetime.timezone.utc)


def set_modified(path, when):
    os.utime(path, (when.timestamp(), when.timestamp()))


def file_story(workspace, name, text, when=MODIFIED):
    """Writes one story as an editor's machine left it: `when` is its modification time."""
    daemon.write_files(workspace.articles, {name: text})
    set_modified(workspace.articles / name, when)


class WireCopy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workspace = cls.enterClassContext(daemon.Workspace())
        file_story(cls.workspace, "2026-09-17-forum.txt", STORY.format(byline="Choi Mira"))
        file_story(cls.workspace, "undated.txt", STORY.format(byline="Choi Mira and Oh Ha-neul"))
        windows = "\ufeff" + STORY.format(byline="Choi Mira").replace("\n", "\r\n")
        file_story(cls.workspace, "windows.txt", windows)
        file_story(cls.workspace, "2026-10-02-등대.txt", KOREAN)
        file_story(cls.workspace, "2026-10-03-공책.txt", SEOUL)
        cls.feedd = cls.enterClassContext(cls.workspace.serve())
        cls.by_source = {article["source"]: article for article in expectations.articles_listed(cls.workspace)}

    def test_the_headline_is_the_first_line_that_is_no_furniture(self):
        headline = "WKF: “Nobody Reads the Manual” & Other Lessons From a Forum < 2 Hours Long"
        for source in ("2026-09-17-forum.txt", "undated.txt", "windows.txt"):
            self.assertEqual(self.by_source[source]["title"], headline)
        self.assertEqual(self.by_source["2026-10-02-등대.txt"]["title"], "항구 도시, 밤에도 켜지는 등대 일곱 개")

    def test_the_byline_names_the_authors(self):
        self.assertEqual(self.by_source["2026-09-17-forum.txt"]["authors"], ["Choi Mira"])
        self.assertEqual(self.by_source["windows.txt"]["authors"], ["Choi Mira"])
        self.assertEqual(self.by_source["undated.txt"]["authors"], ["Choi Mira", "Oh Ha-neul"])
        self.assertEqual(self.by_source["2026-10-02-등대.txt"]["authors"], ["서가온"])

    def test_a_korean_byline_names_the_writer_and_not_the_photographer(self):
        article = self.by_source["2026-10-03-공책.txt"]
        self.assertEqual(article["authors"], ["서가온"])
        self.assertIn("임도윤", article["photo_credit"])
        self.assertEqual(article["content_html"].count("<p>"), 1)

    def test_the_body_is_the_paragraphs_and_nothing_else(self):
        for source in ("2026-09-17-forum.txt", "undated.txt", "windows.txt"):
            content = self.by_source[source]["content_html"]
            self.assertEqual(content.count("<p>"), 3, content)
            self.assertIn("plainly enough to be a paragraph, although somebody wrapped it.", " ".join(content.split()))
            self.assertIn("By the end of the day, 300 people had left.</p>", content)
            for left_out in ("Related News", "Choi Mira", "Photo by", "ⓒ", "WKF"):
                self.assertNotIn(left_out, content)
        self.assertEqual(self.by_source["2026-10-02-등대.txt"]["content_html"].count("<p>"), 2)

    def test_the_summary_is_the_first_paragraph(self):
        expected = "Engineers at a forum in the harbour city agreed on “one thing” only, according to the host."
        self.assertEqual(self.by_source["2026-09-17-forum.txt"]["summary"].strip(), expected)

    def test_rights_and_photo_credit_are_kept_without_brackets(self):
        article = self.by_source["2026-09-17-forum.txt"]
        self.assertIn("Harbour Wire by Namdo Business News &, All rights reserved", article["rights"])
        self.assertNotRegex(article["rights"], r"[\[\]]")
        self.assertEqual(article["photo_credit"], "Kim Ba-ram")

    def test_the_page_shows_all_of_it(self):
        page = expectations.Addresses(self.feedd.get(self.by_source["2026-09-17-forum.txt"]["url"]).text).text
        for shown in ("“Nobody Reads the Manual” & Other Lessons From a Forum < 2", "Choi Mira", "Kim Ba-ram",
                      "All rights reserved"):
            self.assertIn(shown, page)

    def test_the_date_is_the_file_names_else_the_modification_time(self):
        self.assertEqual(self.by_source["2026-09-17-forum.txt"]["published"], "2026-09-17T00:00:00Z")
        self.assertEqual(self.by_source["2026-10-02-등대.txt"]["published"], "2026-10-02T00:00:00Z")
        self.assertEqual(self.by_source["undated.txt"]["published"], MODIFIED.strftime("%Y-%m-%dT%H:%M:%SZ"))


class DateOfFirstSight(unittest.TestCase):
    """What a copy, a checkout or a rename does to a story that is already out."""

    def setUp(self):
        self.workspace = self.enterContext(daemon.Workspace())
        file_story(self.workspace, "story.txt", STORY.format(byline="Choi Mira"))
        with self.workspace.serve() as feedd:
            self.first = self.the_article()
            self.feed = feedd.get("/feed.rss")
            self.assertEqual(self.feed.status, 200)

    def the_article(self):
        articles = expectations.articles_listed(self.workspace)
        self.assertEqual(len(articles), 1)
        return articles[0]

    def test_touching_the_file_changes_neither_date_nor_feed(self):
        set_modified(self.workspace.articles / "story.txt", MODIFIED + datetime.timedelta(days=30))
        with self.workspace.serve() as feedd:
            again = self.the_article()
            self.assertEqual((again["published"], again["updated"], again["id"]),
                             (self.first["published"], self.first["updated"], self.first["id"]))
            dates = [re.findall(b"<pubDate>.*?</pubDate>", feed.body) for feed in (self.feed, feedd.get("/feed.rss"))]
            self.assertEqual(*dates)
            self.assertTrue(dates[0])

    def test_editing_the_text_keeps_the_date_of_publication(self):
        edited = STORY.format(byline="Choi Mira").replace("300", "301")
        file_story(self.workspace, "story.txt", edited, MODIFIED + datetime.timedelta(days=3))
        with self.workspace.serve():
            again = self.the_article()
        self.assertIn("301 people", again["content_html"])
        self.assertEqual((again["published"], again["id"]), (self.first["published"], self.first["id"]))


class TheNewsroomsSample(unittest.TestCase):
    """The story a newsroom sent along with its wish, where it lies beside the checkout."""

    folder = daemon.SOURCE_DIR.parent / "shared" / "newsroom"

    @unittest.skipUnless(folder.is_dir(), "the newsroom's sample is not beside this checkout")
    def test_is_read_as_its_editors_meant_it(self):
        with daemon.Workspace() as workspace, workspace.serve(self.folder) as feedd:
            articles = {article["source"]: article for article in expectations.articles_listed(workspace, self.folder)}
            article = articles["wkf-instagram-coo.txt"]
            items = {item["id"]: item for item in json.loads(feedd.get("/feed.json").body)["items"]}
        self.assertEqual(article["title"],
                         "WKF: S. Korea Becoming a Global Trend-Setter Amid Pandemic Pall: Instagram COO")
        self.assertEqual(article["authors"], ["Choi Mira"])
        self.assertEqual(article["photo_credit"], "Kim Jae-hoon")
        self.assertIn("Pulse by Maeil Business News Korea &, All rights reserved", article["rights"])
        self.assertTrue(article["summary"].startswith("South Korea has become a “trend-setter” for homebound people"))
        self.assertEqual(article["content_html"].count("<p>"), 13)
        for left_out in ("Related News", "Choi Mira", "Photo by", "ⓒ"):
            self.assertNotIn(left_out, article["content_html"])
        modified = int((self.folder / article["source"]).stat().st_mtime)
        self.assertEqual(expectations.unix_seconds(article["published"]), modified)
        self.assertEqual(items[article["id"]]["title"], article["title"])


if __name__ == "__main__":
    daemon.main()
