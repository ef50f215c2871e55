// The syntax that header fields share: RFC 9110 section 5.6. Knows no particular field.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace feedd::daemon {

/// Sets of characters as a table, since every byte of a head is looked at once.
inline constexpr std::uint8_t token_bit = 1;
inline constexpr std::uint8_t value_bit = 2;
inline constexpr auto character_sets = [] {
  std::array<std::uint8_t, 256> sets{};
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  for (unsigned c = 0; c < sets.size(); ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || (c < 128 && marks.find(static_cast<char>(c)) != std::string_view::npos)) sets[c] |= token_bit;
    if ((c >= 0x20 && c != 0x7F) || c == '\t') sets[c] |= value_bit;
  }
  return sets;
}();

/// A character of a token (section 5.6.2): methods, field names, codings. An object, so that algorithms have it inline.
inline constexpr auto is_token_char = [](char c) -> bool {
  return (character_sets[static_cast<unsigned char>(c)] & token_bit) != 0;
};
/// A character that may stand in a field value (section 5.5): visible, space, tab, or above ASCII.
inline constexpr auto is_value_char = [](char c) -> bool {
  return (character_sets[static_cast<unsigned char>(c)] & value_bit) != 0;
};
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
/// Spaces and tabs at both ends removed (OWS, section 5.6.3).
[[nodiscard]] std::string_view trim_space(std::string_view text);
/// Takes the next element off a comma-separated list, trimmed; empty elements are passed over (section 5.6.1.2).
/// Knows no quoted strings.
[[nodiscard]] std::optional<std::string_view> next_element(std::string_view& list);

/// The lines of one field that may come several times and then is one list (section 5.3). Views into the request.
class FieldLines {
 public:
  /// False where there is no room: nobody sends more.
  bool add(std::string_view line) {
    if (count_ == lines_.size()) return false;
    lines_[count_++] = line;
    return true;
  }
  [[nodiscard]] bool present() const { return count_ > 0; }
  [[nodiscard]] const std::string_view* begin() const { return lines_.data(); }
  [[nodiscard]] const std::string_view* end() const { return lines_.data() + count_; }

 private:
  std::array<std::string_view, 8> lines_;
  std::size_t count_ = 0;
};

}  // namespace feedd::daemon
