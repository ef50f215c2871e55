// What a commit does to feeds, their states and revisions; dates, drafts, due times; failures.
#include "content/store/article_store.hpp"

#include "tests/content/store/store_contract.hpp"

#include <stdexcept>

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

using ::testing::Contains;

class ArticleStoreContract : public StoreContract {};
FEEDD_ON_EVERY_ENGINE(ArticleStoreContract);

Arrival tagged(std::string_view path, std::vector<std::string> tags, int day = 1) {
  Arrival article = arrival(path, path, day);
  article.article.tags = std::move(tags);
  return article;
}

TEST_P(ArticleStoreContract, GivesEveryChangeARevision) {
  EXPECT_EQ(put({arrival("a.md", "A"), arrival("b.md", "B")}).revision, 2U);
  EXPECT_EQ(put({arrival("a.md", "A2")}).revision, 3U);
  EXPECT_EQ(vanish("b.md").revision, 4U);
  EXPECT_EQ(reader.reading([&] { return reader.revision(); }).value(), 4U);
  EXPECT_EQ(load("a.md").revision, 3U);
}

TEST_P(ArticleStoreContract, IsUntouchedByAnArticleThatDidNotChange) {
  put({tagged("a.md", {"Korea"}), arrival("b.md", "B")});
  const std::string before = dump();
  Arrival again = tagged("a.md", {"Korea"});
  again.modified = at(50);
  again.digest = "other bytes of the same article";
  const Committed committed = put({again, arrival("b.md", "B")}, at(200));
  EXPECT_TRUE(committed.changes.empty());
  EXPECT_TRUE(committed.feeds.empty());
  EXPECT_EQ(committed.revision, 2U);
  EXPECT_EQ(dump(), before);
}

TEST_P(ArticleStoreContract, IsUntouchedByTheDisappearanceOfWhatItNeverHad) {
  put({arrival("a.md", "A")});
  const std::string before = dump();
  EXPECT_TRUE(vanish("never.md").changes.empty());
  vanish("a.md");
  EXPECT_TRUE(vanish("a.md").changes.empty()) << "gone already";
  EXPECT_NE(dump(), before);
}

TEST_P(ArticleStoreContract, TouchesTheFeedsInWhichAnArticleStands) {
  Arrival article = tagged("a.md", {"Tech", "한국 경제"});
  article.article.authors = {"Choi Mira"};
  EXPECT_EQ(put({article}).feeds, (Feeds{"authors/choi-mira", "feed", "tags/tech", "tags/한국-경제"}));
}

TEST_P(ArticleStoreContract, TouchesTheFeedATagWasTakenFrom) {
  put({tagged("a.md", {"Old", "Kept"})});
  EXPECT_EQ(put({tagged("a.md", {"New", "Kept"})}).feeds, (Feeds{"feed", "tags/kept", "tags/new", "tags/old"}));
  EXPECT_EQ(newest({TermKind::tag, "old", 0}), Paths{});
  EXPECT_EQ(newest({TermKind::tag, "new", 0}), Paths{"a.md"});
}

TEST_P(ArticleStoreContract, TouchesNoFeedOfOthers) {
  put({tagged("a.md", {"One"}), tagged("b.md", {"Two"})});
  const FeedState one = feed("tags/one");
  put({tagged("b.md", {"Two", "Three"})});
  EXPECT_EQ(feed("tags/one").revision, one.revision);
  EXPECT_EQ(feed("tags/one").changed_at, one.changed_at);
}

TEST_P(ArticleStoreContract, TakesAVanishedArticleOutOfItsFeeds) {
  put({tagged("a.md", {"Korea"}), tagged("b.md", {"Korea"}, 2)});
  const Committed committed = vanish("a.md");
  EXPECT_EQ(only_change(committed), "vanished");
  EXPECT_EQ(committed.feeds, (Feeds{"feed", "tags/korea"}));
  EXPECT_EQ(newest({TermKind::tag, "korea", 0}), Paths{"b.md"});
  EXPECT_EQ(store->paths().value(), Paths{"b.md"});
}

