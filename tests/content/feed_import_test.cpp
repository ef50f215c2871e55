#include "content/sources/feed_import.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FeedDocument document(std::string_view text, std::string address = {}) {
  FeedDocument document;
  document.name = address.empty() ? "feed.xml" : address;
  document.address = std::move(address);
  document.open = [text] { return chunks_of(text); };
  return document;
}

struct Imported {
  std::vector<SourceArticle> articles;
  ImportReport report;
};

Imported import(const FeedDocument& from, const FetchPage& fetch = {}, const ImportOptions& options = {}) {
  Imported imported;
  auto report = import_feed(
      from, fetch,
      [&](std::vector<SourceArticle> batch) -> Result<void> {
        for (SourceArticle& article : batch) imported.articles.push_back(std::move(article));
        return {};
      },
      options);
  if (report)
    imported.report = std::move(*report);
  else
    ADD_FAILURE() << report.error().to_string();
  return imported;
}

SourceArticle only(std::string_view text, const ImportOptions& options = {}) {
  Imported imported = import(document(text), {}, options);
  EXPECT_EQ(imported.articles.size(), 1U);
  return imported.articles.empty() ? SourceArticle() : std::move(imported.articles.front());
}

std::string error_of(std::string_view text) {
  const auto report = import_feed(document(text), {}, [](auto&&) { return Result<void>(); });
  return report ? "" : report.error().to_string();
}

constexpr const char* rss = R"(<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Harbour News</title><link>https://harbour.example/</link><language>en-GB</language><copyright>© Harbour</copyright>
<item>
  <title>Cranes &amp;amp; cables</title>
  <link>https://harbour.example/2026/11/cranes.html</link>
  <guid isPermaLink="false">harbour-7</guid>
  <pubDate>Thu, 12 Nov 2026 09:30:00 +0900</pubDate>
  <author>mira@harbour.example (Choi Mira)</author>
  <category>Port</category><category>port</category><category>Energy, wind</category>
  <description>Short &lt;b&gt;words&lt;/b&gt;.</description>
  <content:encoded><![CDATA[<p>Long words. <img src="crane.jpg" alt="A crane"><a href="/about">us</a></p>]]></content:encoded>
  <enclosure url="https://harbour.example/a.mp3" length="1,234" type="audio/mpeg"/>
  <media:credit role="photographer">Oh Ha-neul</media:credit>
  <dc:rights>CC BY</dc:rights>
</item></channel></rss>)";

TEST(FeedImport, An_rss_item_keeps_what_readers_know_it_by) {
  const SourceArticle article = only(rss);
  EXPECT_EQ(article.origin, Origin::imported);
  EXPECT_EQ(article.id, "harbour-7");
  EXPECT_EQ(article.url, "https://harbour.example/2026/11/cranes.html");
  EXPECT_EQ(article.slug, "cranes");
  EXPECT_EQ(article.title, "Cranes & cables");
  EXPECT_EQ(to_rfc3339(*article.published), "2026-11-12T00:30:00Z");
  EXPECT_FALSE(article.updated);
  EXPECT_THAT(article.authors, ElementsAre("Choi Mira"));
  EXPECT_THAT(article.tags, ElementsAre("Port", "Energy, wind"));
  EXPECT_EQ(article.language, "en-GB");
  EXPECT_EQ(article.rights, "CC BY");
  EXPECT_EQ(article.photo_credit, "Oh Ha-neul");
}

TEST(FeedImport, The_full_text_beats_the_description_and_is_cleaned_with_absolute_addresses) {
  const SourceArticle article = only(rss);
  EXPECT_EQ(article.summary, "Short words.");
  EXPECT_THAT(article.content, HasSubstr("src=\"https://harbour.example/2026/11/crane.jpg\""));
  EXPECT_THAT(article.content, HasSubstr("href=\"https://harbour.example/about\""));
  ASSERT_EQ(article.media.size(), 2U);
  EXPECT_EQ(article.media[0].url, "https://harbour.example/a.mp3");
  EXPECT_EQ(article.media[0].length_bytes, 1234U);
  EXPECT_EQ(article.media[1].alt, "A crane");
}

