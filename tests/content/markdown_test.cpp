// Markdown written as clean HTML.
#include "content/markdown.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

std::string html(std::string_view markdown) {
  return markdown_to_html(markdown, [](std::string_view reference) { return std::optional<std::string>(reference); })
      .html;
}

TEST(Markdown, WritesCommonMark) {
  EXPECT_EQ(html("## T\n\na *b* **c** `d<` \\\ne"),
            "<h2 id=\"t\">T</h2>\n<p>a <em>b</em> <strong>c</strong> <code>d&lt;</code> <br>\ne</p>\n");
  EXPECT_EQ(html("> q\n\n---\n"), "<blockquote><p>q</p>\n</blockquote>\n<hr>\n");
}

TEST(Markdown, NamesTheLanguageOfAFence) {
  EXPECT_EQ(html("```js\n<b> & \"x\"\n```"),
            "<pre><code class=\"language-js\">&lt;b&gt; &amp; &quot;x&quot;\n</code></pre>\n");
  EXPECT_EQ(html("``` {.c++ linenos=true}\nx\n```"), "<pre><code class=\"language-c++\">x\n</code></pre>\n");
  EXPECT_EQ(html("```\" onclick=\nx\n```"), "<pre><code>x\n</code></pre>\n");
}

TEST(Markdown, GivesHeadingsUniqueIdsFromTheirText) {
  EXPECT_EQ(html("# Snow, *again*!\n# snow again\n# C++ & `x_y`"),
            "<h1 id=\"snow-again\">Snow, <em>again</em>!</h1>\n<h1 id=\"snow-again-1\">snow again</h1>\n"
            "<h1 id=\"c--x_y\">C++ &amp; <code>x_y</code></h1>\n");
  EXPECT_EQ(html("## \u00C9t\u00E9 \uB0A0\uC528 \u2014 ?"),
            "<h2 id=\"\u00E9t\u00E9-\uB0A0\uC528--\">\u00C9t\u00E9 \uB0A0\uC528 \u2014 ?</h2>\n");
  EXPECT_EQ(html("## ..."), "<h2>...</h2>\n");
}

TEST(Markdown, TakesAnIdThatStandsBehindAHeading) {
  EXPECT_EQ(html("## Snow {#first}\n## Rain {: #second .x}\n## Fog {.note}"),
            "<h2 id=\"first\">Snow</h2>\n<h2 id=\"second\">Rain</h2>\n<h2 id=\"fog\">Fog</h2>\n");
  EXPECT_EQ(html("## Set {1, 2}"), "<h2 id=\"set-1-2\">Set {1, 2}</h2>\n");
}

TEST(Markdown, AlignsTheCellsOfATableAndStartsListsWhereTheyDo) {
  EXPECT_NE(html("|a|b|\n|:-:|--:|\n|c|d|").find("<td style=\"text-align:center\">c</td>"), std::string::npos);
  EXPECT_EQ(html("3. a"), "<ol start=\"3\">\n<li>a</li>\n</ol>\n");
}

TEST(Markdown, LinksFootnotesBothWays) {
  const std::string out = html("# T {#t}\n\nSnow[^a] and *rain*[^b].\n\n[^a]: It **fell**.\n[^b]: Wet.\n");
  EXPECT_NE(out.find("<h1 id=\"t\">T</h1>"), std::string::npos) << out;
  EXPECT_NE(out.find("<sup class=\"footnote-ref\"><a href=\"#fn-a\" id=\"fnref-a\">1</a></sup>"), std::string::npos)
      << out;
  EXPECT_NE(out.find("<li id=\"fn-a\">"), std::string::npos) << out;
  EXPECT_NE(out.find("href=\"#fnref-a\""), std::string::npos) << out;
  EXPECT_EQ(out.find("[^"), std::string::npos) << out;
}

TEST(Markdown, HoldsBodiesWithFootnotesToTheSameRules) {
  const std::string out =
      html("x[^1] <script>alert(1)</script> <b onclick=y>z</b> - [ ] a\n\n- [x] done\n\n[^1]: [l](javascript:1)\n");
  EXPECT_EQ(out.find("script"), std::string::npos) << out;
  EXPECT_EQ(out.find("onclick"), std::string::npos) << out;
  EXPECT_NE(out.find("☑"), std::string::npos) << out;
}

