#include "daemon/http/mailbox.hpp"

#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
namespace feedd::daemon {
namespace {

template <class Item>
bool is_readable(const Mailbox<Item>& mailbox) {
  pollfd watched{mailbox.descriptor(), POLLIN, 0};
  return ::poll(&watched, 1, 0) == 1;
}

TEST(Mailbox, GivesItemsInTheOrderTheyWerePosted) {
  Mailbox<int> mailbox;
  for (int number = 0; number < 3; ++number) mailbox.post(number);
  EXPECT_EQ(mailbox.take(), (std::vector{0, 1, 2}));
  EXPECT_TRUE(mailbox.take().empty());
}

TEST(Mailbox, WakesWhileThereIsSomething) {
  Mailbox<int> mailbox;
  EXPECT_FALSE(is_readable(mailbox));
  EXPECT_TRUE(mailbox.empty());
  mailbox.post(1);
  mailbox.post(2);
  EXPECT_TRUE(is_readable(mailbox));
  EXPECT_FALSE(mailbox.empty());
  EXPECT_EQ(mailbox.take().size(), 2U);
  EXPECT_FALSE(is_readable(mailbox));
  mailbox.post(3);
  EXPECT_TRUE(is_readable(mailbox));
}

TEST(Mailbox, DestroysWhatNobodyTook) {
  const auto held = std::make_shared<int>();
  {
    Mailbox<std::shared_ptr<int>> mailbox;
    mailbox.post(held);
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Mailbox, LosesNothingOfManyThreadsAndKeepsTheOrderOfEach) {
  constexpr int posters = 4, each = 20'000;
  Mailbox<std::pair<int, int>> mailbox;
  std::vector<std::thread> threads;
  for (int poster = 0; poster < posters; ++poster)
    threads.emplace_back([&mailbox, poster] {
      for (int number = 0; number < each; ++number) mailbox.post({poster, number});
    });
  std::vector<int> next(posters);
  int taken = 0;
  bool in_order = true;
  pollfd watched{mailbox.descriptor(), POLLIN, 0};
  while (taken < posters * each && ::poll(&watched, 1, 10'000) == 1) {
    for (const auto& [poster, number] : mailbox.take()) {
      in_order = in_order && next[static_cast<std::size_t>(poster)]++ == number;
      ++taken;
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, posters * each);
  EXPECT_TRUE(in_order);
}

}  // namespace
}  // namespace feedd::daemon