TEST_P(ArticleStoreContract, FoldsLabelsOfOneTermWhichGoesByThatOfItsNewestArticle) {
  put({tagged("a.md", {"Korea"}), tagged("b.md", {"KOREA"}, 2), tagged("c.md", {"korea"}, 3)});
  EXPECT_EQ(newest({TermKind::tag, "korea", 0}), (Paths{"c.md", "b.md", "a.md"}));
  EXPECT_EQ(load("b.md").tags, (std::vector<Term>{{"KOREA", "korea"}}));
  EXPECT_EQ(store->reader().term(TermKind::tag, "korea")->label, "korea");
  put({tagged("c.md", {"other"}, 3)});
  EXPECT_EQ(store->reader().term(TermKind::tag, "korea")->label, "KOREA");
}

TEST_P(ArticleStoreContract, TakesATermOfAnArticleOnce) {
  put({tagged("a.md", {"Korea", "KOREA", "Seoul"})});
  EXPECT_EQ(load("a.md").tags, (std::vector<Term>{{"Korea", "korea"}, {"Seoul", "seoul"}}));
}

TEST_P(ArticleStoreContract, GivesTwoTermsThatWantOneSlugTwo) {
  put({tagged("a.md", {"C/C++", "C C++"})});
  EXPECT_EQ(load("a.md").tags, (std::vector<Term>{{"C/C++", "c-c++"}, {"C C++", "c-c++-2"}}));
  open();
  put({tagged("b.md", {"C C++"}, 2)});
  EXPECT_EQ(newest({TermKind::tag, "c-c++-2", 0}), (Paths{"b.md", "a.md"})) << "the same after a restart";
}

TEST_P(ArticleStoreContract, KeepsTagsAndAuthorsOfOneNameApart) {
  Arrival article = tagged("a.md", {"Kim"});
  article.article.authors = {"Kim"};
  put({article});
  put({tagged("b.md", {"Kim"}, 2)});
  EXPECT_EQ(newest({TermKind::author, "kim", 0}), Paths{"a.md"});
  EXPECT_EQ(newest({TermKind::tag, "kim", 0}), (Paths{"b.md", "a.md"}));
}

TEST_P(ArticleStoreContract, StampsAFeedWithItsNewestUpdateAndTheTimeOfTheCommit) {
  put({arrival("a.md", "A", 5), arrival("b.md", "B", 3)}, at(100));
  EXPECT_EQ(feed("feed").updated, at(5));
  EXPECT_EQ(feed("feed").changed_at, at(100));
  EXPECT_EQ(feed("feed").revision, 2U);
}

TEST_P(ArticleStoreContract, CallsAnEditOfTitleOrBodyAnUpdate) {
  put({arrival("a.md", "A", 5)});
  Arrival edited = arrival("a.md", "A", 5);
  edited.article.content = "<p>corrected</p>";
  edited.article.source_text = "corrected";
  edited.digest = "of corrected bytes";
  edited.modified = at(7);
  put({edited});
  EXPECT_EQ(load("a.md").updated, at(7));
  EXPECT_EQ(load("a.md").published, at(5));
  EXPECT_EQ(feed("feed").updated, at(7));
}

TEST_P(ArticleStoreContract, CallsAnEditOfTagsNoUpdate) {
  put({tagged("a.md", {"One"}, 5)});
  Arrival edited = tagged("a.md", {"One", "Two"}, 5);
  edited.modified = at(7);
  put({edited});
  EXPECT_EQ(load("a.md").updated, at(5));
  EXPECT_EQ(feed("feed").updated, at(5));
  EXPECT_EQ(feed("tags/two").updated, at(5));
  EXPECT_EQ(feed("feed").revision, 2U) << "the feed changed all the same";
}

TEST_P(ArticleStoreContract, BelievesAnArticleThatSaysWhenItWasUpdated) {
  Arrival article = arrival("a.md", "A", 5);
  article.article.updated = at(6);
  put({article});
  EXPECT_EQ(load("a.md").updated, at(6));
  article.article.content = "<p>a typo</p>";
  article.modified = at(90);
  put({article});
  EXPECT_EQ(load("a.md").updated, at(6));
}

TEST_P(ArticleStoreContract, BelievesNoUpdateThatHasNotComeYet) {
  Arrival article = arrival("a.md", "A", 5);
  article.article.updated = at(300);
  put({article}, at(100));
  EXPECT_EQ(load("a.md").updated, at(5)) << "on whichever day it is read";
}

