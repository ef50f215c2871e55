// The schedule beside a naive one that looks at every job each time: whatever is done to both, they agree.
#include "daemon/push/schedule.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using namespace std::chrono_literals;
using Time = Schedule::Time;

ScheduleLimits small_limits() {
  ScheduleLimits limits;
  limits.under_way = 4;
  limits.per_host = 2;
  limits.failures = 3;
  limits.slow_after = 30s;
  limits.most = 6;
  return limits;
}

/// Says what may go, not which host's turn it is.
class Naive {
 public:
  enum class Phase { waiting, asleep, under_way };
  struct State {
    std::string host;
    Phase phase;
    long turn = 0;  ///< those that wait at a host, or sleep until the same time, go by it
    Time until{};
    bool again = false;
    Time begun{};  ///< while under way
  };
  struct Host {
    unsigned failures = 0;
    std::optional<Time> paused_until;
    bool on_trial = false;
  };

  void add(Job job, const std::string& host, bool front) {
    if (const auto found = jobs.find(job); found != jobs.end()) {
      if (found->second.phase == Phase::under_way) found->second.again = true;
      return;
    }
    jobs[job] = {host, Phase::waiting, front ? --first_ : ++last_, {}, false};
  }
  void add_asleep(Job job, const std::string& host, Time until) {
    if (!jobs.contains(job)) jobs[job] = {host, Phase::asleep, ++last_, until, false};
  }
  bool wake(Job job) {
    const auto found = jobs.find(job);
    if (found == jobs.end() || found->second.phase != Phase::asleep) return false;
    found->second.phase = Phase::waiting;
    found->second.turn = ++last_;
    return true;
  }
  void remove(Job job) {
    const auto found = jobs.find(job);
    if (found == jobs.end()) return;
    found->second.again = false;
    if (found->second.phase != Phase::under_way) jobs.erase(found);
    forget();
  }
  void pass(Time now) {
    std::vector<std::tuple<Time, long, Job>> due;
    for (const auto& [job, state] : jobs)
      if (state.phase == Phase::asleep && state.until <= now) due.emplace_back(state.until, state.turn, job);
    std::sort(due.begin(), due.end());
    for (const auto& one : due) wake(std::get<Job>(one));
    for (auto& [name, host] : hosts)
      if (host.paused_until && *host.paused_until <= now) {
        host.paused_until.reset();
        host.on_trial = true;
      }
    forget();
  }
  [[nodiscard]] std::size_t count(Phase phase, const std::string& host = {}) const {
    return static_cast<std::size_t>(std::count_if(jobs.begin(), jobs.end(), [&](const auto& one) {
      return one.second.phase == phase && (host.empty() || one.second.host == host);
    }));
  }
  /// When each of those that are not slow yet will be.
  [[nodiscard]] std::vector<Time> when_quick_are_slow(Time now) const {
    std::vector<Time> times;
    for (const auto& [job, state] : jobs)
      if (state.phase == Phase::under_way && state.begun + small_limits().slow_after > now)
        times.push_back(state.begun + small_limits().slow_after);
    std::sort(times.begin(), times.end());
    return times;
  }
  /// The first that waits at each host that may be sent to.
  [[nodiscard]] std::map<std::string, Job> candidates(Time now) {
    std::map<std::string, Job> first;
    if (when_quick_are_slow(now).size() >= small_limits().under_way) return first;
    if (count(Phase::under_way) >= small_limits().most) return first;
    for (const auto& [job, state] : jobs) {
      const Host& host = hosts[state.host];
      const std::size_t room = host.on_trial ? 1 : small_limits().per_host;
      if (state.phase != Phase::waiting || host.paused_until || count(Phase::under_way, state.host) >= room) continue;
      const auto [found, fresh] = first.try_emplace(state.host, job);
      if (!fresh && state.turn < jobs[found->second].turn) found->second = job;
    }
    return first;
  }
  void finish(Job job, bool well, Time now, std::optional<Time> sleep) {
    Host& host = hosts[jobs[job].host];
    if (well) host.failures = 0;
    if (well) host.on_trial = false;
    if (!well && !host.paused_until && ++host.failures >= small_limits().failures)
      host.paused_until = now + std::min<std::chrono::seconds>(30s * (1 << std::min(host.failures - 3, 9U)), 900s);
    State& state = jobs[job];
    const bool again = std::exchange(state.again, false);
    if (sleep) {
      state.phase = Phase::asleep;
      state.turn = ++last_;
      state.until = *sleep;
    } else if (again) {
      state.phase = Phase::waiting;
      state.turn = ++last_;
    } else {
      jobs.erase(job);
    }
    forget();
  }
  void forget() {
    std::erase_if(hosts, [&](const auto& one) {
      return !one.second.paused_until &&
             std::none_of(jobs.begin(), jobs.end(), [&](const auto& job) { return job.second.host == one.first; });
    });
  }

