#include "daemon/outstanding.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

TEST(Outstanding, All_is_served_when_nothing_is_on_its_way) {
  Outstanding outstanding;
  EXPECT_EQ(outstanding.end(outstanding.begin(5)), 5U);
  EXPECT_EQ(outstanding.end(outstanding.begin(7)), 7U);
}

TEST(Outstanding, What_arrives_sooner_than_an_older_one_completes_nothing) {
  Outstanding outstanding;
  EXPECT_EQ(outstanding.end(outstanding.begin(5)), 5U);
  const auto older = outstanding.begin(20), newer = outstanding.begin(22), newest = outstanding.begin(25);
  EXPECT_EQ(outstanding.end(newer), 5U) << "the older one brings all from 6 to 20";
  EXPECT_EQ(outstanding.end(older), 22U);
  EXPECT_EQ(outstanding.end(newest), 25U);
}

TEST(Outstanding, One_that_is_made_again_is_outstanding_until_it_is_served) {
  Outstanding outstanding;
  static_cast<void>(outstanding.end(outstanding.begin(5)));
  const auto failed = outstanding.begin(20);
  EXPECT_EQ(outstanding.end(outstanding.begin(22)), 5U);
  const auto again = outstanding.begin(30, failed);
  EXPECT_EQ(outstanding.end(failed), 5U);
  EXPECT_EQ(outstanding.end(again), 30U);
}

}  // namespace
}  // namespace feedd::daemon
