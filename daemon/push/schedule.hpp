// Which announcement goes next: queues by host, so that no host keeps the others waiting. Knows no sockets and no
// clock: what a job is, and what time it is, is told.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace feedd::daemon::push {

/// Whoever adds a job knows what it stands for.
using Job = std::uint64_t;

struct ScheduleLimits {
  std::size_t under_way = 128;  ///< in all: more was no faster over loopback, and each may hold a thread that resolves
  /// What takes longer than this gives its place to others: hosts that hang must not stop those that work. But with
  /// them there are never more under way than `most`, since each holds a socket and some 40 KB.
  std::chrono::milliseconds slow_after{1000};
  std::size_t most = 512;
  std::size_t per_host = 32;  ///< a quarter, so that four hosts that hang do not stop the rest at once
  /// A host that fails this often without a success between is left alone for a while (a circuit breaker).
  unsigned failures = 5;
  std::chrono::seconds first_pause{30};
  std::chrono::seconds longest_pause{900};
};

/// Confined to one thread. A job is here once: waiting, asleep or under way.
class Schedule {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Place : std::uint8_t { back, front };

  explicit Schedule(ScheduleLimits limits = {}) : limits_(limits) {}

  /// Waits its turn at its host. One that waits or sleeps stays as it is; one under way comes again when it is done.
  void add(Job job, const std::string& host, Place place = Place::back);
  /// Is due at `until` and not before.
  void add_asleep(Job job, const std::string& host, Time until);
  /// Ends the sleep of a job; false where it does not sleep.
  bool wake(Job job);
  /// Ends the pause of a job's host, which is on trial then.
  void resume(Job job);
  /// Forgets a job that waits or sleeps.
  void remove(Job job);

  /// The next job that may go now; it is under way then.
  [[nodiscard]] std::optional<Job> next(Time now);
  /// A job is done with. `host_well`: whether its host answered as a host that works.
  void finish(Job job, bool host_well, Time now);
  /// The same, to be tried again.
  void finish_asleep(Job job, bool host_well, Time now, Time until);

  /// When next() may have something that it has not now, unless a job is added or done before.
  [[nodiscard]] std::optional<Time> next_time() const;
  [[nodiscard]] bool has(Job job) const { return jobs_.contains(job); }
  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  [[nodiscard]] std::size_t waiting() const { return jobs_.size() - under_way_ - asleep_.size(); }
  [[nodiscard]] std::size_t asleep() const { return asleep_.size(); }
  /// Hosts that are left alone.
  [[nodiscard]] std::size_t paused_hosts() const { return paused_.size(); }
  /// Hosts that something is remembered of.
  [[nodiscard]] std::size_t hosts() const { return hosts_.size(); }

 private:
  enum class Phase : std::uint8_t { waiting, asleep, under_way };
  struct Host;
  using ByTime = std::multimap<Time, Job>;
  using Paused = std::multimap<Time, Host*>;
  struct Host {
    std::string name;
    std::deque<std::pair<Job, std::uint64_t>> waiting;  ///< with their tickets; one that does not hold is passed over
    std::size_t jobs = 0;                               ///< all of its jobs
    std::size_t under_way = 0;
    unsigned failures = 0;   ///< since the last success
    bool is_queued = false;  ///< in queue_
    bool is_paused = false;
    bool on_trial = false;  ///< after a pause: one job at a time until one succeeds
  };
  struct State {
    Host* host;
    Phase phase;
    bool again = false;        ///< was added while under way
    ByTime::iterator quick{};  ///< while under way and not slow
    bool is_quick = false;
    std::uint64_t ticket = 0;  ///< while waiting: for its place
    ByTime::iterator sleep{};  ///< while asleep
  };

  Host& host_of(const std::string& name);
  State& enter(Job job, const std::string& host, Phase phase);
  void leave(Job job);
  /// Gives a job a place at its host.
  void wait(Job job, State& state, Place place);
  void queue(Host& host);
  void end_pause(Host& host);
  [[nodiscard]] bool may_send(const Host& host) const;
  void note_answer(Host& host, bool well, Time now);
  void wake_due(Time now);
  void note_slow(Time now);
  [[nodiscard]] bool is_full() const { return quick_.size() >= limits_.under_way || under_way_ >= limits_.most; }
  void note_end(State& state);
  void release(Host& host);

  ScheduleLimits limits_;
  std::unordered_map<std::string, Host> hosts_;
  std::unordered_map<Job, State> jobs_;
  std::deque<Host*> queue_;  ///< hosts with something to send, each in turn
  ByTime asleep_;
  Paused paused_;
  ByTime quick_;  ///< those under way that are not slow yet, by when they began
  std::size_t under_way_ = 0;
  std::uint64_t last_ticket_ = 0;
};

}  // namespace feedd::daemon::push
