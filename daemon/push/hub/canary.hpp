// The canary: subscribes to the site's own feed at its own hub and at each external one, through the public address,
// and measures the time from a commit to the arrival of its news.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/push/commit_times.hpp"
#include "daemon/push/conversations.hpp"
#include "daemon/push/hub/reply.hpp"
#include "daemon/push/place.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon::push {

/// The folder of its callbacks.
inline constexpr std::string_view canary_folder = "/canary/";

struct CanaryReport {
  std::string hub;
  bool is_subscribed = false;
  std::uint64_t arrivals = 0;
  std::chrono::milliseconds latency{0};  ///< from the commit to the last arrival
  std::chrono::milliseconds overdue{0};  ///< for so long news has been awaited; 0: none is
  std::string error;                     ///< why it is not subscribed
};

/// Confined to its context's thread.
class Canary {
 public:
  Canary(Conversations& conversations, const Place& place, const CommitTimes& times)
      : conversations_(conversations), place_(place), times_(times) {}

  /// Which hubs it subscribes at from now on.
  void use(const std::vector<std::string>& hubs);
  /// The site's feed has news at this revision, and it is served.
  void announce(std::uint64_t news);
  /// A request to one of its callbacks.
  void handle(const Submission& submission, const Reply& done);
  /// Subscribes where it is not, and again before a lease ends; called every minute.
  void renew();
  [[nodiscard]] std::vector<CanaryReport> report() const;

 private:
  struct Perch {
    CanaryReport report;
    content::Timestamp renew_at{};
    std::uint64_t awaited = 0;                          ///< news that has not arrived
    std::chrono::steady_clock::time_point committed{};  ///< that news; CommitTimes may forget it sooner than it comes
  };
  void subscribe(const std::string& token);
  [[nodiscard]] std::string topic() const;

  Conversations& conversations_;
  const Place& place_;
  const CommitTimes& times_;
  std::map<std::string, Perch> perches_;  ///< by the secret part of their callback's address
};

}  // namespace feedd::daemon::push
