#include "daemon/outstanding.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

TEST(Outstanding, All_is_served_when_nothing_is_on_its_way) {
  Outstanding outstanding;
  outstanding.begin(5);
  EXPECT_EQ(outstanding.end(5), 5U);
  outstanding.begin(7);
  EXPECT_EQ(outstanding.end(7), 7U);
}

TEST(Outstanding, What_arrives_sooner_than_an_older_one_completes_nothing) {
  Outstanding outstanding;
  for (const std::uint64_t revision : {5U, 7U, 9U}) outstanding.begin(revision);
  EXPECT_EQ(outstanding.end(7), 4U);
  EXPECT_EQ(outstanding.end(5), 8U);
  EXPECT_EQ(outstanding.end(9), 9U);
}

TEST(Outstanding, One_that_is_made_again_is_outstanding_until_it_is_served) {
  Outstanding outstanding;
  outstanding.begin(5);
  outstanding.begin(7);
  EXPECT_EQ(outstanding.end(7), 4U);
  outstanding.begin(5);
  EXPECT_EQ(outstanding.end(5), 4U);
  EXPECT_EQ(outstanding.end(5), 7U);
}

}  // namespace
}  // namespace feedd::daemon
