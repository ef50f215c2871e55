// Listening sockets from what a person writes: `127.0.0.1:8080`, `[::1]:0`, `:8080`, `localhost:8080`,
// `unix:/run/feedd/http.sock`. Resolves names, so it belongs to start-up, not to a loop.
#pragma once

#include "content/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon {

/// Non-blocking, close-on-exec, listening descriptors, one for each address the name stands for (`:8080` is both IPv4
/// and IPv6; port 0 is then the same port on all). The caller closes them, by stop_listening where others are to see
/// that nobody listens any more. A Unix socket that nobody listens on any more is replaced.
[[nodiscard]] content::Result<std::vector<int>> listen_on(std::string_view address);

/// What is wrong with an address for listen_on, for people; empty: nothing. Looks no name up.
[[nodiscard]] std::string object_to_address(std::string_view address);

/// Closes what listen_on has opened. The file of a Unix socket goes first: whoever finds a dead one may put its own in
/// that place, which must stay.
void stop_listening(const std::vector<int>& descriptors);

/// Where a descriptor is bound: `127.0.0.1:8080`, `[::1]:8080`, `unix:/path`; empty where it is not a bound socket.
[[nodiscard]] std::string bound_address(int descriptor);

/// Whether `address`, as given to listen_on, can be reached from this machine only: loopback or a Unix socket.
[[nodiscard]] bool is_local(std::string_view address);

}  // namespace feedd::daemon
