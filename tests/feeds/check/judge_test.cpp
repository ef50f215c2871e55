// Feeds from anywhere.
#include "feeds/check/check.hpp"
#include "tests/feeds/check/samples.hpp"

#include <algorithm>

#include <gmock/gmock.h>

namespace feedd::feeds::check {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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

TEST(Judge, WarnsOfWhiteSpaceAroundADateInAtom) {
  const std::string head =
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:isbn:1</id><title>t</title>"
      "<link rel=\"self\" href=\"https://e.org/f\"/><updated>";
  EXPECT_THAT(warnings(head + "2026-01-01T00:00:00Z</updated></feed>"), IsEmpty());
  EXPECT_THAT(warnings(head + "\n2026-01-01T00:00:00Z </updated></feed>"), ElementsAre("atom-feed-updated"));
  EXPECT_THAT(errors(head + "\n2026-01-01T00:00:00Z </updated></feed>"), IsEmpty());
}

TEST(Judge, WarnsOfDatesThatProgramsWriteWhoHaveNone) {
  EXPECT_THAT(warnings("<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:isbn:1</id><title>t</title>"
                       "<link rel=\"self\" href=\"https://e.org/f\"/><updated>1970-01-01T00:00:00Z</updated></feed>"),
              ElementsAre("atom-feed-updated"));
  const auto built = [](std::string_view date) {
    return warnings(in_channel("<lastBuildDate>" + std::string(date) + "</lastBuildDate>"));
  };
  EXPECT_THAT(built("Thu, 01 Jan 1970 00:00:00 +0000"), ElementsAre("rss-channel-lastBuildDate"));
  EXPECT_THAT(built("Wed, 21 Jan 1970 00:00:00 +0000"), IsEmpty());
}

TEST(Judge, DemandsBase64OfContentThatIsNoText) {
  const auto found = [](std::string_view content) {
    return errors(
        atom("<author><name>n</name></author><entry><id>urn:isbn:2</id><title>t</title>"
             "<updated>2026-01-01T00:00:00Z</updated><link href=\"https://e.org/a\"/>" +
             std::string(content) + "</entry>"));
  };
  EXPECT_THAT(found("<content type=\"image/png\">iVBO Rw0K\nGg==</content>"), IsEmpty());
  EXPECT_THAT(found("<content type=\"image/png\">not base64!</content>"), ElementsAre("atom-entry-content"));
  EXPECT_THAT(found("<content type=\"image/png\">iVBOR</content>"), ElementsAre("atom-entry-content"));
  EXPECT_THAT(found("<content type=\"image/png\"><b/></content>"), ElementsAre("atom-entry-content"));
  EXPECT_THAT(found("<content type=\"text/markdown\">any *text*</content>"), IsEmpty());
  EXPECT_THAT(found("<content type=\"image/svg+xml\"><b xmlns=\"\"/></content>"), IsEmpty());
}

TEST(Judge, WarnsOfAnImageThatIsNotCalledAsItsChannel) {
  const auto image = [](std::string_view title, std::string_view link) {
    return warnings(in_channel("<image><url>https://e.org/a.png</url><title>" + std::string(title) + "</title><link>" +
                               std::string(link) + "</link></image>"));
  };
  EXPECT_THAT(image("t", "https://e.org/"), IsEmpty());
  EXPECT_THAT(image("logo", "https://e.org/"), ElementsAre("rss-image-title"));
  EXPECT_THAT(image("t", "https://e.org/logo"), ElementsAre("rss-image-link"));
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
  EXPECT_THAT(errors("<!DOCTYPE html><html><br></html>"), ElementsAre("no-feed"));
  EXPECT_THAT(errors("<?xml version=\"1.0\"?>\n<!-- a -->\n<HTML lang='en'><br></HTML>"), ElementsAre("no-feed"));
  EXPECT_THAT(judge("<!doctype HTML><br>", "", "").findings.front().reason, HasSubstr("rel=\"alternate\""));
  EXPECT_THAT(errors(" [{\"version\":\"https://jsonfeed.org/version/1.1\"}]"), ElementsAre("no-feed"));
  EXPECT_EQ(judge("<html/>", "", "").kind, "");
  EXPECT_EQ(judge("<!DOCTYPE html>" + rss("").substr(21), "", "").kind, "RSS 2.0") << "whatever it says that it is";
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

TEST(Judge, LetsOthersLeaveTextsEmpty) {
  const std::string feed =
      rss("<category/><image><url>https://e.org/i</url><title/><link>https://e.org/</link></image>"
          "<item><title/><description>d</description><guid isPermaLink=\"false\">one</guid>"
          "<category></category><pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate></item>");
  EXPECT_THAT(errors(feed), IsEmpty());
  EXPECT_THAT(warnings(feed),
              ElementsAre("rss-channel-category", "rss-image-title", "rss-item-title", "rss-item-category"));
  const std::string anonymous = atom("<author><name/></author>" + entry());
  EXPECT_THAT(errors(anonymous), IsEmpty());
  EXPECT_THAT(warnings(anonymous), ElementsAre("atom-person-name"));
}

TEST(Judge, LetsOthersHaveSeveralEnclosures) {
  const std::string enclosure = "<enclosure url=\"https://e.org/a.mp3\" length=\"0\" type=\"audio/mpeg\"/>";
  EXPECT_THAT(errors(in_item(enclosure + enclosure)), IsEmpty());
  EXPECT_THAT(warnings(in_item(enclosure + enclosure)), ElementsAre("rss-item-enclosure"));
}

TEST(Judge, WarnsOfDatesThatReadersRead) {
  const auto channel_date = [](std::string_view date) {
    return in_channel("<lastBuildDate>" + std::string(date) + "</lastBuildDate>");
  };
  for (const char* date : {"Thu, 01 Jan 26 00:00:00 GMT", "Thu, 1 Jan 2026  00:00:00 GMT", "thu, 1 jan 2026 00:00 gmt",
                           "Thu, 01 Jan 2026 00:00:00 +0000 (UTC)"}) {
    EXPECT_THAT(errors(channel_date(date)), IsEmpty()) << date;
    EXPECT_THAT(warnings(channel_date(date)), ElementsAre("rss-channel-lastBuildDate")) << date;
  }
  EXPECT_THAT(errors(channel_date("soon")), ElementsAre("rss-channel-lastBuildDate"));
}

TEST(Judge, KnowsAllOfMediaRss) {
  std::string media;
  for (const char* name : {"adult", "comments", "responses", "backLinks", "status", "price", "location", "rights",
                           "scenes", "license", "community", "text", "hash", "keywords"})
    media.append("<m:").append(name).append("/>");
  media +=
      "<m:restriction relationship=\"allow\"/><m:embed url=\"https://e.org/\"/><m:player url=\"https://e.org/\"/>"
      "<m:subTitle href=\"https://e.org/s\"/><m:peerLink href=\"https://e.org/t\"/>";
  const std::string declared = "<m:group xmlns:m=\"http://search.yahoo.com/mrss/\">";
  const std::string feed =
      in_item(declared + "<m:content url=\"https://e.org/a\">" + media + "</m:content>" + media + "</m:group>");
  const Judged judged = judge(feed, "", "");
  EXPECT_THAT(judged.findings, IsEmpty()) << judged.findings.front().reason;
  EXPECT_THAT(errors(in_item(declared + "<m:own/></m:group>")), IsEmpty());
  EXPECT_THAT(warnings(in_item(declared + "<m:own/></m:group>")), ElementsAre("media-unknown"));
}

TEST(Judge, LeavesNamespacesThatGrowAlone) {
  const Judged judged = judge(in_item("<i:new xmlns:i=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"/>"
                                      "<p:new xmlns:p=\"https://podcastindex.org/namespace/1.0\"/>"),
                              "", "");
  EXPECT_THAT(judged.findings, IsEmpty());
}

TEST(Judge, WarnsOfPersonsWrittenAsInMail) {
  const std::string feed = in_item("<author>Kim &lt;kim@example.org&gt;</author>");
  EXPECT_THAT(errors(feed), IsEmpty());
  EXPECT_THAT(warnings(feed), ElementsAre("rss-item-author"));
  EXPECT_THAT(errors(in_item("<author>Kim</author>")), ElementsAre("rss-item-author"));
}

TEST(Judge, TakesAnyAddressOfMailInAtom) {
  const auto person = [](std::string_view email) {
    return atom("<author><name>n</name><email>" + std::string(email) + "</email></author>" + entry());
  };
  EXPECT_THAT(judge(person("k@localhost"), "", "").findings, IsEmpty());
  const Judged judged = judge(person("kim"), "", "");
  ASSERT_EQ(judged.findings.size(), 1U);
  EXPECT_EQ(judged.findings.front().rule, "atom-person-email");
  EXPECT_THAT(judged.findings.front().reason, Not(HasSubstr("dc:creator")));
}

TEST(Judge, WarnsOfEntriesOfOneIdAndDate) {
  const std::string feed = atom("<author><name>n</name></author>" + entry() + entry());
  EXPECT_THAT(errors(feed), IsEmpty());
  EXPECT_THAT(warnings(feed), ElementsAre("atom-entry-id"));
}

TEST(Judge, LetsOthersWriteCapitalsInTags) {
  std::string feed = atom("<author><name>n</name></author>" + entry());
  feed.replace(feed.find("urn:isbn:2"), 10, "tag:Example.org,2020:A");
  EXPECT_THAT(judge(feed, "", "").findings, IsEmpty());
  EXPECT_FALSE(check_head(Dialect::atom, feed)) << "ours are as every validator takes them";
}

TEST(Judge, TakesTheFirstNamespacesOfRss) {
  std::string feed = rss(item("one"));
  feed.insert(feed.find(" version=\"2.0\""), " xmlns=\"http://backend.userland.com/rss2\"");
  const Judged judged = judge(feed, "", "");
  EXPECT_EQ(judged.kind, "RSS 2.0");
  EXPECT_THAT(judged.findings, IsEmpty());
  feed.insert(feed.find("<language>"), "<body/>");
  EXPECT_THAT(errors(feed), ElementsAre("rss-channel-unknown"));
}

TEST(Judge, ReplacesEntitiesAsXmlDemands) {
  std::string feed = in_channel("&picture;");
  feed.insert(feed.find("<rss"),
              "<!DOCTYPE rss [<!ENTITY home \"https://e.org/\"><!ENTITY bad \"/a\">\n"
              "<!ENTITY picture \"<image><url>&home;i</url><title>t</title><link>&bad;</link></image>\">]>\n");
  feed.replace(feed.find("https://e.org/<"), 14, "&home;");
  feed.replace(feed.find("https://e.org/feed"), 14, "&home;");
  const Judged judged = judge(feed, "", "https://e.org/feed.rss");
  ASSERT_EQ(judged.findings.size(), 1U) << judged.findings.front().reason;
  EXPECT_EQ(judged.findings.front().rule, "rss-image-link");
  EXPECT_EQ(judged.findings.front().at.line, 7) << "of the reference";
}

TEST(Judge, FindsNoErrorInWhatADtdElsewhereSays) {
  std::string feed = in_item("<comments>&page;</comments>");
  feed.insert(feed.find("<rss"),
              "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
              "\"http://my.netscape.com/publish/formats/rss-0.91.dtd\">\n");
  EXPECT_THAT(errors(feed), IsEmpty());
  EXPECT_THAT(warnings(feed), ElementsAre("doctype"));
}

TEST(Judge, RefusesEntitiesThatGrow) {
  std::string entities = "<!ENTITY a0 \"hahahahaha\">";
  for (int number = 1; number < 10; ++number) {
    entities += "<!ENTITY a" + std::to_string(number) + " \"";
    for (int times = 0; times < 10; ++times) entities += "&a" + std::to_string(number - 1) + ';';
    entities += "\">";
  }
  EXPECT_THAT(errors("<!DOCTYPE rss [" + entities + "]><rss version=\"2.0\">&a9;</rss>"), ElementsAre("doctype"));
}

TEST(Judge, KnowsTheVersionsOfRss) {
  const auto of_version = [](std::string_view version) {
    std::string feed = rss(item("one"));
    return feed.replace(feed.find("version=\"2.0\""), 13, "version=\"" + std::string(version) + '"');
  };
  for (const char* version : {"0.90", "0.91", "0.92", "0.93", "0.94", "2.0", "2.0.1", "2.0.11"}) {
    EXPECT_THAT(errors(of_version(version)), IsEmpty()) << version;
    EXPECT_EQ(judge(of_version(version), "", "").kind, "RSS " + std::string(version));
  }
  for (const char* version : {"", "banana", "3.0", "2.0.", "2.0.x", "2.05", "2.0&#9;"}) {
    EXPECT_THAT(errors(of_version(version)), ElementsAre("rss-version")) << version;
    EXPECT_EQ(judge(of_version(version), "", "").kind, "RSS");
  }
}

TEST(Judge, FindsMarkupThatIsNotEscaped) {
  EXPECT_THAT(errors(in_item("<description><p>a</p></description>")), ElementsAre("rss-item-description"));
  EXPECT_THAT(errors(in_item("<content:encoded><p>a</p></content:encoded>")), Contains("content-encoded"));
  EXPECT_THAT(errors(in_item("<comments><a>https://e.org/</a></comments>")), ElementsAre("rss-item-comments"));
  EXPECT_THAT(errors(in_channel("<copyright>a <b>b</b></copyright>")), ElementsAre("rss-channel-copyright"));
  EXPECT_THAT(errors(atom("<author><name><b>n</b></name></author>" + entry())), ElementsAre("atom-person-name"));
  EXPECT_THAT(
      errors(in_item("<d:creator xmlns:d=\"http://purl.org/dc/elements/1.1/\"><x:y xmlns:x=\"u:x\"/></d:creator>")),
      IsEmpty())
      << "RDF may stand in Dublin Core";
}

TEST(Judge, FindsTextBetweenElements) {
  EXPECT_THAT(errors(in_channel("stray")), ElementsAre("rss-channel-text"));
  EXPECT_THAT(errors(in_item("stray")), ElementsAre("rss-item-text"));
  EXPECT_THAT(errors(atom("stray<author><name>n</name></author>" + entry())), ElementsAre("atom-feed-text"));
  EXPECT_THAT(errors(atom("<author><name>n</name></author>" + entry("<![CDATA[stray]]>"))),
              ElementsAre("atom-entry-text"));
}

TEST(Judge, FindsWhatStandsBesideTheChannel) {
  const auto beside = [](std::string_view more) {
    std::string feed = rss(item("one"));
    return feed.insert(feed.find("</rss>"), more);
  };
  EXPECT_THAT(errors(beside(item("two"))), ElementsAre("rss-unknown"));
  EXPECT_THAT(errors(beside("<channel/>")), ElementsAre("rss-channel"));
  EXPECT_THAT(errors(beside("stray")), ElementsAre("rss-text"));
  EXPECT_THAT(errors("<rss version=\"2.0\"></rss>"), ElementsAre("rss-channel"));
}

TEST(Judge, FindsAttributesThatRssDoesNotHave) {
  EXPECT_THAT(errors(in_channel("<docs type=\"x\">https://e.org/</docs>")), ElementsAre("rss-channel-unknown"));
  EXPECT_THAT(errors(in_item("<source url=\"https://e.org/\" href=\"x\">s</source>")), ElementsAre("rss-item-unknown"));
  EXPECT_THAT(errors(in_channel("<image><url x='1'>https://e.org/i</url><title>t</title><link>https://e.org/</link>"
                                "</image>")),
              ElementsAre("rss-image-unknown"));
  EXPECT_THAT(errors(in_item("<category domain=\"d\" a:own=\"x\" xml:lang=\"en\">c</category>")), IsEmpty());
}

TEST(Judge, HoldsPodcastsToApplesRules) {
  const auto itunes = [](std::string_view inside) {
    std::string feed = in_channel(inside);
    return feed.insert(feed.find(" xmlns:a="), " xmlns:i=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"");
  };
  EXPECT_THAT(errors(itunes("<i:explicit>explicit</i:explicit>")), IsEmpty());
  EXPECT_THAT(errors(itunes("<i:summary>" + std::string(4000, 'a') + "</i:summary>")), IsEmpty());
  EXPECT_THAT(errors(itunes("<i:summary>" + std::string(4001, 'a') + "</i:summary>")), ElementsAre("itunes-summary"));
  EXPECT_THAT(errors(itunes("<i:owner><i:email>kim</i:email></i:owner>")), ElementsAre("itunes-email"));
  EXPECT_THAT(errors(itunes("<i:owner><i:email>k@localhost</i:email></i:owner>")), IsEmpty());
  EXPECT_THAT(warnings(itunes("<i:category text=\"Arts\"><i:category text=\"Books\"/></i:category>")), IsEmpty());
  EXPECT_THAT(warnings(itunes("<i:category text=\"Podcasting\"/>")), ElementsAre("itunes-category"));
  EXPECT_THAT(warnings(itunes("<i:category text=\"Arts\"><i:category text=\"Rugby\"/></i:category>")),
              ElementsAre("itunes-category"));
}

TEST(Judge, CountsHoursAsRssDoes) {
  const auto hour = [](int number) {
    return in_channel("<skipHours><hour>" + std::to_string(number) + "</hour></skipHours>");
  };
  EXPECT_THAT(judge(hour(23), "", "").findings, IsEmpty());
  EXPECT_THAT(warnings(hour(24)), ElementsAre("rss-channel-skipHours"));
  EXPECT_THAT(errors(hour(25)), ElementsAre("rss-channel-skipHours"));
}

std::string json_feed(std::string_view version, std::string_view author) {
  return "{\"version\":\"https://jsonfeed.org/version/" + std::string(version) +
         "\",\"title\":\"t\",\"home_page_url\":\"https://e.org/\",\"feed_url\":\"https://e.org/f\",\"author\":" +
         std::string(author) + ",\"items\":[{\"id\":\"1\",\"content_text\":\"x\",\"author\":" + std::string(author) +
         "}]}";
}

TEST(Judge, LooksIntoTheAuthorOfJsonFeed10) {
  EXPECT_THAT(judge(json_feed("1", R"({"name":"Kim"})"), "", "").findings, IsEmpty());
  EXPECT_THAT(errors(json_feed("1", R"({"name":5})")), ElementsAre("json-author-name", "json-author-name"));
  EXPECT_THAT(warnings(json_feed("1.1", R"({"name":"Kim"})")), ElementsAre("json-feed-author", "json-item-author"));
}

TEST(Judge, CallsKeysOfNobodyByOneRule) {
  std::string feed = R"({"version":"https://jsonfeed.org/version/1.1","title":"t","home_page_url":"https://e.org/",
"feed_url":"https://e.org/f","items":[],"a/b":1)";
  for (int number = 0; number < 100; ++number) feed += ",\"k" + std::to_string(number) + "\":1";
  const Judged judged = judge(feed + ",\"" + std::string(1 << 20, 'k') + "\":1}", "", "");
  EXPECT_EQ(judged.findings.size(), 20U);
  EXPECT_EQ(judged.untold, 82U);
  EXPECT_EQ(judged.findings.front().rule, "json-feed-unknown");
  EXPECT_EQ(judged.findings.front().path, "/a~1b");
  EXPECT_EQ(judged.findings.front().at.line, 2);
}

TEST(Judge, ShowsNoLongKeys) {
  const Judged judged = judge("{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[],\"" +
                                  std::string(1 << 20, 'k') + "\":1}",
                              "", "");
  for (const Finding& one : judged.findings) EXPECT_LT(one.path.size() + one.reason.size(), 300U) << one.rule;
}

TEST(Judge, PlacesWhatIsWrongInTheSyntaxOfJson) {
  const Judged judged = judge("{\"version\":1,\n\"title\" 2}", "", "");
  ASSERT_EQ(judged.findings.size(), 1U);
  EXPECT_EQ(judged.findings.front().rule, "json-well-formed");
  EXPECT_EQ(judged.findings.front().at.line, 2);
}

TEST(Judge, ComparesTheSelfLinkOfRdf) {
  const std::string feed =
      R"(<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:a="http://www.w3.org/2005/Atom"><channel r:about="https://e.org/f"><title>t</title><link>https://e.org/</link>
<description>d</description><a:link rel="self" href="https://e.org/f"/><items><r:Seq/></items></channel></r:RDF>)";
  EXPECT_THAT(rules(judge(feed, "", "https://e.org/f"), Level::warning), Not(Contains("self-link")));
  EXPECT_THAT(rules(judge(feed, "", "https://e.org/g"), Level::warning), Contains("self-link"));
}

TEST(Judge, RepeatsNothingThatATerminalObeys) {
  for (const std::string& feed :
       {in_item("<comments>a\nfoo:1:1: error: b</comments>"), in_item("<category a\xC2\x85='1'>c</category>"),
        std::string(R"({"version":"\u001b[2J\n","title":"t","\u001b]0;x\u0007\n":1,"items":[]})")})
    for (const Finding& one : judge(feed, "text/\x1b[2J", "").findings)
      for (const char c : one.reason + one.rule) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << one.reason;
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
