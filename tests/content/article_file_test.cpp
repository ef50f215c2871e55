// Files in their dialects read as articles.
#include "content/sources/article_file.hpp"

#include <map>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using Texts = std::vector<std::string>;

const FileLookup no_files = [](std::string_view) { return std::optional<FileFacts>(); };

/// A source that holds these files.
FileLookup files(std::map<std::string, std::uint64_t, std::less<>> sizes) {
  return [sizes = std::move(sizes)](std::string_view path) -> std::optional<FileFacts> {
    const auto found = sizes.find(path);
    if (found == sizes.end()) return std::nullopt;
    return FileFacts{found->second};
  };
}

SourceArticle read(std::string_view path, std::string_view bytes, const FileLookup& lookup = no_files) {
  Result<SourceArticle> article = read_article(path, bytes, lookup);
  EXPECT_TRUE(article.has_value()) << path << ": " << (article ? "" : article.error().to_string());
  return article ? *article : SourceArticle{};
}

Error refused(std::string_view path, std::string_view bytes) {
  const Result<SourceArticle> article = read_article(path, bytes, no_files);
  EXPECT_FALSE(article.has_value()) << path;
  return article ? Error{} : article.error();
}

TEST(IsArticlePath, KnowsExtensionsAndHiddenPlaces) {
  for (const char* path :
       {"a.md", "A.MD", "a.markdown", "a/b.mkdn", "_posts/a.html", "x/_drafts/a.txt", "a.b.md", "a.htm"})
    EXPECT_TRUE(is_article_path(path)) << path;
  for (const char* path :
       {"a", "a.png", ".a.md", "_a.md", "_layouts/a.html", ".git/a.md", "a.md~", "b~/a.md", "README.md", "readme.txt",
        "x/LICENSE.md", "CHANGELOG.markdown", "robots.txt", "", "a/", "a.md/", "md"})
    EXPECT_FALSE(is_article_path(path)) << path;
}

TEST(MediaTypeOf, KnowsWhatMayBeServed) {
  EXPECT_EQ(media_type_of("a/b.JPG"), "image/jpeg");
  EXPECT_EQ(media_type_of("a.mp3"), "audio/mpeg");
  EXPECT_EQ(media_type_of("a.php"), std::nullopt);
  EXPECT_EQ(media_type_of("png"), std::nullopt);
}

TEST(ReadArticle, ReadsMarkdownWithFrontMatter) {
  const SourceArticle article =
      read("2020/snow.md",
           "---\ntitle: \"Snow &amp; <ice>\"\ndate: 2020-09-17 14:05 +0900\nlastmod: 2020-09-18\n"
           "authors: [Choi Mira, {name: Kim Jae-hoon, link: x}]\ntags: weather, Winter, WEATHER\ncategories: News\n"
           "slug: First Snow\nguid: tag:e.example,2020:1\nlang: en_US\ncopyright: (c) Paper\nphoto_credit: Lee\n---\n\n"
           "It *fell*.\n\nMore.\n");
  EXPECT_EQ(article.title, "Snow &amp; <ice>");
  EXPECT_EQ(to_rfc3339(*article.published), "2020-09-17T05:05:00Z");
  EXPECT_EQ(to_rfc3339(*article.updated), "2020-09-18T00:00:00Z");
  EXPECT_EQ(article.authors, (Texts{"Choi Mira", "Kim Jae-hoon"}));
  EXPECT_EQ(article.tags, (Texts{"weather", "Winter", "News"}));
  EXPECT_EQ(article.slug, "first-snow");
  EXPECT_EQ(article.id, "tag:e.example,2020:1");
  EXPECT_EQ(article.language, "en-US");
  EXPECT_EQ(article.rights, "(c) Paper");
  EXPECT_EQ(article.photo_credit, "Lee");
  EXPECT_EQ(article.summary, "It fell.");
  EXPECT_EQ(article.content, "<p>It <em>fell</em>.</p>\n<p>More.</p>\n");
  EXPECT_FALSE(article.draft);
  EXPECT_TRUE(article.warnings.empty());
}

