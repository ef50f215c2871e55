#include "daemon/push/commit_times.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using namespace std::chrono_literals;

CommitTimes::Time ago(std::chrono::seconds time) {
  return std::chrono::steady_clock::now() - time;
}

/// Whole tens of seconds: a test runs for less than that.
long tens(std::chrono::milliseconds time) {
  return time / 10s;
}

TEST(CommitTimes, Tell_how_long_ago_a_revision_was_committed) {
  CommitTimes times;
  times.note(5, ago(60s));
  times.note(6, ago(20s));
  EXPECT_EQ(tens(times.since(5)), 6);
  EXPECT_EQ(tens(times.since(6)), 2);
}

TEST(CommitTimes, Take_a_revision_within_a_commit_for_that_commit) {
  CommitTimes times;
  times.note(5, ago(60s));
  times.note(9, ago(20s));
  EXPECT_EQ(tens(times.since(7)), 2);
}

TEST(CommitTimes, Know_nothing_of_what_is_not_committed) {
  CommitTimes times;
  EXPECT_EQ(times.since(1), 0ms);
  times.note(5, ago(60s));
  EXPECT_EQ(times.since(6), 0ms);
}

TEST(CommitTimes, Know_nothing_of_what_was_committed_before_they_began) {
  CommitTimes times;
  times.begin(5);
  times.note(7, ago(60s));
  EXPECT_EQ(times.since(4), 0ms);
  EXPECT_EQ(times.since(5), 0ms);
  EXPECT_EQ(tens(times.since(6)), 6);
}

TEST(CommitTimes, Do_not_take_a_later_commit_for_one_that_is_forgotten) {
  CommitTimes times;
  for (std::uint64_t revision = 1; revision <= 257; ++revision) times.note(revision, ago(60s));
  EXPECT_EQ(times.since(1), 0ms);
  EXPECT_EQ(tens(times.since(2)), 6);
}

}  // namespace
}  // namespace feedd::daemon::push
