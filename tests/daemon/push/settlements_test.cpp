#include "daemon/push/settlements.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

/// A database of which nothing is asked.
struct NoDatabase final : content::sql::Database {
  void run(std::string_view, std::initializer_list<content::sql::Value>, const content::sql::OnRow&) override {}
  [[nodiscard]] std::int64_t changes() const override { return 0; }
  void script(const std::string&) override {}
  void begin(bool) override {}
  void commit() override {}
  void rollback() noexcept override {}
};

/// A writer that does what it is given when the test says so.
class SettlementsTest : public ::testing::Test {
 protected:
  using Words = std::vector<std::string>;

  void add(const std::string& word) {
    settlements.add([this, word](content::sql::Database&) { worked.push_back(word); },
                    [this, word] { written.push_back(word); });
  }
  void add(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) settlements.add([](content::sql::Database&) {});
  }
  /// The oldest group that was handed over is written, or fails at its end.
  void write(bool good = true) {
    ASSERT_FALSE(groups.empty());
    const auto [work, done] = std::move(groups.front());
    groups.erase(groups.begin());
    worked.clear();
    NoDatabase database;
    work(database);
    done(good);
    poll();
  }
  void poll() {
    context.restart();
    context.poll();
  }
  /// Lets time pass until a group is handed over.
  void await_group() {
    context.restart();
    while (groups.empty() && context.run_one_for(20s) != 0) {
    }
  }

  boost::asio::io_context context{1};
  std::vector<std::pair<std::function<void(content::sql::Database&)>, std::function<void(bool)>>> groups;
  Words worked, written;
  int had_room = 0;
  Settlements settlements{context,
                          [this](auto work, auto done) { groups.emplace_back(std::move(work), std::move(done)); },
                          [this] { ++had_room; }};
};

TEST_F(SettlementsTest, Are_written_in_one_group_in_their_order) {
  for (const char* word : {"a", "b", "c"}) add(word);
  EXPECT_THAT(groups, IsEmpty()) << "they are gathered first";
  settlements.flush();
  write();
  EXPECT_THAT(worked, ElementsAre("a", "b", "c"));
  EXPECT_THAT(written, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(settlements.is_empty());
}

TEST_F(SettlementsTest, Are_not_called_written_before_they_are_on_disk) {
  add("a");
  settlements.flush();
  poll();
  EXPECT_THAT(written, IsEmpty());
  EXPECT_FALSE(settlements.is_empty());
}

TEST_F(SettlementsTest, Go_by_themselves_after_a_short_while) {
  add("a");
  await_group();
  ASSERT_EQ(groups.size(), 1U);
  write();
  EXPECT_THAT(written, ElementsAre("a"));
}

TEST_F(SettlementsTest, Do_not_wait_where_there_are_many) {
  add(std::size_t{256});
  EXPECT_EQ(groups.size(), 1U);
}

TEST_F(SettlementsTest, Are_written_one_group_after_the_other) {
  add("a");
  settlements.flush();
  add("b");
  settlements.flush();
  add(std::size_t{300});
  EXPECT_EQ(groups.size(), 1U) << "the writer has one at a time";
  write();
  EXPECT_EQ(groups.size(), 1U) << "and then all that came meanwhile";
  write();
  EXPECT_THAT(worked, ElementsAre("b"));
  EXPECT_TRUE(settlements.is_empty());
}

TEST_F(SettlementsTest, Are_full_with_so_many_that_are_not_on_disk_whether_handed_over_or_not) {
  add(Settlements::group_limit - 1);
  EXPECT_FALSE(settlements.is_full());
  add("last");
  EXPECT_TRUE(settlements.is_full());
  EXPECT_EQ(had_room, 0);
  write();
  EXPECT_EQ(had_room, 1);
  EXPECT_FALSE(settlements.is_full());
}

TEST_F(SettlementsTest, That_cannot_be_written_are_tried_again_before_what_came_later) {
  add("a");
  add("b");
  settlements.flush();
  add("c");
  write(false);
  EXPECT_THAT(written, IsEmpty());
  EXPECT_EQ(had_room, 0);
  await_group();
  write();
  EXPECT_THAT(worked, ElementsAre("a", "b", "c"));
  EXPECT_THAT(written, ElementsAre("a", "b", "c"));
}

TEST_F(SettlementsTest, Stay_full_while_nothing_can_be_written) {
  add(Settlements::group_limit);
  for (int attempt = 0; attempt < 3; ++attempt) {
    write(false);
    EXPECT_TRUE(settlements.is_full());
    settlements.flush();
  }
  write();
  EXPECT_FALSE(settlements.is_full());
}

TEST_F(SettlementsTest, May_be_added_by_what_is_told_that_it_is_written) {
  settlements.add([](content::sql::Database&) {}, [this] { add("next"); });
  settlements.flush();
  write();
  settlements.flush();
  write();
  EXPECT_THAT(written, ElementsAre("next"));
}

}  // namespace
}  // namespace feedd::daemon::push
