// Which program asks: the family its User-Agent belongs to, and for how many subscribers it says it does.
// Nothing is decided by it but what is counted and who is spared (politeness.hpp): anybody can write anything there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace feedd::daemon {

/// A row of the table (reader_family.cpp).
using ReaderFamily = std::uint8_t;
inline constexpr std::size_t reader_family_limit = 96;  ///< more than there are rows

struct ReaderAgent {
  ReaderFamily family = 0;
  std::uint32_t subscribers = 0;  ///< for whom a hosted reader asks; 0: it does not say
};

[[nodiscard]] ReaderAgent read_user_agent(std::string_view user_agent);

[[nodiscard]] std::size_t reader_family_count();
/// As people know it: `NetNewsWire`, `browsers`, `others`.
[[nodiscard]] std::string_view name_of(ReaderFamily family);
/// Whether it asks from its own servers, for many subscribers at once.
[[nodiscard]] bool is_hosted(ReaderFamily family);

}  // namespace feedd::daemon
