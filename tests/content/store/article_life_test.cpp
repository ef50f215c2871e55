// An article after its arrival: expiry, withdrawal, aliases, deliveries that no folder brings, a store of before.
#include "content/store/id_ledger.hpp"
#include "content/store/schema.hpp"
#include "tests/content/store/store_contract.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ArticleLife : public StoreContract {
 protected:
  Committed release(int day) { return store->release(feeds::touched_feeds, at(day)).value(); }
  Committed withdraw(std::string_view what, bool undo = false, int day = 100) {
    return store->withdraw(what, undo, feeds::touched_feeds, at(day)).value();
  }
  Status status(std::string_view what) { return load(what).status; }
  SlugTarget alias(std::string_view path) {
    return reader.reading([&] { return reader.find_alias(path); }).value().value_or(SlugTarget{});
  }
  IdLedger ids() {
    return reader.reading([&] { return read_ids(*connection); }).value();
  }
};
FEEDD_ON_EVERY_ENGINE(ArticleLife);

Arrival expiring(std::string_view path, int published, int expires) {
  Arrival arrival = feedd::support::arrival(path, path, published);
  arrival.article.expires = at(expires);
  return arrival;
}

Arrival delivered(std::string_view name, std::string_view title, Origin origin = Origin::published) {
  Arrival arrival = feedd::support::arrival(name, title);
  arrival.article.origin = origin;
  return arrival;
}

TEST_P(ArticleLife, EndsWhenItExpires) {
  put({expiring("a.md", 1, 20), arrival("b.md", "B", 2)}, at(10));
  EXPECT_EQ(newest(), (Paths{"b.md", "a.md"}));
  EXPECT_EQ(store->next_due().value(), at(20));
  EXPECT_THAT(release(19).changes, IsEmpty());
  const Committed expired = release(20);
  EXPECT_EQ(only_change(expired), "expired");
  EXPECT_THAT(expired.feeds, ElementsAre("feed"));
  EXPECT_EQ(newest(), Paths{"b.md"});
  EXPECT_EQ(status("a.md"), Status::expired);
  EXPECT_EQ(store->next_due().value(), std::nullopt);
  EXPECT_THAT(release(99).changes, IsEmpty());
}

TEST_P(ArticleLife, NeverBeginsWhereItExpiredBefore) {
  put({expiring("a.md", 1, 20)}, at(30));
  EXPECT_EQ(newest(), Paths{});
  put({expiring("b.md", 40, 35)}, at(30));
  EXPECT_EQ(status("b.md"), Status::scheduled);
  EXPECT_EQ(store->next_due().value(), at(35));
  release(50);
  EXPECT_EQ(status("b.md"), Status::expired);
}

TEST_P(ArticleLife, GoesOnWhereAnEditPutsTheEndOff) {
  put({expiring("a.md", 1, 20)}, at(30));
  put({expiring("a.md", 1, 60)}, at(30));
  EXPECT_EQ(newest(), Paths{"a.md"});
}

TEST_P(ArticleLife, StopsWithAWithdrawalAndGoesOnWhenThatIsUndone) {
  put({arrival("a.md", "A")});
  EXPECT_EQ(only_change(withdraw("a.md")), "withdrawn");
  EXPECT_EQ(newest(), Paths{});
  EXPECT_EQ(feed("feed").updated, at(100)) << "a withdrawal is news";
  EXPECT_THAT(withdraw("a.md").changes, IsEmpty());
  const auto target = reader.reading([&] { return reader.find_slug("a"); }).value();
  ASSERT_TRUE(target);
  EXPECT_TRUE(target->withdrawn);
  EXPECT_EQ(only_change(withdraw("a", true)), "restored");
  EXPECT_EQ(newest(), Paths{"a.md"});
  EXPECT_FALSE(store->withdraw("never", false, feeds::touched_feeds, at(1)));
}

TEST_P(ArticleLife, IsNotCalledWithdrawnWhereItWasNeverPublic) {
  Arrival draft = arrival("draft.md", "Draft");
  draft.article.draft = true;
  draft.article.aliases = {"/old/"};
  put({draft, arrival("later.md", "Later", 300), arrival("a.md", "A")});
  for (const char* path : {"draft.md", "later.md", "a.md"}) withdraw(path);
  const auto is_gone = [&](std::string_view slug) {
    return reader.reading([&] { return reader.find_slug(slug); }).value()->withdrawn;
  };
  EXPECT_FALSE(is_gone("draft"));
  EXPECT_FALSE(is_gone("later"));
  EXPECT_FALSE(alias("/old/").withdrawn);
  EXPECT_TRUE(is_gone("a"));
  std::vector<std::string> slugs;
  (void)reader.reading(
      [&] { return reader.each_slug([&](std::string_view slug) { slugs.emplace_back(slug); }), true; });
  EXPECT_THAT(slugs, ElementsAre("a"));
}

