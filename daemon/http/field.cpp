// Character classes as one table, since every byte of a head is looked at once.
#include "daemon/http/field.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

constexpr std::uint8_t token_bit = 1;
constexpr std::uint8_t value_bit = 2;

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  for (unsigned c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || (c < 128 && marks.find(static_cast<char>(c)) != std::string_view::npos)) classes[c] |= token_bit;
    if ((c >= 0x20 && c != 0x7F) || c == '\t') classes[c] |= value_bit;
  }
  return classes;
}

constexpr auto classes = make_classes();

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool is_token_char(char c) {
  return (classes[static_cast<unsigned char>(c)] & token_bit) != 0;
}

bool is_value_char(char c) {
  return (classes[static_cast<unsigned char>(c)] & value_bit) != 0;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim_space(std::string_view text) {
  constexpr std::string_view space = " \t";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::optional<std::string_view> next_element(std::string_view& list) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const auto element = trim_space(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (!element.empty()) return element;
  }
  return std::nullopt;
}

}  // namespace feedd::daemon
