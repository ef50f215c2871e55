// The courier: the thread that tells others. It owns what is sent and who is subscribed; the store owns what each has
// been told, and this asks the store's writer to note it.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/network_guard.hpp"
#include "daemon/push/place.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace feedd::daemon {
class Metrics;
}

namespace feedd::daemon::push {

/// What every loop serves now. Publications may come to be served in another order than they were committed.
struct ServedNews {
  std::uint64_t revision = 0;
  std::uint64_t complete = 0;      ///< everything up to this revision is served
  std::vector<std::string> feeds;  ///< that were touched, by key
  std::vector<std::string> ended;  ///< feeds that are no more
  std::chrono::steady_clock::time_point committed{};
};

/// Runs its own thread, named `courier`. Every function may be called from any thread.
class Courier {
 public:
  Courier(const PushConfig& config, NetworkGuard guard, std::unique_ptr<content::sql::Database> reader, Place place);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// The first publication is served. Endpoints that are new count as told all of it, unless `announce`.
  void start(std::uint64_t served, bool announce);
  void served(ServedNews news);
  void reload(const PushConfig& config);

  /// Whether a path is the hub's, rssCloud's, the canary's or IndexNow's key; asked on a loop.
  [[nodiscard]] std::optional<SubmissionRule> rule(std::string_view path) const;
  void submit(Submission submission, std::function<void(Fetched)> done);

  /// What `status` says of it, and metrics.
  struct Report {
    boost::json::object status;
    std::vector<std::string> troubles;  ///< a line each
    std::function<void(Metrics&)> metrics;
  };
  /// As of some 50 ms ago at most; never waited for.
  [[nodiscard]] std::shared_ptr<const Report> report() const;
  /// `{"action":"list|subscribers|retry|drop","id":…}`: lines, or what was done as one line of JSON.
  void outbox(const boost::json::object& request, std::function<void(content::Result<std::string>)> done);

  /// Begins nothing more, gives what is under way until `deadline`, notes what came of it, and ends the thread. What is
  /// unsent stays in the outbox. The store's writer must still run.
  void stop(std::chrono::milliseconds deadline);

 private:
  class Thread;
  std::unique_ptr<Thread> thread_;
};

}  // namespace feedd::daemon::push