TEST(ReadArticle, TakesDateAndSlugFromTheName) {
  const SourceArticle article = read("_posts/2020-9-7-눈-이-온다.md", "x");
  EXPECT_EQ(to_rfc3339(*article.published), "2020-09-07T00:00:00Z");
  EXPECT_EQ(article.slug, "눈-이-온다");
  EXPECT_EQ(article.title, "눈 이 온다");
  EXPECT_EQ(read("posts/first-snow/index.md", "x").slug, "first-snow");
  EXPECT_EQ(read("posts/2020-01-02-first-snow/index.md", "x").slug, "first-snow");
  EXPECT_EQ(read("index.md", "x").slug, "index");
  EXPECT_EQ(read("a.md", "x").published, std::nullopt);
}

TEST(ReadArticle, TakesTheHeadingOutOfTheBodyWhereItIsTheTitle) {
  const SourceArticle heading = read("a.md", "\n# Snow *fell* &amp; stayed\n\nText.");
  EXPECT_EQ(heading.title, "Snow fell & stayed");
  EXPECT_EQ(heading.content, "<p>Text.</p>\n");
  const SourceArticle underlined = read("a.md", "---\ntitle: snow\n---\nSnow\n====\nText.");
  EXPECT_EQ(underlined.title, "snow");
  EXPECT_EQ(underlined.content, "<p>Text.</p>\n");
  EXPECT_EQ(read("a.md", "---\ntitle: Rain\n---\n# Snow\n").content, "<h1 id=\"snow\">Snow</h1>\n");
}

TEST(ReadArticle, TellsDraftsOfEveryDialect) {
  for (const char* front : {"draft: true", "draft: yes", "published: false", "status: draft", "draft: \"true\""})
    EXPECT_TRUE(read("a.md", "---\n" + std::string(front) + "\n---\nx").draft) << front;
  for (const char* front : {"draft: false", "draft:", "published: true", "published: 2020-09-17", "draft: \"false\""})
    EXPECT_FALSE(read("a.md", "---\n" + std::string(front) + "\n---\nx").draft) << front;
  EXPECT_TRUE(read("_drafts/a.md", "x").draft);
}

TEST(ReadArticle, RefusesADateThatIsNoneWithItsPlace) {
  const Error error = refused("p/a.md", "---\ntitle: x\ndate:  2020-02-31\n---\nx");
  EXPECT_EQ(error.operation, "date");
  EXPECT_EQ(error.subject, "p/a.md");
  EXPECT_EQ(error.at.line, 3);
  EXPECT_EQ(error.at.column, 8);
  EXPECT_EQ(refused("a.md", "---\ndate: [1, 2]\n---\nx").at.line, 2);
}

TEST(ReadArticle, WarnsOfWhatItCanDoWithout) {
  const SourceArticle article = read("a.md", "---\ntitle: [a, b]\nupdated: soon\nlang: so so\nimage: gone.png\n---\nx");
  EXPECT_EQ(article.title, "A");
  EXPECT_EQ(article.updated, std::nullopt);
  EXPECT_EQ(article.language, "");
  EXPECT_EQ(article.warnings.size(), 3U);
  ASSERT_EQ(article.unresolved.size(), 1U);
  EXPECT_EQ(article.unresolved[0].to_string(),
            "a.md:5:8: `gone.png` is no file of this folder: there is no gone.png (media)");
}

TEST(ReadArticle, RefusesWhatHoldsNoArticle) {
  EXPECT_EQ(refused("a.md", "").operation, "empty");
  EXPECT_EQ(refused("a.md", " \n\xC2\xA0\n").operation, "empty");
  EXPECT_EQ(refused("a.md", "---\ndate: 2020-01-01\n---\n").operation, "empty");
  EXPECT_EQ(refused("a.html", "<script>x</script>").operation, "empty");
  EXPECT_EQ(refused("a.md", std::string("\x89PNG") + std::string(100, '\0')).operation, "binary");
  EXPECT_EQ(refused("a.md", "\xFF\xFE" + std::string(100, '\0')).operation, "binary");
  EXPECT_EQ(refused("a.md", std::string(max_article_bytes + 1, 'x')).operation, "too-large");
  EXPECT_EQ(refused("a.md", "+++\ntitle = x\n+++\nx").operation, "front-matter");
  EXPECT_EQ(refused("a.md", "---\ntitle: x: y\n---\nx").at.line, 2);
}

