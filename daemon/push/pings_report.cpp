// What waits for endpoints, for people, and what they do about it.
#include "daemon/push/pings.hpp"
#include "daemon/userinfo.hpp"

#include <algorithm>
#include <utility>

namespace feedd::daemon::push {
namespace {

/// An address as it may be seen: without a password.
std::string shown(const EndpointState& state) {
  return split_userinfo(state.url).url;
}

}  // namespace

std::vector<PingReport> Pings::report() const {
  std::vector<PingReport> all;
  for (const auto& [number, target] : targets_) {
    const auto given_up =
        std::count_if(target.subjects.begin(), target.subjects.end(), [&pending = target.pending](const auto& one) {
          return one.second.trouble.given_up != 0 && !pending.contains(one.first);
        });
    all.push_back({target.state, target.pending.size(), static_cast<std::size_t>(given_up)});
    all.back().state.url = shown(target.state);
  }
  return all;
}

std::vector<PendingPing> Pings::pending() const {
  std::vector<PendingPing> all;
  for (const auto& [number, target] : targets_) {
    for (const auto& [subject, state] : target.subjects)
      if (state.trouble.given_up != 0 && !target.pending.contains(subject))
        all.push_back({number, target.state.kind, shown(target.state), subject, state.trouble});
    for (const auto& [subject, news] : target.pending)
      all.push_back({number, target.state.kind, shown(target.state), subject, state_of(target, subject).trouble});
  }
  return all;
}

std::size_t Pings::retry(std::int64_t endpoint, std::string_view subject) {
  Target* target = find(endpoint);
  if (target == nullptr) return 0;
  std::vector<std::pair<std::string, std::uint64_t>> wanted;
  for (auto& [name, state] : target->subjects)
    if (state.trouble.given_up != 0 && !target->pending.contains(name) && (subject.empty() || name == subject))
      wanted.emplace_back(name, state.trouble.given_up);
  for (const auto& [name, news] : wanted) {
    target->subjects[name].trouble = {};
    expect(*target, name, news);
  }
  std::size_t count = wanted.size();
  for (const auto& [name, news] : target->pending)
    if (subject.empty() || name == subject) count += dispatcher_.wake(job_of(endpoint, name)) ? 1 : 0;
  return count;
}

std::size_t Pings::drop(std::int64_t endpoint, std::string_view subject) {
  Target* target = find(endpoint);
  if (target == nullptr) return 0;
  std::vector<std::pair<std::string, std::uint64_t>> dropped(target->pending.begin(), target->pending.end());
  for (const auto& [name, state] : target->subjects)
    if (state.trouble.given_up != 0 && !target->pending.contains(name))
      dropped.emplace_back(name, std::max(state.told, state.trouble.given_up));
  if (!subject.empty()) std::erase_if(dropped, [&](const auto& one) { return one.first != subject; });
  for (const auto& [name, news] : dropped) {
    const Job job = job_of(endpoint, name);
    dispatcher_.remove(job);
    forget(job);
    target->pending.erase(name);
    const std::uint64_t told = std::max(state_of(*target, name).told, news);
    target->subjects[name] = {told, {}};
    dispatcher_.settlements().add([endpoint, name = name, told](content::sql::Database& database) {
      Endpoints(database).note_told(endpoint, name, told);
    });
  }
  return dropped.size();
}

}  // namespace feedd::daemon::push
