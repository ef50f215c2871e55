// Obsidian's links and embeds: what they become where their target is there, and where it is not.
#include "content/wikilinks.hpp"

#include "content/sources/article_file.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::content {
namespace {

SourceArticle read(std::string_view body, std::set<std::string, std::less<>> files = {}) {
  const FileLookup lookup = [files = std::move(files)](std::string_view path) {
    return files.contains(path) ? std::optional(FileFacts{9}) : std::nullopt;
  };
  return read_article("notes/a.md", body, lookup).value();
}

/// What a body becomes where `Snow` and `pier.png` are there.
std::string shown(std::string_view body) {
  const WikiLookup lookup = [](std::string_view name, std::string_view) -> std::optional<WikiTarget> {
    if (name == "Snow" || name == "days/Snow") return WikiTarget{"article:Snow", {}};
    if (name == "pier.png") return WikiTarget{"/img/pier.png", "image/png"};
    if (name == "rain.mp3") return WikiTarget{"/rain.mp3", "audio/mpeg"};
    return std::nullopt;
  };
  std::string storage;
  return std::string(expand_wikilinks(body, lookup, storage));
}

TEST(Wikilinks, LeadToArticles) {
  EXPECT_EQ(shown("See [[Snow]]."), "See [Snow](<article:Snow>).");
  EXPECT_EQ(shown("[[Snow|the first snow]]"), "[the first snow](<article:Snow>)");
  EXPECT_EQ(shown("[[days/Snow]]"), "[Snow](<article:Snow>)");
  EXPECT_EQ(shown("[[Snow#Cold Days]]"), "[Snow > Cold Days](<article:Snow#cold-days>)");
  EXPECT_EQ(shown("[[#Cold Days]]"), "[Cold Days](#cold-days)");
  EXPECT_EQ(shown("[[Snow#^a1b2]]"), "[Snow](<article:Snow>)") << "a block has no id";
  EXPECT_EQ(shown("| [[Snow\\|it]] |"), "| [it](<article:Snow>) |") << "in a table";
  EXPECT_EQ(shown("![[Snow]]"), "[Snow](<article:Snow>)");
}

TEST(Wikilinks, BecomeTheirTextWhereNothingHasTheirNameAndStayWhereTheyHaveNone) {
  EXPECT_EQ(shown("a [[Gone]] and [[Gone|b]]"), "a [[Gone]] and b");
  EXPECT_EQ(shown("[[tool.poetry.source]] [[1, 2]] [[gnu::packed]]"),
            "[[tool.poetry.source]] [[1, 2]] [[gnu::packed]]");
  EXPECT_EQ(shown("mark it [[nodiscard]]"), "mark it [[nodiscard]]") << "an attribute of C++, more likely";
}

TEST(Wikilinks, EmbedPicturesAndRecordings) {
  EXPECT_EQ(shown("![[pier.png]]"), "![](</img/pier.png>)");
  EXPECT_EQ(shown("![[pier.png|The pier]]"), "![The pier](</img/pier.png>)");
  EXPECT_EQ(shown("a ![[pier.png|300]]"), "a <img src=\"/img/pier.png\" alt=\"\" width=\"300\">");
  EXPECT_EQ(shown("![[pier.png|The pier|300x200]]\n"),
            "<img src=\"/img/pier.png\" alt=\"The pier\" width=\"300\" height=\"200\">\n");
  EXPECT_EQ(shown("![[pier.png|300]]\n*At dawn*"), "![](</img/pier.png>)\n*At dawn*") << "no block of HTML";
  EXPECT_EQ(shown("![[rain.mp3]]"), "<audio src=\"/rain.mp3\" controls></audio>");
  EXPECT_EQ(shown("[[pier.png]]"), "[pier.png](</img/pier.png>)") << "a link";
  EXPECT_EQ(shown("![[gone.png]]"), "![[gone.png]]");
}

TEST(Wikilinks, AreNoneInCode) {
  for (const char* const body :
       {"`[[Snow]]`", "```\n![[pier.png]]\n```\n", "    [[Snow]]\n", "\\[[Snow]]", "``a ` [[Snow]]``"})
    EXPECT_EQ(shown(body), body);
}

TEST(Wikilinks, AreNotWhatOthersWriteBetweenDoubleBrackets) {
  for (const char* const body :
       {"[[1]](https://a.example)", "[[1]][b]", "as said [[12]]", "list[[i]]", "if [[ -f x ]]; then", "[[:space:]]",
        "[[Ref]]\n\n[ref]: https://a.example", "[[[[", "[[]]", "[[a\nb]]", "[[a [b] c]]"})
    EXPECT_EQ(shown(body), body);
  EXPECT_EQ(shown("a\n\n[[toc]]\n\nb"), "a\n\n\n\nb");
}

TEST(Wikilinks, FindFilesWhereEditorsPutThem) {
  const SourceArticle article =
      read("![[a.png]] ![[b.png]] ![[c d.png|C]] [[Rain]] [[Other]]",
           {"notes/a.png", "attachments/b.png", "notes/assets/c d.png", "Rain.md", "notes/Other.md"});
  EXPECT_EQ(article.content,
            "<p><img src=\"media:notes/a.png\" alt=\"\"> <img src=\"media:attachments/b.png\" alt=\"\"> "
            "<img src=\"media:notes/assets/c%20d.png\" alt=\"C\"> <a href=\"article:/Rain.md\">Rain</a> "
            "<a href=\"article:/notes/Other.md\">Other</a></p>\n");
  EXPECT_TRUE(article.unresolved.empty());
  EXPECT_THAT(article.files, testing::UnorderedElementsAre("notes/a.png", "attachments/b.png", "notes/assets/c d.png",
                                                           "Rain.md", "notes/Other.md"));
}

TEST(Wikilinks, AreNamedWhereAnEmbedIsMissing) {
  const SourceArticle article = read("Gone.png\n\n![[gone.png|300]] and ![[Gone]]");
  EXPECT_EQ(article.content, "<p>Gone.png</p>\n<p>![[gone.png|300]] and ![[Gone]]</p>\n");
  ASSERT_EQ(article.unresolved.size(), 2U);
  EXPECT_EQ(article.unresolved[0].at.line, 3);
  EXPECT_THAT(article.unresolved[0].reason, testing::HasSubstr("`![[gone.png|300]]` is no file"));
  EXPECT_EQ(article.unresolved[1].at.column, 23);
}

TEST(Wikilinks, RememberArticlesYetToCome) {
  EXPECT_EQ(read("[[Rain]]").files, (std::vector<std::string>{"Rain.md", "notes/Rain.md"}));
}

TEST(Wikilinks, AreTheirTextInATitle) {
  EXPECT_EQ(read("# After [[Snow|the snow]]\n\nx").title, "After the snow");
}

TEST(Wikilinks, LeadOutOfNoFolder) {
  const SourceArticle article = read("![[../../etc/x.png]] [[../../x]] [[.git/x]]", {"../etc/x.png", ".git/x.md"});
  EXPECT_EQ(article.content, "<p>![[../../etc/x.png]] [[../../x]] [[.git/x]]</p>\n");
}

TEST(Wikilinks, TakeLinearTime) {
  for (const char* const part :
       {"[[", "[[a", "[[a]]", "![[a|1]]\n", "[[a]]:", "]:", "![[a.png|1x1]] ", "![[", "[[a|b|c|d"}) {
    std::string body;
    while (body.size() < 400'000) body += part;
    EXPECT_LE(shown(body).size(), body.size() * 8) << part;
  }
}

}  // namespace
}  // namespace feedd::content
