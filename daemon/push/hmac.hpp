// Signatures over what is sent (RFC 2104), as WebSub section 7.1 names them. The only includer of OpenSSL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace feedd::daemon::push {

enum class Algorithm : std::uint8_t { sha1, sha256, sha384, sha512 };

/// By the name that WebSub has for it: `sha1`, `sha256`, `sha384`, `sha512`.
[[nodiscard]] std::optional<Algorithm> find_algorithm(std::string_view name);
[[nodiscard]] std::string_view name_of(Algorithm algorithm);

/// The value of X-Hub-Signature: `sha256=` and the HMAC in lower-case hex. Any thread. Throws std::runtime_error where
/// this machine's OpenSSL is set up without the algorithm.
[[nodiscard]] std::string signature(Algorithm algorithm, std::string_view key, std::string_view bytes);
[[nodiscard]] bool can_sign(Algorithm algorithm);

}  // namespace feedd::daemon::push
