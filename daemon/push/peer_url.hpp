// Addresses that strangers give us to call or to follow: which are taken, and how they are written from then on. Does
// not resolve names: where an address leads is judged when it is connected to (network_guard.hpp).
#pragma once

#include "content/error.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace feedd::daemon::push {

/// Longest address taken, in bytes: what browsers and servers agree to carry, and what bounds a subscription's row.
inline constexpr std::size_t longest_url_bytes = 2048;

/// Which ports an address may have.
struct PortRules {
  /// Where it is empty: 80, 443, and all from 1024 on that browsers don't block (Fetch, section 2.9, port blocking).
  std::span<const std::uint16_t> ports;
  std::uint16_t also = 0;  ///< one more; 0: none
};

/// An absolute http or https address as it is kept, without fragment, credentials and control characters: scheme and
/// host in small letters, the host in punycode, no port that the scheme has anyway, at least `/` for a path. Path and
/// query stay byte for byte but for characters that no request line may have, which are percent-encoded. Errors
/// (operation `address`, subject `name`) say in one sentence what to change.
[[nodiscard]] content::Result<std::string> peer_url(std::string_view name, std::string_view text,
                                                    const PortRules& rules);

}  // namespace feedd::daemon::push