TEST_P(ArticleLife, StaysWithdrawnOverEditsAndReturns) {
  put({arrival("a.md", "A")});
  withdraw("a.md");
  put({arrival("a.md", "A, edited")});
  EXPECT_EQ(status("a.md"), Status::withdrawn);
  vanish("a.md");
  put({arrival("a.md", "A, edited")});
  EXPECT_EQ(status("a.md"), Status::withdrawn);
  Arrival draft = arrival("a.md", "A, edited");
  draft.article.draft = true;
  put({draft});
  withdraw("a.md", true);
  EXPECT_EQ(status("a.md"), Status::draft) << "what its source says holds again";
}

TEST_P(ArticleLife, IsOverForFeedsThatItStoodInWhenItLeaves) {
  Arrival tagged = arrival("a.md", "A");
  tagged.article.id = "a";
  tagged.article.tags = {"t"};
  Arrival draft = arrival("draft.md", "Draft");
  draft.article.draft = true;
  put({tagged, arrival("b.md", "B"), arrival("c.md", "C"), draft, expiring("d.md", 1, 200)});
  const auto since = feed("feed").revision;
  const auto left = [&](ArticleReader::Kind kind, std::string_view slug, std::uint64_t revision) {
    return reader.reading([&] { return reader.left_since(kind, slug, revision, 9); }).value();
  };
  EXPECT_THAT(left({}, "", since), IsEmpty());
  withdraw("a.md");
  ASSERT_EQ(left(TermKind::tag, "t", since).size(), 1U);
  EXPECT_EQ(left(TermKind::tag, "t", since)[0].id, "a");
  EXPECT_EQ(left(TermKind::tag, "t", since)[0].withdrawn, at(100));
  EXPECT_TRUE(left(TermKind::tag, "t", since)[0].is_told);
  EXPECT_THAT(left(TermKind::tag, "t", feed("feed").revision), IsEmpty());
  vanish("b.md");
  release(200);
  EXPECT_EQ(left({}, "", since).size(), 3U) << "not the draft, which stood nowhere";
  EXPECT_FALSE(left({}, "", since)[1].is_told);
  EXPECT_EQ(left(TermKind::tag, "t", since).size(), 1U);
  EXPECT_THAT(left(TermKind::tag, "none", 0), IsEmpty());
}

TEST_P(ArticleLife, LeadsOldPathsToThePage) {
  Arrival one = arrival("a.md", "A");
  one.article.aliases = {"/old/a%20b/", "plain", "/?p=7"};
  one.article.url = "/2020/a/";
  one.article.section = "news";
  put({one});
  for (const char* path : {"/old/a b/", "/old/a b", "/plain", "/?p=7", "/2020/a/"})
    EXPECT_EQ(alias(path).slug, "a") << path;
  EXPECT_EQ(alias("/?p=8").slug, "");
  const Article read = load("a.md");
  EXPECT_THAT(read.aliases, ElementsAre("/old/a b/", "/plain", "/?p=7"));
  EXPECT_EQ(read.url, "/2020/a/");
  EXPECT_EQ(read.section, "news");
  one.article.aliases = {"/plain"};
  const Committed changed = put({one});
  EXPECT_THAT(changed.changes.front().aliases, ::testing::Contains("/?p=7")) << "what led here has changed too";
  EXPECT_EQ(alias("/?p=7").slug, "");
}

TEST_P(ArticleLife, TellsOfAnAliasThatIsTaken) {
  Arrival one = arrival("a.md", "A"), other = arrival("b.md", "B", 2);
  one.article.aliases = {"/old/"};
  other.article.aliases = {"/old/", "/articles/a"};
  const Committed committed = put({one, other});
  ASSERT_EQ(committed.notices.size(), 2U);
  EXPECT_THAT(committed.notices[0].reason, HasSubstr("/old/"));
  EXPECT_THAT(committed.notices[1].reason, HasSubstr("/articles/a"));
  EXPECT_EQ(alias("/old/").slug, "a");
  vanish("a.md");
  EXPECT_EQ(alias("/old/").slug, "b") << "a page that is there wins";
}

