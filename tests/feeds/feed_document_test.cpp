#include "feeds/feed_document.hpp"

#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(FeedRenderer, MakesADocumentOfEachFormat) {
  Rendering rendering;
  const RenderedFeed feed = rendering.render("tags/한국-경제").value();
  ASSERT_EQ(feed.documents.size(), formats().size());
  for (std::size_t row = 0; row < formats().size(); ++row) {
    const FeedDocument& document = feed.documents[row];
    EXPECT_EQ(document.format, &formats()[row]);
    EXPECT_EQ(document.path, "/tags/한국-경제." + std::string(document.format->extension));
    EXPECT_THAT(document.self_url, HasSubstr("/tags/%ED%95%9C%EA%B5%AD-"));
    EXPECT_THAT(*document.bytes, HasSubstr(document.self_url));
    EXPECT_EQ(document.state.revision, 5U);
    EXPECT_THAT(document.etag, ::testing::StartsWith("5-"));
    EXPECT_THAT(document.etag, Not(HasSubstr("\"")));
  }
  EXPECT_TRUE(feed.left_out.empty());
  EXPECT_TRUE(feed.held_back.empty());
}

TEST(FeedRenderer, MakesTheFormatsAskedForOnly) {
  Rendering rendering;
  const RenderedFeed feed = rendering.render("feed", 0b10U).value();
  ASSERT_EQ(feed.documents.size(), 1U);
  EXPECT_EQ(feed.documents[0].format, &formats()[1]);
  EXPECT_TRUE(rendering.render("feed", 0U).value().documents.empty());
}

TEST(FeedRenderer, GivesDifferentTagsToDifferentBytes) {
  Rendering one;
  Site renamed = sample_site();
  renamed.title = "Renamed";
  Rendering two(renamed);
  EXPECT_NE(one.render("feed")->documents[0].etag, two.render("feed")->documents[0].etag);
  EXPECT_NE(one.render("feed")->documents[0].etag, one.render("feed")->documents[1].etag);
}

TEST(FeedRenderer, KnowsNoFeedThatNeverHadAnArticle) {
  Rendering rendering;
  for (const char* key : {"tags/nobody", "authors/한국-경제", "tags/' OR 1=1"}) {
    const auto feed = rendering.render(key);
    ASSERT_FALSE(feed) << key;
    EXPECT_EQ(feed.error().operation, "no-feed");
    EXPECT_EQ(feed.error().subject, key);
  }
}

TEST(FeedRenderer, KeepsTheFeedOfATermThatLostItsLastArticle) {
  Rendering rendering;
  ASSERT_TRUE(rendering.store->commit({{}, {"뉴스/반도체.md"}, {}}, touched_feeds, support::at(101)));
  const RenderedFeed feed = rendering.render("tags/한국-경제").value();
  EXPECT_EQ(feed.documents.size(), formats().size());
  EXPECT_THAT(*feed.documents[0].bytes, HasSubstr("한국 경제"));
  EXPECT_THAT(*feed.documents[0].bytes, Not(HasSubstr("<entry")));
  EXPECT_THAT(*feed.documents[0].bytes, HasSubstr("<updated>2026-01-06T00:00:00Z</updated>")) << "never goes back";
}

TEST(FeedRenderer, ShowsAnEditThoughFragmentsAreKept) {
  Rendering rendering;
  EXPECT_THAT(rendering.bytes("feed", "json"), Not(HasSubstr("<p>edited</p>")));
  content::Arrival edited = sample_articles()[0];
  edited.article.content = "<p>edited</p>";
  ASSERT_TRUE(rendering.store->commit(support::batch_of({edited}), touched_feeds, support::at(101)));
  EXPECT_THAT(rendering.bytes("feed", "json"), HasSubstr("<p>edited</p>"));
}

TEST(FeedRenderer, LeavesOutAnArticleThatAFormatCannotCarry) {
  std::vector<content::Arrival> articles = sample_articles();
  content::Arrival broken = support::arrival("broken.md", "", 8);  // neither title nor summary: RSS demands one
  broken.article.slug = "broken";
  broken.article.summary.clear();
  broken.article.content = "<p>only a body</p>";
  articles.push_back(broken);
  Rendering rendering(sample_site(), articles);
  const RenderedFeed feed = rendering.render("feed").value();
  ASSERT_EQ(feed.documents.size(), formats().size()) << "the feed goes out";
  ASSERT_EQ(feed.left_out.size(), 1U);
  EXPECT_EQ(feed.left_out[0].operation, "rss-item-title");
  EXPECT_EQ(feed.left_out[0].subject, "broken.md");
  EXPECT_THAT(rendering.bytes("feed", "rss"), Not(HasSubstr("only a body")));
  EXPECT_THAT(rendering.bytes("feed", "rss"), HasSubstr("Nobody wrote this"));
  EXPECT_THAT(rendering.bytes("feed", "json"), HasSubstr("only a body"));
}