TEST(ReadArticle, MendsBytesAndSaysSo) {
  const SourceArticle article = read("a.md", "caf\xE9 and \x01 bell\r\nx");
  EXPECT_EQ(article.content, "<p>caf\uFFFD and  bell\nx</p>\n");
  ASSERT_EQ(article.warnings.size(), 1U);
  EXPECT_EQ(article.warnings[0],
            "1 invalid UTF-8 sequences replaced by U+FFFD, 1 characters removed that XML does not allow");
  EXPECT_TRUE(read("a.md", "\xEF\xBB\xBF---\ntitle: x\n---\ny").warnings.empty());
  EXPECT_EQ(read("a.md", "\xEF\xBB\xBF---\r\ntitle: x\r\n---\r\ny").title, "x");
}

TEST(ReadArticle, KeepsEscapedControlCharactersOutOfEveryField) {
  const SourceArticle article =
      read("a.md", "---\ntitle: \"a\\x01b\\nc\"\ntags: [\"d\\x02\"]\nsummary: \"e\\x03\"\n---\nx");
  EXPECT_EQ(article.title, "ab c");
  EXPECT_EQ(article.tags, Texts{"d"});
  EXPECT_EQ(article.summary, "e");
  EXPECT_EQ(read("a.md", "---\ntitle: t\nsummary: a <b>b&#5;c</b>\n---\nx").summary, "a bc");
}

TEST(ReadArticle, ReadsUtf16WithAByteOrderMark) {
  std::string little = "\xFF\xFE", big = "\xFE\xFF";
  for (const char16_t unit : std::u16string(u"---\ntitle: 눈\n---\nÉté in the snow")) {
    for (std::string* text : {&little, &big}) {
      const char low = static_cast<char>(unit & 0xFFU), high = static_cast<char>(unit >> 8U);
      text->append({text == &little ? low : high, text == &little ? high : low});
    }
  }
  for (const std::string& bytes : {little, big}) {
    const SourceArticle article = read("a.md", bytes);
    EXPECT_EQ(article.title, "눈");
    EXPECT_EQ(article.content, "<p>Été in the snow</p>\n");
    EXPECT_TRUE(article.warnings.empty());
  }
}

TEST(ReadArticle, ResolvesAgainstTheBaseOfAPage) {
  const auto body = [](std::string_view base) {
    return read("a.html",
                "<title>t</title><base href=\"" + std::string(base) + "\"><a href=\"b\">x</a><a href=\"#c\">y</a>")
        .content;
  };
  EXPECT_EQ(body("https://e.example/d/e"), "<a href=\"https://e.example/d/b\">x</a><a href=\"#c\">y</a>");
  EXPECT_EQ(body("/d/e"), "<a href=\"/d/b\">x</a><a href=\"#c\">y</a>");
  EXPECT_EQ(body("../d/"), "<a href=\"../d/b\">x</a><a href=\"#c\">y</a>");
  EXPECT_EQ(body("javascript:x"), "<a href=\"b\">x</a><a href=\"#c\">y</a>");
}

TEST(ReadArticle, DecodesASummaryOnce) {
  const auto summary = [](std::string_view written) {
    return read("a.md", "---\ntitle: t\nsummary: \"" + std::string(written) + "\"\n---\nx").summary;
  };
  EXPECT_EQ(summary("Fish &amp; chips &#8217;n&#8217;"), "Fish & chips ’n’");
  EXPECT_EQ(summary("<b>Fish</b> &amp;amp; chips"), "Fish &amp; chips");
  EXPECT_EQ(summary("AT&T & Co; Q&A; fish"), "AT&T & Co; Q&A; fish");
  EXPECT_EQ(read("a.html", "<meta name=description content='Fish &amp;amp; chips'><title>t</title><p>x").summary,
            "Fish &amp; chips");
}

