// What a delta says: changes since a revision as a valid document, and nothing where it would leave something out.
#include "feeds/check/check.hpp"
#include "feeds/feed_document.hpp"
#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t atom_row = 0, rss_row = 1, json_row = 2;

content::Arrival article(const std::string& id, std::string_view title, int day, const std::string& tag = "") {
  content::Arrival arrival = support::arrival(id + ".md", title, day);
  arrival.article.id = id;
  if (!tag.empty()) arrival.article.tags = {tag};
  return arrival;
}

class Deltas : public ::testing::Test {
 protected:
  Deltas() { commit({article("one", "One", 1), article("two", "Two", 2), article("three", "Three", 3)}); }

  void commit(std::vector<content::Arrival> arrivals) {
    ASSERT_TRUE(store->commit(support::batch_of(std::move(arrivals)), touched_feeds, support::at(100)));
  }
  void withdraw(const char* id) { ASSERT_TRUE(store->withdraw(id, false, touched_feeds, support::at(100))); }
  [[nodiscard]] std::uint64_t revision(const char* key = "feed") { return store->reader().feed_state(key)->revision; }
  [[nodiscard]] FeedDelta delta(std::size_t row, std::uint64_t since, const char* key = "feed") {
    return FeedRenderer(site, cache).render_delta(store->reader(), *FeedKey::parse(key), row, since).value();
  }
  [[nodiscard]] std::string bytes(std::size_t row, std::uint64_t since, const char* key = "feed") {
    const FeedDelta made = delta(row, since, key);
    return made.document ? *made.document->bytes : "";
  }

  Site site = sample_site();
  std::unique_ptr<content::ArticleStore> store = support::memory_store();
  FragmentCache cache{1 << 20};
};

TEST_F(Deltas, HoldWhatIsNewOrChangedUnderTheTagOfTheWholeDocument) {
  const auto since = revision();
  commit({article("four", "Four", 4), article("one", "One, edited", 1)});
  for (std::size_t row = 0; row < formats().size(); ++row) {
    const FeedDelta made = delta(row, since);
    ASSERT_TRUE(made.document) << formats()[row].name;
    const std::string& document = *made.document->bytes;
    EXPECT_THAT(document, HasSubstr("One, edited"));
    EXPECT_THAT(document, HasSubstr("Four"));
    EXPECT_LT(document.find("Four"), document.find("One, edited")) << "newest first";
    EXPECT_THAT(document, Not(HasSubstr(">Two<")));
    EXPECT_THAT(document, Not(HasSubstr("Three")));
    const auto whole = FeedRenderer(site, cache).render(store->reader(), *FeedKey::parse("feed"), 1U << row).value();
    EXPECT_EQ(made.etag, whole.documents[0].etag);
    EXPECT_EQ(made.document->etag, made.etag);
    EXPECT_TRUE(check::judge(document, formats()[row].media_type, made.document->self_url).is_valid()) << document;
  }
}

TEST_F(Deltas, AreTheSameWhoeverMakesThem) {
  const auto since = revision();
  commit({article("four", "Four", 4)});
  FragmentCache nothing{0};
  const auto again = FeedRenderer(site, nothing).render_delta(store->reader(), FeedKey{}, atom_row, since).value();
  EXPECT_EQ(bytes(atom_row, since), *again.document->bytes);
}

TEST_F(Deltas, OfATermHoldItsArticlesOnly) {
  commit({article("first", "First", 3, "t")});
  const auto since = revision("tags/t");
  commit({article("four", "Four", 4, "t"), article("five", "Five", 5, "u")});
  EXPECT_THAT(bytes(rss_row, since, "tags/t"), HasSubstr("Four"));
  EXPECT_THAT(bytes(rss_row, since, "tags/t"), Not(HasSubstr("Five")));
}

TEST_F(Deltas, TellOfAWithdrawalWhereTheFormatCan) {
  withdraw("three");
  const auto since = revision();
  withdraw("two");
  const std::string atom = bytes(atom_row, since);
  EXPECT_THAT(atom, HasSubstr("<at:deleted-entry ref=\"" + site.atom_id("two")));
  EXPECT_THAT(atom, Not(HasSubstr(site.atom_id("three")))) << "was told before";
  EXPECT_THAT(atom, Not(HasSubstr("<entry")));
  EXPECT_TRUE(check::judge(atom, formats()[atom_row].media_type, site.base_url + "/feed.atom").is_valid()) << atom;
  for (std::size_t row = rss_row; row < formats().size(); ++row) EXPECT_FALSE(delta(row, since).document);
}

TEST_F(Deltas, AreRefusedWhereSomethingLeftUntold) {
  const auto since = revision();
  commit({article("four", "Four", 4)});
  ASSERT_TRUE(store->commit({{}, {"two.md"}, {}}, touched_feeds, support::at(101)));
  EXPECT_FALSE(delta(atom_row, since).document) << "its file is gone: no format says that";
  store->keep_tombstones(std::chrono::seconds(0));
  const auto later = revision();
  withdraw("one");
  EXPECT_FALSE(delta(atom_row, later).document);
}

TEST_F(Deltas, BringWhatComesBackIntoAFullFeed) {
  site.limit = 2;
  const auto since = revision();
  withdraw("three");
  const FeedRenderer alone(site, cache, FeedRenderer::Links::alone);
  const auto made = alone.render_delta(store->reader(), FeedKey{}, atom_row, since).value();
  ASSERT_TRUE(made.document);
  EXPECT_THAT(*made.document->bytes, HasSubstr("deleted-entry"));
  EXPECT_THAT(*made.document->bytes, HasSubstr(">One<")) << "no change of its own, but new to the document";
  EXPECT_THAT(*made.document->bytes, Not(HasSubstr(">Two<")));
}

TEST_F(Deltas, DoNotReachBehindAChangeOfTheRules) {
  const auto since = revision();
  ASSERT_TRUE(store->define("another", {"feed"}, support::at(100)));
  commit({article("four", "Four", 4)});
  EXPECT_FALSE(delta(atom_row, since).document) << "all entries may look different";
  const auto after = revision();
  commit({article("five", "Five", 5)});
  EXPECT_TRUE(delta(atom_row, after).document);
}

TEST_F(Deltas, AreRefusedWhereTheyWouldBeAllOrNothing) {
  EXPECT_FALSE(delta(atom_row, 0).document);
  EXPECT_FALSE(delta(atom_row, revision()).document);
  EXPECT_FALSE(delta(json_row, 0).etag.empty());
}

TEST_F(Deltas, AreRefusedUnderALimitOfBytes) {
  const auto since = revision();
  commit({article("four", "Four", 4)});
  site.feeds["feed"].limit_bytes = 1 << 20;
  EXPECT_FALSE(delta(atom_row, since).document);
}

}  // namespace
}  // namespace feedd::feeds
