// What a store makes of an article that may not go out as it is.
#include "content/store/article_store.hpp"
#include "tests/content/store/store_contract.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

/// Refuses titles with a `!`.
content::Result<void> quiet_titles(const Article& article) {
  if (article.title.find('!') == std::string::npos) return {};
  return Error{"too-loud", "", "the title shouts"};
}

/// A store that is filled already and holds articles to it.
class Fitness : public StoreContract {
 protected:
  Fitness() {
    put({arrival("first.md", "First")});
    EXPECT_TRUE(store->secure());
    store->hold_to(quiet_titles);
  }
};
FEEDD_ON_EVERY_ENGINE(Fitness);

TEST_P(Fitness, KeepsTheLastGoodRevision) {
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
  const Committed committed =
      put({arrival("a.md", "A"), arrival("b.md", "B!"), arrival("c.md", "C"), arrival("d.md", "D!")});
  EXPECT_EQ(committed.refused.size(), 2U);
  EXPECT_EQ(committed.changes.size(), 2U);
  EXPECT_EQ(committed.revision, 3U) << "a revision for each that was taken";
  EXPECT_THAT(newest(), ::testing::UnorderedElementsAre("first.md", "a.md", "c.md"));
}

TEST_P(Fitness, IsAskedForWhenWhatIsScheduledComes) {
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

TEST_P(Fitness, OfAnEditDoesNotCostARenamedArticleItsIdentity) {
  put({arrival("old.md", "A")});
  const std::string id = load("old.md").id;
  Arrival there = arrival("new.md", "A!");
  there.moved_from = "old.md";
  const Committed committed = commit({{there}, {"old.md"}, {"old.md"}});
  EXPECT_EQ(committed.refused.size(), 1U);
  EXPECT_EQ(load("new.md").title, "A") << "the last good revision, under the path its file has now";
  EXPECT_EQ(load("new.md").status, Status::published);
  put({arrival("new.md", "A.")});
  EXPECT_EQ(load("new.md").id, id);
  EXPECT_EQ(load("new.md").title, "A.");
}

TEST_P(Fitness, OfAnEditDoesNotCostAnArticleThatSaysItsIdItsPlace) {
  Arrival article = arrival("old.md", "A");
  article.article.id = "urn:isbn:1";
  put({article});
  Arrival there = arrival("new.md", "A!");
  there.article.id = "urn:isbn:1";
  commit({{there}, {"old.md"}, {"old.md"}});
  EXPECT_EQ(load("new.md").id, "urn:isbn:1");
  EXPECT_EQ(load("new.md").status, Status::published);
}

TEST_P(Fitness, OfAnEditLetsNobodyTakeItsId) {
  Arrival first = arrival("a.md", "A"), second = arrival("b.md", "B");
  first.article.id = "urn:isbn:1";
  second.article.id = "urn:isbn:2";
  put({first, second});
  Arrival taking = arrival("a.md", "A"), leaving = arrival("b.md", "B!");
  taking.article.id = "urn:isbn:2";
  leaving.article.id = "urn:isbn:3";
  const Committed committed = put({taking, leaving});
  EXPECT_EQ(committed.refused.size(), 2U) << "one is not fit, and the other's id belongs to it";
  EXPECT_EQ(load("b.md").id, "urn:isbn:2");
  EXPECT_EQ(load("b.md").title, "B");
  EXPECT_EQ(load("a.md").id, "urn:isbn:1");
}

}  // namespace
}  // namespace feedd::content
