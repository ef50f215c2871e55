// IP addresses and networks of them, IPv4 in its IPv4-mapped form (RFC 4291 section 2.5.5.2). Resolves no names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace feedd::daemon {

/// In network order; an IPv4 address stands in ::ffff:0:0/96.
using IpAddress = std::array<std::uint8_t, 16>;

/// The address of four bytes.
[[nodiscard]] IpAddress ipv4_address(const std::uint8_t* four);
[[nodiscard]] bool is_ipv4(const IpAddress& address);
/// Nothing for an address that is not of the internet.
[[nodiscard]] std::optional<IpAddress> ip_address(const sockaddr& address);
/// An address and nothing around it: no port, no brackets, no zone.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(std::string_view text);
/// IPv4 in dotted form, IPv6 as RFC 5952 has it.
[[nodiscard]] std::string to_text(const IpAddress& address);

struct Network {
  IpAddress address{};
  unsigned bits = 0;  ///< of 128

  /// CIDR (RFC 4632, RFC 4291 section 2.3), `127.0.0.0/8`, `fd00::/8`, or a single address.
  [[nodiscard]] static std::optional<Network> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& other) const;
  [[nodiscard]] bool operator==(const Network&) const = default;
};

/// Whether one of them contains it.
[[nodiscard]] bool is_in(const std::vector<Network>& networks, const IpAddress& address);

}  // namespace feedd::daemon
