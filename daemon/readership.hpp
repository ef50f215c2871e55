// Who reads which feed, by what the loops have counted since the start: merged when somebody asks, for `feedd readers`,
// `status` and the metrics. Belongs to the main thread.
#pragma once

#include "daemon/http/io_loop.hpp"
#include "daemon/metrics.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

namespace feedd::daemon {

/// TrafficCounts as plain numbers.
struct RequestCounts {
  std::array<std::uint64_t, outcome_count> by_outcome{};
  std::uint64_t bytes = 0;
  std::uint64_t over_pace = 0;

  void add(const TrafficCounts& counts);
  RequestCounts& operator+=(const RequestCounts& other);
  [[nodiscard]] std::uint64_t operator[](Outcome outcome) const {
    return by_outcome[static_cast<std::size_t>(outcome)];
  }
  [[nodiscard]] std::uint64_t requests() const;
};

struct FeedReadership {
  std::string feed;                                  ///< `tags/korea`; empty: all beyond Traffic::feed_limit
  std::map<std::string, RequestCounts> formats;      ///< by extension
  std::map<std::string, std::uint64_t> subscribers;  ///< what hosted readers said today or yesterday, of all formats
  std::optional<std::uint64_t> clients_today, clients_yesterday;  ///< estimates; nothing: not counted

  [[nodiscard]] RequestCounts all_formats() const;
};

struct SiteReadership {
  std::map<std::string, RequestCounts> readers;  ///< of feeds, by family
  std::map<std::string, RequestCounts> kinds;    ///< `feed`, `document`, `media`, `other`
  std::uint64_t clients_today = 0, clients_yesterday = 0;
  std::uint64_t over_pace = 0, limited = 0;  ///< HttpCounters
};

struct Readership : SiteReadership {
  std::vector<FeedReadership> feeds;  ///< by what was asked for most
};

/// `today`: whose clients are those of today.
[[nodiscard]] SiteReadership gather_site(const std::vector<std::unique_ptr<IoLoop>>& loops, DayNumber today);
[[nodiscard]] Readership gather_readership(const std::vector<std::unique_ptr<IoLoop>>& loops, DayNumber today);
[[nodiscard]] DayNumber day_number(content::Timestamp time);

/// One object a line, stable keys: the site's first, then each feed's. `feed`: only that one's; empty: all.
[[nodiscard]] std::string readership_lines(const Readership& readership, std::string_view feed);
/// For `status`.
[[nodiscard]] boost::json::object short_json(const SiteReadership& site);

/// Fills in metrics. Feeds are named up to `named_feeds`, those that were seen first, and stay named, so that no series
/// ends; all others are summed as feed="*".
class ReadershipMetrics {
 public:
  static constexpr std::size_t named_feeds = 100;
  void fill(const Readership& readership, Metrics& metrics);

 private:
  std::set<std::string, std::less<>> named_;
};

}  // namespace feedd::daemon
