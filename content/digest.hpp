// Digests of our own bytes: fast, not cryptographic, never for what an attacker may choose.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace feedd::content {

/// XXH3, 128 bits, as 32 lower-case hex digits.
[[nodiscard]] std::string digest_hex(std::string_view bytes);
/// The same, but that its last four digits follow from the others and a name: whoever has only a digest can tell that
/// it is one of something of this name, of 65,536 that are made up one passes.
[[nodiscard]] std::string named_digest(std::string_view bytes, std::string_view name);
[[nodiscard]] bool is_named_digest(std::string_view digest, std::string_view name);
/// The same of bytes that come in pieces.
class Digest {
 public:
  Digest();
  void add(std::string_view bytes);
  [[nodiscard]] std::string hex() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};
/// XXH3, 64 bits.
[[nodiscard]] std::uint64_t digest64(std::string_view bytes);
/// The same from another start: with a `seed` that nobody knows, what bytes become cannot be foreseen.
[[nodiscard]] std::uint64_t digest64(std::string_view bytes, std::uint64_t seed);

}  // namespace feedd::content
