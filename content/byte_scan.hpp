// Looking through text sixteen bytes at a time, for the loops that every byte of every article passes. Private to
// content.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace feedd::content {

/// Sixteen bytes that the processor compares at once: a vector type as GCC and Clang have it on every architecture.
using ByteBlock = unsigned char __attribute__((vector_size(16)));

/// Index of the first byte from `at` on for which `is_wanted` holds, or the text's size. `is_wanted` takes an unsigned
/// char or a ByteBlock and is written with comparisons, `&` and `|`, which mean the same of both.
template <class IsWanted>
[[nodiscard]] std::size_t find_byte(std::string_view text, std::size_t at, IsWanted is_wanted) {
  for (; at + sizeof(ByteBlock) <= text.size(); at += sizeof(ByteBlock)) {
    ByteBlock block;
    std::memcpy(&block, text.data() + at, sizeof block);
    const auto wanted = is_wanted(block);  // 0xFF where it holds, 0 elsewhere
    std::uint64_t halves[2];
    std::memcpy(halves, &wanted, sizeof halves);
    if ((halves[0] | halves[1]) == 0) continue;
    if constexpr (std::endian::native == std::endian::little)
      return at + static_cast<std::size_t>(halves[0] != 0 ? std::countr_zero(halves[0]) / 8
                                                          : 8 + std::countr_zero(halves[1]) / 8);
    break;
  }
  while (at < text.size() && !is_wanted(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

}  // namespace feedd::content
