// How many connections each client has at one loop, so that none takes them all. Keeps no addresses.
#pragma once

#include "daemon/http/options.hpp"
#include "daemon/http/peer.hpp"

#include <cstdint>

#include <boost/unordered/unordered_flat_map.hpp>

namespace feedd::daemon {

class ClientConnections {
 public:
  /// Of the options it wants max_connections_per_client and whose word counts; they must outlive it.
  explicit ClientConnections(const HttpOptions& options) : options_(options) {}

  /// One more; false where that is one too many. It counts all the same, until it leaves.
  [[nodiscard]] bool enter(const Peer& peer);
  void leave(const Peer& peer);
  /// Clients that have a connection.
  [[nodiscard]] std::size_t size() const { return counts_.size(); }

 private:
  [[nodiscard]] bool is_limited(const Peer& peer) const;

  const HttpOptions& options_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> counts_;  // by client_digest
};

}  // namespace feedd::daemon
