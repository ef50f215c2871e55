#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string rule_broken(std::string_view fragment) {
  const auto checked = rss_check_fragment(fragment);
  return checked ? "" : checked.error().operation;
}

std::string item(std::string_view inside) {
  return "<item><link>https://e.org/</link><guid>1</guid><pubDate>Thu, 01 Jan 2026 00:00:00 +0000</pubDate>" +
         std::string(inside) + "</item>";
}

TEST(Rss, TakesAnItemWithATitleOrADescription) {
  EXPECT_EQ(rule_broken(item("<title>t</title>")), "");
  EXPECT_EQ(rule_broken(item("<description>d</description>")), "");
}

TEST(Rss, RefusesAnItemWithoutWhatItNeeds) {
  EXPECT_EQ(rule_broken(item("")), "rss-item-title");
  EXPECT_EQ(rule_broken("<item><title>t</title><guid>1</guid><pubDate>x</pubDate></item>"), "rss-item-link");
  EXPECT_EQ(rule_broken("<item><title>t</title><link>x</link><pubDate>x</pubDate></item>"), "rss-item-guid");
  EXPECT_EQ(rule_broken("<item><title>t</title><link>x</link><guid>1</guid></item>"), "rss-item-pubDate");
}

TEST(Rss, RefusesAnItemThatSaysSomethingTwice) {
  EXPECT_EQ(rule_broken(item("<title>t</title><title>t</title>")), "rss-item-title");
  EXPECT_EQ(rule_broken(item("<title>t</title><guid>2</guid>")), "rss-item-guid");
  EXPECT_EQ(rule_broken(item("<title>t</title><enclosure/><enclosure/>")), "rss-item-enclosure");
}

TEST(Rss, RefusesEmptyElementsAndAnAuthorWithoutAnAddress) {
  EXPECT_EQ(rule_broken(item("<title></title>")), "rss-item-title");
  EXPECT_EQ(rule_broken(item("<title>t</title><author>Kim</author>")), "rss-item-author");
}

TEST(Rss, RefusesWhatIsNotWellFormed) {
  EXPECT_EQ(rule_broken("<item><title>a & b</item>"), "well-formed");
  EXPECT_EQ(rule_broken("<item"), "well-formed");
  EXPECT_EQ(rule_broken("no markup"), "well-formed");
}

TEST(Rss, WritesADescriptionAsHtmlOfThePlainSummary) {
  const std::string feed = Rendering().bytes("feed", "rss");
  EXPECT_THAT(feed, HasSubstr("<description>Tags like &amp;lt;b&amp;gt; &amp;amp; entities like &amp;amp;amp; stay"));
}

TEST(Rss, EnclosesTheRecordingAndDescribesTheLeadImageBesideIt) {
  const std::string feed = Rendering().bytes("feed", "rss");
  EXPECT_THAT(feed,
              HasSubstr("<enclosure url=\"https://cdn.example.org/tides.mp3\" length=\"0\" type=\"audio/mpeg\" />"));
  EXPECT_THAT(feed, Not(HasSubstr("<enclosure url=\"https://example.org/news/media/images/a%20b.png\"")));
  EXPECT_THAT(feed,
              HasSubstr("<media:content url=\"https://example.org/news/media/images/a%20b.png\" fileSize=\"5120\" "
                        "type=\"image/png\" medium=\"image\">"));
}

TEST(Rss, SaysThatAGuidIsNoAddress) {
  EXPECT_THAT(Rendering().bytes("feed", "rss"),
              HasSubstr("<guid isPermaLink=\"false\">tag:example.org,2020:bare</guid>"));
}

TEST(Rss, RoundsItsTimeToLiveUp) {
  Site site = sample_site();
  site.max_age = std::chrono::seconds{61};
  EXPECT_THAT(Rendering(site).bytes("feed", "rss"), HasSubstr("<ttl>2</ttl>"));
}

TEST(Rss, LivesAtLeastAMinute) {
  Site site = sample_site();
  site.max_age = std::chrono::seconds{0};
  EXPECT_THAT(Rendering(site).bytes("feed", "rss"), HasSubstr("<ttl>1</ttl>"));
}

TEST(Rss, DescribesEveryItemThatHasAText) {
  content::Article article;
  article.id = "1";
  article.title = "Sunset";
  article.content = "<p><img src=\"https://e.org/a.png\" alt=\"\"></p>";
  const std::string fragment = rss_fragment(make_entry(sample_site(), article));
  EXPECT_LT(fragment.find("<description>&#x20;</description>"), fragment.find("<content:encoded>"));
  EXPECT_TRUE(rss_check_fragment(fragment));
  EXPECT_THAT(rss_fragment(make_entry(sample_site(), article, Text::none)), Not(HasSubstr("description")));
}

TEST(Rss, WritesPlainTextAsTheProfileHasIt) {
  content::Article article;
  article.id = "1";
  article.title = "AT&T on <b>";
  article.summary = "s";
  article.rights = "A & B";
  article.tags = {{"R&D", "r-d"}};
  const std::string fragment = rss_fragment(make_entry(sample_site(), article));
  EXPECT_THAT(fragment, HasSubstr("<title>AT&#x26;T on &#x3C;b&gt;</title>"));
  EXPECT_THAT(fragment, HasSubstr(">R&#x26;D</category>"));
  EXPECT_THAT(fragment, HasSubstr("<dc:rights>A &#x26; B</dc:rights>"));
}

TEST(Rss, EscapesInAChannelsDescriptionWhatHtmlWouldMisread) {
  EXPECT_EQ(plain_as_html("A & B \"quoted\" < C, R&D, &amp; <b> </b> <!-- 1<2"),
            "A & B \"quoted\" < C, R&amp;D, &amp;amp; &lt;b> &lt;/b> &lt;!-- 1<2");
}

TEST(Rss, NamesNoAuthorWhereThereIsNone) {
  const std::string fragment = [] {
    content::Article article;
    article.id = "1";
    article.title = "t";
    article.slug = "t";
    return rss_fragment(make_entry(sample_site(), article));
  }();
  EXPECT_THAT(fragment, Not(HasSubstr("creator")));
  EXPECT_TRUE(rss_check_fragment(fragment));
}

}  // namespace
}  // namespace feedd::feeds
