// Through whose hands proxies say a request came: Forwarded (RFC 7239) and X-Forwarded-For. Only reads; whom to
// believe is decided in peer.hpp.
#pragma once

#include "daemon/http/network.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace feedd::daemon {

/// An element for each hop, the client's side first; nothing where it tells no address: it is malformed, `unknown`, or
/// hides behind a name of its own (RFC 7239 section 6.3).
using Hops = std::vector<std::optional<IpAddress>>;

/// The `for` of each element of Forwarded. Where any of the list breaks the grammar (section 4) it is one hop that
/// nobody knows: a quote that a stranger left open changes the meaning of what a proxy wrote behind it.
[[nodiscard]] Hops read_forwarded(std::string_view list);
/// X-Forwarded-For has no grammar but commas, so each element stands for itself.
[[nodiscard]] Hops read_x_forwarded_for(std::string_view list);

/// The address in `text`; a port behind it and brackets around an IPv6 address are taken off, since some proxies write
/// them, and so does Host.
[[nodiscard]] std::optional<IpAddress> read_address(std::string_view text);

}  // namespace feedd::daemon