TEST(ReadArticle, KeepsNoControlCharactersInBodiesOfAnyDialect) {
  for (const char* path : {"a.md", "a.html", "a.txt"}) {
    const std::string content = read(path, "Snow\n\nIt fell\u0085 \x7Fsoftly.\n\nAnd long.\n").content;
    EXPECT_EQ(content.find('\x7F'), std::string::npos) << path;
    EXPECT_EQ(content.find("\u0085"), std::string::npos) << path;
  }
}

TEST(ReadArticle, LeadsFilesOfTheSourceToMedia) {
  const FileLookup lookup =
      files({{"p/a b.png", 10}, {"img/눈.jpg", 20}, {"c.png", 30}, {"p/next.md", 1}, {".git/x.png", 5}});
  const SourceArticle article = read(
      "p/a.md",
      "![A](a%20b.png?raw=1#x) ![N](/img/눈.jpg) ![C](../c.png) ![out](../../c.png) [n](next.md) ![g](/.git/x.png) "
      "![w](https://e.example/w.gif) ![A](./a%20b.png)",
      lookup);
  EXPECT_EQ(
      article.content,
      "<p><img src=\"media:p/a%20b.png\" alt=\"A\"> <img src=\"media:img/%EB%88%88.jpg\" alt=\"N\"> <img "
      "src=\"media:c.png\" alt=\"C\"> "
      "<img src=\"../../c.png\" alt=\"out\"> <a href=\"article:/p/next.md\">n</a> <img src=\"/.git/x.png\" alt=\"g\"> "
      "<img src=\"https://e.example/w.gif\" alt=\"w\"> <img src=\"media:p/a%20b.png\" alt=\"A\"></p>\n");
  ASSERT_EQ(article.media.size(), 5U);
  EXPECT_EQ(article.media[0], (Media{"media:p/a%20b.png", "image/png", 10, "A"}));
  EXPECT_EQ(article.media[1], (Media{"media:img/%EB%88%88.jpg", "image/jpeg", 20, "N"}));
  EXPECT_EQ(article.media[3].url, "/.git/x.png") << "what another site may have";
  EXPECT_EQ(article.media[4], (Media{"https://e.example/w.gif", "image/gif", 0, "w"}));
  EXPECT_EQ(article.files, (Texts{"c.png", "img/눈.jpg", "p/a b.png", "p/next.md"}));
}

TEST(ReadArticle, PutsMediaOfFrontMatterBeforeThoseOfTheBody) {
  const SourceArticle article = read("a.md",
                                     "---\nenclosure: {url: https://e.example/a.mp3, length: 123, type: "
                                     "audio/mpeg}\nimage: {src: b.png, alt: B}\n---\n"
                                     "![c](c.png) ![b](b.png)",
                                     files({{"b.png", 1}, {"c.png", 2}}));
  ASSERT_EQ(article.media.size(), 3U);
  EXPECT_EQ(article.media[0], (Media{"media:b.png", "image/png", 1, "B"}));
  EXPECT_EQ(article.media[1], (Media{"https://e.example/a.mp3", "audio/mpeg", 123, ""}));
  EXPECT_EQ(article.media[2], (Media{"media:c.png", "image/png", 2, "c"}));
}

TEST(ReadArticle, ReadsPagesOfHtml) {
  const SourceArticle article =
      read("a.html",
           "<!doctype html><html lang=\"ko\"><head><title>Snow | Paper</title><meta name=author content='Choi Mira'>"
           "<meta name=description content='It fell.'><meta name=keywords content='a, b'>"
           "<meta property=article:published_time content='2020-09-17T05:05:00Z'><meta property=og:image "
           "content='https://e.example/i.jpg'>"
           "</head><body><h1>Snow</h1><p onclick=x>Text <script>1</script></p></body></html>");
  EXPECT_EQ(article.title, "Snow");
  EXPECT_EQ(article.authors, Texts{"Choi Mira"});
  EXPECT_EQ(article.summary, "It fell.");
  EXPECT_EQ(article.tags, (Texts{"a", "b"}));
  EXPECT_EQ(to_rfc3339(*article.published), "2020-09-17T05:05:00Z");
  EXPECT_EQ(article.language, "ko");
  EXPECT_EQ(article.content, "<p>Text </p>");
  EXPECT_EQ(article.media.at(0).url, "https://e.example/i.jpg");
}

