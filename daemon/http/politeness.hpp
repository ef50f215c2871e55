// Who fetches whole feeds too often: a token bucket for each client and feed, in bounded memory.
// One of these belongs to one I/O loop; with several loops a client that is on all of them has as many buckets.
#pragma once

#include "daemon/http/network.hpp"
#include "daemon/http/reader_family.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon {

/// How often one client may fetch one feed without a validator (If-None-Match, If-Modified-Since): `burst` times at
/// once, in the long run once an interval.
struct Pace {
  std::chrono::milliseconds interval{0};  ///< 0: as often as it likes
  std::uint32_t burst = 1;
  [[nodiscard]] bool operator==(const Pace&) const = default;
};

struct PolitenessOptions {
  /// What is asked of readers. Not held to by default: readers without validators exist, and whole offices share an
  /// address.
  Pace pace{std::chrono::minutes(5), 12};
  bool enforce = false;
  /// Always held to. No reader is that fast, and neither are hundreds of slow ones behind one address.
  Pace ceiling{std::chrono::seconds(1), 120};
  /// Clients nothing is asked of.
  std::vector<Network> allow_networks;
  /// Hosted readers, by the names in reader_family.cpp, nothing is asked of; `hosted`: all of them, who fetch from a
  /// few addresses for thousands. Anybody can claim to be one.
  std::vector<std::string> allow_readers{"hosted"};
  [[nodiscard]] bool operator==(const PolitenessOptions&) const = default;
};

class Politeness {
 public:
  struct Verdict {
    bool over_pace = false;               ///< counted, whether it is enforced or not
    std::chrono::seconds retry_after{0};  ///< more than 0: refused
  };

  explicit Politeness(const PolitenessOptions& options);

  /// One more unconditional fetch at `now`, a steady clock's. Takes a token where it is allowed.
  [[nodiscard]] Verdict fetch(const IpAddress& client, ReaderFamily reader, std::string_view path,
                              std::chrono::milliseconds now);

  static constexpr std::size_t bucket_count = std::size_t{1} << 15;  ///< 384 kB, taken with the first fetch

 private:
  /// When it will be full again, by either pace, in tenths of a second since `start_` (the "theoretical arrival time"
  /// of the generic cell rate algorithm, ITU-T I.371).
  struct Bucket {
    std::uint32_t key = 0;  // 0: nobody's
    std::uint32_t pace_full = 0;
    std::uint32_t ceiling_full = 0;
  };

  [[nodiscard]] bool is_allowed(const IpAddress& client, ReaderFamily reader) const;
  [[nodiscard]] Bucket& bucket_of(std::uint64_t digest);

  PolitenessOptions options_;
  std::array<bool, reader_family_limit> allowed_readers_{};
  std::vector<Bucket> buckets_;
  std::chrono::milliseconds start_{-1};
};

}  // namespace feedd::daemon
