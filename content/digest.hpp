// Digests of our own bytes: fast, not cryptographic, never for what an attacker may choose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace feedd::content {

/// XXH3, 128 bits, as 32 lower-case hex digits.
[[nodiscard]] std::string digest_hex(std::string_view bytes);
/// XXH3, 64 bits.
[[nodiscard]] std::uint64_t digest64(std::string_view bytes);

}  // namespace feedd::content
