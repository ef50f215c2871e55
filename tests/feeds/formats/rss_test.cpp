#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
  EXPECT_LT(fragment.find("<description></description>"), fragment.find("<content:encoded>"));
  EXPECT_TRUE(check::check_fragment(check::Dialect::rss, fragment));
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
            "A & B \"quoted\" < C, R&D, &amp;amp; &lt;b> &lt;/b> &lt;!-- 1<2");
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
}

}  // namespace
}  // namespace feedd::feeds
