// Which paths are asked for: an article that is not published takes none from anybody.
#include "daemon/path_book.hpp"

#include "content/digest.hpp"
#include "tests/daemon/redirect_table.hpp"
#include "tests/support/store.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

feeds::Site example_site() {
  feeds::Site site;
  site.id = "example";
  site.base_url = "https://example.org";
  return site;
}

class Paths : public ::testing::Test {
 protected:
  void build() { known = *book.rebuild(view, store->reader()).value(); }
  /// Commits it and lets the book take that over.
  void arrive(content::Arrival arrival) {
    auto committed =
        store->commit(support::batch_of({std::move(arrival)}), feeds::touched_feeds, support::at(100)).value();
    const auto come = book.update(committed.feeds, committed.changes);
    known.insert(come.begin(), come.end());
  }
  bool knows(std::string_view path) const { return known.contains(content::digest64(path)); }

  SiteView view{example_site(), redirects_of({{"/articles/weather", "/feed.rss"}})};
  std::unique_ptr<content::ArticleStore> store = support::memory_store("example");
  PathBook book;
  KnownPaths known;
};

content::Arrival draft(std::string_view path, std::string_view title) {
  content::Arrival arrival = support::arrival(path, title);
  arrival.article.draft = true;
  return arrival;
}

TEST_F(Paths, AreThoseOfWhatIsPublished) {
  build();
  EXPECT_FALSE(knows("/articles/pier"));
  arrive(support::arrival("a.md", "Pier"));
  EXPECT_TRUE(knows("/articles/pier"));
  arrive(draft("b.md", "Hidden"));
  EXPECT_FALSE(knows("/articles/hidden"));
}

TEST_F(Paths, AreNamedOnceWhenTheyCome) {
  build();
  const auto update = [this](content::Arrival arrival) {
    const auto committed =
        store->commit(support::batch_of({std::move(arrival)}), feeds::touched_feeds, support::at(100)).value();
    return book.update(committed.feeds, committed.changes).size();
  };
  EXPECT_GT(update(support::arrival("a.md", "Pier")), 1U) << "the site's feeds and the page";
  content::Arrival quay = support::arrival("b.md", "Quay");
  EXPECT_EQ(update(quay), 1U) << "the page";
  quay.article.content = "<p>Edited.</p>";
  EXPECT_EQ(update(quay), 0U);
}

TEST_F(Paths, KeepAConfiguredRedirectThatADraftIsNamedLike) {
  build();
  ASSERT_TRUE(knows("/articles/weather"));
  arrive(draft("w.md", "Weather"));
  EXPECT_TRUE(knows("/articles/weather"));
}

TEST_F(Paths, KeepAnotherArticlesAliasWhenAnArticleBecomesADraft) {
  arrive(support::arrival("s.md", "Storm"));
  content::Arrival other = support::arrival("o.md", "Other");
  other.article.aliases = {"/articles/storm"};
  arrive(other);
  build();
  arrive(draft("s.md", "Storm"));
  EXPECT_TRUE(knows("/articles/storm"));
}

content::Arrival with_alias(const std::string& alias) {
  content::Arrival arrival = support::arrival("i.md", "Imported");
  arrival.article.aliases = {alias};
  return arrival;
}

TEST_F(Paths, HaveOldAddressesWithTheirQueries) {
  build();
  for (const char* alias : {"/?p=12", "/index.php?id=7", "/node/5?lang=en&view=full", "/articles/view.php?id=3"}) {
    arrive(with_alias(alias));
    EXPECT_TRUE(knows(alias));
    build();
    EXPECT_TRUE(knows(alias)) << "and after a restart";
  }
}

TEST_F(Paths, OfOurOwnAreNotCaughtByAnAliasWithAQuery) {
  arrive(support::arrival("a.md", "Pier"));
  build();
  for (const char* alias : {"/feed.rss?page=2", "/tags/none.json?x=1", "/articles/pier?lang=en", "/media/a.png?w=100",
                            "/feedd.css?v=2", "/rss.xml?x=1", "/articles/weather?x=1"}) {
    arrive(with_alias(alias));
    EXPECT_FALSE(knows(alias)) << alias;
    build();
    EXPECT_FALSE(knows(alias)) << alias;
  }
}

}  // namespace
}  // namespace feedd::daemon
