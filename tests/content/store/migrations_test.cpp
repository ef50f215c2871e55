#include "content/store/migrations.hpp"

#include "content/store/article_store.hpp"
#include "content/store/scan_state.hpp"
#include "content/store/schema.hpp"
#include "tests/support/store.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::content::sql {
namespace {

using ::testing::HasSubstr;

constexpr std::array<std::string_view, 3> steps = {
    "CREATE TABLE thing(name TEXT NOT NULL); INSERT INTO thing(name) VALUES('step 1');",
    "INSERT INTO thing(name) VALUES('step 2');", "INSERT INTO thing(name) VALUES('step 3');"};

class MigrationsContract : public ::testing::TestWithParam<feedd::support::Engine> {
 protected:
  static Room room(std::size_t count) { return {"things", std::span(steps).first(count)}; }
  std::vector<std::string> things() {
    std::vector<std::string> names;
    database->run("SELECT name FROM thing ORDER BY name", {}, [&](const Row& row) { names.emplace_back(row.text(0)); });
    return names;
  }
  std::unique_ptr<feedd::support::Place> place = GetParam().make();
  std::unique_ptr<Database> database = place->connect();
};
INSTANTIATE_TEST_SUITE_P(Every, MigrationsContract, ::testing::ValuesIn(feedd::support::engines()),
                         [](const auto& engine) { return std::string(engine.param.name); });

TEST_P(MigrationsContract, ApplyWhatIsMissingAndEachStepOnce) {
  ASSERT_TRUE(migrate(*database, room(1), "store"));
  EXPECT_EQ(things(), std::vector<std::string>{"step 1"});
  ASSERT_TRUE(migrate(*database, room(3), "store"));
  ASSERT_TRUE(migrate(*database, room(3), "store"));
  EXPECT_EQ(things(), (std::vector<std::string>{"step 1", "step 2", "step 3"}));
}

TEST_P(MigrationsContract, RefuseADatabaseOfANewerFeeddAndLeaveItAlone) {
  ASSERT_TRUE(migrate(*database, room(3), "store"));
  const auto refused = migrate(*database, room(2), "feedd.db");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().subject, "feedd.db");
  EXPECT_THAT(refused.error().reason, HasSubstr("newer"));
  EXPECT_EQ(things().size(), 3U);
  EXPECT_TRUE(migrate(*database, room(3), "store")) << "its version was not touched";
}

TEST_P(MigrationsContract, LeaveNothingOfAStepThatFails) {
  constexpr std::array<std::string_view, 2> broken = {steps[0], "INSERT INTO nowhere VALUES(1);"};
  EXPECT_FALSE(migrate(*database, {"things", broken}, "store"));
  EXPECT_THROW((void)things(), Failure);
  ASSERT_TRUE(migrate(*database, room(2), "store"));
  EXPECT_EQ(things().size(), 2U);
}

TEST_P(MigrationsContract, OnlyLookWhereTheyMayNotWrite) {
  ASSERT_TRUE(migrate(*database, room(2), "store"));
  EXPECT_TRUE(migrate(*database, room(2), "store", false));
  const auto older = migrate(*database, room(3), "store", false);
  ASSERT_FALSE(older);
  EXPECT_THAT(older.error().reason, HasSubstr("older"));
  EXPECT_EQ(things().size(), 2U);
}

TEST_P(MigrationsContract, KeepTheVersionsOfRoomsApart) {
  static constexpr std::array<std::string_view, 1> other = {"CREATE TABLE other(x INTEGER);"};
  ASSERT_TRUE(migrate(*database, room(3), "store"));
  EXPECT_TRUE(migrate(*database, {"others", other}, "store"));
  EXPECT_TRUE(migrate(*database, room(3), "store"));
}

TEST_P(MigrationsContract, MakeTheArticleStoreRefuseItsNewerDatabase) {
  std::vector<std::string_view> newer(article_tables().steps.begin(), article_tables().steps.end());
  newer.push_back("CREATE TABLE of_tomorrow(x INTEGER);");
  ASSERT_TRUE(migrate(*database, {article_tables().name, newer}, "store"));
  const auto opened = ArticleStore::open(place->connect(), "feedd.db", {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().subject, "feedd.db");
}

TEST_P(MigrationsContract, LetArticlesAndScanStateShareADatabase) {
  EXPECT_TRUE(ArticleStore::open(place->connect(), "store", {}));
  EXPECT_TRUE(ScanState::open(place->connect(), "store"));
  EXPECT_TRUE(ArticleStore::open(place->connect(), "store", {}));
}

}  // namespace
}  // namespace feedd::content::sql
