#include "daemon/push/schedule.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using namespace std::chrono_literals;
using Jobs = std::vector<Job>;

const Schedule::Time start{};

ScheduleLimits limits(std::size_t under_way, std::size_t per_host) {
  ScheduleLimits some;
  some.under_way = under_way;
  some.per_host = per_host;
  return some;
}

/// Everything that may go now, in its order.
Jobs taken(Schedule& schedule, Schedule::Time now = start) {
  Jobs jobs;
  while (const auto job = schedule.next(now)) jobs.push_back(*job);
  return jobs;
}

/// A host that has just failed as often as it may, with job 1 waiting for another attempt.
Schedule broken() {
  Schedule schedule;
  schedule.add(1, "a");
  for (unsigned failure = 0; failure < ScheduleLimits{}.failures; ++failure) {
    static_cast<void>(schedule.next(start));
    schedule.finish_asleep(1, false, start, start);
  }
  EXPECT_EQ(taken(schedule), Jobs{}) << "it is awake, and waits for its host";
  return schedule;
}

/// The pause after one more attempt at a paused host has failed.
std::chrono::seconds next_pause(Schedule& schedule, Schedule::Time& now) {
  now = schedule.next_time().value_or(now);
  EXPECT_EQ(taken(schedule, now).size(), 1U);
  schedule.finish_asleep(1, false, now, now);
  EXPECT_EQ(taken(schedule, now), Jobs{});
  return std::chrono::duration_cast<std::chrono::seconds>(schedule.next_time().value_or(now) - now);
}

TEST(Schedule, Jobs_of_a_host_go_in_the_order_they_came) {
  Schedule schedule;
  for (Job job = 1; job <= 3; ++job) schedule.add(job, "a");
  EXPECT_EQ(taken(schedule), (Jobs{1, 2, 3}));
}

TEST(Schedule, A_job_at_the_front_goes_first_at_its_host) {
  Schedule schedule;
  schedule.add(1, "a");
  schedule.add(2, "a");
  schedule.add(3, "a", Schedule::Place::front);
  EXPECT_EQ(taken(schedule), (Jobs{3, 1, 2}));
}

TEST(Schedule, Hosts_take_turns_however_much_waits_at_one) {
  Schedule schedule;
  for (Job job = 1; job <= 4; ++job) schedule.add(job, "a");
  schedule.add(11, "b");
  schedule.add(12, "b");
  schedule.add(21, "c");
  EXPECT_EQ(taken(schedule), (Jobs{1, 11, 21, 2, 12, 3, 4}));
}

TEST(Schedule, No_more_are_under_way_than_the_limit) {
  Schedule schedule(limits(2, 2));
  schedule.add(1, "a");
  schedule.add(2, "b");
  schedule.add(3, "c");
  EXPECT_EQ(taken(schedule), (Jobs{1, 2}));
  schedule.finish(1, true, start);
  EXPECT_EQ(taken(schedule), Jobs{3});
}

TEST(Schedule, A_host_that_is_full_does_not_keep_others_waiting) {
  Schedule schedule(limits(9, 2));
  for (Job job = 1; job <= 4; ++job) schedule.add(job, "a");
  schedule.add(11, "b");
  EXPECT_EQ(taken(schedule), (Jobs{1, 11, 2}));
  schedule.finish(2, true, start);
  EXPECT_EQ(taken(schedule), Jobs{3});
}

TEST(Schedule, A_job_is_there_once) {
  Schedule schedule;
  schedule.add(1, "a");
  schedule.add(1, "a");
  EXPECT_EQ(schedule.waiting(), 1U);
  EXPECT_EQ(taken(schedule), Jobs{1});
}

TEST(Schedule, A_job_added_while_under_way_comes_once_more_when_it_is_done) {
  Schedule schedule;
  schedule.add(1, "a");
  EXPECT_EQ(taken(schedule), Jobs{1});
  schedule.add(1, "a");
  schedule.add(1, "a");
  EXPECT_EQ(taken(schedule), Jobs{}) << "not beside itself";
  schedule.finish(1, true, start);
  EXPECT_EQ(taken(schedule), Jobs{1});
  schedule.finish(1, true, start);
  EXPECT_EQ(taken(schedule), Jobs{});
  EXPECT_FALSE(schedule.has(1));
}