  std::map<Job, State> jobs;
  std::map<std::string, Host> hosts;

 private:
  long first_ = 0, last_ = 0;
};

class BothSchedules {
 public:
  explicit BothSchedules(unsigned seed) : random_(seed) {}

  void step() {
    const Job job = 1 + random_() % 24;
    const std::string host(1, static_cast<char>('a' + job % 4));  // a job's host is always the same
    const auto later = now_ + std::chrono::seconds(random_() % 90);
    switch (random_() % 8) {
      case 0:
      case 1: {
        const bool front = random_() % 4 == 0;
        schedule_.add(job, host, front ? Schedule::Place::front : Schedule::Place::back);
        return naive_.add(job, host, front);
      }
      case 2:
        schedule_.add_asleep(job, host, later);
        return naive_.add_asleep(job, host, later);
      case 3:
        EXPECT_EQ(schedule_.wake(job), naive_.wake(job));
        return;
      case 4:
        schedule_.remove(job);
        return naive_.remove(job);
      case 5:
        now_ += std::chrono::seconds(random_() % 20);
        return next();
      case 6:
        return next();
      default:
        return finish(later);
    }
  }
  void compare() {
    ASSERT_EQ(schedule_.waiting(), naive_.count(Naive::Phase::waiting));
    ASSERT_EQ(schedule_.asleep(), naive_.count(Naive::Phase::asleep));
    ASSERT_EQ(schedule_.under_way(), naive_.count(Naive::Phase::under_way));
    for (Job job = 1; job <= 24; ++job) ASSERT_EQ(schedule_.has(job), naive_.jobs.contains(job)) << job;
    std::optional<Time> soonest;
    std::size_t paused = 0;
    const auto consider = [&](Time time) { soonest = std::min(soonest.value_or(time), time); };
    for (const auto& [job, state] : naive_.jobs)
      if (state.phase == Naive::Phase::asleep) consider(state.until);
    for (const auto& [name, host] : naive_.hosts)
      if (host.paused_until) ++paused, consider(*host.paused_until);
    const auto quick = naive_.when_quick_are_slow(now_);
    if (quick.size() >= small_limits().under_way && naive_.count(Naive::Phase::under_way) < small_limits().most)
      consider(quick.front());
    ASSERT_EQ(schedule_.next_time(), soonest);
    ASSERT_EQ(schedule_.paused_hosts(), paused);
  }
  [[nodiscard]] std::size_t sent() const { return sent_; }

 private:
  void next() {
    naive_.pass(now_);
    const auto candidates = naive_.candidates(now_);
    const auto job = schedule_.next(now_);
    ASSERT_EQ(job.has_value(), !candidates.empty()) << "nothing goes only where nothing may";
    if (!job) return;
    const auto first = candidates.find(naive_.jobs.at(*job).host);
    ASSERT_TRUE(first != candidates.end()) << "its host may not be sent to";
    ASSERT_EQ(*job, first->second) << "another waits longer at its host";
    naive_.jobs[*job].phase = Naive::Phase::under_way;
    naive_.jobs[*job].begun = now_;
    ++sent_;
  }
  void finish(Time later) {
    std::vector<Job> going;
    for (const auto& [job, state] : naive_.jobs)
      if (state.phase == Naive::Phase::under_way) going.push_back(job);
    if (going.empty()) return;
    const Job job = going[random_() % going.size()];
    const bool well = random_() % 3 == 0;
    if (random_() % 2 == 0) {
      schedule_.finish(job, well, now_);
      naive_.finish(job, well, now_, {});
    } else {
      schedule_.finish_asleep(job, well, now_, later);
      naive_.finish(job, well, now_, later);
    }
  }

  std::minstd_rand random_;
  Schedule schedule_{small_limits()};
  Naive naive_;
  Time now_{};
  std::size_t sent_ = 0;
};

TEST(Schedule, Does_what_one_does_that_looks_at_every_job_each_time) {
  std::size_t sent = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    BothSchedules run(seed);
    for (int step = 0; step < 1000; ++step) {
      run.step();
      run.compare();
      ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed << ", step " << step;
    }
    sent += run.sent();
  }
  EXPECT_GT(sent, 5000U);
}

}  // namespace
}  // namespace feedd::daemon::push