TEST_P(ArticleStoreContract, NeverUpdatesAnArticleBeforeItWasPublished) {
  Arrival article = arrival("a.md", "A", 5);
  article.article.updated = at(2);
  put({article});
  EXPECT_EQ(load("a.md").updated, at(5));
}

TEST_P(ArticleStoreContract, CallsItNoUpdateWhereTheSameBytesAreReadOtherwise) {
  put({arrival("a.md", "A", 5)});
  Arrival again = arrival("a.md", "A", 5);
  again.article.content = "<p>as a newer reader has it</p>";
  again.modified = at(7);
  EXPECT_EQ(only_change(put({again})), "updated");
  EXPECT_EQ(load("a.md").updated, at(5));
}

TEST_P(ArticleStoreContract, TakesAFileFromTheFutureForOneOfNow) {
  Arrival article = arrival("a.md", "A");
  article.article.published.reset();
  article.modified = at(500);
  put({article}, at(100));
  EXPECT_EQ(load("a.md").published, at(100));
  EXPECT_EQ(load("a.md").status, Status::published);
  article.article.content = "<p>edited</p>";
  article.article.source_text = "edited";
  article.digest = "of edited bytes";
  put({article}, at(101));
  EXPECT_EQ(load("a.md").published, at(100));
  EXPECT_EQ(load("a.md").updated, at(101));
}

TEST_P(ArticleStoreContract, NeverTakesAFeedsUpdatedBack) {
  put({arrival("a.md", "A", 9), arrival("b.md", "B", 3)});
  vanish("a.md");
  EXPECT_EQ(feed("feed").updated, at(9));
  Arrival edited = arrival("b.md", "B", 3);
  edited.article.tags = {"New"};
  put({edited});
  EXPECT_EQ(feed("feed").updated, at(9));
  EXPECT_EQ(feed("tags/new").updated, at(3));
}

TEST_P(ArticleStoreContract, PublishesAtTheFilesTimeAtFirstSightAndKeepsIt) {
  Arrival article = arrival("a.md", "A");
  article.article.published.reset();
  article.modified = at(4, 30);
  put({article});
  EXPECT_EQ(load("a.md").published, at(4, 30));
  article.modified = at(8);
  article.article.tags = {"touched"};
  put({article});
  EXPECT_EQ(load("a.md").published, at(4, 30));
}

TEST_P(ArticleStoreContract, MovesAFeedsTimeBySecondsOnceItIsServed) {
  store->begin_serving();
  put({arrival("a.md", "A")}, at(100));
  put({arrival("a.md", "A2")}, at(100));
  EXPECT_EQ(feed("feed").changed_at, at(100, 1));
  put({arrival("a.md", "A3")}, at(100));
  EXPECT_EQ(feed("feed").changed_at, at(100, 2));
  put({arrival("a.md", "A4")}, at(90));
  EXPECT_EQ(feed("feed").changed_at, at(100, 3)) << "a clock that went back";
  put({arrival("a.md", "A5")}, at(101));
  EXPECT_EQ(feed("feed").changed_at, at(101));
}

TEST_P(ArticleStoreContract, LetsAFeedChangeWithinASecondWhileNobodySeesIt) {
  put({arrival("a.md", "A")}, at(100));
  put({arrival("b.md", "B")}, at(100));
  EXPECT_EQ(feed("feed").changed_at, at(100));
}

TEST_P(ArticleStoreContract, CountsWhatAnEarlierRunServedAsSeen) {
  put({arrival("a.md", "A")}, at(100));
  open();
  put({arrival("b.md", "B")}, at(100));
  EXPECT_EQ(feed("feed").changed_at, at(100, 1));
  put({arrival("c.md", "C")}, at(100));
  EXPECT_EQ(feed("feed").changed_at, at(100, 1));
}