TEST(FeedImport, The_report_says_what_the_feed_is) {
  const ImportReport report = import(document(rss)).report;
  EXPECT_EQ(report.format, "RSS 2.0");
  EXPECT_EQ(report.title, "Harbour News");
  EXPECT_EQ(report.rights, "© Harbour");
  EXPECT_EQ(report.read, 1U);
  EXPECT_EQ(report.taken, 1U);
  EXPECT_THAT(report.repairs, IsEmpty());
}

TEST(FeedImport, The_same_entry_has_the_same_path_again) {
  EXPECT_EQ(only(rss).path, only(rss).path);
  EXPECT_TRUE(only(rss).path.starts_with("imported:"));
}

TEST(FeedImport, Atom_texts_are_read_by_their_type) {
  const SourceArticle article =
      only(R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://a.example/b/">
    <author><name>Feed Author</name></author>
    <entry><id>tag:a.example,2026:1</id><title type="text">The &lt;b&gt; tag</title><updated>2026-11-12T10:00:00Z</updated>
    <published>2026-11-11T10:00:00Z</published><link href="one"/><link rel="enclosure" href="one.mp3" type="audio/mpeg" length="9"/>
    <category term="t1" label="Tag One"/><summary type="html">&lt;i&gt;Sum&lt;/i&gt; &amp;amp; up</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Body &amp; <a href="two">soul</a></p></div></content>
    </entry></feed>)");
  EXPECT_EQ(article.title, "The <b> tag");
  EXPECT_EQ(article.summary, "Sum & up");
  EXPECT_EQ(article.content, "<p>Body &amp; <a href=\"https://a.example/b/two\">soul</a></p>");
  EXPECT_EQ(article.url, "https://a.example/b/one");
  EXPECT_EQ(to_rfc3339(*article.published), "2026-11-11T10:00:00Z");
  EXPECT_EQ(to_rfc3339(*article.updated), "2026-11-12T10:00:00Z");
  EXPECT_THAT(article.authors, ElementsAre("Feed Author"));
  EXPECT_THAT(article.tags, ElementsAre("Tag One"));
  ASSERT_EQ(article.media.size(), 1U);
  EXPECT_EQ(article.media[0].url, "https://a.example/b/one.mp3");
}

TEST(FeedImport, Atom_03_has_modes_and_other_names) {
  const SourceArticle article = only(R"(<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>
    <id>x</id><title mode="base64" type="text/html">SGVsbG8gPGI+eW91PC9iPg==</title><issued>2026-11-11</issued>
    <modified>2026-11-12</modified><content type="text/html" mode="escaped">&lt;p&gt;Hi&lt;/p&gt;</content></entry></feed>)");
  EXPECT_EQ(article.title, "Hello you");
  EXPECT_EQ(article.content, "<p>Hi</p>");
  EXPECT_EQ(to_rfc3339(*article.published), "2026-11-11T00:00:00Z");
}

TEST(FeedImport, Rss_1_items_beside_the_channel_are_found) {
  const SourceArticle article = only(R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://r.example/">
    <title>R</title><link>https://r.example/</link></channel><item rdf:about="https://r.example/1"><title>First</title>
    <link>https://r.example/1</link><dc:date>2026-11-12T09:00+09:00</dc:date><dc:creator>A B</dc:creator>
    <dc:subject>S</dc:subject></item></rdf:RDF>)");
  EXPECT_EQ(article.id, "https://r.example/1");
  EXPECT_EQ(to_rfc3339(*article.published), "2026-11-12T00:00:00Z");
  EXPECT_THAT(article.authors, ElementsAre("A B"));
  EXPECT_THAT(article.tags, ElementsAre("S"));
  EXPECT_EQ(article.slug, "first");
}

