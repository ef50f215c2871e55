// Who is told by the hub and by rssCloud: the subscriptions in the store.
#pragma once

#include "content/store/sql.hpp"
#include "daemon/network_guard.hpp"
#include "daemon/push/retry.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon::push {

/// How a subscriber is told. The numbers are the store's.
enum class Wire : std::uint8_t { websub, cloud_http_post, cloud_xml_rpc };

struct Subscription {
  std::int64_t key = 0;
  std::string topic;      ///< a path of ours without its slash, `tags/한국.rss`, or the address of a foreign feed
  std::string topic_url;  ///< as the subscriber wrote it
  std::string callback;
  Wire wire = Wire::websub;
  std::string host;       ///< of the callback, as Schedule has it
  std::string secret;     ///< websub; empty: none
  std::string procedure;  ///< XML-RPC
  content::Timestamp created{}, expires{};
  std::uint64_t told = 0;  ///< the revision of what it was sent last, or what it was to be sent no more
  Trouble trouble{};
  std::uint64_t delivered = 0;
  content::Timestamp last_success{};
  std::chrono::milliseconds latency{0};  ///< from commit to delivery, of the last one
};

/// The host an address leads to, as deliveries are parted by: `example.org:443`.
[[nodiscard]] std::string host_of(std::string_view url);

/// The host that limits count: all of its ports together, but where `guard` was told to allow its network, for each
/// port, as those of one machine may be many people's.
[[nodiscard]] std::string counted_host(std::string_view url, const NetworkGuard& guard);

/// The columns scheduling needs.
struct SubscriptionRef {
  std::int64_t key = 0;
  std::string_view topic, host;  ///< valid inside the call
  std::uint64_t told = 0;
  content::Timestamp retry_at{};
  std::uint64_t given_up = 0;
};

/// Queries on one connection, within a transaction of whoever calls; throws sql::Failure.
class Subscriptions {
 public:
  explicit Subscriptions(content::sql::Database& database, std::int64_t site = 1) : database_(database), site_(site) {}

  using Visit = std::function<void(const SubscriptionRef&)>;
  /// Those of a topic by key, from the first behind `after` on, at most `limit`.
  void each_of(std::string_view topic, std::int64_t after, std::size_t limit, const Visit& visit);
  /// All, by key, from the first behind `after` on, at most `limit`.
  void each(std::int64_t after, std::size_t limit, const Visit& visit);
  /// By key, from the first behind `after` on, at most `limit`.
  [[nodiscard]] std::vector<Subscription> all(std::int64_t after, std::size_t limit);
  /// Every topic that somebody is subscribed to, once.
  [[nodiscard]] std::vector<std::string> topics();
  /// Those that failed, by key, from the first behind `after` on, at most `limit`.
  [[nodiscard]] std::vector<Subscription> in_trouble(std::int64_t after, std::size_t limit);
  [[nodiscard]] std::optional<Subscription> load(std::int64_t key);
  [[nodiscard]] std::optional<Subscription> find(std::string_view topic, std::string_view callback, Wire wire);
  [[nodiscard]] std::size_t count();
  /// No more than `most` are counted.
  [[nodiscard]] std::size_t count_of_host(std::string_view host, std::size_t most);
  [[nodiscard]] std::size_t count_of_topic(std::string_view topic, std::size_t most);
  /// When the next lease ends.
  [[nodiscard]] std::optional<content::Timestamp> next_expiry();

  /// A new one, or another lease, secret and procedure of one that is there, which stays told what it was. Nothing is
  /// left of its trouble: it has shown that it is there.
  void put(const Subscription& subscription);
  void remove(std::int64_t key);
  /// Nothing where it has another lease than this one meanwhile.
  void remove_unless_renewed(std::int64_t key, content::Timestamp expires);
  /// At most `limit` of them.
  void remove_expired(content::Timestamp now, std::size_t limit);
  /// What one has been told never goes back. Nothing is left of its trouble.
  void note_told(std::int64_t key, std::uint64_t told);
  void note_delivered(std::int64_t key, std::uint64_t told, content::Timestamp now, std::chrono::milliseconds latency);
  void note_failed(std::int64_t key, const Trouble& trouble, content::Timestamp now);

 private:
  [[nodiscard]] std::size_t counted(std::string_view query, std::string_view value, std::size_t most);

  content::sql::Database& database_;
  std::int64_t site_;
};

}  // namespace feedd::daemon::push
