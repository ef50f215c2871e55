// See peer.hpp.
#include "daemon/http/peer.hpp"

#include "daemon/http/forwarded.hpp"
#include "daemon/http/request_parser.hpp"

#include <algorithm>

#include <sys/socket.h>

namespace feedd::daemon {
namespace {

bool is_proxy(const IpAddress& address, const std::vector<Network>& proxies) {
  static const std::vector<Network> loopback = {Network::parse("127.0.0.0/8").value(), Network::parse("::1").value()};
  return is_in(loopback, address) || is_in(proxies, address);
}

/// From the nearest hop on, as long as it is a proxy whose word counts.
std::optional<IpAddress> client_of(const Hops& hops, const std::vector<Network>& proxies) {
  const auto last = std::find_if_not(
      hops.rbegin(), hops.rend(), [&](const std::optional<IpAddress>& hop) { return hop && is_proxy(*hop, proxies); });
  return last == hops.rend() ? hops.front() : *last;
}

}  // namespace

Peer peer_of(const sockaddr_storage& address) {
  return {ip_address(reinterpret_cast<const sockaddr&>(address)), address.ss_family == AF_UNIX};
}

bool is_trusted(const Peer& peer, const std::vector<Network>& proxies) {
  return peer.is_unix || (peer.address && is_proxy(*peer.address, proxies));
}

std::optional<IpAddress> client_address(const Peer& peer, std::string_view head, const std::vector<Network>& proxies) {
  auto client = peer.address;
  if (is_trusted(peer, proxies)) {
    const auto forwarded = read_forwarded(field_value(head, "Forwarded").value_or(""));
    const auto older = read_x_forwarded_for(field_value(head, "X-Forwarded-For").value_or(""));
    if (!forwarded.empty()) client = client_of(forwarded, proxies);
    if (!older.empty()) {
      const auto named = client_of(older, proxies);
      client = forwarded.empty() || client == named ? named : std::nullopt;
    }
  }
  return client;
}

}  // namespace feedd::daemon