TEST(FeedImport, Json_feed_items_are_read) {
  const SourceArticle article =
      only(R"({"version":"https://jsonfeed.org/version/1.1","title":"J","authors":[{"name":"A"}],
    "home_page_url":"https://j.example/","items":[{"id":7,"url":"https://j.example/7","content_html":"<p>H<script>x</script></p>",
    "summary":"S","date_published":"2026-11-12T09:00:00+09:00","tags":["x"],"image":"https://j.example/i.png",
    "attachments":[{"url":"https://j.example/a.mp3","mime_type":"audio/mpeg","size_in_bytes":5}]}]})");
  EXPECT_EQ(article.id, "7");
  EXPECT_EQ(article.content, "<p>H</p>");
  EXPECT_EQ(article.summary, "S");
  EXPECT_THAT(article.authors, ElementsAre("A"));
  ASSERT_EQ(article.media.size(), 2U);
  EXPECT_EQ(article.media[0].length_bytes, 5U);
  EXPECT_EQ(article.media[1].type, "image/png");
}

TEST(FeedImport, What_is_no_feed_is_refused_with_a_reason) {
  EXPECT_THAT(error_of("<html><body>hello</body></html>"), HasSubstr("an HTML page"));
  EXPECT_THAT(error_of("just words"), HasSubstr("neither RSS"));
  EXPECT_THAT(error_of(" \n"), HasSubstr("nothing in it"));
  EXPECT_THAT(error_of("{\"a\":1}"), HasSubstr("no feed"));
  EXPECT_THAT(error_of("{\"items\":["), HasSubstr("not JSON"));
}

TEST(FeedImport, An_entry_without_an_id_goes_by_its_link_or_by_what_it_says) {
  EXPECT_EQ(only("<rss><channel><item><title>A</title><link>https://a.example/x</link></item></channel></rss>").id,
            "https://a.example/x");
  const SourceArticle bare = only("<rss><channel><item><title>A</title></item></channel></rss>");
  EXPECT_TRUE(bare.id.starts_with("urn:uuid:")) << bare.id;
  EXPECT_EQ(bare.id, only("<rss><channel><item><title>A</title></item></channel></rss>").id);
}

TEST(FeedImport, A_guid_that_is_no_address_is_the_feeds_own) {
  const auto of = [](const std::string& site, const std::string& guid) {
    return only("<rss><channel><link>https://" + site + "/</link><item><guid>" + guid +
                "</guid><title>A</title></item></channel></rss>");
  };
  EXPECT_EQ(of("a.example", "1").id, "1");
  EXPECT_EQ(of("a.example", "1").path, of("a.example", "1").path);
  EXPECT_NE(of("a.example", "1").path, of("b.example", "1").path);
  EXPECT_EQ(of("a.example", "urn:x:1").path, of("b.example", "urn:x:1").path);
}

TEST(FeedImport, Two_articles_under_one_guid_are_told_apart_by_their_links) {
  const Imported imported = import(
      document("<rss><channel><item><guid>1</guid><title>A</title><link>https://a.example/a</link></item>"
               "<item><guid>1</guid><title>B</title><link>https://a.example/b</link></item>"
               "<item><guid>1</guid><title>A again</title><link>https://a.example/a</link></item></channel></rss>"));
  ASSERT_EQ(imported.articles.size(), 2U);
  EXPECT_EQ(imported.articles[1].id, "https://a.example/b");
  ASSERT_EQ(imported.report.refused.size(), 1U);
  EXPECT_EQ(imported.report.refused[0].operation, "duplicate-id");
}

TEST(FeedImport, The_slug_is_the_last_segment_that_names_something) {
  const auto slug = [](const std::string& link) {
    return only("<rss><channel><item><title>The Title</title><link>" + link + "</link></item></channel></rss>").slug;
  };
  EXPECT_EQ(slug("https://a.example/2026/11/first-snow/"), "first-snow");
  EXPECT_EQ(slug("https://a.example/first-snow/index.html"), "first-snow");
  EXPECT_EQ(slug("https://a.example/%EC%B2%AB-%EB%88%88"), "첫-눈");
  EXPECT_EQ(slug("https://a.example/?p=12"), "the-title");
  EXPECT_EQ(slug("https://a.example/news/20261112.html"), "the-title");
}