TEST_P(ArticleStoreContract, HoldsAnArticleFromTheFutureBackUntilItIsDue) {
  Arrival future = tagged("later.md", {"Soon"}, 110);
  const Committed committed = put({arrival("a.md", "A"), future}, at(100));
  EXPECT_EQ(committed.feeds, Feeds{"feed"});
  EXPECT_EQ(load("later.md").status, Status::scheduled);
  EXPECT_EQ(newest(), Paths{"a.md"});
  EXPECT_EQ(store->next_due().value(), at(110));

  EXPECT_TRUE(store->release(feeds::touched_feeds, at(110) - std::chrono::seconds{1}).value().changes.empty());
  const Committed released = store->release(feeds::touched_feeds, at(110)).value();
  EXPECT_EQ(only_change(released), "released");
  EXPECT_EQ(released.feeds, (Feeds{"feed", "tags/soon"}));
  EXPECT_EQ(released.revision, 3U);
  EXPECT_EQ(newest(), (Paths{"later.md", "a.md"}));
  EXPECT_EQ(newest({TermKind::tag, "soon", 0}), Paths{"later.md"});
  EXPECT_EQ(feed("feed").updated, at(110));
  EXPECT_EQ(feed("feed").changed_at, at(110));
  EXPECT_EQ(store->next_due().value(), std::nullopt);
}

TEST_P(ArticleStoreContract, ReleasesEverythingThatIsDueAndNothingElse) {
  put({arrival("c.md", "C", 130), arrival("a.md", "A", 110), arrival("b.md", "B", 120)}, at(100));
  EXPECT_EQ(store->next_due().value(), at(110));
  EXPECT_EQ(store->release(feeds::touched_feeds, at(125)).value().changes.size(), 2U);
  EXPECT_EQ(newest(), (Paths{"b.md", "a.md"}));
  EXPECT_EQ(store->next_due().value(), at(130));
}

TEST_P(ArticleStoreContract, ForgetsTheDueTimeOfWhatVanishedOrBecameADraft) {
  Arrival draft = arrival("b.md", "B", 120);
  put({arrival("a.md", "A", 110), draft}, at(100));
  vanish("a.md");
  draft.article.draft = true;
  put({draft}, at(100));
  EXPECT_EQ(store->next_due().value(), std::nullopt);
  EXPECT_TRUE(store->release(feeds::touched_feeds, at(500)).value().changes.empty());
}

TEST_P(ArticleStoreContract, TakesAnArticleBackThatIsDatedLaterAfterAll) {
  put({tagged("a.md", {"Soon"}, 5)}, at(100));
  EXPECT_EQ(put({tagged("a.md", {"Soon"}, 200)}, at(100)).feeds, (Feeds{"feed", "tags/soon"}));
  EXPECT_EQ(newest(), Paths{});
}

TEST_P(ArticleStoreContract, KeepsDraftsOutOfFeeds) {
  Arrival draft = tagged("a.md", {"Secret"});
  draft.article.draft = true;
  const Committed committed = put({draft});
  EXPECT_TRUE(committed.feeds.empty());
  EXPECT_EQ(newest(), Paths{});
  EXPECT_EQ(state("tags/secret"), std::nullopt);
  const auto target = reader.reading([&] { return reader.find_slug("a.md"); }).value();
  ASSERT_TRUE(target);
  EXPECT_FALSE(target->visible);
  draft.article.draft = false;
  EXPECT_EQ(put({draft}).feeds, (Feeds{"feed", "tags/secret"}));
  draft.article.draft = true;
  EXPECT_EQ(put({draft}).feeds, (Feeds{"feed", "tags/secret"}));
  EXPECT_EQ(newest(), Paths{});
}

TEST_P(ArticleStoreContract, StampsEveryFeedOnceWhenTheDefinitionChanges) {
  put({tagged("a.md", {"One", "Two"}, 5)}, at(100));
  const Committed first = store->define("v1", {"feed"}, at(101)).value();
  EXPECT_EQ(first.feeds, (Feeds{"feed", "tags/one", "tags/two"}));
  EXPECT_EQ(first.revision, 2U);
  EXPECT_EQ(feed("tags/two").revision, 2U);
  EXPECT_EQ(feed("tags/two").changed_at, at(101));
  EXPECT_EQ(feed("tags/two").updated, at(5)) << "no article was updated";
  EXPECT_TRUE(store->define("v1", {"feed"}, at(102)).value().feeds.empty());
  open();
  EXPECT_EQ(store->define("v1", {"feed"}, at(103)).value().revision, 2U) << "kept over a restart";
  EXPECT_GT(store->define("v2", {"feed"}, at(104)).value().revision, 2U);
}

