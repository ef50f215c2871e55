#include "daemon/workers.hpp"

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

/// Holds a worker until it is told to go on.
struct Gate {
  std::promise<void> reached, opened;
  void hold() {
    reached.set_value();
    opened.get_future().wait();
  }
};

TEST(Workers, AnswerWithWhatATaskReturns) {
  Workers workers(2);
  EXPECT_EQ(workers.count(), 2U);
  auto number = workers.ask(Priority::miss, [](unsigned) { return 42; });
  auto moved = workers.ask(Priority::miss, [](unsigned) { return std::make_unique<int>(7); });
  EXPECT_EQ(number.get(), 42);
  EXPECT_EQ(*moved.get(), 7);
}

TEST(Workers, TakeWhatIsMoreUrgentFirstAndKeepTheOrderWithin) {
  Gate gate;
  std::string order;
  {
    Workers workers(1);
    workers.submit(Priority::miss, [&](unsigned) { gate.hold(); });
    gate.reached.get_future().wait();
    std::promise<void> last;
    workers.submit(Priority::later, [&](unsigned) {
      order += "l";
      last.set_value();
    });
    workers.submit(Priority::miss, [&](unsigned) { order += "m1"; });
    workers.submit(Priority::publish, [&](unsigned) { order += "p1"; });
    workers.submit(Priority::miss, [&](unsigned) { order += "m2"; });
    workers.submit(Priority::publish, [&](unsigned) { order += "p2"; });
    EXPECT_EQ(workers.waiting(Priority::miss), 2U);
    EXPECT_EQ(workers.waiting(Priority::publish), 2U);
    EXPECT_EQ(workers.waiting(Priority::later), 1U);
    gate.opened.set_value();
    last.get_future().wait();
  }
  EXPECT_EQ(order, "p1p2m1m2l");
}

TEST(Workers, ShareWithTheCallingThreadWhichTakesNoMoreThanItsPart) {
  Gate gate;
  Workers workers(1);
  workers.submit(Priority::publish, [&](unsigned) { gate.hold(); });
  gate.reached.get_future().wait();
  std::set<unsigned> numbers;
  std::vector<Workers::Task> tasks;
  for (int i = 0; i < 3; ++i)
    tasks.emplace_back([&, caller = std::this_thread::get_id()](unsigned number) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      numbers.insert(number);
    });
  std::promise<unsigned> left;
  tasks.emplace_back([&](unsigned number) { left.set_value(number); });
  workers.share(Priority::publish, std::move(tasks), 3);
  EXPECT_EQ(numbers, std::set<unsigned>{1}) << "it has a connection of its own, as number count()";
  gate.opened.set_value();
  EXPECT_EQ(left.get_future().get(), 0U);
}

TEST(Workers, AreToldOfWhatIsLeftToThem) {
  Workers workers(1);
  std::promise<unsigned> left;
  std::vector<Workers::Task> tasks;
  tasks.emplace_back([&](unsigned number) { left.set_value(number); });
  workers.share(Priority::publish, std::move(tasks), 0);
  EXPECT_EQ(left.get_future().get(), 0U);
}

TEST(Workers, ImproveNothingWhileAnythingElseRuns) {
  Gate gate;
  std::promise<void> improved;
  std::atomic<bool> released{false};
  std::atomic<bool> too_early{false};
  Workers workers(2);
  workers.submit(Priority::publish, [&](unsigned) { gate.hold(); });
  gate.reached.get_future().wait();
  workers.submit(Priority::later, [&](unsigned) {
    too_early = !released;
    improved.set_value();
  });
  workers.ask(Priority::miss, [](unsigned) { return 0; }).get();  // the other worker is free and takes misses
  EXPECT_EQ(workers.waiting(Priority::later), 1U);
  released = true;
  gate.opened.set_value();
  improved.get_future().wait();
  EXPECT_FALSE(too_early);
}

TEST(Workers, ImproveOneThingAtATime) {
  std::atomic<int> running{0}, most{0}, done{0};
  std::promise<void> all;
  Workers workers(4);
  for (int i = 0; i < 50; ++i)
    workers.submit(Priority::later, [&](unsigned) {
      most = std::max<int>(most, ++running);
      --running;
      if (++done == 50) all.set_value();
    });
  all.get_future().wait();
  EXPECT_EQ(most, 1);
}

TEST(Workers, FinishWhatSomebodyWaitsForBeforeTheyEnd) {
  std::atomic<int> done{0};
  Gate gate;
  {
    Workers workers(1);
    workers.submit(Priority::publish, [&](unsigned) { gate.hold(); });
    gate.reached.get_future().wait();
    for (int i = 0; i < 10; ++i)
      workers.submit(i % 2 == 0 ? Priority::publish : Priority::miss, [&](unsigned) { ++done; });
    workers.submit(Priority::later, [&](unsigned) { done += 1000; });
    gate.opened.set_value();
  }
  EXPECT_EQ(done % 1000, 10);
}

TEST(Workers, TellEachTaskWhoseWorkersConnectionIsItsOwn) {
  constexpr unsigned count = 3;
  std::vector<std::atomic<int>> busy(count);
  std::atomic<bool> shared{false};
  {
    Workers workers(count);
    for (int i = 0; i < 300; ++i)
      workers.submit(Priority::miss, [&](unsigned worker) {
        if (worker >= count || ++busy[worker] != 1) shared = true;
        --busy[worker];
      });
  }
  EXPECT_FALSE(shared);
}

TEST(Workers, LetGoOfATaskBeforeTheNextOne) {
  Workers workers(1);
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = held;
  workers.submit(Priority::miss, [held = std::move(held)](unsigned) {});
  workers.ask(Priority::miss, [](unsigned) { return 0; }).get();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace feedd::daemon
