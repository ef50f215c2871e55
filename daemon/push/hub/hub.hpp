// The WebSub hub (W3C Recommendation of 23 January 2018): takes subscriptions to this site's feeds, and to others'
// where it is open, and asks each callback whether it means it. Delivering is FanOut's.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/push/conversations.hpp"
#include "daemon/push/fan_out.hpp"
#include "daemon/push/hub/hub_request.hpp"
#include "daemon/push/hub/reply.hpp"
#include "daemon/push/place.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace feedd::daemon::push {

/// Confined to its context's thread.
class Hub {
 public:
  Hub(Dispatcher& dispatcher, Conversations& conversations, FanOut& fan_out, content::sql::Database& reader,
      const Place& place, NetworkGuard guard);

  void use(const PushConfig& config);
  /// A request to `/hub` (section 5.1). `served`: the revision of what is served now.
  void handle(const Submission& submission, std::uint64_t served, const Reply& done);
  /// These feeds are no more: their subscribers are told (section 5.2), and are subscribers no longer.
  void end(const std::vector<std::string>& feeds);
  /// The same for feeds that ended while nobody was there to say so: called once at the start.
  void end_gone();
  /// Takes out leases that have ended.
  void sweep();
  /// How many there are; some that came or went just now may not be counted, but the first is.
  [[nodiscard]] std::size_t subscriptions();

  /// Why nobody may subscribe with this callback now; nothing where they may. Those that are being asked do not count:
  /// Conversations bounds them.
  [[nodiscard]] std::optional<HubRefusal> object_to(const std::string& callback, const std::string& topic, Wire wire);
  /// Takes a subscription in, or renews it, and tells it what came since `told`.
  void take(Subscription&& one);

 private:
  void subscribe(const HubRequest& request, const std::string& topic, std::uint64_t served, const Reply& done);
  void unsubscribe(const HubRequest& request, const std::string& topic, const Reply& done);
  void publish(const HubRequest& request, const Reply& done);
  /// `is_news`: its publisher says so; else it is looked at to know what is news later.
  void fetch_foreign(const std::string& topic, bool is_news);
  void end_some();
  void remove(std::int64_t key);
  [[nodiscard]] std::optional<std::string> topic_of(const std::string& url);
  void count();
  [[nodiscard]] std::size_t remembered(const std::string& what, const std::function<std::size_t()>& count);
  void count_later() { is_counted_ = false; }

  Dispatcher& dispatcher_;
  Conversations& conversations_;
  FanOut& fan_out_;
  content::sql::Database& reader_;
  const Place& place_;
  NetworkGuard guard_;
  PushConfig config_;
  std::size_t count_ = 0;
  bool is_counted_ = false;  ///< nothing has changed since it was counted
  std::chrono::steady_clock::time_point counted_at_{};
  std::chrono::steady_clock::duration counting_time_{0};  ///< that the last count took
  std::deque<std::string> ending_;  ///< topics of feeds that are no more, while they have subscribers
  bool is_ending_ = false;          ///< some of the first one's are being taken out of the store
  std::multiset<std::pair<std::string, std::string>> settling_;  ///< topic and callback of what is on its way to disk
  std::map<std::string, bool> being_fetched_;  ///< topics, and whether they have changed since they were asked for
  std::unordered_map<std::string, std::size_t> many_;  ///< counts of hosts and topics with many, as of many_at_
  std::chrono::steady_clock::time_point many_at_{};
};

/// A string nobody can guess: 128 bits of the kernel's randomness, in hex.
[[nodiscard]] std::string random_token();

}  // namespace feedd::daemon::push
