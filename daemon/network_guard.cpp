// Addresses are compared as IPv6; an IPv4 address is its mapped form.
#include "daemon/network_guard.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace feedd::daemon {
namespace {

/// What IANA's registries of special-purpose addresses list as not globally reachable, and multicast.
constexpr std::array<std::string_view, 26> special = {
    "0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24",   "192.0.2.0/24",  "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4",   "240.0.0.0/4",    "::/96",          "64:ff9b:1::/48", "100::/64",
    "2001::/23",      "2001:db8::/32", "3fff::/20",      "5f00::/16",      "fc00::/7",       "fe80::/10",
    "fec0::/10",      "ff00::/8"};

std::array<std::uint8_t, 16> mapped(const std::uint8_t* four) {
  std::array<std::uint8_t, 16> bytes{};
  bytes[10] = bytes[11] = 0xFF;
  std::copy_n(four, 4, bytes.begin() + 12);
  return bytes;
}

}  // namespace

bool NetworkGuard::parse(std::string_view text, Network& network) {
  const std::size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  in_addr four{};
  in6_addr six{};
  unsigned width = 128;
  if (::inet_pton(AF_INET, address.c_str(), &four) == 1) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &four, bytes.size());
    network.address = mapped(bytes.data());
    width = 32;
  } else if (::inet_pton(AF_INET6, address.c_str(), &six) == 1) {
    std::copy_n(static_cast<const std::uint8_t*>(six.s6_addr), 16, network.address.begin());
  } else {
    return false;
  }
  unsigned bits = width;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits > width) return false;
  }
  network.bits = bits + (128 - width);
  return true;
}

bool NetworkGuard::contains(const Network& network, const Bytes& address) {
  for (unsigned bit = 0; bit < network.bits; bit += 8) {
    const unsigned left = std::min(8U, network.bits - bit);
    const auto mask = static_cast<std::uint8_t>(0xFFU << (8U - left));
    if (((network.address[bit / 8] ^ address[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool NetworkGuard::bytes_of(const sockaddr& address, Bytes& bytes) {
  if (address.sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    std::array<std::uint8_t, 4> raw{};
    std::memcpy(raw.data(), &four.sin_addr, raw.size());
    bytes = mapped(raw.data());
    return true;
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 six{};
  std::memcpy(&six, &address, sizeof six);
  std::copy_n(static_cast<const std::uint8_t*>(six.sin6_addr.s6_addr), 16, bytes.begin());
  return true;
}

bool NetworkGuard::is_public(const Bytes& address) {
  static const std::vector<Network> networks = [] {
    std::vector<Network> list(special.size());
    for (std::size_t i = 0; i < special.size(); ++i) static_cast<void>(parse(special[i], list[i]));
    return list;
  }();
  if (std::any_of(networks.begin(), networks.end(), [&](const Network& network) { return contains(network, address); }))
    return false;
  // Translators reach an IPv4 address through these: NAT64 (RFC 6052), 6to4 (RFC 3056).
  constexpr std::array<std::uint8_t, 12> nat64 = {0, 0x64, 0xFF, 0x9B};
  if (std::equal(nat64.begin(), nat64.end(), address.begin())) return is_public(mapped(address.data() + 12));
  if (address[0] == 0x20 && address[1] == 0x02) return is_public(mapped(address.data() + 2));
  // Of IPv6 only what is given out as global unicast (RFC 4291 section 2.4) is public.
  constexpr std::array<std::uint8_t, 12> ipv4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return std::equal(ipv4.begin(), ipv4.end(), address.begin()) || (address[0] & 0xE0U) == 0x20;
}

bool NetworkGuard::is_allowed(const Bytes& address) const {
  return std::any_of(allowed_.begin(), allowed_.end(),
                     [&](const Network& network) { return contains(network, address); });
}

bool NetworkGuard::permits(const sockaddr& address) const {
  Bytes bytes{};
  return bytes_of(address, bytes) && (is_public(bytes) || is_allowed(bytes));
}

NetworkGuard::Literal NetworkGuard::judge(std::string_view host) const {
  if (host.starts_with('['))
    host = host.substr(1, std::min(host.find(']'), host.size()) - 1);
  else
    host = host.substr(0, host.find(':'));
  Network network;
  if (host.find('/') != std::string_view::npos || !parse(host, network)) return Literal::none;
  if (is_public(network.address)) return Literal::is_public;
  return is_allowed(network.address) ? Literal::allowed : Literal::forbidden;
}

std::string NetworkGuard::to_string(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  Bytes bytes{};
  if (!bytes_of(address, bytes)) return "an address that is not of the internet";
  const bool four = address.sa_family == AF_INET;
  const void* raw = four ? static_cast<const void*>(bytes.data() + 12) : static_cast<const void*>(bytes.data());
  return ::inet_ntop(four ? AF_INET : AF_INET6, raw, text.data(), text.size()) == nullptr ? "?" : text.data();
}

content::Result<NetworkGuard> NetworkGuard::create(const std::vector<std::string>& allowed) {
  NetworkGuard guard;
  for (const std::string& text : allowed) {
    Network network;
    if (!parse(text, network)) return content::Error{"network", text, "must be a network like 127.0.0.0/8 or fd00::/8"};
    guard.allowed_.push_back(network);
  }
  return guard;
}

}  // namespace feedd::daemon
