#include "feeds/fragment_cache.hpp"

#include <gtest/gtest.h>

namespace feedd::feeds {
namespace {

Fragment text(std::size_t size) {
  return std::make_shared<const std::string>(size, 'x');
}

TEST(FragmentCache, GivesBackWhatWasPut) {
  FragmentCache cache(1 << 20);
  const Fragment fragment = text(10);
  cache.put({1, 2, 0}, fragment);
  EXPECT_EQ(cache.find({1, 2, 0}), fragment);
}

TEST(FragmentCache, TellsArticlesRevisionsAndFormatsApart) {
  FragmentCache cache(1 << 20);
  cache.put({1, 2, 0}, text(10));
  EXPECT_EQ(cache.find({2, 2, 0}), nullptr);
  EXPECT_EQ(cache.find({1, 3, 0}), nullptr);
  EXPECT_EQ(cache.find({1, 2, 1}), nullptr);
}

TEST(FragmentCache, StaysUnderItsBudget) {
  constexpr std::size_t budget_bytes = 64 << 10;
  FragmentCache cache(budget_bytes);
  for (std::int64_t article = 0; article < 1000; ++article) {
    cache.put({article, 1, 0}, text(1000));
    ASSERT_LE(cache.size_bytes(), budget_bytes);
  }
  EXPECT_GT(cache.size_bytes(), budget_bytes / 2);
  EXPECT_NE(cache.find({999, 1, 0}), nullptr);
  EXPECT_EQ(cache.find({0, 1, 0}), nullptr);
}

TEST(FragmentCache, ForgetsWhatWasUsedLongestAgo) {
  FragmentCache cache(4000);
  cache.put({1, 1, 0}, text(1000));
  cache.put({2, 1, 0}, text(1000));
  cache.put({3, 1, 0}, text(1000));
  EXPECT_NE(cache.find({1, 1, 0}), nullptr);
  cache.put({4, 1, 0}, text(1000));
  EXPECT_NE(cache.find({1, 1, 0}), nullptr) << "used a moment ago";
  EXPECT_EQ(cache.find({2, 1, 0}), nullptr);
}

TEST(FragmentCache, DoesNotEmptyItselfForWhatCanNeverFit) {
  FragmentCache cache(4000);
  cache.put({1, 1, 0}, text(1000));
  cache.put({2, 1, 0}, text(1 << 20));
  EXPECT_NE(cache.find({1, 1, 0}), nullptr);
  EXPECT_EQ(cache.find({2, 1, 0}), nullptr);
}

TEST(FragmentCache, CountsWhatIsPutTwiceOnce) {
  FragmentCache cache(1 << 20);
  cache.put({1, 1, 0}, text(1000));
  const std::size_t once = cache.size_bytes();
  cache.put({1, 1, 0}, text(1000));
  EXPECT_EQ(cache.size_bytes(), once);
}

TEST(FragmentCache, KeepsAFragmentAliveForWhoHoldsIt) {
  FragmentCache cache(2000);
  cache.put({1, 1, 0}, text(1000));
  const Fragment held = cache.find({1, 1, 0});
  cache.put({2, 1, 0}, text(1500));
  EXPECT_EQ(cache.find({1, 1, 0}), nullptr);
  EXPECT_EQ(held->size(), 1000U);
}

}  // namespace
}  // namespace feedd::feeds
