// What a store makes of an article that may not go out as it is.
#include "content/store/article_store.hpp"
#include "tests/content/store/store_contract.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

/// A store that is filled already.
class Fitness : public StoreContract {
 protected:
  Fitness() {
    put({arrival("first.md", "First")});
    EXPECT_TRUE(store->secure());
  }
};
FEEDD_ON_EVERY_ENGINE(Fitness);

/// Refuses titles with a `!`.
content::Result<void> quiet_titles(const Article& article) {
  if (article.title.find('!') == std::string::npos) return {};
  return Error{"too-loud", "", "the title shouts"};
}

TEST_P(Fitness, KeepsTheLastGoodRevision) {
  store->hold_to(quiet_titles);
  put({arrival("a.md", "A")});
  const std::string before = dump();
  const Committed committed = put({arrival("a.md", "A!")});
  ASSERT_EQ(committed.refused.size(), 1U);
  EXPECT_EQ(committed.refused.front().to_string(), "a.md: the title shouts (too-loud)");
  EXPECT_TRUE(committed.changes.empty());
  EXPECT_EQ(dump(), before);
  EXPECT_EQ(only_change(put({arrival("a.md", "A.")})), "updated") << "the next good one is taken";
}

TEST_P(Fitness, LetsTheOthersOfABatchIn) {
  store->hold_to(quiet_titles);
  const Committed committed =
      put({arrival("a.md", "A"), arrival("b.md", "B!"), arrival("c.md", "C"), arrival("d.md", "D!")});
  EXPECT_EQ(committed.refused.size(), 2U);
  EXPECT_EQ(committed.changes.size(), 2U);
  EXPECT_EQ(committed.revision, 3U) << "a revision for each that was taken";
  EXPECT_THAT(newest(), ::testing::UnorderedElementsAre("first.md", "a.md", "c.md"));
}

TEST_P(Fitness, IsAskedForWhenWhatIsScheduledComes) {
  store->hold_to(quiet_titles);
  EXPECT_EQ(put({arrival("a.md", "A!", 20)}, at(1)).refused.size(), 1U);
  Arrival draft = arrival("b.md", "B!");
  draft.article.draft = true;
  EXPECT_TRUE(put({draft}).refused.empty()) << "a draft may be anything";
}

TEST_P(Fitness, IsOfTheArticleAsItWouldStand) {
  Article asked;
  store->hold_to([&](const Article& article) -> Result<void> {
    asked = article;
    return {};
  });
  Arrival article = arrival("a.md", "A");
  article.article.content = "<p>Body</p>";
  article.article.tags = {"Korea"};
  put({article});
  EXPECT_EQ(asked.id, load("a.md").id);
  EXPECT_EQ(asked.content, "<p>Body</p>");
  ASSERT_EQ(asked.tags.size(), 1U);
  EXPECT_EQ(asked.tags.front().label, "Korea");
}

}  // namespace
}  // namespace feedd::content
