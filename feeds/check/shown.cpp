#include "feeds/check/shown.hpp"

#include <array>
#include <cstdio>

namespace feedd::feeds::check {
namespace {

constexpr std::size_t shown_bytes = 60;

struct Character {
  unsigned value;
  std::size_t bytes;
};

/// The character at the front of a text in UTF-8. A byte that begins none stands for itself, as C1 does.
Character character_at(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const auto rest = [&](std::size_t at) { return byte(at) & 0x3FU; };
  if ((byte(0) & 0xE0U) == 0xC0 && text.size() > 1) return {(byte(0) & 0x1FU) << 6U | rest(1), 2};
  if ((byte(0) & 0xF0U) == 0xE0 && text.size() > 2) return {(byte(0) & 0x0FU) << 12U | rest(1) << 6U | rest(2), 3};
  if ((byte(0) & 0xF8U) == 0xF0 && text.size() > 3) return {0x10000, 4};  // none of these is obeyed
  return {byte(0), 1};
}

/// C0, DEL and C1, the separators of lines and paragraphs, and the marks of bidirectional text.
bool is_obeyed(unsigned character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x061C ||
         (character >= 0x200E && character <= 0x200F) || (character >= 0x2028 && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069);
}

}  // namespace

std::string visible(std::string_view text) {
  std::string all;
  while (!text.empty()) {
    const Character character = character_at(text);
    if (character.value == '\n') {
      all += "\\n";
    } else if (is_obeyed(character.value)) {
      std::array<char, sizeof "\\u0000"> escaped{};
      std::snprintf(escaped.data(), escaped.size(), "\\u%04x", character.value);
      all += escaped.data();
    } else {
      all += text.substr(0, character.bytes);
    }
    text.remove_prefix(character.bytes);
  }
  return all;
}

std::string shown(std::string_view text) {
  if (text.size() <= shown_bytes) return visible(text);
  std::size_t end = shown_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;  // whole characters
  return visible(text.substr(0, end)) + "...";
}

std::string quoted(std::string_view text) {
  return '"' + shown(text) + '"';
}

}  // namespace feedd::feeds::check
