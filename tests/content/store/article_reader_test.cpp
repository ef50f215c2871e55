// Selections and look-ups: their order, their limits, one consistent state.
#include "content/store/article_reader.hpp"

#include "tests/content/store/store_contract.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

class ArticleReaderContract : public StoreContract {
 protected:
  std::optional<std::int64_t> find(std::string_view what) {
    return reader.reading([&] { return reader.find(what); }).value();
  }
  std::vector<std::string> term_counts(TermKind kind, std::size_t limit) {
    return reader
        .reading([&] {
          std::vector<std::string> lines;
          for (const TermCount& count : reader.terms(kind, limit))
            lines.push_back(count.term.slug + ' ' + std::to_string(count.articles) + ' ' + to_rfc3339(count.newest));
          return lines;
        })
        .value();
  }
};
FEEDD_ON_EVERY_ENGINE(ArticleReaderContract);

Arrival named(std::string_view path, std::string_view id, int day, std::vector<std::string> tags = {}) {
  Arrival article = arrival(path, path, day);
  article.article.id = id;
  article.article.tags = std::move(tags);
  return article;
}

TEST_P(ArticleReaderContract, KnowsNothingInAnEmptyStore) {
  EXPECT_EQ(newest(), Paths{});
  EXPECT_EQ(state("feed"), std::nullopt);
  EXPECT_EQ(find("a.md"), std::nullopt);
  EXPECT_EQ(term_counts(TermKind::tag, 0), std::vector<std::string>{});
  EXPECT_EQ(reader.reading([&] { return reader.revision(); }).value(), 0U);
  EXPECT_EQ(reader.reading([&] { return reader.site_id(); }).value(), "");
}

TEST_P(ArticleReaderContract, OrdersByPublishedNewestFirstThenById) {
  put({named("c.md", "id-b", 5, {"T"}), named("a.md", "id-c", 5, {"T"}), named("b.md", "id-a", 9, {"T"}),
       named("d.md", "id-a0", 5, {"T"})});
  const Paths order{"b.md", "d.md", "c.md", "a.md"};
  EXPECT_EQ(newest(), order);
  EXPECT_EQ(newest({TermKind::tag, "t", 0}), order) << "the order of a term is the site's";
}

TEST_P(ArticleReaderContract, OrdersIdsByTheirBytes) {
  put({named("lower.md", "a", 1), named("upper.md", "B", 1), named("korean.md", "가", 1)});
  EXPECT_EQ(newest(), (Paths{"upper.md", "lower.md", "korean.md"}));
}

TEST_P(ArticleReaderContract, HasOneOrderWhateverTheOrderOfArrival) {
  std::vector<Arrival> arrivals;
  for (int i = 0; i < 40; ++i)
    arrivals.push_back(named(std::to_string(i) + ".md", "id" + std::to_string(i % 7) + '-' + std::to_string(i), i % 3));
  const auto other = feedd::support::memory_store();
  put(arrivals);
  std::reverse(arrivals.begin(), arrivals.end());
  ASSERT_TRUE(other->commit(feedd::support::batch_of(arrivals), feeds::touched_feeds, at(100)));
  EXPECT_EQ(newest(), feedd::support::newest_paths(other->reader()));
}

TEST_P(ArticleReaderContract, StopsAtTheLimit) {
  put({named("a.md", "a", 1, {"T"}), named("b.md", "b", 2, {"T"}), named("c.md", "c", 3, {"T"})});
  EXPECT_EQ(newest({{}, {}, 2}), (Paths{"c.md", "b.md"}));
  EXPECT_EQ(newest({TermKind::tag, "t", 1}), Paths{"c.md"});
  EXPECT_EQ(newest({{}, {}, 99}).size(), 3U);
}

TEST_P(ArticleReaderContract, CountsVisibleArticlesOfTermsMostUsedFirst) {
  Arrival draft = named("d.md", "d", 9, {"Draft", "Two"});
  draft.article.draft = true;
  put({named("a.md", "a", 1, {"One", "Two"}), named("b.md", "b", 2, {"Two", "Zwei"}), draft});
  EXPECT_EQ(term_counts(TermKind::tag, 0),
            (std::vector<std::string>{"two 2 2026-01-03T00:00:00Z", "one 1 2026-01-02T00:00:00Z",
                                      "zwei 1 2026-01-03T00:00:00Z"}));
  EXPECT_EQ(term_counts(TermKind::tag, 1).size(), 1U);
  EXPECT_EQ(term_counts(TermKind::author, 0), std::vector<std::string>{});
}

