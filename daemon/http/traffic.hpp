// What one I/O loop has answered: by feed, by kind of answer, by reader, and how many clients there were a day.
// Written by the loop and read by anyone, without locks and in no order; several loops' are merged by who reads
// (readership.hpp). Keeps no address of anybody: clients are counted by salted digests that are thrown away at once.
#pragma once

#include "daemon/http/distinct_count.hpp"
#include "daemon/http/network.hpp"
#include "daemon/http/reader_family.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

namespace feedd::daemon {

/// What became of a request, with what its validators were worth.
enum class Outcome : std::uint8_t {
  unconditional,  ///< 200 to a request without validators
  changed,        ///< 200 to one whose validators hold no longer
  delta,          ///< 226
  not_modified,   ///< 304
  missing,        ///< 404, 410
  limited,        ///< 429
  other
};
inline constexpr std::size_t outcome_count = 7;

/// `add` of a counter that only one thread writes: without the lock that an atomic addition takes.
inline void bump(std::atomic<std::uint64_t>& counter, std::uint64_t by = 1) {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

struct TrafficCounts {
  std::array<std::atomic<std::uint64_t>, outcome_count> requests{};
  std::atomic<std::uint64_t> bytes{0};      ///< heads and bodies, as they were queued
  std::atomic<std::uint64_t> over_pace{0};  ///< unconditional fetches beyond the pace asked of readers, refused or not
};

using DayNumber = std::uint32_t;  ///< days since the epoch, UTC

/// Clients of today and of the day before.
template <unsigned Precision>
struct DailyClients {
  struct Day {
    std::atomic<DayNumber> number{0};
    DistinctCount<Precision> clients;
  };
  std::array<Day, 2> days;

  void add(DayNumber day, std::uint64_t client) {
    auto& kept = days[day % 2];
    if (kept.number.load(std::memory_order_relaxed) != day) {
      kept.clients.clear();
      kept.number.store(day, std::memory_order_relaxed);
    }
    kept.clients.add(client);
  }
};

/// How many subscribers hosted readers speak for, by ReaderFamily: the day in the upper half, the most that was said
/// that day in the lower. A reader that asks in several names says several numbers.
using SubscriberClaims = std::array<std::atomic<std::uint64_t>, reader_family_limit>;

inline constexpr unsigned feed_precision = 10;  ///< 1 kB, 3.3 % of standard error
inline constexpr unsigned site_precision = 14;  ///< 16 kB, 0.8 %

/// One document of a feed, `/tags/x.rss`.
struct FeedTraffic {
  explicit FeedTraffic(std::string_view path_) : path(path_) {}
  ~FeedTraffic();

  const std::string path;
  TrafficCounts counts;
  /// Null until there is something to say; then they stay.
  std::atomic<DailyClients<feed_precision>*> clients{nullptr};
  std::atomic<SubscriberClaims*> claims{nullptr};
  FeedTraffic* next = nullptr;  ///< the one made before it
};

enum class AnswerKind : std::uint8_t {
  feed,
  document,  ///< pages, archives, lists of feeds, styles
  media,
  other  ///< redirects, refusals of anything but a feed, answers to submissions
};
inline constexpr std::size_t answer_kind_count = 4;

/// Random, made at the process's start: what nobody outside can foresee, digests are seeded with.
[[nodiscard]] std::uint64_t process_secret();
/// A client as it is told apart from others: of an IPv6 address the network of 64 bits that one household has (RFC
/// 6177), of an IPv4 address all, also where it was translated (64:ff9b::/96, RFC 6052).
[[nodiscard]] std::uint64_t client_digest(const IpAddress& address, std::uint64_t seed);

class Traffic {
 public:
  /// `secret` is what clients' digests are salted with, together with the day: all loops need the same.
  explicit Traffic(std::uint64_t secret = process_secret()) : secret_(secret) {}
  ~Traffic();
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  /// Those of one request, before they are counted.
  struct Asked {
    AnswerKind kind = AnswerKind::other;
    FeedTraffic* feed = nullptr;  ///< of a feed
    Outcome outcome = Outcome::other;
    std::string_view user_agent;
    std::optional<IpAddress> client;  ///< nothing: not known, and not counted as a client
    std::uint64_t bytes = 0;
    bool over_pace = false;
  };

  /// The loop's: where a feed's document is counted. All beyond the first `feed_limit` share one place, of the empty
  /// path.
  [[nodiscard]] FeedTraffic& feed(std::string_view path);
  /// The loop's.
  void count(const Asked& asked);
  /// The loop's: how the reader that sends this is counted. Remembers the texts it has seen, up to a bound.
  [[nodiscard]] ReaderAgent agent(std::string_view user_agent) { return known_agent(user_agent).agent; }
  /// The loop's: from now on it is this day.
  void begin_day(DayNumber day);

  // Anyone's.
  /// The feed that came last; each leads to the one before.
  [[nodiscard]] const FeedTraffic* feeds() const { return newest_.load(std::memory_order_acquire); }
  [[nodiscard]] const TrafficCounts& of(AnswerKind kind) const { return kinds_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const TrafficCounts& of_readers(ReaderFamily family) const { return readers_[family]; }
  /// Null until there was one.
  [[nodiscard]] const DailyClients<site_precision>* clients() const { return clients_.load(std::memory_order_acquire); }

  static constexpr std::size_t feed_limit = 50'000;
  /// Documents whose clients and claims of subscribers are kept: so many that were asked for first, as many that were
  /// asked for `busy_requests` times, whoever came first, and the site's own.
  static constexpr std::size_t feeds_with_clients = 1'000;
  static constexpr std::uint64_t busy_requests = 100;

 private:
  struct KnownAgent {
    ReaderAgent agent;
    std::uint64_t digest = 0;
  };
  [[nodiscard]] KnownAgent known_agent(std::string_view user_agent);
  void count_client(FeedTraffic& feed, const IpAddress& client, std::uint64_t agent);
  void take_claim(FeedTraffic& feed, const ReaderAgent& agent);
  FeedTraffic& add_feed(std::string_view path);

  std::array<TrafficCounts, answer_kind_count> kinds_;
  std::array<TrafficCounts, reader_family_limit> readers_;  // of feeds only
  std::atomic<FeedTraffic*> newest_{nullptr};
  std::atomic<DailyClients<site_precision>*> clients_{nullptr};
  boost::unordered_flat_map<std::string_view, FeedTraffic*> by_path_;
  boost::unordered_flat_map<std::uint64_t, ReaderAgent> agents_;
  FeedTraffic* rest_ = nullptr;
  struct Room {
    std::size_t first = feeds_with_clients, busy = feeds_with_clients;
  };
  [[nodiscard]] static bool take_place(const FeedTraffic& feed, Room& room);

  Room clients_room_, claims_room_;
  DayNumber day_ = 0;
  std::uint64_t secret_;
  std::uint64_t salt_ = 0;  // of the day
};

}  // namespace feedd::daemon
