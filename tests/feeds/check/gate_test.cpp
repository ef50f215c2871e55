// What an entry or a head of ours must be to go out.
#include "feeds/check/check.hpp"

#include <gtest/gtest.h>

namespace feedd::feeds::check {
namespace {

std::string broken(Dialect dialect, std::string_view fragment) {
  const auto checked = check_fragment(dialect, fragment);
  return checked ? "" : checked.error().operation;
}

std::string in_item(std::string_view inside) {
  return broken(Dialect::rss,
                "<item><link>https://e.org/</link><guid isPermaLink=\"false\">1</guid>"
                "<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate>" +
                    std::string(inside) + "</item>");
}

TEST(RssItem, NeedsATitleOrADescription) {
  EXPECT_EQ(in_item("<title>t</title>"), "");
  EXPECT_EQ(in_item("<description>d</description>"), "");
  EXPECT_EQ(in_item(""), "rss-item-title");
}

TEST(RssItem, NeedsItsLinkGuidAndDate) {
  const std::string link = "<link>https://e.org/</link>", guid = "<guid isPermaLink=\"false\">1</guid>",
                    date = "<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate>", title = "<title>t</title>";
  EXPECT_EQ(broken(Dialect::rss, "<item>" + title + guid + date + "</item>"), "rss-item-link");
  EXPECT_EQ(broken(Dialect::rss, "<item>" + title + link + date + "</item>"), "rss-item-guid");
  EXPECT_EQ(broken(Dialect::rss, "<item>" + title + link + guid + "</item>"), "rss-item-pubDate");
}

TEST(RssItem, SaysNothingTwice) {
  EXPECT_EQ(in_item("<title>t</title><title>t</title>"), "rss-item-title");
  EXPECT_EQ(in_item("<title>t</title><guid isPermaLink=\"false\">2</guid>"), "rss-item-guid");
  const std::string enclosure = "<enclosure url=\"https://e.org/a.mp3\" length=\"0\" type=\"audio/mpeg\"/>";
  EXPECT_EQ(in_item("<title>t</title>" + enclosure), "");
  EXPECT_EQ(in_item("<title>t</title>" + enclosure + enclosure), "rss-item-enclosure");
}

TEST(RssItem, HasNoEmptyTitleAndNoAuthorWithoutAnAddress) {
  EXPECT_EQ(in_item("<title></title>"), "rss-item-title");
  EXPECT_EQ(in_item("<title>t</title><author>Kim</author>"), "rss-item-author");
  EXPECT_EQ(in_item("<title>t</title><author>kim@example.org (Kim)</author>"), "");
}

TEST(RssItem, IsHeldToWhatOthersAreOnlyWarnedOf) {
  EXPECT_EQ(in_item("<title>t</title><category></category>"), "rss-item-category");
  EXPECT_EQ(in_item("<title>t</title><author>Kim &lt;kim@example.org&gt;</author>"), "rss-item-author");
  for (const char* date : {"Thu, 01 Jan 26 00:00:00 +0000", "Thu, 01 Jan 2026  00:00:00 +0000",
                           "thu, 01 jan 2026 00:00:00 gmt", "Thu, 01 Jan 2026 00:00:00 +0000 (UTC)"})
    EXPECT_EQ(broken(Dialect::rss,
                     "<item><title>t</title><link>https://e.org/</link><guid isPermaLink=\"false\">1</guid>"
                     "<pubDate>" +
                         std::string(date) + "</pubDate></item>"),
              "rss-item-pubDate")
        << date;
}

TEST(RssItem, HoldsTextWhereTextBelongs) {
  EXPECT_EQ(in_item("<title>a <b>b</b></title>"), "rss-item-title");
  EXPECT_EQ(in_item("<title>t</title>stray"), "rss-item-text");
  EXPECT_EQ(in_item("<title type=\"html\">t</title>"), "rss-item-unknown");
}

TEST(RssItem, HasValuesOfTheirForm) {
  const std::string title = "<title>t</title>";
  EXPECT_EQ(in_item(title + "<enclosure length=\"0\" type=\"audio/mpeg\"/>"), "rss-item-enclosure");
  EXPECT_EQ(in_item(title + "<enclosure url=\"https://e.org/a\" length=\"-1\" type=\"audio/mpeg\"/>"),
            "rss-item-enclosure");
  EXPECT_EQ(in_item(title + "<enclosure url=\"https://e.org/a\" length=\"1\" type=\"mp3\"/>"), "rss-item-enclosure");
  EXPECT_EQ(in_item(title + "<source>s</source>"), "rss-item-source");
  EXPECT_EQ(in_item(title + "<comments>#c</comments>"), "rss-item-comments");
  EXPECT_EQ(broken(Dialect::rss,
                   "<item><title>t</title><link>/a</link><guid isPermaLink=\"false\">1</guid>"
                   "<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate></item>"),
            "rss-item-link");
  EXPECT_EQ(broken(Dialect::rss,
                   "<item><title>t</title><link>https://e.org/</link><guid>1</guid>"
                   "<pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate></item>"),
            "rss-item-guid")
      << "a guid is an address unless it says that it is none";
}

TEST(RssItem, HoldsModulesToTheirRules) {
  const std::string title = "<title>t</title>";
  EXPECT_EQ(in_item(title + "<dc:date>yesterday</dc:date>"), "dc-date");
  EXPECT_EQ(in_item(title + "<dc:language>english</dc:language>"), "dc-language");
  EXPECT_EQ(in_item(title + "<media:content url=\"a.png\"/>"), "media-content");
  EXPECT_EQ(in_item(title + "<media:content url=\"https://e.org/a\"><media:thumbnail/></media:content>"),
            "media-thumbnail");
  EXPECT_EQ(in_item(title + "<itunes:duration>long</itunes:duration>"), "itunes-duration");
  EXPECT_EQ(in_item(title + "<itunes:duration>1:02:03</itunes:duration><itunes:explicit>true</itunes:explicit>"), "");
  EXPECT_EQ(in_item(title + "<itunes:explicit>maybe</itunes:explicit>"), "itunes-explicit");
  EXPECT_EQ(in_item(title + "<podcast:transcript url=\"https://e.org/t\"/>"), "podcast-transcript");
  EXPECT_EQ(in_item(title + "<content:encoded>a</content:encoded><content:encoded>b</content:encoded>"),
            "content-encoded");
}

TEST(RssItem, HasNoElementThatRssDoesNot) {
  EXPECT_EQ(in_item("<title>t</title><body>b</body>"), "rss-item-unknown");
  EXPECT_EQ(in_item("<title>t</title><own:thing xmlns:own=\"https://e.org/ns\"/>"), "");
}

std::string in_entry(std::string_view inside) {
  return broken(Dialect::atom,
                "<entry><id>urn:isbn:1</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>"
                "<link href=\"https://e.org/\"/>" +
                    std::string(inside) + "</entry>");
}

TEST(AtomEntry, NeedsWhatRfc4287Demands) {
  const std::string id = "<id>urn:isbn:1</id>", title = "<title>t</title>",
                    updated = "<updated>2026-01-01T00:00:00Z</updated>", link = "<link href=\"https://e.org/\"/>";
  EXPECT_EQ(broken(Dialect::atom, "<entry>" + id + title + updated + link + "</entry>"), "");
  EXPECT_EQ(broken(Dialect::atom, "<entry>" + title + updated + link + "</entry>"), "atom-entry-id");
  EXPECT_EQ(broken(Dialect::atom, "<entry>" + id + updated + link + "</entry>"), "atom-entry-title");
  EXPECT_EQ(broken(Dialect::atom, "<entry>" + id + title + link + "</entry>"), "atom-entry-updated");
  EXPECT_EQ(broken(Dialect::atom, "<entry>" + id + title + updated + "</entry>"), "atom-entry-content");
  EXPECT_EQ(broken(Dialect::atom, "<entry>" + id + title + updated + "<content>c</content></entry>"), "");
}

TEST(AtomEntry, MayHaveAnEmptyTitle) {
  EXPECT_EQ(broken(Dialect::atom,
                   "<entry><id>urn:isbn:1</id><title type=\"text\"></title>"
                   "<updated>2026-01-01T00:00:00Z</updated><content>c</content></entry>"),
            "");
}

TEST(AtomEntry, HasAnIdThatIsAnAddress) {
  EXPECT_EQ(broken(Dialect::atom,
                   "<entry><id>1</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>"
                   "<content>c</content></entry>"),
            "atom-entry-id");
}

TEST(AtomEntry, HoldsItsTextsAndLinksToTheirForm) {
  EXPECT_EQ(in_entry("<content>a</content><content>b</content>"), "atom-entry-content");
  EXPECT_EQ(in_entry("<content type=\"html\"><p>a</p></content>"), "atom-entry-content") << "not escaped";
  EXPECT_EQ(in_entry("<summary type=\"markdown\">a</summary>"), "atom-entry-summary");
  EXPECT_EQ(in_entry("<summary type=\"xhtml\">a</summary>"), "atom-entry-summary");
  EXPECT_EQ(in_entry("<summary type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">a</div></summary>"), "");
  EXPECT_EQ(in_entry("<link rel=\"enclosure\"/>"), "atom-entry-link");
  EXPECT_EQ(in_entry("<link href=\"https://e.org/2\"/>"), "atom-entry-link") << "a second alternate";
  EXPECT_EQ(in_entry("<link rel=\"enclosure\" type=\"mp3\" href=\"https://e.org/a\"/>"), "atom-entry-link");
  EXPECT_EQ(in_entry("<author><email>kim</email></author>"), "atom-person-email");
  EXPECT_EQ(in_entry("<author><name>n</name><email>kim@localhost</email></author>"), "atom-person-email");
  EXPECT_EQ(in_entry("<author/>"), "atom-person-name");
  EXPECT_EQ(in_entry("<author><name></name></author>"), "atom-person-name");
  EXPECT_EQ(in_entry("<category/>"), "atom-entry-category");
  EXPECT_EQ(in_entry("<published>2026</published>"), "atom-entry-published");
  EXPECT_EQ(in_entry("<thr:in-reply-to/>"), "thr-in-reply-to");
  EXPECT_EQ(in_entry("<pubDate>x</pubDate>"), "atom-entry-unknown");
}

TEST(AtomHead, NeedsAnAuthorForItsEntries) {
  const std::string head =
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:isbn:1</id><title>t</title>"
      "<updated>2026-01-01T00:00:00Z</updated>";
  const std::string entry =
      "<entry><id>urn:isbn:2</id><title>t</title><updated>2026-01-01T00:00:00Z</updated>"
      "<content>c</content></entry></feed>";
  const auto checked = check_head(Dialect::atom, head + entry);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().operation, "atom-entry-author");
  EXPECT_TRUE(check_head(Dialect::atom, head + "<author><name>n</name></author>" + entry));
}

std::string in_rdf(std::string_view about, std::string_view inside) {
  return broken(Dialect::rdf, "<rdf:li rdf:resource=\"https://e.org/\"/>\n<item rdf:about=\"" + std::string(about) +
                                  "\"><title>t</title><link>https://e.org/</link>" + std::string(inside) + "</item>");
}

TEST(RdfItem, IsListedAtItsAddress) {
  EXPECT_EQ(in_rdf("https://e.org/", ""), "");
  EXPECT_EQ(in_rdf("https://e.org/other", ""), "rdf-item-about");
  EXPECT_EQ(in_rdf("https://e.org/", "<title>t</title>"), "rdf-item-title");
  EXPECT_EQ(in_rdf("https://e.org/", "<dc:date>x</dc:date>"), "dc-date");
}

TEST(JsonItem, NeedsAnIdAndContent) {
  EXPECT_EQ(broken(Dialect::json_feed, R"({"id":"1","content_text":"x"})"), "");
  EXPECT_EQ(broken(Dialect::json_feed, R"({"content_text":"x"})"), "json-item-id");
  EXPECT_EQ(broken(Dialect::json_feed, R"({"id":"","content_text":"x"})"), "json-item-id");
  EXPECT_EQ(broken(Dialect::json_feed, R"({"id":1,"content_text":"x"})"), "json-item-id");
  EXPECT_EQ(broken(Dialect::json_feed, R"({"id":"1","_x":{"content_text":"x"}})"), "json-item-content");
  EXPECT_EQ(broken(Dialect::json_feed, R"({"id":"1","title":"x"})"), "json-item-content");
  EXPECT_EQ(broken(Dialect::json_feed, R"([])"), "json-well-formed");
  EXPECT_EQ(broken(Dialect::json_feed, R"({"id":"1",})"), "json-well-formed");
}

TEST(JsonItem, HoldsItsValuesToTheirForm) {
  const auto with = [](std::string_view more) {
    return broken(Dialect::json_feed, R"({"id":"1","content_text":"x",)" + std::string(more) + '}');
  };
  EXPECT_EQ(with(R"("date_published":"yesterday")"), "json-item-date_published");
  EXPECT_EQ(with(R"("url":"/a")"), "json-item-url");
  EXPECT_EQ(with(R"("language":"english")"), "json-item-language");
  EXPECT_EQ(with(R"("tags":[1])"), "json-item-tags");
  EXPECT_EQ(with(R"("tags":"a")"), "json-item-tags");
  EXPECT_EQ(with(R"("authors":["Kim"])"), "json-item-authors");
  EXPECT_EQ(with(R"("authors":[{"name":"Kim","url":"kim"}])"), "json-author-url");
  EXPECT_EQ(with(R"("attachments":[{"url":"https://e.org/a"}])"), "json-attachment-mime_type");
  EXPECT_EQ(with(R"("attachments":[{"url":"https://e.org/a","mime_type":"audio/mpeg","size_in_bytes":1}])"), "");
}

TEST(JsonHead, NeedsVersionTitleAndItems) {
  const auto checked = [](std::string_view head) { return bool(check_head(Dialect::json_feed, head)); };
  EXPECT_TRUE(checked(R"({"version":"https://jsonfeed.org/version/1.1","title":"t","items":[]})"));
  EXPECT_FALSE(checked(R"({"version":"v","title":"t","items":[]})"));
  EXPECT_FALSE(checked(R"({"title":"t","items":[]})"));
  EXPECT_FALSE(checked(R"({"version":"https://jsonfeed.org/version/1.1","title":"","items":[]})"));
  EXPECT_FALSE(checked(R"({"version":"https://jsonfeed.org/version/1.1","title":"t"})"));
}

TEST(Fragment, IsWellFormedAndOneOfItsKind) {
  for (const Dialect dialect : {Dialect::rss, Dialect::atom, Dialect::rdf})
    for (const char* text : {"<item><title>a & b</item>", "<item", "no markup", "", "<item/><item/>", "<other/>"})
      EXPECT_EQ(broken(dialect, text), "well-formed") << text;
}

}  // namespace
}  // namespace feedd::feeds::check