TEST(ReadArticle, LetsFrontMatterWinOverTheHeadOfAPage) {
  const SourceArticle article = read("a.html",
                                     "---\ntitle: Mine\nauthor: Me\n---\n<title>Theirs</title><meta name=author "
                                     "content=Them><meta name=date content=never><p>x</p>");
  EXPECT_EQ(article.title, "Mine");
  EXPECT_EQ(article.authors, Texts{"Me"});
  EXPECT_EQ(article.published, std::nullopt);
}

TEST(ReadArticle, ReadsWireCopy) {
  const SourceArticle article = read(
      "2020-09-17-snow.txt",
      "Related News\n\nSnow <fell>\n\nIt was cold & white.\n\nBy Choi Mira\n\n[Photo by A]\n[Photo by B]\n\n[ⓒ Paper]");
  EXPECT_EQ(article.title, "Snow <fell>");
  EXPECT_EQ(article.summary, "It was cold & white.");
  EXPECT_EQ(article.content, "<p>It was cold &amp; white.</p>\n");
  EXPECT_EQ(article.authors, Texts{"Choi Mira"});
  EXPECT_EQ(article.photo_credit, "A, B");
  EXPECT_EQ(article.rights, "ⓒ Paper");
  EXPECT_EQ(article.slug, "snow");
}

TEST(ReadArticle, KeepsTheFirstLineOfWireCopyWhereFrontMatterHasTheTitle) {
  EXPECT_EQ(read("a.txt", "---\ntitle: T\n---\nT\n\nOne.\n").content, "<p>One.</p>\n");
  EXPECT_EQ(read("a.txt", "---\ntitle: T\n---\nOne.\n\nTwo.\n").content, "<p>One.</p>\n<p>Two.</p>\n");
}

TEST(ReadArticle, ReadsABylineOfFrontMatter) {
  EXPECT_EQ(read("a.md", "---\nbyline: By Ann Doe and Beth Roe\n---\nx").authors, (Texts{"Ann Doe", "Beth Roe"}));
  EXPECT_EQ(read("a.md", "---\nauthor: Smith and Sons\n---\nx").authors, Texts{"Smith and Sons"});
  EXPECT_EQ(read("a.md", "---\nauthor: Ann Doe <ann@e.example>\n---\nx").authors, Texts{"Ann Doe"});
}

TEST(ArticleFile, IsRefusedWhereItsHtmlGrowsTooLarge) {
  EXPECT_EQ(refused("a.txt", "Title\n\n" + std::string(max_article_bytes - 100, '&')).operation, "too-large");
}

TEST(ArticleFile, DecodesTheCharsetAPageDeclares) {
  const auto korean = read_article("a.html", "<meta charset=\"euc-kr\"><title>\xC7\xD1\xB1\xDB</title><p>x", no_files);
  ASSERT_TRUE(korean.has_value());
  EXPECT_EQ(korean->title, "한글");
  const auto latin = read_article(
      "a.html", "<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\"><title>caf\xE9</title><p>x",
      no_files);
  ASSERT_TRUE(latin.has_value());
  EXPECT_EQ(latin->title, "café");
}

TEST(ArticleFile, RefusesWhatIsInNoCharset) {
  std::string noise = "<meta charset=\"euc-kr\"><title>T</title><p>";
  for (int i = 0; i < 100; ++i) noise += "\xFF\xFF";
  const auto page = read_article("a.html", noise, no_files);
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().operation, "encoding");
}

}  // namespace
}  // namespace feedd::content
