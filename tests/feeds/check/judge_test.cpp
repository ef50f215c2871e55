// Feeds from anywhere.
#include "feeds/check/check.hpp"

#include <algorithm>

#include <gmock/gmock.h>

namespace feedd::feeds::check {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> rules(const Judged& judged, Level level) {
  std::vector<std::string> names;
  for (const Finding& one : judged.findings)
    if (one.level == level) names.push_back(one.rule);
  return names;
}
std::vector<std::string> errors(std::string_view feed) {
  return rules(judge(feed, "", ""), Level::error);
}
std::vector<std::string> warnings(std::string_view feed) {
  return rules(judge(feed, "", ""), Level::warning);
}

std::string rss(std::string_view items) {
  return R"(<?xml version="1.0"?>
<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>t</title><link>https://e.org/</link><description>d</description><language>en</language>
<a:link rel="self" href="https://e.org/feed.rss"/>
)" + std::string(items) +
         "</channel></rss>";
}

std::string item(std::string_view guid, std::string_view inside = "") {
  return "<item><title>t</title><link>https://e.org/</link><guid isPermaLink=\"false\">" + std::string(guid) +
         "</guid><pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate>" + std::string(inside) + "</item>\n";
}

TEST(Judge, FindsNothingInAGoodFeed) {
  const Judged judged = judge(rss(item("one") + item("two")), "application/rss+xml", "https://e.org/feed.rss");
  EXPECT_TRUE(judged.is_valid());
  EXPECT_THAT(judged.findings, IsEmpty()) << judged.findings.front().reason;
  EXPECT_EQ(judged.kind, "RSS 2.0");
}

TEST(Judge, KnowsNamespacesByTheirAddressNotTheirPrefix) {
  const std::string atom = R"(<x:feed xmlns:x="http://www.w3.org/2005/Atom"><x:id>urn:isbn:1</x:id><x:title>t</x:title>
<x:updated>2026-01-01T00:00:00Z</x:updated><x:author><x:name>n</x:name></x:author>
<x:link rel="self" href="https://e.org/"/><x:entry><x:title>t</x:title><x:updated>2026-01-01T00:00:00Z</x:updated>
<x:content>c</x:content></x:entry></x:feed>)";
  EXPECT_EQ(judge(atom, "", "").kind, "Atom");
  EXPECT_THAT(errors(atom), ElementsAre("atom-entry-id"));
}

TEST(Judge, SaysWhereAndByWhatSpecification) {
  const Judged judged = judge(rss(item("one") + "  <item><title>t</title><pubDate>today</pubDate></item>"), "", "");
  const auto found = std::find_if(judged.findings.begin(), judged.findings.end(),
                                  [](const Finding& one) { return one.rule == "rss-item-pubDate"; });
  ASSERT_NE(found, judged.findings.end());
  EXPECT_EQ(found->at.line, 6);
  EXPECT_EQ(found->at.column, 25);
  EXPECT_EQ(found->spec, "RSS 2.0, item");
  EXPECT_THAT(found->reason, HasSubstr("\"today\""));
}

TEST(Judge, IsStrictWhereAParserIsNot) {
  EXPECT_THAT(errors("<rss version=\"2.0\" version=\"2.0\"/>"), ElementsAre("well-formed"));
  EXPECT_THAT(errors("<rss version=\"2.0\"><channel><u:x/></channel></rss>"), ElementsAre("well-formed"));
  EXPECT_THAT(errors("<rss version=\"2.0\"><channel><title>&nbsp;</title></channel></rss>"),
              ElementsAre("well-formed"));
  EXPECT_THAT(errors("<rss><channel></rss>"), ElementsAre("well-formed"));
  EXPECT_THAT(errors("<rss/><rss/>"), ElementsAre("well-formed"));
}

TEST(Judge, FindsIdsUsedTwice) {
  EXPECT_THAT(errors(rss(item("one") + item("one"))), ElementsAre("rss-item-guid"));
  EXPECT_THAT(errors(R"({"version":"https://jsonfeed.org/version/1.1","title":"t","items":[
{"id":"a","content_text":"x"},{"id":"a","content_text":"x"}]})"),
              ElementsAre("json-item-id"));
}

TEST(Judge, FindsMetadataBehindEntriesInAtom) {
  EXPECT_THAT(
      errors(R"(<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:isbn:1</id><updated>2026-01-01T00:00:00Z</updated>
<author><name>n</name></author><entry><id>urn:isbn:2</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>
<content>c</content></entry><title>t</title></feed>)"),
      ElementsAre("atom-feed-order"));
}