TEST_P(ArticleStoreContract, StampsTheFeedsThereMustBeEvenWithoutArticles) {
  EXPECT_EQ(store->define("v1", {"feed"}, at(100)).value().feeds, Feeds{"feed"});
  EXPECT_EQ(feed("feed").updated, Timestamp{});
}

TEST_P(ArticleStoreContract, IsTheSameWhenItIsOpenedAgain) {
  put({tagged("a.md", {"Korea", "한국"}), arrival("b.md", "B", 300)});
  vanish("b.md");
  const std::string before = dump();
  open();
  EXPECT_EQ(dump(), before);
}

TEST_P(ArticleStoreContract, KeepsEveryPartOfAnArticle) {
  Arrival full = tagged("글/a.md", {"b", "a"});
  SourceArticle& article = full.article;
  article.title = "\"Quotes\" & <markup> – 제목";
  article.summary = "요약";
  article.content = std::string(100'000, 'x') + "<p>가나다 😀</p>";
  article.authors = {"최미라", "Ann O'Neill"};
  article.language = "ko-KR";
  article.rights = "ⓒ Newsroom";
  article.photo_credit = "Kim";
  article.media = {{"media:a%20b.jpg", "image/jpeg", 5'000'000'000, "alt"}, {"https://example.org/x", "", 0, ""}};
  put({full});
  const Article kept = load("글/a.md");
  EXPECT_EQ(kept.title, article.title);
  EXPECT_EQ(kept.summary, article.summary);
  EXPECT_EQ(kept.content, article.content);
  EXPECT_EQ(kept.authors, (std::vector<Term>{{"최미라", "최미라"}, {"Ann O'Neill", "ann-o-neill"}}));
  EXPECT_EQ(kept.tags, (std::vector<Term>{{"b", "b"}, {"a", "a"}}));
  EXPECT_EQ(kept.language, "ko-KR");
  EXPECT_EQ(kept.rights, "ⓒ Newsroom");
  EXPECT_EQ(kept.photo_credit, "Kim");
  EXPECT_EQ(kept.media, article.media);
}

TEST_P(ArticleStoreContract, NoticesAChangeOfEachPart) {
  using Edit = void (*)(SourceArticle&);
  const std::pair<const char*, Edit> edits[] = {
      {"title", [](SourceArticle& a) { a.title = "x"; }},
      {"summary", [](SourceArticle& a) { a.summary = "x"; }},
      {"content", [](SourceArticle& a) { a.content = "x"; }},
      {"authors", [](SourceArticle& a) { a.authors = {"x"}; }},
      {"tags", [](SourceArticle& a) { a.tags = {"x"}; }},
      {"published", [](SourceArticle& a) { a.published = at(2); }},
      {"updated", [](SourceArticle& a) { a.updated = at(3); }},
      {"language", [](SourceArticle& a) { a.language = "ko"; }},
      {"rights", [](SourceArticle& a) { a.rights = "x"; }},
      {"photo credit", [](SourceArticle& a) { a.photo_credit = "x"; }},
      {"media",
       [](SourceArticle& a) {
         a.media = {{"media:x.png", "image/png", 1, ""}};
       }},
  };
  Arrival article = arrival("a.md", "A");
  put({article});
  for (const auto& [part, edit] : edits) {
    edit(article.article);
    EXPECT_EQ(only_change(put({article})), "updated") << part;
  }
}

/// The place's store on a connection that can be made to fail.
struct FailingStore {
  explicit FailingStore(feedd::support::Place& place) {
    auto failing = std::make_unique<feedd::support::FailingDatabase>(place.connect());
    database = failing.get();
    store = ArticleStore::open(std::move(failing), "store", {}).value();
  }
  feedd::support::FailingDatabase* database;
  std::unique_ptr<ArticleStore> store;
};

TEST_P(ArticleStoreContract, NumbersTheNextOfManyEqualSlugsWithoutAskingForEachNumber) {
  const auto same = [](int number) { return arrival("p" + std::to_string(number) + ".md", "Same"); };
  std::vector<Arrival> many{arrival("a.md", "Same 7"), arrival("b.md", "Same 900"), arrival("c.md", "Same 4x")};
  for (int number = 1; number <= 300; ++number) many.push_back(same(number));
  put(std::move(many));
  EXPECT_EQ(load("p7.md").slug, "same-8") << "same-7 is another's";
  EXPECT_EQ(load("p300.md").slug, "same-301");
  FailingStore failing(*place);
  for (int number = 301; number <= 303; ++number) {
    failing.database->fail_at(60);
    const auto committed =
        failing.store->commit(feedd::support::batch_of({same(number)}), feeds::touched_feeds, at(100));
    ASSERT_TRUE(committed) << "it asked more often";
  }
  EXPECT_EQ(load("p301.md").slug, "same-302");
  EXPECT_EQ(load("p303.md").slug, "same-304");
}

TEST_P(ArticleStoreContract, LeavesNothingOfATransactionThatFailsAnywhere) {
  put({tagged("a.md", {"One"}), tagged("b.md", {"Two"}, 2)});
  const std::string before = dump();
  Batch batch = feedd::support::batch_of({tagged("a.md", {"New", "One"}), tagged("c.md", {"New", "Newer"}, 3)});
  batch.vanished = batch.leaving = {"b.md"};
  FailingStore failing(*place);
  int statement = 1;
  for (;; ++statement) {
    ASSERT_LT(statement, 1000);
    failing.database->fail_at(statement);
    const auto committed = failing.store->commit(batch, feeds::touched_feeds, at(100));
    if (!failing.database->failed()) break;
    ASSERT_FALSE(committed) << "statement " << statement << " failed in silence";
    ASSERT_EQ(dump(), before) << "after statement " << statement;
  }
  EXPECT_GT(statement, 3);
  EXPECT_EQ(newest(), (Paths{"c.md", "a.md"}));
  EXPECT_EQ(newest({TermKind::tag, "new", 0}), (Paths{"c.md", "a.md"})) << "terms of failed attempts are forgotten";
  EXPECT_EQ(newest({TermKind::tag, "newer", 0}), Paths{"c.md"});
}

TEST_P(ArticleStoreContract, ForgetsTermsOfATransactionThatSomethingElseEnds) {
  Arrival tagged = arrival("a.md", "A");
  tagged.article.tags = {"Tag"};
  const Batch batch = feedd::support::batch_of({tagged});
  const Touched throwing = [](const Membership&, const Membership&, std::vector<std::string>&) {
    throw std::runtime_error("no memory");
  };
  EXPECT_THROW((void)store->commit(batch, throwing, at(100)), std::runtime_error);
  const auto committed = store->commit(batch, feeds::touched_feeds, at(100));
  ASSERT_TRUE(committed) << committed.error().to_string();
  EXPECT_TRUE(committed->refused.empty());
  ASSERT_EQ(load("a.md").tags.size(), 1U);
}

TEST_P(ArticleStoreContract, LeavesTheDefinitionWhereStampingFails) {
  put({arrival("a.md", "A")});
  const std::string before = dump();
  FailingStore failing(*place);
  for (int statement = 1;; ++statement) {
    ASSERT_LT(statement, 100);
    failing.database->fail_at(statement);
    const auto committed = failing.store->define("v1", {"feed"}, at(100));
    if (!failing.database->failed()) {
      EXPECT_THAT(committed.value().feeds, Contains("feed"));
      break;
    }
    ASSERT_FALSE(committed);
    ASSERT_EQ(dump(), before);
  }
}

TEST_P(ArticleStoreContract, NumbersManyArticlesAndTermsOfOneSlugWithoutCountingAnew) {
  FailingStore failing(*place);
  std::vector<Arrival> arrivals;
  std::string label = "tag";
  for (int i = 0; i < 300; ++i) {
    arrivals.push_back(arrival(std::to_string(i) + ".md", "Same"));
    arrivals.back().article.tags = {label};
    label.insert(0, "-");  // another term, and `tag` again as a slug
  }
  failing.database->fail_at(300 * 40);
  const auto committed =
      failing.store->commit(feedd::support::batch_of(std::move(arrivals)), feeds::touched_feeds, at(100));
  ASSERT_TRUE(committed) << committed.error().to_string();
  EXPECT_EQ(load("299.md").slug, "same-300");
  EXPECT_EQ(load("299.md").tags[0].slug, "tag-300");
}

}  // namespace
}  // namespace feedd::content
