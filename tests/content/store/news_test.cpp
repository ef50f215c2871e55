// What is to be announced: which changes are news, and which are nobody's business.
#include "tests/content/store/store_contract.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class News : public StoreContract {
 protected:
  std::vector<std::pair<std::string, std::uint64_t>> feeds(std::uint64_t after = 0) {
    std::vector<std::pair<std::string, std::uint64_t>> found;
    reader
        .reading([&] {
          reader.each_feed_with_news(
              after, [&](std::string_view feed, std::uint64_t news) { found.emplace_back(feed, news); });
          return 0;
        })
        .value();
    return found;
  }
  /// Paths, in the order in which they are told.
  Paths articles(std::uint64_t after = 0, std::size_t limit = 99) {
    Paths found;
    reader
        .reading([&] {
          reader.each_article_with_news(after, limit, [&](std::int64_t key, std::uint64_t) {
            found.push_back(reader.load(key, ArticleReader::Parts::row)->path);
          });
          return 0;
        })
        .value();
    return found;
  }
  Committed put_quietly(std::vector<Arrival> arrivals) {
    Batch batch{std::move(arrivals), {}, {}};
    batch.quiet = true;
    return commit(std::move(batch));
  }
};
FEEDD_ON_EVERY_ENGINE(News);

Arrival tagged(std::string_view path, std::vector<std::string> tags) {
  Arrival one = arrival(path, path);
  one.article.tags = std::move(tags);
  return one;
}

TEST_P(News, IsAnArticleThatComesInEveryFeedWhereItStands) {
  const Committed added = put({tagged("a.md", {"sea"})});
  EXPECT_THAT(feeds(), ElementsAre(Pair("feed", added.revision), Pair("tags/sea", added.revision)));
  EXPECT_THAT(articles(), ElementsAre("a.md"));
  EXPECT_EQ(feed("tags/sea").news, added.revision);
}

TEST_P(News, IsAnEditAlsoInTheFeedTheArticleLeaves) {
  const Committed added = put({tagged("a.md", {"sea"}), tagged("b.md", {"sky"})});
  const Committed edited = put({tagged("a.md", {"land"})});
  EXPECT_THAT(feeds(added.revision), ElementsAre(Pair("feed", edited.revision), Pair("tags/land", edited.revision),
                                                 Pair("tags/sea", edited.revision)));
  EXPECT_THAT(articles(added.revision), ElementsAre("a.md"));
}

TEST_P(News, IsWhatIsWithdrawnVanishesOrComesBack) {
  std::uint64_t before = put({arrival("a.md", "A"), arrival("b.md", "B")}).revision;
  store->withdraw("a.md", false, feeds::touched_feeds, at(100)).value();
  EXPECT_THAT(articles(before), ElementsAre("a.md"));
  before = feed("feed").news;
  vanish("b.md");
  EXPECT_THAT(articles(before), ElementsAre("b.md"));
  EXPECT_GT(feed("feed").news, before);
  before = feed("feed").news;
  put({arrival("b.md", "B")});
  EXPECT_THAT(articles(before), ElementsAre("b.md"));
}

TEST_P(News, IsAnEmbargoThatEndsNotOneThatBegins) {
  put({arrival("later.md", "Later", 20)}, at(10));
  EXPECT_THAT(feeds(), IsEmpty());
  EXPECT_THAT(articles(), IsEmpty());
  store->release(feeds::touched_feeds, at(20)).value();
  EXPECT_THAT(articles(), ElementsAre("later.md"));
  EXPECT_EQ(feed("feed").news, feed("feed").revision);
}

TEST_P(News, IsNoDraft) {
  Arrival draft = arrival("a.md", "A");
  draft.article.draft = true;
  put({draft});
  draft.article.title = "Still a draft";
  put({draft});
  EXPECT_THAT(articles(), IsEmpty());
}

TEST_P(News, IsNotWhatIsBroughtQuietly) {
  const Committed imported = put_quietly({arrival("a.md", "A")});
  EXPECT_THAT(feeds(), IsEmpty());
  EXPECT_THAT(articles(), IsEmpty());
  EXPECT_EQ(feed("feed").revision, imported.revision);
  const Committed later = put({arrival("b.md", "B")});
  EXPECT_THAT(feeds(), ElementsAre(Pair("feed", later.revision)));
  EXPECT_THAT(articles(), ElementsAre("b.md"));
}

TEST_P(News, OutlivesAQuietChangeBehindIt) {
  const Committed told = put({arrival("a.md", "A")});
  put_quietly({arrival("b.md", "B")});
  EXPECT_EQ(feed("feed").news, told.revision);
  EXPECT_GT(feed("feed").revision, told.revision);
}

TEST_P(News, IsNotAnotherDefinitionOfTheFeeds) {
  put_quietly({arrival("a.md", "A")});
  store->define("another", {"feed"}, at(100)).value();
  EXPECT_THAT(feeds(), IsEmpty());
}

TEST_P(News, IsNotAFileThatOnlyMoves) {
  const Committed added = put({arrival("a.md", "A")});
  move("a.md", arrival("b.md", "A"));
  EXPECT_THAT(articles(added.revision), IsEmpty());
}

TEST_P(News, IsToldTheOldestFirstAndNoMoreThanAskedFor) {
  put({arrival("a.md", "A"), arrival("b.md", "B")});
  put({arrival("c.md", "C")});
  put({arrival("a.md", "A, edited")});
  EXPECT_THAT(articles(), ElementsAre("b.md", "c.md", "a.md"));
  EXPECT_THAT(articles(0, 2), ElementsAre("b.md", "c.md"));
}

}  // namespace
}  // namespace feedd::content
