// Which article an arrival is: ids and slugs over edits, moves, disappearances and returns.
#include "content/identity.hpp"
#include "tests/content/store/store_contract.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

using ::testing::HasSubstr;

class ArticleIdentity : public StoreContract {};
FEEDD_ON_EVERY_ENGINE(ArticleIdentity);

TEST_P(ArticleIdentity, IsMintedFromTheSiteAndThePathAtFirstSight) {
  put({arrival("a.md", "A"), arrival("news/b.md", "B", 2)});
  const std::string site = reader.reading([&] { return reader.site_id(); }).value();
  EXPECT_EQ(load("a.md").id, mint_id(site, "a.md"));
  EXPECT_EQ(load("news/b.md").id, mint_id(site, "news/b.md"));
}

TEST_P(ArticleIdentity, ComesFromTheArticleWhereItHasOne) {
  Arrival given = arrival("a.md", "A");
  given.article.id = "tag:example.org,2020:한국";
  put({given});
  EXPECT_EQ(load("a.md").id, "tag:example.org,2020:한국");
}

TEST_P(ArticleIdentity, StaysWhenTheArticleIsRetitledAndEdited) {
  put({arrival("a.md", "A")});
  const Article before = load("a.md");
  EXPECT_EQ(only_change(put({arrival("a.md", "Something else entirely", 9)})), "updated");
  const Article after = load("a.md");
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.key, before.key);
  EXPECT_EQ(after.title, "Something else entirely");
}

TEST_P(ArticleIdentity, StaysWhenTheFileIsRenamedAndEditedAtOnce) {
  put({arrival("a.md", "A")});
  const Article before = load("a.md");
  EXPECT_EQ(only_change(move("a.md", arrival("2026/b.md", "A, edited"))), "moved");
  const Article after = load("2026/b.md");
  EXPECT_EQ(after.id, before.id);
  EXPECT_EQ(after.slug, before.slug) << "a move keeps the address";
  EXPECT_EQ(store->paths().value(), Paths{"2026/b.md"});
}

TEST_P(ArticleIdentity, SurvivesARenamingBackAndForth) {
  put({arrival("a.md", "A")});
  const std::string id = load("a.md").id;
  move("a.md", arrival("b.md", "A"));
  move("b.md", arrival("a.md", "A"));
  EXPECT_EQ(load("a.md").id, id);
  EXPECT_EQ(newest(), Paths{"a.md"});
}

TEST_P(ArticleIdentity, OfANewFileAtAPathThatWasLeftIsANewOne) {
  put({arrival("a.md", "A")});
  const std::string id = load("a.md").id;
  move("a.md", arrival("b.md", "A"));
  EXPECT_EQ(only_change(put({arrival("a.md", "Another", 2)})), "added");
  EXPECT_EQ(load("b.md").id, id);
  EXPECT_NE(load("a.md").id, id);
}

TEST_P(ArticleIdentity, OfAMoveToAPathWhereAnArticleVanishedIsTheMovedOnes) {
  put({arrival("a.md", "A"), arrival("b.md", "B")});
  const std::string a = load("a.md").id;
  const std::string b = load("b.md").id;
  vanish("b.md");
  EXPECT_EQ(only_change(move("a.md", arrival("b.md", "A"))), "moved");
  EXPECT_EQ(load("b.md").id, a);
  Arrival returned = arrival("elsewhere.md", "B");
  returned.digest = arrival("b.md", "B").digest;
  put({returned});
  EXPECT_EQ(load("elsewhere.md").id, b) << "the vanished one keeps its id";
}

TEST_P(ArticleIdentity, IsTakenUpAgainWhenTheFileReturns) {
  put({arrival("a.md", "A")});
  const Article before = load("a.md");
  vanish("a.md");
  EXPECT_EQ(newest(), Paths{});
  EXPECT_EQ(only_change(put({arrival("a.md", "A")})), "revived");
  EXPECT_EQ(load("a.md").id, before.id);
  EXPECT_EQ(load("a.md").slug, before.slug);
  EXPECT_EQ(newest(), Paths{"a.md"});
}

TEST_P(ArticleIdentity, IsTakenUpAgainWhenTheSameBytesReturnElsewhere) {
  put({arrival("a.md", "A")});
  const std::string id = load("a.md").id;
  vanish("a.md");
  Arrival returned = arrival("kept/a.md", "A");
  returned.digest = arrival("a.md", "A").digest;
  EXPECT_EQ(only_change(put({returned})), "revived");
  EXPECT_EQ(load("kept/a.md").id, id);
}

TEST_P(ArticleIdentity, OfACopyIsItsOwnWhileTheOriginalIsThere) {
  put({arrival("a.md", "A")});
  Arrival copy = arrival("copy.md", "A");
  copy.digest = arrival("a.md", "A").digest;
  EXPECT_EQ(only_change(put({copy})), "added");
  EXPECT_NE(load("copy.md").id, load("a.md").id);
}

