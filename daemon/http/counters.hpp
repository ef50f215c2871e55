// What a loop counts of its connections, whatever is asked for: Traffic has the rest.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace feedd::daemon {

/// What ends a connection that would have gone on, or turns it away.
enum class Limit : std::uint8_t { connections, per_client, room, request_time, send_rate, memory };

/// As operators see them, in the order of Limit.
inline constexpr std::array<std::string_view, 6> limit_names = {"connections",  "per_client", "room",
                                                                "request_time", "send_rate",  "memory"};

/// Written by one loop, read by anyone, in no order.
struct HttpCounters {
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> open_connections{0};
  std::atomic<std::uint64_t> requests{0};  ///< answered, refused ones included
  std::atomic<std::uint64_t> ok{0};        ///< 200, 206 and 226
  std::atomic<std::uint64_t> not_modified{0};
  std::atomic<std::uint64_t> not_found{0};
  std::atomic<std::uint64_t> other{0};
  std::atomic<std::uint64_t> bytes_sent{0};  ///< heads and bodies; by TLS, as it sends them
  std::atomic<std::uint64_t> over_pace{0};   ///< unconditional fetches beyond the pace asked of readers
  std::atomic<std::uint64_t> limited{0};     ///< those of them that were refused (429)
  std::array<std::atomic<std::uint64_t>, limit_names.size()> limits{};  ///< connections, by the Limit that ended them
};

}  // namespace feedd::daemon
