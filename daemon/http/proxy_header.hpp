// The PROXY protocol, version 2: what a proxy says of a connection before the first byte of its client
// (haproxy.org/download/2.8/doc/proxy-protocol.txt, section 2.2). Without any I/O; whom to believe is not decided here.
#pragma once

#include "daemon/http/network.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace feedd::daemon {

/// A header says its own length, up to 64 KB. Addresses take 216 bytes at most and what clouds and certificates add a
/// few hundred; nginx takes no more than this either.
inline constexpr std::size_t proxy_header_limit_bytes = 4096;

struct ProxyHeader {
  enum class State : std::uint8_t { incomplete, complete, refused };

  State state = State::incomplete;
  std::size_t size = 0;             ///< when complete: bytes it takes, whatever follows its addresses included
  bool is_local = false;            ///< the proxy speaks for itself, as health checks do
  std::optional<IpAddress> source;  ///< the client's, where it came over TCP
};

/// Reads a header at the front of `bytes`. Refused as soon as bytes show that it is none, or too long.
[[nodiscard]] ProxyHeader read_proxy_header(std::string_view bytes);

}  // namespace feedd::daemon