TEST_P(ArticleIdentity, IsRefusedToASecondFileWhileTheFirstIsThere) {
  Arrival first = arrival("a.md", "A");
  first.article.id = "one";
  Arrival second = arrival("b.md", "B");
  second.article.id = "one";
  put({first});
  const std::string before = dump();
  const Committed committed = put({second});
  ASSERT_EQ(committed.refused.size(), 1U);
  EXPECT_EQ(committed.refused[0].operation, "duplicate-id");
  EXPECT_EQ(committed.refused[0].subject, "b.md");
  EXPECT_THAT(committed.refused[0].reason, HasSubstr("a.md"));
  EXPECT_EQ(dump(), before);
}

TEST_P(ArticleIdentity, RefusedToOneArrivalLeavesTheOthersAlone) {
  Arrival first = arrival("a.md", "A");
  first.article.id = "one";
  Arrival second = arrival("b.md", "B");
  second.article.id = "one";
  const Committed committed = put({first, second, arrival("c.md", "C", 2)});
  EXPECT_EQ(committed.refused.size(), 1U);
  EXPECT_EQ(newest(), (Paths{"c.md", "a.md"}));
}

TEST_P(ArticleIdentity, GoesWithTheIdWhereTheOldFileIsLeaving) {
  Arrival first = arrival("a.md", "A");
  first.article.id = "one";
  put({first});
  const std::int64_t key = load("one").key;
  Arrival there = arrival("b.md", "A, edited");
  there.article.id = "one";
  const Committed committed = commit({{there}, {}, {"a.md"}});
  EXPECT_TRUE(committed.refused.empty());
  EXPECT_EQ(only_change(committed), "moved");
  EXPECT_EQ(load("one").key, key);
  EXPECT_EQ(load("one").path, "b.md");
}

TEST_P(ArticleIdentity, GoesWithTheIdWhereTheOldFileVanishedLongAgo) {
  Arrival first = arrival("a.md", "A");
  first.article.id = "one";
  put({first});
  vanish("a.md");
  Arrival there = arrival("b.md", "A, edited");
  there.article.id = "one";
  EXPECT_EQ(only_change(put({there})), "revived");
  EXPECT_EQ(load("one").path, "b.md");
  EXPECT_EQ(newest(), Paths{"b.md"});
}

TEST_P(ArticleIdentity, GivenLaterReplacesTheMintedOne) {
  put({arrival("a.md", "A")});
  const std::int64_t key = load("a.md").key;
  Arrival given = arrival("a.md", "A");
  given.article.id = "urn:mine";
  put({given});
  EXPECT_EQ(load("a.md").id, "urn:mine");
  EXPECT_EQ(load("a.md").key, key);
}

TEST_P(ArticleIdentity, TakenOutOfTheFileIsKept) {
  Arrival given = arrival("a.md", "A");
  given.article.id = "urn:mine";
  put({given});
  put({arrival("a.md", "A")});
  EXPECT_EQ(load("a.md").id, "urn:mine");
}

TEST_P(ArticleIdentity, OfTheSiteIsTheSameForTheSameFirstArticle) {
  put({arrival("a.md", "A")});
  const std::string site = reader.reading([&] { return reader.site_id(); }).value();
  const auto other = feedd::support::memory_store();
  ASSERT_TRUE(other->commit(feedd::support::batch_of({arrival("a.md", "A")}), feeds::touched_feeds, at(200)));
  EXPECT_EQ(other->reader().reading([&] { return other->reader().site_id(); }).value(), site);
  const auto different = feedd::support::memory_store();
  ASSERT_TRUE(different->commit(feedd::support::batch_of({arrival("z.md", "Z")}), feeds::touched_feeds, at(200)));
  EXPECT_NE(different->reader().reading([&] { return different->reader().site_id(); }).value(), site);
}

TEST_P(ArticleIdentity, OfTheSiteIsKeptOnceItIsMinted) {
  put({arrival("a.md", "A")});
  const std::string site = reader.reading([&] { return reader.site_id(); }).value();
  vanish("a.md");
  open();
  put({arrival("z.md", "Z")});
  EXPECT_EQ(reader.reading([&] { return reader.site_id(); }).value(), site);
}

TEST_P(ArticleIdentity, OfTheSiteIsTheConfiguredOneWhereThereIsOne) {
  open("news.example.org");
  put({arrival("a.md", "A")});
  EXPECT_EQ(reader.reading([&] { return reader.site_id(); }).value(), "news.example.org");
  EXPECT_EQ(load("a.md").id, mint_id("news.example.org", "a.md"));
}