TEST(FeedImport, A_page_of_the_own_site_keeps_its_path) {
  ImportOptions options;
  options.own_address = "https://harbour.example";
  EXPECT_EQ(only(rss, options).url, "/2026/11/cranes.html");
}

/// The old addresses that lead to the one entry with this link, of a feed of this site.
std::vector<std::string> aliases(const std::string& link, const std::string& site = "https://old.example/",
                                 const ImportOptions& options = {}) {
  return only("<rss><channel><link>" + site + "</link><item><title>T</title><link>" + link +
                  "</link></item></channel></rss>",
              options)
      .aliases;
}

TEST(FeedImport, Addresses_on_the_imported_site_lead_to_the_articles_with_their_queries) {
  EXPECT_THAT(aliases("https://old.example/2026/first-snow/"), ElementsAre("/2026/first-snow/"));
  EXPECT_THAT(aliases("https://old.example/index.php?id=7"), ElementsAre("/index.php?id=7"));
  EXPECT_THAT(aliases("https://old.example/?p=12#more"), ElementsAre("/?p=12"));
  EXPECT_THAT(aliases("https://old.example?p=12"), ElementsAre("/?p=12"));
  EXPECT_THAT(aliases("https://old.example/node/5?lang=en&amp;view=full"), ElementsAre("/node/5?lang=en&view=full"));
  EXPECT_THAT(aliases("http://www.Old.example:8080/a"), ElementsAre("/a")) << "one site under both names";
}

TEST(FeedImport, Marks_for_counting_are_no_part_of_an_old_address) {
  EXPECT_THAT(aliases("https://old.example/a?utm_source=rss&amp;utm_medium=feed"), ElementsAre("/a"));
  EXPECT_THAT(aliases("https://old.example/a?utm_source=rss&amp;id=7"), ElementsAre("/a?id=7"));
  EXPECT_THAT(aliases("https://old.example/?utm_source=rss"), IsEmpty());
}

TEST(FeedImport, Addresses_on_other_sites_lead_nowhere_here) {
  EXPECT_THAT(aliases("https://other.example/a"), IsEmpty());
  EXPECT_THAT(aliases("https://old.example.evil.example/a"), IsEmpty());
  EXPECT_THAT(aliases("https://old.example@evil.example/a"), IsEmpty());
  EXPECT_THAT(aliases("https://old.example/"), IsEmpty());
  EXPECT_THAT(aliases("https://old.example/?lang=en", "https://old.example/?lang=en"), IsEmpty());
}

TEST(FeedImport, Below_a_base_url_with_a_path_an_old_address_is_what_a_request_has) {
  ImportOptions options;
  options.own_address = "https://old.example/news";
  EXPECT_THAT(aliases("https://old.example/news/?p=12", "https://old.example/", options), ElementsAre("/?p=12"));
  EXPECT_THAT(aliases("https://old.example/blog/a", "https://old.example/", options), ElementsAre("/blog/a"));
}

TEST(FeedImport, What_is_only_a_link_is_named_after_it) {
  const SourceArticle article =
      only("<rss><channel><item><link>https://a.example/first-snow/</link></item></channel></rss>");
  EXPECT_EQ(article.title, "First snow");
  EXPECT_EQ(article.warnings.size(), 1U);
}

TEST(FeedImport, An_entry_with_nothing_in_it_is_refused_with_its_place) {
  const Imported imported = import(document("<rss><channel>\n <item><guid>1</guid></item></channel></rss>"));
  ASSERT_EQ(imported.report.refused.size(), 1U);
  EXPECT_EQ(imported.report.refused[0].at.line, 2);
  EXPECT_EQ(imported.report.read, 1U);
  EXPECT_EQ(imported.report.taken, 0U);
}

TEST(FeedImport, A_date_that_is_none_is_a_warning) {
  const Imported imported =
      import(document("<rss><channel><item><title>A</title><pubDate>some day</pubDate></item></channel></rss>"));
  ASSERT_EQ(imported.articles.size(), 1U);
  EXPECT_FALSE(imported.articles[0].published);
  ASSERT_EQ(imported.report.warnings.size(), 1U);
  EXPECT_THAT(imported.report.warnings[0].reason, HasSubstr("some day"));
}