TEST_P(ArticleReaderContract, FindsAnArticleByIdThenBySlugThenByPath) {
  put({named("a.md", "one", 1), named("b.md", "a.md", 2)});
  EXPECT_EQ(load("one").path, "a.md");
  EXPECT_EQ(load("a.md").path, "b.md") << "the id of one is the path of another: the id wins";
  EXPECT_EQ(load("b.md").path, "b.md");
  EXPECT_EQ(find(""), std::nullopt);
  EXPECT_EQ(find("' OR 1=1 --"), std::nullopt);
}

TEST_P(ArticleReaderContract, FindsAnArticleByASlugItOnceHad) {
  put({arrival("a.md", "First")});
  put({arrival("a.md", "Second")});
  EXPECT_EQ(load("first").path, "a.md");
}

TEST_P(ArticleReaderContract, LoadsTheHeadWithoutTheBody) {
  put({named("a.md", "one", 1, {"T"})});
  const auto head =
      reader.reading([&] { return reader.load(*reader.find("one"), ArticleReader::Parts::head); }).value();
  ASSERT_TRUE(head);
  EXPECT_EQ(head->content, "");
  EXPECT_EQ(head->tags.size(), 1U);
  EXPECT_NE(load("one").content, "");
  EXPECT_EQ(reader.reading([&] { return reader.load(999, ArticleReader::Parts::whole); }).value(), std::nullopt);
}

TEST_P(ArticleReaderContract, VisitsEverythingButTheVanished) {
  Arrival draft = named("d.md", "d", 3);
  draft.article.draft = true;
  put({named("a.md", "a", 1), named("b.md", "b", 2), draft, named("later.md", "l", 400)});
  vanish("b.md");
  Paths visited;
  const auto done = reader.reading([&] {
    reader.each([&](const Article& article) { visited.push_back(article.path); });
    return true;
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(visited, (Paths{"later.md", "d.md", "a.md"}));
}

TEST_P(ArticleReaderContract, ListsTheSlugsThatLeadToAPage) {
  Arrival draft = arrival("d.md", "Draft");
  draft.article.draft = true;
  put({arrival("a.md", "First"), arrival("b.md", "Gone"), draft});
  put({arrival("a.md", "Second")});
  vanish("b.md");
  Paths slugs;
  const auto done = reader.reading([&] {
    reader.each_slug([&](std::string_view slug) { slugs.emplace_back(slug); });
    return true;
  });
  ASSERT_TRUE(done);
  std::sort(slugs.begin(), slugs.end());
  EXPECT_EQ(slugs, (Paths{"first", "second"}));
}

TEST_P(ArticleReaderContract, SeesOneStateHoweverLongItReads) {
  put({arrival("a.md", "A")});
  const auto revisions = reader
                             .reading([&] {
                               const auto first = reader.revision();
                               put({arrival("b.md", "B")});
                               return std::pair(first, reader.revision());
                             })
                             .value();
  EXPECT_EQ(revisions, std::pair(std::uint64_t{1}, std::uint64_t{1}));
  EXPECT_EQ(reader.reading([&] { return reader.revision(); }).value(), 2U);
}

TEST_P(ArticleReaderContract, GivesAnErrorWhereTheDatabaseFails) {
  put({arrival("a.md", "A")});
  feedd::support::FailingDatabase failing(place->connect());
  ArticleReader unlucky(failing);
  failing.fail_at(1);
  const auto revision = unlucky.reading([&] { return unlucky.revision(); });
  ASSERT_FALSE(revision);
  EXPECT_EQ(revision.error().reason, "the disk is full");
  EXPECT_EQ(unlucky.reading([&] { return unlucky.revision(); }).value(), 1U) << "and goes on after it";
}

}  // namespace
}  // namespace feedd::content
