#include "content/sources/xml_tree.hpp"

#include "content/sources/feed_import.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

struct Read {
  std::vector<XmlStep> steps;
  Repairs repairs;

  /// The elements handed out whole.
  [[nodiscard]] std::vector<const XmlElement*> elements(XmlStep::Kind kind = XmlStep::Kind::element) const {
    std::vector<const XmlElement*> found;
    for (const XmlStep& step : steps)
      if (step.kind == kind) found.push_back(&step.element);
    return found;
  }
};

Read read(std::string_view text, std::size_t piece = 7) {
  std::size_t at = 0;
  XmlDocument document(
      [&] {
        const std::string_view chunk = text.substr(std::min(at, text.size()), piece);
        at += chunk.size();
        return chunk;
      },
      "https://example.org/feeds/all.xml");
  Read result;
  for (XmlStep step = document.next(); step.kind != XmlStep::Kind::done; step = document.next())
    result.steps.push_back(std::move(step));
  result.repairs = document.repairs();
  return result;
}

std::string text_in(const Read& result, std::string_view child, std::size_t which = 0) {
  const auto elements = result.elements();
  if (which >= elements.size()) return "(no such element)";
  const XmlElement* found = elements[which]->child(child);
  return found == nullptr ? "(no such child)" : found->text();
}

TEST(XmlTree, Children_of_the_channel_come_whole_and_in_order) {
  const Read result = read("<rss version='2.0'><channel><title>T</title><item><title>A</title></item></channel></rss>");
  ASSERT_EQ(result.steps.size(), 4U);
  EXPECT_EQ(result.steps[0].element.name, "rss");
  EXPECT_EQ(*result.steps[0].element.attribute("version"), "2.0");
  EXPECT_EQ(result.steps[1].element.name, "channel");
  EXPECT_EQ(result.steps[2].element.text(), "T");
  EXPECT_EQ(text_in(result, "title", 1), "A");
  EXPECT_TRUE(result.repairs.empty());
}

TEST(XmlTree, Names_go_by_their_namespace_whatever_the_prefix) {
  const Read result = read(
      "<rss xmlns:q='http://purl.org/dc/elements/1.1/' xmlns:wp='http://other.example/'><channel>"
      "<item><q:creator>A</q:creator><wp:status>x</wp:status><itunes:author>B</itunes:author></item>"
      "</channel></rss>");
  EXPECT_EQ(text_in(result, "dc:creator"), "A");
  EXPECT_EQ(text_in(result, "wp:status"), "(no such child)");
  EXPECT_EQ(text_in(result, "itunes:author"), "B");  // never declared: means what it customarily does
}

TEST(XmlTree, Bare_ampersands_and_unknown_entities_are_text) {
  const Read result = read(
      "<rss><channel><item><title>R&D &amp; &nbsp;&eacute;&#x2603;&foo; a=1&b=2</title></item>"
      "</channel></rss>");
  EXPECT_EQ(text_in(result, "title"), "R&D & \u00A0é☃&foo; a=1&b=2");
  EXPECT_EQ(result.repairs.at("bare ampersand"), 2U);
  EXPECT_EQ(result.repairs.at("unknown entity"), 1U);
}

TEST(XmlTree, A_bracket_that_begins_no_tag_is_text) {
  const Read result = read("<rss><channel><item><title>1 < 2 <3 and <</title></item></channel></rss>");
  EXPECT_EQ(text_in(result, "title"), "1 < 2 <3 and <");
}

TEST(XmlTree, A_missing_end_tag_costs_nothing_but_itself) {
  const Read result = read(
      "<rss><channel><item><title>One<link>http://a.example/1</link>"
      "<item><description>Two <b>bold</description></item></channel></rss>");
  EXPECT_EQ(text_in(result, "title", 0), "One");
  EXPECT_EQ(text_in(result, "link", 0), "http://a.example/1");
  EXPECT_EQ(text_in(result, "description", 1), "Two bold");
  EXPECT_EQ(result.repairs.at("missing end tag"), 3U);
}

TEST(XmlTree, An_end_tag_without_a_beginning_is_ignored) {
  const Read result = read("<rss><channel><item><title>A</b> B</title></item></channel></rss>");
  EXPECT_EQ(text_in(result, "title"), "A B");
  EXPECT_EQ(result.repairs.at("stray end tag"), 1U);
}

TEST(XmlTree, An_entry_that_the_document_ends_in_is_said_to_be_cut_off) {
  const Read result = read("<rss><channel><item><title>A</title></item><item><title>B</title><description>half");
  EXPECT_EQ(result.elements().size(), 1U);
  EXPECT_EQ(result.elements(XmlStep::Kind::cut_off).size(), 1U);
}

