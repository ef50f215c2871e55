// See network_guard.hpp.
#include "daemon/network_guard.hpp"

#include <algorithm>
#include <array>

namespace feedd::daemon {
namespace {

/// What IANA's registries of special-purpose addresses list as not globally reachable, and multicast.
constexpr std::array<std::string_view, 26> special = {
    "0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24",  "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4",   "240.0.0.0/4",    "::/96",          "64:ff9b:1::/48", "100::/64",
    "2001::/23",      "2001:db8::/32", "3fff::/20",      "5f00::/16",      "fc00::/7",       "fe80::/10",
    "fec0::/10",      "ff00::/8"};

}  // namespace

bool NetworkGuard::is_public(const IpAddress& address) {
  static const std::vector<Network> networks = [] {
    std::vector<Network> list;
    for (const std::string_view text : special) list.push_back(Network::parse(text).value());
    return list;
  }();
  if (is_in(networks, address)) return false;
  // Translators reach an IPv4 address through these: NAT64 (RFC 6052), 6to4 (RFC 3056).
  constexpr std::array<std::uint8_t, 12> nat64 = {0, 0x64, 0xFF, 0x9B};
  if (std::equal(nat64.begin(), nat64.end(), address.begin())) return is_public(ipv4_address(address.data() + 12));
  if (address[0] == 0x20 && address[1] == 0x02) return is_public(ipv4_address(address.data() + 2));
  // Of IPv6 only what is given out as global unicast (RFC 4291 section 2.4) is public.
  return is_ipv4(address) || (address[0] & 0xE0U) == 0x20;
}

bool NetworkGuard::is_allowed(const IpAddress& address) const {
  return is_in(allowed_, address);
}

bool NetworkGuard::permits(const sockaddr& address) const {
  const auto ip = ip_address(address);
  return ip && (is_public(*ip) || is_allowed(*ip));
}

NetworkGuard::Literal NetworkGuard::judge(std::string_view host) const {
  if (host.starts_with('['))
    host = host.substr(1, std::min(host.find(']'), host.size()) - 1);
  else
    host = host.substr(0, host.find(':'));
  const auto ip = parse_ip_address(host);
  if (!ip) return Literal::none;
  if (is_public(*ip)) return Literal::is_public;
  return is_allowed(*ip) ? Literal::allowed : Literal::forbidden;
}

std::string NetworkGuard::to_string(const sockaddr& address) {
  const auto ip = ip_address(address);
  return ip ? to_text(*ip) : "an address that is not of the internet";
}

content::Result<NetworkGuard> NetworkGuard::create(const std::vector<std::string>& allowed) {
  NetworkGuard guard;
  for (const std::string& text : allowed) {
    const auto network = Network::parse(text);
    if (!network) return content::Error{"network", text, "must be a network like 127.0.0.0/8 or fd00::/8"};
    guard.allowed_.push_back(*network);
  }
  return guard;
}

}  // namespace feedd::daemon