TEST(Schedule, A_job_added_while_under_way_that_fails_waits_its_time_first) {
  Schedule schedule;
  schedule.add(1, "a");
  EXPECT_EQ(taken(schedule), Jobs{1});
  schedule.add(1, "a");
  schedule.finish_asleep(1, false, start, start + 2s);
  EXPECT_EQ(taken(schedule, start + 1s), Jobs{});
  EXPECT_EQ(taken(schedule, start + 2s), Jobs{1});
  schedule.finish(1, true, start);
  EXPECT_FALSE(schedule.has(1)) << "one attempt at that time tells both";
}

TEST(Schedule, A_sleeping_job_is_due_at_its_time_and_not_before) {
  Schedule schedule;
  schedule.add_asleep(1, "a", start + 5s);
  schedule.add(1, "a");
  EXPECT_EQ(schedule.asleep(), 1U) << "adding does not end its sleep";
  EXPECT_EQ(schedule.next_time(), start + 5s);
  EXPECT_EQ(taken(schedule, start + 5s - 1ns), Jobs{});
  EXPECT_EQ(taken(schedule, start + 5s), Jobs{1});
}

TEST(Schedule, Waking_ends_a_sleep_and_nothing_else) {
  Schedule schedule;
  schedule.add_asleep(1, "a", start + 5s);
  schedule.add(2, "a");
  EXPECT_TRUE(schedule.wake(1));
  EXPECT_FALSE(schedule.wake(1));
  EXPECT_FALSE(schedule.wake(2));
  EXPECT_FALSE(schedule.wake(3));
  EXPECT_EQ(taken(schedule), (Jobs{2, 1}));
  EXPECT_EQ(schedule.next_time(), std::nullopt);
}

TEST(Schedule, A_removed_job_does_not_go) {
  Schedule schedule;
  schedule.add(1, "a");
  schedule.add(2, "a");
  schedule.add_asleep(3, "a", start);
  schedule.remove(1);
  schedule.remove(3);
  schedule.remove(4);
  EXPECT_FALSE(schedule.has(1));
  EXPECT_EQ(taken(schedule, start + 1h), Jobs{2});
}

TEST(Schedule, A_job_removed_and_added_again_goes_once_at_its_new_place) {
  Schedule schedule;
  schedule.add(1, "a");
  schedule.add(2, "a");
  schedule.remove(1);
  schedule.add(1, "a");
  EXPECT_EQ(taken(schedule), (Jobs{2, 1}));
  EXPECT_EQ(schedule.waiting(), 0U);
}

TEST(Schedule, Removing_a_job_that_is_under_way_keeps_it_from_coming_again) {
  Schedule schedule;
  schedule.add(1, "a");
  EXPECT_EQ(taken(schedule), Jobs{1});
  schedule.add(1, "a");
  schedule.remove(1);
  EXPECT_EQ(schedule.under_way(), 1U) << "it is still to be finished";
  schedule.finish(1, true, start);
  EXPECT_EQ(taken(schedule), Jobs{});
}

TEST(Schedule, A_host_is_left_alone_after_failing_so_often_in_a_row) {
  Schedule schedule = broken();
  EXPECT_EQ(schedule.paused_hosts(), 1U);
  schedule.add(2, "a");
  schedule.add(3, "b");
  EXPECT_EQ(taken(schedule, start + 30s - 1ns), Jobs{3}) << "the host that works goes on";
  EXPECT_EQ(schedule.next_time(), start + 30s);
}

TEST(Schedule, A_success_between_failures_keeps_a_host_from_being_left_alone) {
  Schedule schedule;
  schedule.add(1, "a");
  for (unsigned answer = 0; answer < 20; ++answer) {
    EXPECT_EQ(taken(schedule), Jobs{1});
    schedule.finish_asleep(1, answer % 5 == 4, start, start);
  }
  EXPECT_EQ(schedule.paused_hosts(), 0U);
}

