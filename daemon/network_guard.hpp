// Which addresses may be connected to: the public internet, and private networks that the configuration allows.
// Decides about addresses only, never about names: names are resolved first, and what they resolve to is judged.
#pragma once

#include "content/error.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace feedd::daemon {

/// Immutable once built; may be asked from any thread.
class NetworkGuard {
 public:
  /// `allowed`: networks as CIDR, `127.0.0.0/8`, `fd00::/8`, or single addresses. An Error names the one that is none.
  [[nodiscard]] static content::Result<NetworkGuard> create(const std::vector<std::string>& allowed);

  /// Whether the address is public or allowed. Not public are loopback, private and link-local networks (metadata
  /// services of clouds among them), shared address space, unique-local, multicast, unspecified, reserved and
  /// documentation addresses (the registries of RFC 6890), also where IPv6 carries an IPv4 address that is one.
  [[nodiscard]] bool permits(const sockaddr& address) const;

  enum class Literal : std::uint8_t {
    none,  ///< no address but a name, of which nothing is known before it is resolved
    forbidden,
    allowed,  ///< not public, and allowed
    is_public
  };
  /// Of a host as addresses name it, with or without a port: `192.0.2.1:80`, `[::1]`.
  [[nodiscard]] Literal judge(std::string_view host) const;

  /// An address as text, for messages.
  [[nodiscard]] static std::string to_string(const sockaddr& address);

 private:
  using Bytes = std::array<std::uint8_t, 16>;
  struct Network {
    Bytes address{};
    unsigned bits = 0;  ///< of 128: IPv4 stands in ::ffff:0:0/96
  };
  static bool parse(std::string_view text, Network& network);
  static bool bytes_of(const sockaddr& address, Bytes& bytes);
  static bool contains(const Network& network, const Bytes& address);
  [[nodiscard]] bool is_allowed(const Bytes& address) const;
  static bool is_public(const Bytes& address);

  std::vector<Network> allowed_;
};

}  // namespace feedd::daemon