TEST(FeedRenderer, LeavesOutAnArticleWhoseBodyIsDamaged) {
  Rendering rendering;
  rendering.store->database().run(
      "UPDATE article_body SET texts = 'L' WHERE article = (SELECT article FROM article WHERE path = "
      "'뉴스/반도체.md')");
  const auto feed = rendering.render("feed");
  ASSERT_TRUE(feed) << feed.error().to_string();
  EXPECT_EQ(feed->documents.size(), formats().size()) << "the feed goes out";
  ASSERT_EQ(feed->left_out.size(), 1U);
  EXPECT_EQ(feed->left_out[0].operation, "unpack body");
  EXPECT_EQ(feed->left_out[0].subject, "뉴스/반도체.md");
  EXPECT_THAT(rendering.bytes("feed", "rss"), HasSubstr("Nobody wrote this"));
}

TEST(FeedRenderer, ReportsAStoreThatFails) {
  Rendering rendering;
  auto place = support::engines()[0].make();
  ASSERT_TRUE(content::ArticleStore::open(place->connect(), "store", {}));
  support::FailingDatabase failing(place->connect());
  content::ArticleReader reader(failing);
  failing.fail_at(1);
  FragmentCache cache(1 << 20);
  const Site site = sample_site();
  const auto feed = FeedRenderer(site, cache).render(reader, {});
  ASSERT_FALSE(feed);
  EXPECT_NE(feed.error().operation, "no-feed");
}

TEST(FeedRenderer, CountsNothingOfWhatItLeavesOutAgainstALimitOfBytes) {
  std::vector<content::Arrival> articles = {support::arrival("a.md", "A", 3), support::arrival("b.md", "B", 2),
                                            support::arrival("c.md", "C", 1)};
  articles[1].article.url = "https:///nowhere";
  Site site = sample_site();
  site.site_url = "https://www.example.org";
  Rendering rendering(site, articles);
  const RenderedFeed whole = rendering.render("feed", 1U).value();
  ASSERT_EQ(whole.left_out.size(), 1U);
  EXPECT_EQ(whole.left_out.front().subject, "b.md");
  EXPECT_EQ(whole.left_out.front().operation, "atom-entry-link");
  const std::string& bytes = *whole.documents[0].bytes;
  const std::size_t entry_bytes = bytes.find("</entry>") - bytes.find("<entry>");
  rendering.site.feeds["feed"].limit_bytes = entry_bytes * 3 / 2;
  const std::string limited = *rendering.render("feed", 1U)->documents[0].bytes;
  EXPECT_THAT(limited, HasSubstr(">A</title>"));
  EXPECT_THAT(limited, HasSubstr(">C</title>"));
}

TEST(EmptyFeed, SaysNoDateOfNineteenSeventy) {
  Rendering rendering(sample_site(), {});
  for (const Format& format : formats())
    EXPECT_THAT(rendering.bytes("feed", format.extension), ::testing::Not(::testing::HasSubstr("1970"))) << format.name;
  EXPECT_THAT(rendering.bytes("feed", "rss"), ::testing::Not(::testing::HasSubstr("lastBuildDate")));
}

TEST(Rss, NamesEveryRecordingOfAnArticle) {
  content::Arrival one = support::arrival("a.md", "A");
  one.article.media = {{"media:a.jpg", "image/jpeg", 10, "", ""},
                       {"media:a.mp3", "audio/mpeg", 20, "", ""},
                       {"media:b.mp3", "audio/mpeg", 30, "Part two", ""},
                       {"media:c.mp4", "video/mp4", 40, "", ""}};
  Rendering rendering(sample_site(), {one});
  const std::string rss = rendering.bytes("feed", "rss");
  EXPECT_EQ(rss.find("<enclosure "), rss.rfind("<enclosure "));
  EXPECT_THAT(rss, ::testing::ContainsRegex("<enclosure url=\"[^\"]*a.mp3\""));
  EXPECT_THAT(rss, ::testing::ContainsRegex("<media:content url=\"[^\"]*b.mp3\" fileSize=\"30\" type=\"audio/mpeg\" "
                                            "medium=\"audio\""));
  EXPECT_THAT(rss, ::testing::ContainsRegex("<media:content url=\"[^\"]*c.mp4\"[^>]*medium=\"video\""));
  EXPECT_THAT(rss, ::testing::Not(::testing::ContainsRegex("<media:content url=\"[^\"]*a.mp3\"")));
}

}  // namespace
}  // namespace feedd::feeds
