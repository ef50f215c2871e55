// How near the estimate comes, over five orders of magnitude.
#include "daemon/http/distinct_count.hpp"

#include <cmath>
#include <memory>
#include <random>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

TEST(DistinctCount, IsNothingAtFirstAndExactForAFew) {
  DistinctCount<14> count;
  EXPECT_EQ(count.estimate(), 0U);
  std::mt19937_64 random(1);
  for (std::uint64_t seen = 1; seen <= 10; ++seen) {
    count.add(random());
    EXPECT_EQ(count.estimate(), seen);
  }
}

TEST(DistinctCount, IsWithinFourStandardErrorsAtEverySize) {
  auto count = std::make_unique<DistinctCount<10>>();
  const double error = 1.04 / std::sqrt(1024.0);
  std::mt19937_64 random(2);
  std::uint64_t seen = 0;
  for (std::uint64_t size = 100; size <= 1'000'000; size *= 10) {
    for (; seen < size; ++seen) count->add(random());
    EXPECT_NEAR(static_cast<double>(count->estimate()), static_cast<double>(size),
                4 * error * static_cast<double>(size));
  }
}

TEST(DistinctCount, CountsWhatComesAgainOnce) {
  DistinctCount<10> count;
  for (int again = 0; again < 100; ++again)
    for (std::uint64_t each = 1; each <= 5; ++each) count.add(each * 0x9E3779B97F4A7C15U);
  EXPECT_EQ(count.estimate(), 5U);
}

TEST(DistinctCount, MergesToWhatEitherSaw) {
  DistinctCount<14> one, other, both;
  std::mt19937_64 random(3);
  for (int i = 0; i < 3000; ++i) {
    const auto hash = random();
    if (i < 2000) one.add(hash);
    if (i >= 1000) other.add(hash);
    both.add(hash);
  }
  one.merge(other);
  EXPECT_EQ(one.estimate(), both.estimate());
  one.clear();
  EXPECT_EQ(one.estimate(), 0U);
}

TEST(DistinctCount, TakesEveryHash) {
  DistinctCount<10> count;
  for (const std::uint64_t hash : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1}}) count.add(hash);
  EXPECT_EQ(count.estimate(), 2U) << "0 and 1 differ in the last bit alone and have one register and rank";
}

}  // namespace
}  // namespace feedd::daemon
