// What the configuration says of telling others, `[push]`.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace feedd::daemon::push {

/// Whom the configuration names: a row of the table of kinds and where.
struct ConfiguredEndpoint {
  std::string kind;
  std::string url;
  std::string secret{};
  bool operator==(const ConfiguredEndpoint&) const = default;
};

/// Reloadable but for `hub` and `rss_cloud`.
struct PushConfig {
  bool hub = true;        ///< serve `/hub`, and say so in every feed
  bool rss_cloud = true;  ///< serve rssCloud, and say so in RSS
  bool canary = false;    ///< subscribe to the site's own feed and measure
  bool open_hub = false;  ///< take other publishers' topics
  std::vector<ConfiguredEndpoint> endpoints;
  /// Whether caches are purged by the keys of what they hold.
  [[nodiscard]] bool purges_by_key() const {
    return std::any_of(endpoints.begin(), endpoints.end(),
                       [](const ConfiguredEndpoint& one) { return one.kind.starts_with("purge-"); });
  }
  std::string index_now_key;  ///< empty: minted once and kept in the store
  std::string signature = "sha256";
  std::chrono::seconds lease{std::chrono::hours(10 * 24)};
  std::chrono::seconds shortest_lease{std::chrono::hours(24)};
  std::chrono::seconds longest_lease{std::chrono::hours(30 * 24)};
  std::vector<std::uint16_t> callback_ports;  ///< empty: those that browsers take
  std::size_t max_subscriptions = 1'000'000;  ///< some 300 MB in the store
  std::size_t max_per_host = 20'000;          ///< hosted readers subscribe from few hosts, each for many readers
  std::size_t max_per_topic = 500'000;
  std::size_t verifications_per_second = 20;  ///< to one host, in the long run
  std::size_t parallel = 128;                 ///< requests under way
  std::size_t parallel_per_host = 32;
};

}  // namespace feedd::daemon::push