TEST_P(ArticleLife, OfADeliveryIsNeverEndedByAFolder) {
  put({delivered("a.md", "A")});
  EXPECT_THAT(store->paths().value(), IsEmpty());
  EXPECT_THAT(vanish("a.md").changes, IsEmpty());
  EXPECT_EQ(only_change(put({delivered("a.md", "A again")})), "updated");
  EXPECT_EQ(load("a.md").origin, Origin::published);
}

TEST_P(ArticleLife, OfAFileIsNotTakenOverByADelivery) {
  Arrival file = arrival("a.md", "A");
  file.article.id = "tag:example.org,2026:a";
  put({file});
  EXPECT_EQ(put({delivered("a.md", "Other")}).refused.size(), 1U);
  Arrival same_id = delivered("x", "Other", Origin::imported);
  same_id.article.id = file.article.id;
  EXPECT_THAT(put({same_id}).changes, IsEmpty());
  EXPECT_EQ(load("a.md").title, "A");
}

TEST_P(ArticleLife, OfAnImportIsNotOverwrittenByAnotherOfItsId) {
  Arrival first = delivered("imported:first", "A", Origin::imported);
  first.article.id = "1";
  put({first});
  Arrival other = delivered("imported:other", "B", Origin::imported);
  other.article.id = "1";
  const Committed committed = put({other});
  ASSERT_EQ(committed.refused.size(), 1U);
  EXPECT_EQ(committed.refused[0].operation, "duplicate-id");
  EXPECT_EQ(load("imported:first").title, "A");
}

TEST_P(ArticleLife, OfAnImportGoesOnInAFileThatSaysItsId) {
  Arrival imported = delivered("https://old.example/?p=1", "A", Origin::imported);
  imported.article.id = "https://old.example/?p=1";
  put({imported});
  EXPECT_THAT(put({imported}).changes, IsEmpty()) << "an import may be repeated";
  Arrival file = arrival("a.md", "A, as a file");
  file.article.id = imported.article.id;
  EXPECT_EQ(only_change(put({file})), "moved");
  EXPECT_EQ(load("a.md").id, imported.article.id);
  EXPECT_EQ(load("a.md").origin, Origin::folder);
}

TEST_P(ArticleLife, GivesAnIdItNoLongerSaysToWhoDoes) {
  Arrival one = arrival("a.md", "A");
  one.article.id = "x";
  put({one});
  put({arrival("a.md", "A")});
  EXPECT_EQ(load("a.md").id, "x") << "who stops saying an id keeps it";
  Arrival other = arrival("b.md", "B");
  other.article.id = "x";
  const Committed committed = put({other});
  EXPECT_THAT(committed.refused, IsEmpty());
  EXPECT_EQ(load("b.md").id, "x");
  EXPECT_THAT(load("a.md").id, HasSubstr("urn:uuid:"));
  EXPECT_EQ(newest().size(), 2U);
}

TEST_P(ArticleLife, TakesTheSlugItSaysEvenWhereItsFileMoved) {
  put({arrival("a.md", "A")});
  Arrival there = arrival("b.md", "A");
  there.article.slug = "new";
  there.article.slug_given = true;
  move("a.md", there);
  EXPECT_EQ(load("b.md").slug, "new");
  EXPECT_EQ(slug_target("a"), "new");
}

TEST_P(ArticleLife, KeepsItsSlugWhereSlugsBecomeAscii) {
  Arrival one = arrival("a.md", "한국 경제");
  one.article.tags = {"부산"};
  put({one});
  store->use_ascii_slugs(true);
  one.article.summary = "Another.";
  put({one});
  EXPECT_EQ(load("a.md").slug, "한국-경제");
  Arrival two = arrival("b.md", "한국 문화");
  two.article.tags = {"부산", "서울"};
  put({two});
  EXPECT_EQ(load("b.md").slug, "hangug-munhwa");
  EXPECT_EQ(load("b.md").tags[0].slug, "부산");
  EXPECT_EQ(load("b.md").tags[1].slug, "seoul");
}

