// Articles made to be slow. What each of them costs must grow with its size, not with the square of it: a test here
// ends in a second, or not before the time limit.
#include "content/sources/article_file.hpp"
#include "content/sources/media.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::content {
namespace {

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string numbered(std::string_view before, std::string_view behind, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all.append(before).append(std::to_string(i)).append(behind);
  return all;
}

void expect_read(std::string_view path, const std::string& body) {
  const FileLookup nothing = [](std::string_view) { return std::optional<FileFacts>(); };
  EXPECT_TRUE(read_article(path, "---\ntitle: Hostile\n---\n" + body, nothing));
}

TEST(HostileInput, AnIncludeOfIncludesEnds) {
  expect_read("a.md", "{% include " + repeated("render.html ", 40'000) + "%}");
}

TEST(HostileInput, AShortcodeOfAHundredThousandWordsEnds) {
  expect_read("a.md", "{% img " + repeated("a ", 100'000) + "%}");
}

TEST(HostileInput, ShortcodesAmongManyParagraphsEnd) {
  expect_read("a.md", "{{ page.title }}\n\n" + repeated("a\n\n", 300'000));
}

TEST(HostileInput, MissingPicturesByTheThousandsEnd) {
  const std::string body = numbered("![](a", ".png)\n", 20'000);
  expect_read("a.md", body);
}

TEST(HostileInput, ACaptionOfFullStopsEnds) {
  expect_read("a.html", "<figure><img src=a.png><figcaption>" + repeated("a.", 20'000) + "</figcaption></figure>");
}

TEST(HostileInput, TablesOfManyEmptyCellsEnd) {
  const std::string table = repeated("|a", 5000) + "|\n" + repeated("|---", 5000) + "|\n" + repeated("| |\n", 20'000);
  expect_read("a.md", table);
  expect_read("a.md", "`{{ x }}` <b>\n\n" + table);
}

TEST(HostileInput, ExcerptMarksInCodeEnd) {
  expect_read("a.md", "text\n\n" + repeated("    <!--more-->\n", 60'000));
  expect_read("a.md", "text\n\n" + repeated("<!--", 500'000) + "-->");
}

TEST(HostileInput, AListOfClassesEnds) {
  expect_read("a.html", "<code class=\"" + numbered("language-a", " ", 60'000) + "\">x</code>");
}

TEST(HostileInput, TangledMarkdownEnds) {
  for (const auto& [begin, end] : {std::pair<const char*, const char*>{"[", "]"},
                                   {"1. ", "\n\n"},
                                   {"_www.", "x"},
                                   {"(http://a.b/c", "x"},
                                   {"www.", ")"}})
    for (const char* const note : {"a\n\n", "a[^1]\n\n[^1]: b\n\n"})
      expect_read("a.md", note + repeated(begin, 200'000) + repeated(end, 200'000));
}

/// Debian's gumbo would end the process at an assertion: the text stays.
TEST(HostileInput, WhatBreaksTheParsersAssertionsIsPlainText) {
  for (int i = 0; i < 3; ++i) {
    const auto article = read_article(
        "a.html", "<p>Snow fell.</p><svg><head><title>n<table></table></title></head></svg><p>It stayed.</p>",
        [](std::string_view) { return std::nullopt; });
    ASSERT_TRUE(article);
    EXPECT_THAT(article->content,
                ::testing::AllOf(::testing::HasSubstr("Snow fell."), ::testing::HasSubstr("It stayed.")));
  }
}

TEST(HostileInput, TangledMarkdownEndsWhereItsCodeIsLookedFor) {
  const std::string tangled = "[x]: /y\n\n" + repeated("[", 50'000) + "a" + repeated("]", 50'000);
  expect_read("a.md", "[[Aa]] `x`\n\n" + tangled);
  expect_read("a.md", "Snow.\n\n<!--more-->\n\n`x`\n\n" + tangled);
  expect_read("a.mdx", "`x`\n\n" + tangled);
}

TEST(HostileInput, FramesBesideEachOtherEnd) {
  expect_read("a.html", "<div>" + repeated("<iframe src='https://youtu.be/abc'></iframe>", 10'000) + "</div>");
}

TEST(HostileInput, FallbacksOfLazyLoadersEnd) {
  expect_read("a.html", numbered("<img src=a", ".png><noscript><img src=b.png></noscript>", 10'000));
}

}  // namespace
}  // namespace feedd::content
