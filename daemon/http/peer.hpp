// Who is at the other end of a connection, and which client its requests come from, as far as that can be known.
// Resolves nothing.
#pragma once

#include "daemon/http/network.hpp"

#include <optional>
#include <string_view>
#include <vector>

struct sockaddr_storage;

namespace feedd::daemon {

/// The other end of a connection, as the system tells it or a PROXY header that is believed.
struct Peer {
  std::optional<IpAddress> address;  ///< nothing: not known
  bool is_unix = false;              ///< at a Unix socket of this machine
};

[[nodiscard]] Peer peer_of(const sockaddr_storage& address);

/// Whether what the peer says of its clients is believed: it is on loopback, at a Unix socket, or in one of `proxies`.
[[nodiscard]] bool is_trusted(const Peer& peer, const std::vector<Network>& proxies);

/// The IP address of the client whose request has this head, if it is known. That is the peer, or where the
/// peer is trusted, the client that Forwarded or X-Forwarded-For names: the last hop that is no trusted proxy itself,
/// the first of all where each is one. Where both fields are there and name two clients, one of them is not the
/// proxy's own word but passed on from a stranger, and nobody can say which: not known.
[[nodiscard]] std::optional<IpAddress> client_address(const Peer& peer, std::string_view head,
                                                      const std::vector<Network>& proxies);

}  // namespace feedd::daemon