TEST_P(ArticleLife, ComesBackFromALedger) {
  Arrival one = arrival("a.md", "A");
  one.article.published.reset();
  one.article.tags = {"C/C++"};
  put({one, arrival("b.md", "B", 2)}, at(10));
  move("a.md", arrival("c.md", "A"));
  withdraw("b.md");
  const std::string text = print_ids(ids());
  const auto fresh = feedd::support::memory_store();
  const IdLedger ledger = parse_ids(text, "ids").value();
  EXPECT_EQ(fresh->import_ids(ledger, at(50)).value().added, 2U);
  EXPECT_EQ(print_ids(read_ids(fresh->database())), text);
  EXPECT_EQ(fresh->import_ids(ledger, at(50)).value().unchanged, 2U);
  Arrival found = arrival("c.md", "A", 33);
  found.article.published.reset();
  found.article.slug = "c";
  fresh->commit(feedd::support::batch_of({found, arrival("b.md", "B", 2)}), feeds::touched_feeds, at(60)).value();
  const Article before = load("c.md"), after = feedd::support::load(fresh->reader(), "c.md");
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.slug, before.slug);
  EXPECT_EQ(after.published, before.published);
  EXPECT_EQ(after.updated, before.updated);
  EXPECT_EQ(feedd::support::load(fresh->reader(), "b.md").status, Status::withdrawn);
}

TEST_P(ArticleLife, ComesFromALedgerThatRepeatsSlugs) {
  const std::string times = "\t2026-01-01T00:00:00Z\t2026-01-01T00:00:00Z\t-\n";
  const IdLedger ledger =
      parse_ids("# feedd ids 1\narticle\ttag:a\ta.md\ta\tz b a b" + times + "article\ttag:c\tc.md\tc\t" + times, "ids")
          .value();
  EXPECT_EQ(ledger.articles[0].old_slugs, (std::vector<std::string>{"b", "z"}));
  const auto adopted = store->import_ids(ledger, at(50));
  ASSERT_TRUE(adopted) << adopted.error().to_string();
  EXPECT_EQ(adopted->added, 2U);
  EXPECT_EQ(store->import_ids(ledger, at(50)).value().unchanged, 2U);
}

TEST_P(ArticleLife, IsNotOverwrittenByALedgerThatContradictsIt) {
  put({arrival("a.md", "A"), arrival("b.md", "B", 2)});
  IdLedger ledger = ids();
  const std::string before = dump();
  ledger.site_id = "other";
  ledger.articles[0].slug = "elsewhere";
  ledger.articles[1].id = "tag:another";
  ledger.articles.push_back({"tag:new", "new.md", "a", {}, at(1), at(1), {}});
  const Adopted adopted = store->import_ids(ledger, at(50)).value();
  EXPECT_EQ(adopted.added, 0U);
  EXPECT_EQ(adopted.conflicts.size(), 4U);
  EXPECT_EQ(dump(), before);
}

TEST_P(ArticleLife, IsCleanedAgainWithoutBeingCalledUpdated) {
  put({arrival("a.md", "A"), arrival("b.md", "B", 2), arrival("c.md", "C", 3)});
  EXPECT_THAT(store->outdated_bodies(0, 10).value(), IsEmpty());
  connection->run("UPDATE article_body SET cleaner = 0");
  std::vector<StoredBody> bodies = store->outdated_bodies(0, 2).value();
  ASSERT_EQ(bodies.size(), 2U);
  EXPECT_EQ(bodies[0].content, "<p>A</p>");
  EXPECT_EQ(bodies[0].source, "A");
  for (StoredBody& body : bodies) body.content = "<p>clean</p>";
  Arrival edited = arrival("b.md", "B, edited", 2);
  put({edited});
  const Timestamp before = load("a.md").updated;
  const Committed cleaned = store->put_cleaned(bodies, feeds::touched_feeds, at(101)).value();
  EXPECT_EQ(only_change(cleaned), "updated");
  EXPECT_EQ(load("a.md").content, "<p>clean</p>");
  EXPECT_EQ(load("a.md").updated, before);
  EXPECT_EQ(load("b.md").content, "<p>B, edited</p>") << "an edit in between wins";
  EXPECT_EQ(store->outdated_bodies(bodies.back().key, 10).value().size(), 1U);
  ASSERT_TRUE(store->note_all_clean());
  EXPECT_THAT(store->outdated_bodies(0, 10).value(), IsEmpty());
}

