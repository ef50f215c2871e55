#include "feeds/selection.hpp"

#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using content::TermKind;
using ::testing::ElementsAre;

TEST(Match, TakesWhatMeetsEveryCondition) {
  const content::PlacedArticle article{
      {{"world", "world"}, {"korea", "korea"}}, {{"kim", "kim"}}, "World News", "world-news", "en-GB", {"audio/mpeg"}};
  EXPECT_TRUE(matches({}, article, "en-GB"));
  EXPECT_TRUE(matches({.tags = {"sport", "world"}}, article, "en-GB")) << "any of a list";
  EXPECT_FALSE(matches({.tags = {"world"}, .authors = {"lee"}}, article, "en-GB")) << "every list";
  EXPECT_TRUE(matches({.sections = {"world-news"}}, article, "en-GB"));
  EXPECT_TRUE(matches({.languages = {"en"}}, article, "en-GB"));
  EXPECT_FALSE(matches({.languages = {"e"}}, article, "en-GB"));
  EXPECT_FALSE(matches({.languages = {"en-us"}}, article, "en-GB"));
  EXPECT_TRUE(matches({.types = {"audio"}}, article, "en-GB"));
  EXPECT_FALSE(matches({.types = {"video"}}, article, "en-GB"));
  EXPECT_FALSE(matches({.tags = {"world"}, .not_tags = {"korea"}}, article, "en-GB"));
  EXPECT_FALSE(matches({.not_languages = {"en"}}, article, "en-GB"));
}

/// A store whose articles are placed by a site's rules.
class Placed : public ::testing::Test {
 protected:
  void rule(const Site& site, content::Timestamp now = support::at(100)) {
    ASSERT_TRUE(store->place_by(placing(site)));
    last = store->place_again(touched_feeds, now).value();
  }
  void put(const std::string& name, const std::vector<std::string>& tags, const std::string& language = {}) {
    content::Arrival one = support::arrival(name + ".md", name, 10);
    one.article.tags = tags;
    one.article.section = "News";
    one.article.language = language;
    one.digest = name;
    ASSERT_TRUE(store->commit(support::batch_of({one}), touched_feeds, support::at(100)));
  }
  std::vector<std::string> in(TermKind kind, std::string_view slug) {
    std::vector<std::string> paths;
    for (const content::ArticleRef& ref : store->reader().newest({kind, slug, 0}))
      paths.push_back(store->reader().load(ref.key, content::ArticleReader::Parts::head)->title);
    std::sort(paths.begin(), paths.end());
    return paths;
  }
  static Site with_feed(const std::string& name, Match match) {
    Site site = sample_site();
    site.language = "en";
    if (!name.empty()) site.feeds["feeds/" + name].match = std::move(match);
    return site;
  }

  std::unique_ptr<content::ArticleStore> store = support::memory_store("site");
  content::Committed last;
};

TEST_F(Placed, ArticlesStandInSectionLanguageAndConfiguredFeeds) {
  rule(with_feed("world", {.tags = {"world"}, .not_tags = {"sponsored"}}));
  put("one", {"World"});
  put("two", {"world", "sponsored"});
  put("three", {}, "ko");
  EXPECT_THAT(in(TermKind::section, "news"), ElementsAre("one", "three", "two"));
  EXPECT_THAT(in(TermKind::language, "en"), ElementsAre("one", "two")) << "the site's language where they say none";
  EXPECT_THAT(in(TermKind::language, "ko"), ElementsAre("three"));
  EXPECT_THAT(in(TermKind::feed, "world"), ElementsAre("one"));
}

TEST_F(Placed, OfLabelsThatMakeOneSlugAFeedTakesTheOneItSays) {
  for (const char* label : {"C#", "C", "C++"}) put(std::string("under ") + label, {label});
  for (const char* label : {"C", "C#", "c++"}) {
    rule(with_feed("one", {.tags = {label}}));
    EXPECT_THAT(in(TermKind::feed, "one"), ElementsAre(std::string("under ") + (*label == 'c' ? "C++" : label)))
        << label;
  }
  rule(with_feed("one", {.tags = {"c-2"}}));
  EXPECT_THAT(in(TermKind::feed, "one"), ElementsAre("under C")) << "by its slug";
}

TEST_F(Placed, AnotherConfigurationPlacesWhatIsThere) {
  rule(with_feed("", {}));
  put("one", {"world"});
  rule(with_feed("world", {.tags = {"world"}}));
  EXPECT_THAT(in(TermKind::feed, "world"), ElementsAre("one"));
  EXPECT_TRUE(store->reader().feed_state("feeds/world"));
  EXPECT_TRUE(store->place_again(touched_feeds, support::at(100))->feeds.empty()) << "once";
}

TEST_F(Placed, AFeedWithoutAnArticleIsAFeed) {
  rule(with_feed("empty", {.tags = {"nothing"}}));
  EXPECT_TRUE(store->reader().feed_state("feeds/empty"));
}

TEST_F(Placed, AFeedThatIsConfiguredNoLongerStaysForSevenDays) {
  rule(with_feed("world", {.tags = {"world"}}));
  put("one", {"world"});
  rule(with_feed("", {}));
  EXPECT_EQ(last.notices.size(), 1U);
  EXPECT_THAT(in(TermKind::feed, "world"), ElementsAre("one"));
  EXPECT_EQ(store->next_due().value(), support::at(107));
  EXPECT_TRUE(store->release(touched_feeds, support::at(106))->ended.empty());
  EXPECT_THAT(store->release(touched_feeds, support::at(107))->ended, ElementsAre("feeds/world"));
  EXPECT_FALSE(store->reader().feed_state("feeds/world"));
}

TEST_F(Placed, AFeedThatIsConfiguredAgainStays) {
  rule(with_feed("world", {.tags = {"world"}}));
  put("one", {"world"});
  rule(with_feed("", {}));
  rule(with_feed("world", {.tags = {"world"}}), support::at(101));
  EXPECT_TRUE(store->release(touched_feeds, support::at(120))->ended.empty());
  EXPECT_THAT(in(TermKind::feed, "world"), ElementsAre("one"));
}

}  // namespace
}  // namespace feedd::feeds