TEST(FeedImport, A_self_closed_frame_does_not_swallow_the_text_behind_it) {
  const SourceArticle article = only(
      "<rss><channel><item><description>before &lt;iframe src='x' /&gt; behind</description>"
      "</item></channel></rss>");
  EXPECT_EQ(article.summary, "before behind");
}

/// Pages by address, as a fetch function gives them.
FetchPage pages(std::map<std::string, std::string>& by_address) {
  return [&by_address](const std::string& address) -> Result<FeedDocument> {
    const auto found = by_address.find(address);
    if (found == by_address.end()) return Error{"fetch", address, "not there"};
    return document(found->second, address);
  };
}

std::string page(const std::string& relation, const std::string& next, const std::string& id) {
  return "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='" + relation + "' href='" + next + "'/><entry><id>" +
         id + "</id><title>" + id + "</title></entry><entry><id>on-every-page</id><title>E</title></entry></feed>";
}

TEST(FeedImport, Archives_and_further_pages_are_read_to_their_end) {
  std::map<std::string, std::string> archive{{"https://a.example/2", page("next", "3", "two")},
                                             {"https://a.example/3", page("self", "3", "three")}};
  const std::string first = page("prev-archive", "2", "one");
  const Imported imported = import(document(first, "https://a.example/1"), pages(archive));
  EXPECT_EQ(imported.report.pages, 3U);
  EXPECT_EQ(imported.report.duplicates, 2U);
  ASSERT_EQ(imported.articles.size(), 4U);
  EXPECT_EQ(imported.articles[3].id, "three");
}

TEST(FeedImport, A_circle_of_pages_ends) {
  std::map<std::string, std::string> circle{{"https://a.example/2", page("next", "1", "two")}};
  const std::string first = page("next", "2", "one");
  EXPECT_EQ(import(document(first, "https://a.example/1"), pages(circle)).report.pages, 2U);
}

TEST(FeedImport, The_number_of_pages_is_bounded) {
  int made = 0;
  std::vector<std::string> kept(10);
  const FetchPage endless = [&](const std::string& address) -> Result<FeedDocument> {
    const std::string number = std::to_string(++made);
    kept[static_cast<std::size_t>(made)] = page("next", "n" + number, number);
    return document(kept[static_cast<std::size_t>(made)], address);
  };
  ImportOptions options;
  options.max_pages = 5;
  const std::string first = page("next", "n", "one");
  const Imported imported = import(document(first, "https://a.example/1"), endless, options);
  EXPECT_EQ(imported.report.pages, 5U);
  ASSERT_EQ(imported.report.warnings.size(), 1U);
  EXPECT_EQ(imported.report.warnings[0].operation, "pages");
}

TEST(FeedImport, A_page_that_cannot_be_read_does_not_undo_the_others) {
  std::map<std::string, std::string> none;
  const std::string first = page("next", "2", "one");
  const Imported imported = import(document(first, "https://a.example/1"), pages(none));
  EXPECT_EQ(imported.articles.size(), 2U);
  EXPECT_EQ(imported.report.warnings.size(), 1U);
}

TEST(FeedImport, Articles_come_in_batches_and_a_store_that_fails_ends_it) {
  std::string feed = "<rss><channel>";
  for (int i = 0; i < 450; ++i) feed += "<item><guid>" + std::to_string(i) + "</guid><title>T</title></item>";
  std::vector<std::size_t> sizes;
  const auto report = import_feed(document(feed), {}, [&](std::vector<SourceArticle> batch) -> Result<void> {
    sizes.push_back(batch.size());
    if (sizes.size() == 2) return Error{"store", "disk", "full"};
    return {};
  });
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().subject, "disk");
  EXPECT_THAT(sizes, ElementsAre(200, 200));
}

}  // namespace
}  // namespace feedd::content
