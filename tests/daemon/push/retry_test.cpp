#include "daemon/push/retry.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using namespace std::chrono_literals;

TEST(Retry, Waits_two_seconds_and_double_each_time) {
  EXPECT_EQ(backoff(1, 0), 2s);
  EXPECT_EQ(backoff(2, 0), 4s);
  EXPECT_EQ(backoff(3, 0), 8s);
  EXPECT_EQ(backoff(11, 0), 2048s);
}

TEST(Retry, Waits_an_hour_at_most_however_often_it_failed) {
  for (const unsigned attempts : {12U, 17U, 64U, 1000U, ~0U}) EXPECT_EQ(backoff(attempts, 0), 1h) << attempts;
}

TEST(Retry, Waits_half_of_it_at_least) {
  EXPECT_EQ(backoff(1, 1), 1s);
  EXPECT_EQ(backoff(2, 0.5), 3s);
  EXPECT_EQ(backoff(~0U, 1), 30min);
}

TEST(Retry, Waits_even_where_nothing_has_failed) {
  EXPECT_EQ(backoff(0, 0), 2s);
  EXPECT_EQ(backoff(0, 1), 1s);
}

TEST(Retry, Tries_more_than_fifty_times_before_it_gives_up) {
  std::chrono::milliseconds waited{0};
  unsigned attempts = 0;
  while (waited < give_up_time) waited += backoff(++attempts, 0);
  EXPECT_GT(attempts, 50U);
}

}  // namespace
}  // namespace feedd::daemon::push
