// What the running daemon says of itself: gathered in one place, so that `status`, readiness and the metrics say the
// same. Plain values; asks nobody again once it is gathered.
#pragma once

#include "daemon/documents.hpp"
#include "daemon/http/counters.hpp"
#include "daemon/metrics.hpp"
#include "daemon/publisher.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace feedd::daemon {

struct Figures {
  // Who it is.
  std::string base_url, config_file, content_dir, state_dir;
  std::string admin;  ///< the address of the admin listener; empty: there is none
  std::chrono::seconds uptime{0};
  bool ready = false;  ///< the first publication is served
  bool stopping = false;

  // What is published.
  std::uint64_t articles = 0;         ///< visible ones
  std::uint64_t revision = 0;         ///< the store's
  std::uint64_t served_revision = 0;  ///< what every loop serves
  std::uint64_t documents = 0;        ///< finished answers held
  std::uint64_t documents_bytes = 0;
  std::uint64_t documents_made = 0;  ///< since the start

  // What is not well.
  std::uint64_t problems = 0;            ///< files that are no articles now
  std::uint64_t deletions_held = 0;      ///< articles whose files are gone in bulk, kept until confirmed
  bool folder_lost = false;              ///< the folder cannot be read
  bool store_failing = false;            ///< the store refuses; what is new waits
  std::vector<std::string> quarantined;  ///< those files, and why
  std::vector<std::string> held_back;    ///< what readers do not get, by which rule

  // What is served, over all loops, since the start.
  std::uint64_t accepted = 0;  ///< connections
  std::uint64_t open = 0;      ///< connections, now
  std::uint64_t requests = 0;  ///< answered: the sum of the next four
  std::uint64_t ok = 0, not_modified = 0, not_found = 0, other = 0;
  std::uint64_t bytes_sent = 0;
  std::array<std::uint64_t, limit_names.size()> limits{};  ///< connections that each Limit ended or turned away

  // What the process takes; 0 where it cannot be read.
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_descriptors = 0;

  [[nodiscard]] bool is_degraded() const { return deletions_held != 0 || folder_lost || store_failing; }
};

/// What another part of the service adds to what it says of itself: each null or called, on the main thread, for each
/// question. Not called any more while the service stops.
struct Reporter {
  std::function<void(boost::json::object& status)> status;             ///< keys of `status`
  std::function<void(Metrics& metrics)> metrics;                       ///< its own, below `feedd_`
  std::function<void(std::vector<std::string>& lines)> what_is_wrong;  ///< lines of /readyz: `degraded: …`
};

/// All but who it is, which is left as the default.
[[nodiscard]] Figures gather(const Publisher& publisher, const Documents& documents,
                             const std::vector<std::unique_ptr<IoLoop>>& loops);

/// The object of `status --json`: its keys stay.
[[nodiscard]] boost::json::object to_json(const Figures& figures);
void to_metrics(const Figures& figures, Metrics& metrics);
/// A line for each thing that is not well: `degraded: …`, `quarantined: …`, `held_back: …`.
[[nodiscard]] std::vector<std::string> what_is_wrong(const Figures& figures);

}  // namespace feedd::daemon