TEST_P(ArticleLife, OfDamagedBodiesDoesNotStopTheCleaningOfOthers) {
  put({arrival("a.md", "A"), arrival("b.md", "B", 2)});
  connection->run("UPDATE article_body SET cleaner = 0");
  connection->run("UPDATE site SET cleaner = 0");
  connection->run("UPDATE article_body SET texts = 'L' WHERE article = 1");
  const auto bodies = store->outdated_bodies(0, 10);
  ASSERT_TRUE(bodies) << bodies.error().to_string();
  ASSERT_EQ(bodies->size(), 2U);
  EXPECT_TRUE(bodies->at(0).damaged);
  EXPECT_FALSE(bodies->at(1).damaged);
  EXPECT_EQ(bodies->at(1).content, "<p>B</p>");
}

TEST_P(ArticleLife, OfADamagedBodyGoesOnWhenItsFileIsReadAgain) {
  put({arrival("a.md", "A")});
  const Article before = load("a.md");
  connection->run("UPDATE article_body SET texts = 'L'");
  EXPECT_ANY_THROW(load("a.md"));
  const Committed mended = put({arrival("a.md", "A")});
  EXPECT_EQ(only_change(mended), "updated") << "feeds were made without it";
  EXPECT_THAT(mended.feeds, ElementsAre("feed"));
  EXPECT_EQ(load("a.md").content, before.content);
  EXPECT_EQ(load("a.md").updated, before.updated);
  EXPECT_THAT(put({arrival("a.md", "A")}).changes, IsEmpty());
}

TEST_P(ArticleLife, OfAStoreOfBeforeGoesOn) {
  const auto old = GetParam().make();
  auto database = old->connect();
  const sql::Room first{article_tables().name, article_tables().steps.first(1)};
  ASSERT_TRUE(sql::migrate(*database, first, "store"));
  database->script(
      "INSERT INTO site VALUES(1, 'site', 3, '');"
      "INSERT INTO article VALUES(1, 1, 'urn:uuid:1', 'a.md', 'a', 'a', 'A', '', 100, 100, '', '', '', 0, 1, 1, 's', "
      "'t', 'f');"
      "INSERT INTO article VALUES(2, 1, 'tag:b', 'b.md', 'b', 'b', 'B', '', 200, 200, '', '', '', 1, 0, 2, 's', 't', "
      "'f');"
      "INSERT INTO article_slug VALUES(1, 'a', 1), (1, 'b', 2);");
  const auto opened = ArticleStore::open(std::move(database), "store", {}).value();
  const Article a = feedd::support::load(opened->reader(), "a");
  EXPECT_EQ(a.id, "urn:uuid:1");
  EXPECT_EQ(a.origin, Origin::folder);
  EXPECT_FALSE(a.expires);
  EXPECT_EQ(opened->paths().value(), (Paths{"a.md", "b.md"}));
  (void)opened->withdraw("b", false, feeds::touched_feeds, at(1)).value();
  (void)opened->withdraw("b", true, feeds::touched_feeds, at(1)).value();
  EXPECT_EQ(feedd::support::load(opened->reader(), "b").status, Status::draft) << "a draft it was, a draft it stays";
}

TEST(IdLedgerText, ComesBackAsItWas) {
  IdLedger ledger{"site\t1",
                  {{"a\nb", "p\\q.md", "slug", {"old", "older"}, at(1), at(2), at(3)}},
                  {{TermKind::author, "kim", "kim", "Kim\tJ"}}};
  EXPECT_EQ(parse_ids(print_ids(ledger), "ids").value(), ledger);
}

TEST(IdLedgerText, NamesTheLineThatIsWrong) {
  for (const char* line : {"article\ta", "article\ta\tp\ts\t\tyesterday\t2026-01-01T00:00:00Z\t-", "site\t\\x",
                           "else\tx", "term\tplace\tx\tx\tx", "term\ttag\t\tx\tX"}) {
    const auto parsed = parse_ids(std::string("# feedd ids 1\nsite\tx\n") + line + "\n", "ids.txt");
    ASSERT_FALSE(parsed) << line;
    EXPECT_EQ(parsed.error().at.line, 3);
    EXPECT_EQ(parsed.error().subject, "ids.txt");
  }
  EXPECT_FALSE(parse_ids("", "ids.txt"));
  EXPECT_FALSE(parse_ids("id,path\n", "ids.txt"));
}

}  // namespace
}  // namespace feedd::content