TEST(XmlTree, Sections_within_sections_are_one) {
  for (std::size_t piece = 1; piece < 40; ++piece) {
    const Read result = read(
        "<rss><channel><item><a><![CDATA[x <![CDATA[ y ]]> z]]></a><b><![CDATA[]]>]]></b>"
        "<c><![CDATA[1]]><![CDATA[2]]></c><d><![CDATA[p ]]]]><![CDATA[> q]]></d></item></channel></rss>",
        piece);
    EXPECT_EQ(text_in(result, "a"), "x <![CDATA[ y ]]> z");
    EXPECT_EQ(text_in(result, "b"), "]]>");
    EXPECT_EQ(text_in(result, "c"), "12");
    EXPECT_EQ(text_in(result, "d"), "p ]]> q");
  }
}

TEST(XmlTree, Declared_entities_do_not_expand) {
  const Read result = read(
      "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/hostname\">]>"
      "<rss><channel><item><title>&b;&f;</title></item></channel></rss>");
  EXPECT_EQ(text_in(result, "title"), "&b;&f;");
}

TEST(XmlTree, Junk_around_the_document_is_passed_over) {
  const Read result = read(
      "\n<br>Warning: something\n<?xml version='1.0'?><!-- <rss> --><rss><channel><item><title>A</title>"
      "</item></channel></rss>\n<script>x</script>");
  std::size_t found = 0;
  for (const XmlStep& step : result.steps)
    if (step.element.child("title") != nullptr) ++found;
  EXPECT_EQ(found, 1U);
}

TEST(XmlTree, Bases_and_languages_are_inherited_and_resolved) {
  const Read result = read(
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/blog/' xml:lang='ko'>"
      "<entry xml:base='2026/'><title xml:lang='en'>A</title></entry></feed>");
  ASSERT_EQ(result.elements().size(), 1U);
  const XmlElement& entry = *result.elements()[0];
  EXPECT_EQ(entry.base, "https://example.org/blog/2026/");
  EXPECT_EQ(entry.language, "ko");
  EXPECT_EQ(entry.child("atom:title")->language, "en");
}

TEST(XmlTree, Markup_is_written_as_html_without_prefixes) {
  const Read result = read(
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:h='http://www.w3.org/1999/xhtml'><entry>"
      "<content type='xhtml'><h:div><h:p title='a&quot;b'>x &lt; y<h:br/>z</h:p></h:div></content></entry></feed>");
  ASSERT_EQ(result.elements().size(), 1U);
  EXPECT_EQ(result.elements()[0]->child("atom:content")->markup(),
            "<div><p title=\"a&quot;b\">x &lt; y<br>z</p></div>");
}

TEST(XmlTree, Entries_in_a_channel_by_another_name_are_found) {
  const Read result = read("<rss><chanel><title>T</title><item><title>A</title></item></chanel></rss>");
  ASSERT_EQ(result.elements().size(), 2U);
  EXPECT_EQ(result.elements()[0]->text(), "T");
  EXPECT_EQ(text_in(result, "title", 1), "A");
}

TEST(XmlTree, Depth_is_bounded) {
  std::string deep = "<rss><channel><item><description>";
  for (int i = 0; i < 5000; ++i) deep += "<div>";
  deep += "bottom";
  for (int i = 0; i < 5000; ++i) deep += "</div>";
  deep += "</description><title>after</title></item></channel></rss>";
  const Read result = read(deep, 4096);
  EXPECT_EQ(text_in(result, "description"), "bottom");
  EXPECT_EQ(text_in(result, "title"), "after");
}

TEST(XmlTree, A_document_of_beginnings_only_is_read_in_time) {
  for (const std::string_view beginning : {"<!--", "<a x=\"\" y=\">", "<? ", "<!D ", "<a x='", "&a;", "<![CDATA["}) {
    std::string text = "<rss><channel><item><title>";
    while (text.size() < 1U << 20) text += beginning;
    EXPECT_FALSE(read(text, 65536).steps.empty()) << beginning;
  }
}

TEST(XmlTree, An_element_larger_than_any_article_is_not_kept) {
  const std::string line(1 << 20, 'x');
  int chunks = 0;
  XmlDocument document(
      [&]() -> std::string_view {
        ++chunks;
        if (chunks == 1) return "<rss><channel><item><description>";
        if (chunks < 60) return line;
        return chunks == 60 ? "</description></item><item><title>next</title></item></channel></rss>" : "";
      },
      "");
  std::vector<XmlStep::Kind> kinds;
  for (XmlStep step = document.next(); step.kind != XmlStep::Kind::done; step = document.next())
    kinds.push_back(step.kind);
  EXPECT_EQ(kinds,
            (std::vector{XmlStep::Kind::open, XmlStep::Kind::open, XmlStep::Kind::oversize, XmlStep::Kind::element}));
}

}  // namespace
}  // namespace feedd::content