TEST(Schedule, One_job_tries_a_host_after_its_pause) {
  Schedule schedule = broken();
  schedule.add(2, "a");
  schedule.add(3, "a");
  EXPECT_EQ(taken(schedule, start + 30s).size(), 1U);
}

TEST(Schedule, A_success_on_trial_lets_all_of_a_host_go_again) {
  Schedule schedule = broken();
  schedule.add(2, "a");
  schedule.add(3, "a");
  const auto tried = schedule.next(start + 30s);
  ASSERT_TRUE(tried);
  schedule.finish(*tried, true, start + 30s);
  EXPECT_EQ(taken(schedule, start + 30s).size(), 2U);
  EXPECT_EQ(schedule.paused_hosts(), 0U);
}

TEST(Schedule, Pauses_double_up_to_a_quarter_of_an_hour) {
  Schedule schedule = broken();
  auto now = start;
  for (const auto expected : {60s, 120s, 240s, 480s, 900s, 900s}) EXPECT_EQ(next_pause(schedule, now), expected);
  for (int more = 0; more < 70; ++more) ASSERT_EQ(next_pause(schedule, now), 900s) << "however often it is doubled";
}

TEST(Schedule, What_fails_while_its_host_is_left_alone_already_makes_no_pause_longer) {
  Schedule schedule;
  for (Job job = 1; job <= 32; ++job) schedule.add(job, "a");
  ASSERT_EQ(taken(schedule).size(), 32U);
  schedule.finish_asleep(1, false, start, start);
  for (Job job = 2; job <= 32; ++job) schedule.finish(job, false, start);
  EXPECT_EQ(taken(schedule), Jobs{});
  EXPECT_EQ(schedule.next_time(), start + 30s);
  auto now = start;
  EXPECT_EQ(next_pause(schedule, now), 60s) << "all of them met the same trouble";
}

TEST(Schedule, A_host_that_nothing_is_for_is_forgotten) {
  Schedule schedule;
  for (Job job = 1; job <= 100; ++job) {
    schedule.add(job, "host" + std::to_string(job));
    ASSERT_EQ(taken(schedule), Jobs{job});
    schedule.finish(job, false, start);
  }
  EXPECT_EQ(schedule.hosts(), 0U);
}

TEST(Schedule, A_host_that_is_left_alone_is_forgotten_after_its_pause) {
  Schedule schedule = broken();
  schedule.remove(1);
  EXPECT_EQ(schedule.hosts(), 1U) << "whoever comes next for it waits too";
  EXPECT_EQ(taken(schedule, start + 30s), Jobs{});
  EXPECT_EQ(schedule.hosts(), 0U);
}

TEST(Schedule, The_next_time_is_the_soonest_end_of_a_sleep_or_a_pause) {
  Schedule schedule = broken();
  schedule.remove(1);
  EXPECT_EQ(schedule.next_time(), start + 30s);
  schedule.add_asleep(2, "b", start + 40s);
  EXPECT_EQ(schedule.next_time(), start + 30s);
  schedule.add_asleep(3, "b", start + 20s);
  EXPECT_EQ(schedule.next_time(), start + 20s);
}

TEST(Schedule, Counts_what_waits_sleeps_and_is_under_way) {
  Schedule schedule(limits(1, 1));
  EXPECT_EQ(schedule.next_time(), std::nullopt);
  schedule.add(1, "a");
  schedule.add(2, "b");
  schedule.add_asleep(3, "b", start + 1s);
  EXPECT_EQ(taken(schedule), Jobs{1});
  EXPECT_EQ(schedule.under_way(), 1U);
  EXPECT_EQ(schedule.waiting(), 1U);
  EXPECT_EQ(schedule.asleep(), 1U);
}

}  // namespace
}  // namespace feedd::daemon::push
