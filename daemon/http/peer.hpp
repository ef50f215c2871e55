// Who is at the other end of a connection, as far as that can be known. Resolves nothing.
#pragma once

#include <string>
#include <string_view>

namespace feedd::daemon {

/// The client's IP address as text, an IPv4 address always in its own form. Where the other end is on loopback or a
/// Unix socket, it may be a proxy: then the last element of `forwarded_for` (X-Forwarded-For), which that proxy wrote,
/// is the client; one that is no address is nobody's. Empty: not known.
[[nodiscard]] std::string peer_address(int descriptor, std::string_view forwarded_for);

/// The address in `text` in its usual form; a port behind it and brackets around it are taken off, since some proxies
/// write them. Empty where it is none.
[[nodiscard]] std::string read_address(std::string_view text);

}  // namespace feedd::daemon
