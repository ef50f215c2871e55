#include "daemon/push/dispatcher.hpp"

#include "tests/support/http_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

constexpr Job job(std::uint64_t number) {
  return make_job(Desk::subscriber, number);
}

/// Jobs that stay under way until the test finishes them; nothing is written until it says so.
class DispatcherTest : public ::testing::Test {
 protected:
  DispatcherTest() {
    dispatcher.serve(Desk::subscriber, [this](Job one) { begun.push_back(number_of(one)); });
  }
  void poll() {
    context.restart();
    context.poll();
  }
  void fill_settlements() {
    while (!dispatcher.settlements().is_full()) dispatcher.settlements().add([](content::sql::Database&) {});
  }

  boost::asio::io_context context{1};
  std::vector<std::uint64_t> begun;
  std::vector<std::function<void(bool)>> writes;
  Dispatcher dispatcher{context, NetworkGuard::create({"127.0.0.0/8"}).value(),
                        [this](const auto&, auto done) { writes.push_back(std::move(done)); }};
};

TEST_F(DispatcherTest, Gives_each_job_to_the_desk_it_is_of) {
  std::vector<std::uint64_t> others;
  dispatcher.serve(Desk::endpoint, [&](Job one) { others.push_back(number_of(one)); });
  dispatcher.add(job(7), "a");
  dispatcher.add(make_job(Desk::endpoint, 7), "a");
  poll();
  EXPECT_THAT(begun, ElementsAre(7U));
  EXPECT_THAT(others, ElementsAre(7U));
}

TEST_F(DispatcherTest, Begins_nothing_within_add) {
  dispatcher.add(job(1), "a");
  EXPECT_THAT(begun, IsEmpty());
  poll();
  EXPECT_THAT(begun, ElementsAre(1U));
}

TEST_F(DispatcherTest, Begins_a_sleeping_job_at_its_time) {
  dispatcher.add_asleep(job(1), "a", 5ms);
  poll();
  EXPECT_THAT(begun, IsEmpty());
  context.restart();
  while (begun.empty() && context.run_one_for(20s) != 0) {
  }
  EXPECT_THAT(begun, ElementsAre(1U));
}

TEST_F(DispatcherTest, Begins_a_job_that_is_woken) {
  dispatcher.add_asleep(job(1), "a", 1h);
  EXPECT_TRUE(dispatcher.wake(job(1)));
  poll();
  EXPECT_THAT(begun, ElementsAre(1U));
}

TEST_F(DispatcherTest, Begins_no_removed_job) {
  dispatcher.add(job(1), "a");
  dispatcher.remove(job(1));
  poll();
  EXPECT_THAT(begun, IsEmpty());
}

TEST_F(DispatcherTest, Begins_nothing_while_what_was_delivered_is_not_on_disk) {
  fill_settlements();
  dispatcher.add(job(1), "a");
  poll();
  EXPECT_THAT(begun, IsEmpty());
  ASSERT_EQ(writes.size(), 1U);
  writes[0](true);
  poll();
  EXPECT_THAT(begun, ElementsAre(1U));
}

TEST_F(DispatcherTest, Waits_quietly_while_the_disk_is_full) {
  dispatcher.add_asleep(job(1), "a", 0ms);
  fill_settlements();
  context.restart();
  EXPECT_LT(context.run_for(20ms), 10U) << "what is due does not make it turn round and round";
  EXPECT_THAT(begun, IsEmpty());
  ASSERT_EQ(writes.size(), 1U);
  writes[0](true);
  poll();
  EXPECT_THAT(begun, ElementsAre(1U));
}

TEST_F(DispatcherTest, Begins_no_more_once_stopped_and_is_idle_when_all_is_done) {
  dispatcher.add(job(1), "a");
  poll();
  dispatcher.stop();
  dispatcher.add(job(2), "a");
  poll();
  EXPECT_THAT(begun, ElementsAre(1U));
  EXPECT_FALSE(dispatcher.is_idle());
  dispatcher.finish(job(1), true);
  EXPECT_TRUE(dispatcher.is_idle());
}

TEST_F(DispatcherTest, Is_not_idle_before_everything_is_on_disk) {
  dispatcher.settlements().add([](content::sql::Database&) {});
  dispatcher.settlements().flush();
  EXPECT_FALSE(dispatcher.is_idle());
  writes.at(0)(true);
  poll();
  EXPECT_TRUE(dispatcher.is_idle());
}

TEST_F(DispatcherTest, Says_when_something_has_changed) {
  int changes = 0;
  dispatcher.on_change([&] { ++changes; });
  dispatcher.add(job(1), "a");
  dispatcher.add(job(2), "a");
  poll();
  EXPECT_EQ(changes, 1) << "once for all of one turn";
}

TEST_F(DispatcherTest, Gives_a_job_that_another_finishes_its_turn) {
  ScheduleLimits one;
  one.under_way = 1;
  Dispatcher narrow(
      context, NetworkGuard::create({}).value(), [](const auto&, const auto&) {}, one);
  narrow.serve(Desk::subscriber, [this](Job each) { begun.push_back(number_of(each)); });
  narrow.add(job(1), "a");
  narrow.add(job(2), "b");
  poll();
  EXPECT_THAT(begun, ElementsAre(1U));
  narrow.finish_asleep(job(1), true, 1h);
  poll();
  EXPECT_THAT(begun, ElementsAre(1U, 2U));
}

TEST(IsHostWell, Where_it_answers_whatever_it_says) {
  const auto answered = [](int status) {
    HttpResponse response;
    response.status = status;
    return is_host_well(response);
  };
  for (const int status : {200, 204, 301, 400, 404, 410}) EXPECT_TRUE(answered(status)) << status;
  for (const int status : {429, 500, 503}) EXPECT_FALSE(answered(status)) << status;
  EXPECT_FALSE(is_host_well(content::Error{"fetch", "", "no connection"}));
}

}  // namespace
}  // namespace feedd::daemon::push
