// Which addresses may be connected to: the public internet, and private networks that the configuration allows.
// Decides about addresses only, never about names: names are resolved first, and what they resolve to is judged.
#pragma once

#include "content/error.hpp"
#include "daemon/http/network.hpp"

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
  [[nodiscard]] bool is_allowed(const IpAddress& address) const;
  static bool is_public(const IpAddress& address);

  std::vector<Network> allowed_;
};

}  // namespace feedd::daemon
