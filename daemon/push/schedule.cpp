#include "daemon/push/schedule.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace feedd::daemon::push {

Schedule::Host& Schedule::host_of(const std::string& name) {
  Host& host = hosts_[name];
  if (host.name.empty()) host.name = name;
  return host;
}

Schedule::State& Schedule::enter(Job job, const std::string& host, Phase phase) {
  Host& at = host_of(host);
  ++at.jobs;
  return jobs_.emplace(job, State{&at, phase}).first->second;
}

void Schedule::leave(Job job) {
  const auto found = jobs_.find(job);
  Host& host = *found->second.host;
  jobs_.erase(found);
  --host.jobs;
  release(host);
}

/// Forgets a host that nothing is for: whoever asks for callbacks at made-up names must not fill the memory with them.
void Schedule::release(Host& host) {
  if (host.jobs != 0 || host.is_paused) return;
  host.failures = 0;
  host.on_trial = false;
  if (!host.is_queued) hosts_.erase(std::string(host.name));
}

void Schedule::add(Job job, const std::string& host, Place place) {
  if (const auto found = jobs_.find(job); found != jobs_.end()) {
    found->second.again = found->second.phase == Phase::under_way;
    return;
  }
  wait(job, enter(job, host, Phase::waiting), place);
}

void Schedule::add_asleep(Job job, const std::string& host, Time until) {
  if (jobs_.contains(job)) return;
  enter(job, host, Phase::asleep).sleep = asleep_.emplace(until, job);
}

bool Schedule::wake(Job job) {
  const auto found = jobs_.find(job);
  if (found == jobs_.end() || found->second.phase != Phase::asleep) return false;
  State& state = found->second;
  asleep_.erase(state.sleep);
  wait(job, state, Place::back);
  return true;
}

void Schedule::resume(Job job) {
  const auto found = jobs_.find(job);
  if (found == jobs_.end() || !found->second.host->is_paused) return;
  Host* const host = found->second.host;
  paused_.erase(std::find_if(paused_.begin(), paused_.end(), [&](const auto& one) { return one.second == host; }));
  end_pause(*host);
}

void Schedule::end_pause(Host& host) {
  host.is_paused = false;
  host.on_trial = true;
  queue(host);
}

void Schedule::remove(Job job) {
  const auto found = jobs_.find(job);
  if (found == jobs_.end()) return;
  if (found->second.phase == Phase::under_way) {
    found->second.again = false;
    return;
  }
  if (found->second.phase == Phase::asleep) asleep_.erase(found->second.sleep);
  leave(job);
}

bool Schedule::may_send(const Host& host) const {
  return !host.is_paused && !host.waiting.empty() && host.under_way < (host.on_trial ? 1 : limits_.per_host);
}

void Schedule::wait(Job job, State& state, Place place) {
  state.phase = Phase::waiting;
  state.ticket = ++last_ticket_;
  auto& waiting = state.host->waiting;
  waiting.emplace(place == Place::front ? waiting.begin() : waiting.end(), job, state.ticket);
  queue(*state.host);
}

void Schedule::queue(Host& host) {
  if (host.is_queued || !may_send(host)) return;
  host.is_queued = true;
  queue_.push_back(&host);
}

void Schedule::wake_due(Time now) {
  while (!asleep_.empty() && asleep_.begin()->first <= now) wake(asleep_.begin()->second);
  while (!paused_.empty() && paused_.begin()->first <= now) {
    Host& host = *paused_.begin()->second;
    paused_.erase(paused_.begin());
    end_pause(host);
    release(host);
  }
}

void Schedule::note_slow(Time now) {
  for (; !quick_.empty() && quick_.begin()->first + limits_.slow_after <= now; quick_.erase(quick_.begin()))
    jobs_.at(quick_.begin()->second).is_quick = false;
}

void Schedule::note_end(State& state) {
  --state.host->under_way;
  --under_way_;
  if (std::exchange(state.is_quick, false)) quick_.erase(state.quick);
}

std::optional<Job> Schedule::next(Time now) {
  wake_due(now);
  note_slow(now);
  while (!is_full() && !queue_.empty()) {
    Host& host = *queue_.front();
    queue_.pop_front();
    host.is_queued = false;
    std::optional<Job> taken;
    while (!taken && may_send(host)) {
      const auto [job, ticket] = host.waiting.front();
      host.waiting.pop_front();
      const auto found = jobs_.find(job);
      if (found != jobs_.end() && found->second.phase == Phase::waiting && found->second.ticket == ticket) taken = job;
    }
    if (!taken) {
      release(host);
      continue;
    }
    State& state = jobs_.at(*taken);
    state.phase = Phase::under_way;
    state.quick = quick_.emplace_hint(quick_.end(), now, *taken);
    state.is_quick = true;
    ++host.under_way;
    ++under_way_;
    queue(host);
    return taken;
  }
  return std::nullopt;
}

void Schedule::note_answer(Host& host, bool well, Time now) {
  if (well) {
    host.failures = 0;
    host.on_trial = false;
    return;
  }
  if (host.is_paused) return;  // what was under way before meets the same trouble, not another one
  if (++host.failures < limits_.failures) return;
  const unsigned doubled = std::min(host.failures - limits_.failures, 16U);
  const auto pause = std::min<std::chrono::seconds>(limits_.first_pause * (1LL << doubled), limits_.longest_pause);
  host.is_paused = true;
  paused_.emplace(now + pause, &host);
}

void Schedule::finish(Job job, bool host_well, Time now) {
  const auto found = jobs_.find(job);
  assert(found != jobs_.end() && found->second.phase == Phase::under_way);
  Host& host = *found->second.host;
  note_end(found->second);
  note_answer(host, host_well, now);
  if (std::exchange(found->second.again, false)) {
    return wait(job, found->second, Place::back);
  }
  queue(host);
  leave(job);
}

void Schedule::finish_asleep(Job job, bool host_well, Time now, Time until) {
  const auto found = jobs_.find(job);
  assert(found != jobs_.end() && found->second.phase == Phase::under_way);
  State& state = found->second;
  Host& host = *state.host;
  note_end(state);
  note_answer(host, host_well, now);
  state.again = false;  // what came meanwhile is told at that time too
  state.phase = Phase::asleep;
  state.sleep = asleep_.emplace(until, job);
  queue(host);
}

std::optional<Schedule::Time> Schedule::next_time() const {
  std::optional<Time> soonest;
  if (!asleep_.empty()) soonest = asleep_.begin()->first;
  if (!paused_.empty()) soonest = std::min(soonest.value_or(Time::max()), paused_.begin()->first);
  if (quick_.size() >= limits_.under_way && under_way_ < limits_.most)
    soonest = std::min(soonest.value_or(Time::max()), quick_.begin()->first + limits_.slow_after);
  return soonest;
}

}  // namespace feedd::daemon::push
