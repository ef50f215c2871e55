#include "content/digest.hpp"

#include <algorithm>
#include <new>

#include <xxhash.h>

namespace feedd::content {
namespace {

std::string hex_of(XXH128_hash_t hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  std::string hex;
  hex.reserve(2 * sizeof canonical.digest);
  for (const unsigned char byte : canonical.digest) {
    hex += digits[byte >> 4U];
    hex += digits[byte & 15U];
  }
  return hex;
}

constexpr std::size_t check_digits = 4;

/// What follows from the other digits of a digest and a name.
std::string check_of(std::string_view others, std::string_view name) {
  return digest_hex(std::string(others) + '\n' + std::string(name)).substr(0, check_digits);
}

}  // namespace

std::string digest_hex(std::string_view bytes) {
  return hex_of(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string named_digest(std::string_view bytes, std::string_view name) {
  std::string digest = digest_hex(bytes);
  digest.resize(digest.size() - check_digits);
  return digest + check_of(digest, name);
}

bool is_named_digest(std::string_view digest, std::string_view name) {
  const std::size_t others = std::max(digest.size(), check_digits) - check_digits;
  return digest.substr(others) == check_of(digest.substr(0, others), name);
}

Digest::Digest() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

void Digest::add(std::string_view bytes) {
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

std::string Digest::hex() const {
  return hex_of(XXH3_128bits_digest(state_.get()));
}

void Digest::Free::operator()(XXH3_state_s* state) const {
  XXH3_freeState(state);
}

std::uint64_t digest64(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t digest64(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace feedd::content
