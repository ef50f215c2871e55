// Which places are code: whatever CommonMark's reader shows as such, and nothing else.
#include "content/markdown_code.hpp"

#include <string>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

/// Whether the `x` of the text is code.
bool is_code(const std::string& markdown) {
  return MarkdownCode(markdown).holds(markdown.find('x'));
}

TEST(MarkdownCode, IsWhatStandsBetweenFencesOfOneKindAndLength) {
  EXPECT_TRUE(is_code("```\nx\n```"));
  EXPECT_TRUE(is_code("~~~\nx\n~~~"));
  EXPECT_TRUE(is_code("```\n~~~\nx\n```")) << "another kind closes nothing";
  EXPECT_TRUE(is_code("````\n```\nx\n````")) << "a shorter fence closes nothing";
  EXPECT_FALSE(is_code("```\na\n`````\nx")) << "a longer one does";
  EXPECT_FALSE(is_code("```\na\n```\nx"));
  EXPECT_TRUE(is_code("```\na\n``` b\nx")) << "a fence with text behind it closes nothing";
  EXPECT_TRUE(is_code("```\n\nx")) << "never closed";
  EXPECT_TRUE(is_code("``` x\n```")) << "the info string";
}

TEST(MarkdownCode, IsWhatIsIndentedWhereNoParagraphGoesOn) {
  EXPECT_TRUE(is_code("a\n\n    x"));
  EXPECT_TRUE(is_code("\tx"));
  EXPECT_FALSE(is_code("a\n    x")) << "the paragraph goes on";
  EXPECT_FALSE(is_code("- a\n\n    x")) << "a paragraph of the item";
  EXPECT_TRUE(is_code("- a\n\n      x"));
  EXPECT_FALSE(is_code("[^1]: a\n\n    x\n")) << "a footnote goes on";
  EXPECT_TRUE(is_code("> ```\n> x\n> ```"));
  EXPECT_FALSE(is_code("> ```\n\nx")) << "the quotation ends, and the fence with it";
}

TEST(MarkdownCode, IsWhatStandsBetweenEqualRunsOfBackticks) {
  EXPECT_TRUE(is_code("a `x` b"));
  EXPECT_TRUE(is_code("``a ` x``"));
  EXPECT_FALSE(is_code("`a` x `b`"));
  EXPECT_FALSE(is_code("` x")) << "never closed";
  EXPECT_FALSE(is_code("`` x `")) << "of another length";
  EXPECT_TRUE(is_code("`a\nx`")) << "over two lines";
  EXPECT_FALSE(is_code("`a\n\nx`")) << "not over two paragraphs";
  EXPECT_FALSE(is_code("\\`x`")) << "escaped";
}

TEST(MarkdownCode, IsNothingInOtherTexts) {
  const std::string html = "    <p>x";
  EXPECT_FALSE(MarkdownCode().holds(html.find('x')));
  EXPECT_FALSE(is_code("<div>\n`x`\n</div>")) << "raw HTML";
}

TEST(MarkdownCode, IsFoundInLinearTime) {
  for (const char* const part :
       {"`", "``", "` `` ``` ", "```\n", "~~~ a\n", "    a\n\n", "> ", "- ", "`a\n\n", "a`\n"}) {
    std::string text;
    while (text.size() < 1'000'000) text += part;
    EXPECT_FALSE(MarkdownCode(text).holds(text.size())) << part;
  }
}

}  // namespace
}  // namespace feedd::content