TEST(Judge, WarnsOfRelativeAddressesAndScriptsInHtml) {
  const auto html = [](std::string_view text) {
    return warnings(rss(item("one", "<description>" + std::string(text) + "</description>")));
  };
  EXPECT_THAT(html("&lt;a href=\"https://e.org/\"&gt;a&lt;/a&gt;"), IsEmpty());
  EXPECT_THAT(html("&lt;a href=\"/a\"&gt;a&lt;/a&gt;"), ElementsAre("rss-item-description"));
  EXPECT_THAT(html("&lt;img src=a.png&gt;"), ElementsAre("rss-item-description"));
  EXPECT_THAT(html("&lt;script&gt;x()&lt;/script&gt;"), ElementsAre("rss-item-description"));
  EXPECT_THAT(html("&lt;p onclick='x()'&gt;"), ElementsAre("rss-item-description"));
  EXPECT_THAT(html("&lt;a href=\" javascript:x()\"&gt;a&lt;/a&gt;"), ElementsAre("rss-item-description"));
}

TEST(Judge, WarnsOfHtmlInTitles) {
  const std::string feed =
      rss("<item><title>A &lt;b&gt;word&lt;/b&gt;</title><guid isPermaLink=\"false\">one</guid>"
          "<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate></item>");
  EXPECT_THAT(warnings(feed), ElementsAre("rss-item-title"));
  EXPECT_TRUE(judge(feed, "", "").is_valid());
}

TEST(Judge, WarnsOfContentBeforeItsDescription) {
  EXPECT_THAT(warnings(rss(item("one", "<content:encoded>c</content:encoded>"))), ElementsAre("rss-item-description"));
}

TEST(Judge, ComparesWhatTheServerSays) {
  const std::string feed = rss(item("one"));
  EXPECT_THAT(rules(judge(feed, "text/html; charset=utf-8", ""), Level::warning), ElementsAre("content-type"));
  EXPECT_THAT(rules(judge(feed, "text/xml", "https://e.org/other"), Level::warning), ElementsAre("self-link"));
}

TEST(Judge, ReadsOtherCharsetsAndSaysSo) {
  std::string feed = rss(item("one"));
  feed.replace(feed.find("version=\"1.0\""), 13, "version=\"1.0\" encoding=\"iso-8859-1\"");
  feed.replace(feed.find("<title>t"), 8, "<title>\xE9t");
  const Judged judged = judge(feed, "", "");
  EXPECT_TRUE(judged.is_valid());
  EXPECT_THAT(rules(judged, Level::warning), ElementsAre("encoding"));
  feed = rss(item("one"));
  feed.replace(feed.find("<title>t"), 8, "<title>\xE9t");
  EXPECT_THAT(errors(feed), Contains("encoding"));
}

TEST(Judge, SaysThatAPageIsNoFeed) {
  EXPECT_THAT(errors("<html><body/></html>"), ElementsAre("no-feed"));
  EXPECT_THAT(errors(""), ElementsAre("no-feed"));
  EXPECT_THAT(errors(" \n"), ElementsAre("no-feed"));
  EXPECT_THAT(errors("<!DOCTYPE html><html><br></html>"), ElementsAre("well-formed"));
  EXPECT_EQ(judge("<html/>", "", "").kind, "");
}

TEST(Judge, PlacesFindingsInJson) {
  const Judged judged = judge(R"({"version":"https://jsonfeed.org/version/1.1","title":"t",
"home_page_url":"https://e.org/","feed_url":"https://e.org/feed.json","items":[
  {"id":"a","content_text":"x","date_published":"today"},
  {"content_text":"x"}]})",
                              "", "");
  ASSERT_EQ(judged.findings.size(), 2U);
  EXPECT_EQ(judged.findings[0].rule, "json-item-date_published");
  EXPECT_EQ(judged.findings[0].path, "/items/0/date_published");
  EXPECT_EQ(judged.findings[0].at.line, 3);
  EXPECT_EQ(judged.findings[1].rule, "json-item-id");
  EXPECT_EQ(judged.findings[1].path, "/items/1");
  EXPECT_EQ(judged.findings[1].at.line, 4);
}

TEST(Judge, TellsOfOneRuleOnlySoOften) {
  std::string items;
  for (int number = 0; number < 100; ++number) items += item(std::to_string(number) + "-id", "<comments>c</comments>");
  const Judged judged = judge(rss(items), "", "");
  EXPECT_EQ(judged.findings.size(), 20U);
  EXPECT_EQ(judged.untold, 80U);
}

}  // namespace
}  // namespace feedd::feeds::check