TEST(Markdown, ReadsTangledFootnotesInReasonableTime) {
  std::string many = "[^1]: x\n\n";
  for (int i = 0; i < 200'000; ++i) many += "[^1]";
  EXPECT_LT(html(many).size(), 8U << 20);
  EXPECT_LT(html("[^1]: x\n\n" + std::string(500'000, '[')).size(), 1U << 20);
  EXPECT_LT(html("[^1]: x\n\n" + std::string(500'000, '>')).size(), 1U << 20);
}

TEST(Markdown, TakesNothingForTangledThatPeopleWrite) {
  std::string json = "```\n{";
  for (int i = 0; i < 5000; ++i) json += "\"a\":\"https://e.example/(x)\",";
  EXPECT_EQ(html(json + "}\n```").substr(0, 11), "<pre><code>");
  std::string links = "text";
  for (int i = 0; i < 5000; ++i) links += " [![a [b]](https://e.example/a.png)](https://e.example/)\n";
  EXPECT_EQ(html(links).substr(0, 7), "<p>text");
  std::string lists;
  for (int depth = 0; depth < 40; ++depth) lists += std::string(2 * static_cast<std::size_t>(depth), ' ') + "- a\n";
  std::string all;
  for (int i = 0; i < 200; ++i) all += lists + "\n\n";
  EXPECT_EQ(html(all).substr(0, 4), "<ul>");
}

TEST(Markdown, WritesTightAndLooseLists) {
  EXPECT_EQ(html("1. a\n   - b\n2. c"), "<ol>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>\n");
  EXPECT_EQ(html("- a\n\n- b"), "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n");
}

TEST(Markdown, WritesTablesTasksAndStrikethrough) {
  EXPECT_EQ(
      html("| a |\n|---|\n| ~~b~~ |"),
      "<table>\n<thead><tr><th>a</th>\n</tr>\n</thead>\n<tbody><tr><td><del>b</del></td>\n</tr>\n</tbody>\n</table>\n");
  EXPECT_EQ(html("- [ ] a\n- [x] b"), "<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n</ul>\n");
}

TEST(Markdown, MakesImagesOfPlainTextAndReportsThem) {
  const CleanHtml result = markdown_to_html("![a *b* &amp; \"c\"](i.png \"t\")", [](std::string_view reference) {
    return std::optional("media:" + std::string(reference));
  });
  EXPECT_EQ(result.html, "<p><img src=\"media:i.png\" alt=\"a b &amp; &quot;c&quot;\" title=\"t\"></p>\n");
  ASSERT_EQ(result.images.size(), 1U);
  EXPECT_EQ(result.images[0].alt, "a b & \"c\"");
}

TEST(Markdown, DropsAddressesThatRun) {
  EXPECT_EQ(html("[x](javascript:alert(1)) ![y](data:image/png,z) <javascript:alert(1)>"),
            "<p>x y javascript:alert(1)</p>\n");
  EXPECT_EQ(html("[x](java&#x73;cript:alert&#40;1&#41;)"), "<p>x</p>\n");
}

TEST(Markdown, LinksBareAddresses) {
  EXPECT_EQ(html("see https://e.example/?a&b."),
            "<p>see <a href=\"https://e.example/?a&amp;b\">https://e.example/?a&amp;b</a>.</p>\n");
}

TEST(Markdown, DecodesEntities) {
  EXPECT_EQ(html("&copy; &#8212; &nbsp;&lt;b&gt; &bogus;"), "<p>© — \u00A0&lt;b&gt; &amp;bogus;</p>\n");
}

TEST(Markdown, CleansRawHtml) {
  EXPECT_EQ(html("a <b onclick=x>b</b> <script>c</script>"), "<p>a <strong>b</strong> </p>\n");
  EXPECT_EQ(html("<div class=x onclick=y>\n\n*a*\n\n</div>").find("<div"), std::string::npos);
  EXPECT_EQ(html("<script>\nalert(1)\n</script>\n\nx").find("alert"), std::string::npos);
  EXPECT_EQ(html("<img src=x onerror=alert(1)>"), "<img src=\"x\" alt=\"\">\n");
}

TEST(Markdown, CleansRawHtmlWhereverItHides) {
  for (const char* hostile :
       {"- <script>alert(1)</script>", "> <script>\n> alert(1)", "| a |\n|-|\n| <script>alert(1)</script> |",
        "![<script>alert(1)</script>](x)", "[<script>alert(1)</script>](x)", "# <script>alert(1)</script>",
        "<!-- > --><script>alert(1)</script>", "<!--\n--><script>alert(1)</script>",
        "x <!---><script>alert(1)</script> -->"})
    EXPECT_EQ(html(hostile).find("<script"), std::string::npos) << html(hostile);
}

TEST(Markdown, RewritesEachAddressOnceWithRawHtmlToo) {
  const auto prefix = [](std::string_view reference) { return std::optional("p/" + std::string(reference)); };
  EXPECT_EQ(markdown_to_html("[a](b) <b>c</b>", prefix).html, "<p><a href=\"p/b\">a</a> <strong>c</strong></p>\n");
}

TEST(Markdown, ForgetsComments) {
  EXPECT_EQ(html("a\n\n<!--more-->\n\nb"), "<p>a</p>\n<p>b</p>\n");
  EXPECT_EQ(html("a <!-- x --> b"), "<p>a  b</p>\n");
}

TEST(Markdown, LeavesShortcodesAsText) {
  EXPECT_EQ(html("{{< youtube abc >}} {% raw %}"), "<p>{{&lt; youtube abc &gt;}} {% raw %}</p>\n");
}

TEST(Markdown, WritesNoLinkInALink) {
  const std::string out = html("[https://a.example](https://b.example)");
  EXPECT_EQ(out.find("<a", out.find("<a") + 1), std::string::npos) << out;
}

TEST(Markdown, StaysBalancedWhereTildesStandInAddresses) {
  EXPECT_EQ(html("[a](b~c)\nd ![e](< f~g \"h\")\n").find("del>"), std::string::npos);
}

TEST(Markdown, DropsByteOrderMarksBeforeItLooksAtASchemeToo) {
  EXPECT_EQ(html("[x](\uFEFFjavascript:alert) [y](&#xFEFF;javascript:alert)"), "<p>x y</p>\n");
}

TEST(Markdown, BoundsNestingAndGrowth) {
  EXPECT_LT(html(std::string(50'000, '>') + "x").size(), 60'000U);
  std::string table = "|";
  for (int i = 0; i < 5'000; ++i) table += "x|";
  table += "\n|";
  for (int i = 0; i < 5'000; ++i) table += "-|";
  for (int i = 0; i < 5'000; ++i) table += "\n|x";
  EXPECT_LT(html(table).size(), 8U << 20);
}

TEST(Markdown, KnowsALanguageBesideFootnotesToo) {
  const std::string shown = html("a[^1]\n\n``` {.python}\nx\n```\n\n```go {linenos=true}\ny\n```\n\n[^1]: b\n");
  EXPECT_NE(shown.find("class=\"language-python\""), std::string::npos) << shown;
  EXPECT_NE(shown.find("class=\"language-go\""), std::string::npos) << shown;
}

TEST(Markdown, TakesOneHyphenForTheRuleOfATable) {
  const std::string table = html("|a|b|\n|---|:--|\n|c|d|\n");
  ASSERT_TRUE(table.starts_with("<table>")) << table;
  for (const char* const rule : {"|-|:-|", "| - | :- |", "-|:-", "|--|:-"})
    EXPECT_EQ(html("|a|b|\n" + std::string(rule) + "\n|c|d|\n"), table) << rule;
  EXPECT_NE(html("> a | b\n> - | -\n> c | d").find("<table>"), std::string::npos);
  EXPECT_NE(html("```\n|a|\n|-|\n```").find("|-|"), std::string::npos) << "code";
  EXPECT_EQ(html("a\n|-|"), "<p>a\n|-|</p>\n") << "no bar above";
}

TEST(Markdown, LabelsAlerts) {
  EXPECT_EQ(html("> [!NOTE]\n> It *fell*."),
            "<blockquote><p><strong>Note</strong></p>\n<p>It <em>fell</em>.</p>\n</blockquote>\n");
  EXPECT_EQ(html("> [!WARNING]\n> - ice\n"),
            "<blockquote><p><strong>Warning</strong></p>\n<ul>\n<li>ice</li>\n</ul>\n</blockquote>\n");
  EXPECT_EQ(html("- a\n  > [!tip]- Boots on\n  > b"),
            "<ul>\n<li>a<blockquote><p><strong>Boots on</strong></p>\n<p>b</p>\n</blockquote>\n</li>\n</ul>\n");
  EXPECT_EQ(html("- > [!CAUTION]\n  > b"),
            "<ul>\n<li><blockquote><p><strong>Caution</strong></p>\n<p>b</p>\n</blockquote>\n</li>\n</ul>\n");
  EXPECT_EQ(
      html("> a\n> > [!IMPORTANT]\n> > b"),
      "<blockquote><p>a</p>\n<blockquote><p><strong>Important</strong></p>\n<p>b</p>\n</blockquote>\n</blockquote>\n");
}

TEST(Markdown, LabelsNothingElse) {
  for (const char* const body : {"> a\n> [!NOTE]", "[!NOTE]\n> a", "> [!WEATHER]\n> a", "> [!NOTE](b)", "> [!NOTE]a"})
    EXPECT_EQ(html(body).find("<strong>"), std::string::npos) << body;
  EXPECT_NE(html("```\n> [!NOTE]\n```").find("[!NOTE]"), std::string::npos);
  EXPECT_NE(html("    > [!NOTE]\n").find("[!NOTE]"), std::string::npos);
}

TEST(Markdown, SummarisesAnAlertByItsText) {
  EXPECT_EQ(first_paragraph(html("> [!NOTE]\n> It fell.\n\nb")), "It fell.");
  EXPECT_EQ(first_paragraph("<blockquote>\n<p><strong>a</strong></p>\n</blockquote>"), "a") << "nothing but a label";
}

}  // namespace
}  // namespace feedd::content