TEST_P(ArticleIdentity, IsKeptWhenAnotherSiteIdIsConfiguredLater) {
  put({arrival("a.md", "A")});
  const std::string id = load("a.md").id;
  open("news.example.org");
  put({arrival("a.md", "A, edited")});
  EXPECT_EQ(load("a.md").id, id);
}

TEST_P(ArticleIdentity, GivesEverySlugToOneArticle) {
  const Committed committed = put({arrival("a.md", "Same"), arrival("b.md", "Same"), arrival("c.md", "Same")});
  EXPECT_EQ(load("a.md").slug, "same");
  EXPECT_EQ(load("b.md").slug, "same-2");
  EXPECT_EQ(load("c.md").slug, "same-3");
  ASSERT_EQ(committed.notices.size(), 2U);
  EXPECT_EQ(committed.notices[0].operation, "duplicate-slug");
  EXPECT_EQ(committed.notices[0].subject, "b.md");
}

TEST_P(ArticleIdentity, LeadsFromAnOldSlugToTheArticle) {
  put({arrival("a.md", "First")});
  const Committed committed = put({arrival("a.md", "Second")});
  ASSERT_EQ(committed.changes.size(), 1U);
  EXPECT_EQ(committed.changes[0].old_slugs, std::vector<std::string>{"first"});
  EXPECT_EQ(committed.changes[0].slug, "second");
  EXPECT_EQ(slug_target("first"), "second");
  EXPECT_EQ(slug_target("second"), "second");
}

TEST_P(ArticleIdentity, GivesAnOldSlugToNobodyElse) {
  put({arrival("a.md", "First")});
  put({arrival("a.md", "Second")});
  put({arrival("b.md", "First")});
  EXPECT_EQ(load("b.md").slug, "first-2");
  EXPECT_EQ(slug_target("first"), "second");
}

TEST_P(ArticleIdentity, TakesItsOwnOldSlugBack) {
  put({arrival("a.md", "First")});
  put({arrival("a.md", "Second")});
  put({arrival("a.md", "First")});
  EXPECT_EQ(load("a.md").slug, "first");
  EXPECT_EQ(slug_target("second"), "first");
}

TEST_P(ArticleIdentity, KeepsANumberedSlugWhenTheFirstOneGoesAway) {
  put({arrival("a.md", "Same"), arrival("b.md", "Same")});
  vanish("a.md");
  put({arrival("b.md", "Same")});
  EXPECT_EQ(load("b.md").slug, "same-2");
}

// mv b.md a.md over an existing article: the file that is there now owns the id, a.md's former article vanished.
TEST_P(ArticleIdentity, GoesWithTheIdOverAnArticleWhoseFileItReplaced) {
  Arrival b = arrival("b.md", "B");
  b.article.id = "one";
  put({arrival("a.md", "A", 2), b});
  Arrival there = arrival("a.md", "B, moved over A");
  there.article.id = "one";
  const Committed committed = commit({{there}, {}, {"b.md"}});
  EXPECT_TRUE(committed.refused.empty()) << committed.refused[0].to_string();
  commit({{}, {"b.md"}, {"b.md"}});
  const Committed again = put({there});
  EXPECT_TRUE(again.refused.empty()) << "for ever: " << again.refused[0].to_string();
  EXPECT_EQ(newest(), Paths{"a.md"});
  EXPECT_EQ(load("one").title, "B, moved over A");
}
TEST_P(ArticleIdentity, GoesWithTheIdToAPathWhereAnotherVanished) {
  Arrival b = arrival("b.md", "B");
  b.article.id = "one";
  put({arrival("a.md", "A", 2), b});
  vanish("a.md");
  Arrival there = arrival("a.md", "B, edited");
  there.article.id = "one";
  const Committed committed = commit({{there}, {}, {"b.md"}});
  EXPECT_TRUE(committed.refused.empty()) << committed.refused[0].to_string();
}

// Two files change places, and each says its id: the ids go with the texts.
TEST_P(ArticleIdentity, FollowsTwoFilesThatSwapTheirNames) {
  Arrival a = arrival("a.md", "A", 2);
  Arrival b = arrival("b.md", "B", 1);
  a.article.id = "one";
  b.article.id = "two";
  put({a, b});
  Arrival there = arrival("b.md", "A, edited", 2);
  Arrival here = arrival("a.md", "B, edited", 1);
  there.article.id = "one";
  here.article.id = "two";
  EXPECT_TRUE(commit({{here, there}, {}, {}}).refused.empty());
  EXPECT_EQ(load("one").path, "b.md");
  EXPECT_EQ(load("two").path, "a.md");
  EXPECT_EQ(newest(), (Paths{"b.md", "a.md"}));
}

}  // namespace
}  // namespace feedd::content
