// See client_connections.hpp.
#include "daemon/http/client_connections.hpp"

#include "daemon/http/traffic.hpp"

namespace feedd::daemon {

/// Not this machine's programs, nor proxies: whose connections those are is not known before a request.
bool ClientConnections::is_limited(const Peer& peer) const {
  return options_.max_connections_per_client > 0 && !options_.proxy_protocol && peer.address &&
         !is_trusted(peer, options_.trusted_proxies);
}

bool ClientConnections::enter(const Peer& peer) {
  return !is_limited(peer) ||
         ++counts_[client_digest(*peer.address, process_secret())] <= options_.max_connections_per_client;
}

void ClientConnections::leave(const Peer& peer) {
  if (!is_limited(peer)) return;
  const auto found = counts_.find(client_digest(*peer.address, process_secret()));
  if (found != counts_.end() && --found->second == 0) counts_.erase(found);
}

}  // namespace feedd::daemon
