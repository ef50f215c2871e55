#include "feeds/feed.hpp"

#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using content::TermKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> touched(const content::Membership& before, const content::Membership& after) {
  std::vector<std::string> feeds;
  touched_feeds(before, after, feeds);
  return feeds;
}

TEST(FeedKey, PrintsAndParsesEveryKindOfFeed) {
  for (const char* text : {"feed", "tags/기술", "authors/choi-mira", "tags/tags", "tags/a.b", "sections/world",
                           "languages/ko", "types/audio", "feeds/morning"}) {
    const auto key = FeedKey::parse(text);
    ASSERT_TRUE(key) << text;
    EXPECT_EQ(key->to_string(), text);
  }
  EXPECT_EQ(FeedKey::parse("authors/x")->kind, content::TermKind::author);
  EXPECT_EQ(FeedKey::parse("feed")->kind, std::nullopt);
}

TEST(FeedKey, IsNoOtherText) {
  for (const char* text : {"", "feeds", "tags", "tags/", "authors/", "Tags/x", "/feed", "feed/"})
    EXPECT_FALSE(FeedKey::parse(text)) << text;
}

TEST(TouchedFeeds, AreThoseBeforeAndAfterEachOnceAndSorted) {
  EXPECT_THAT(touched({true, {{TermKind::tag, "old"}, {TermKind::tag, "both"}, {TermKind::author, "kim"}}},
                      {true, {{TermKind::tag, "both"}, {TermKind::tag, "new"}, {TermKind::author, "kim"}}}),
              ElementsAre("authors/kim", "feed", "tags/both", "tags/new", "tags/old"));
}

TEST(TouchedFeeds, AreNoneOfAnArticleThatIsAndWasInvisible) {
  EXPECT_THAT(touched({false, {{TermKind::tag, "a"}}}, {false, {{TermKind::tag, "b"}}}), IsEmpty());
}

TEST(TouchedFeeds, OfAnArticleThatAppearsOrDisappearsAreItsOwn) {
  EXPECT_THAT(touched({false, {{TermKind::tag, "hidden"}}}, {true, {{TermKind::tag, "shown"}}}),
              ElementsAre("feed", "tags/shown"));
  EXPECT_THAT(touched({true, {{TermKind::tag, "shown"}}}, {false, {{TermKind::tag, "hidden"}}}),
              ElementsAre("feed", "tags/shown"));
}

TEST(FeedHead, SaysTheLanguageOfAFeedOfOneLanguage) {
  Site site = sample_site();
  site.language = "en-US";
  site.feeds["feeds/chinese"].match = Match{.languages = {"zh"}};
  site.feeds["feeds/english"].match = Match{.languages = {"en"}};
  site.feeds["feeds/both"].match = Match{.languages = {"zh", "ko"}};
  const auto language = [&](std::string_view key, const std::string& label) {
    return feed_head(site, *FeedKey::parse(key), label, {}).language;
  };
  EXPECT_EQ(language("languages/ar", "ar"), "ar");
  EXPECT_EQ(language("languages/zh-hant", "zh-Hant"), "zh-Hant") << "as articles write it";
  EXPECT_EQ(language("feeds/chinese", ""), "zh");
  EXPECT_EQ(language("feeds/english", ""), "en-US") << "that of entries which say none";
  EXPECT_EQ(language("feeds/both", ""), "en-US");
  EXPECT_EQ(language("tags/ar", "ar"), "en-US");
}

TEST(FeedHead, NamesTheTermAndTheSite) {
  const FeedHead head = feed_head(sample_site(), *FeedKey::parse("tags/한국-경제"), "한국 경제", support::at(1));
  EXPECT_EQ(head.key, "tags/한국-경제");
  EXPECT_EQ(head.title, "한국 경제 – Harbour & Hills");
  EXPECT_EQ(head.description, head.title);
  EXPECT_EQ(head.updated, support::at(1));
}

TEST(FeedHead, HasAnIdOfItsOwnThatDependsOnNoAddress) {
  Site moved = sample_site();
  moved.base_url = "https://elsewhere.example";
  moved.title = "Renamed";
  const auto id = [](const Site& site, std::string_view key) {
    return feed_head(site, *FeedKey::parse(key), "label", {}).id;
  };
  EXPECT_EQ(id(sample_site(), "feed"), id(moved, "feed"));
  EXPECT_NE(id(sample_site(), "feed"), id(sample_site(), "tags/feed"));
  EXPECT_NE(id(sample_site(), "authors/a"), id(sample_site(), "tags/a"));
}

TEST(FeedHead, NamesEveryHubAndOfAHiddenFeedOnlyOurs) {
  Site site = sample_site();
  site.hubs = {site.base_url + "/hub", "https://hub.example.net/"};
  site.cloud = Cloud{"example.org", 443, "/news/rsscloud/pleaseNotify", "", "http-post"};
  site.feeds["tags/hidden"].listed = false;
  EXPECT_EQ(feed_head(site, *FeedKey::parse("tags/shown"), "", {}).hubs, site.hubs);
  const FeedHead hidden = feed_head(site, *FeedKey::parse("tags/hidden"), "", {});
  EXPECT_THAT(hidden.hubs, ElementsAre(site.base_url + "/hub"));
  EXPECT_TRUE(hidden.cloud);
}

TEST(Site, IsDefinedAnewByAnotherHubOrCloud) {
  const Site before = sample_site();
  Site with_hub = before, with_cloud = before;
  with_hub.hubs = {"https://hub.example.net/"};
  with_cloud.cloud = Cloud{"example.org", 80, "/rsscloud/pleaseNotify", "", "http-post"};
  EXPECT_NE(before.definition(), with_hub.definition());
  EXPECT_NE(before.definition(), with_cloud.definition());
  EXPECT_NE(with_hub.definition(), with_cloud.definition());
}

TEST(FeedUrl, EncodesTheTermAndKeepsThePrefix) {
  EXPECT_EQ(feed_url(sample_site(), "tags/한국 c-c++", "rss"),
            "https://example.org/news/tags/%ED%95%9C%EA%B5%AD%20c-c++.rss");
}

}  // namespace
}  // namespace feedd::feeds
