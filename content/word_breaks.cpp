#include "content/word_breaks.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <cstdint>

#include <uniwbrk.h>

namespace feedd::content {
namespace {

/// No word of a language is longer; where there is none within, a text is cut between characters.
constexpr std::size_t looked_at_bytes = 256;
/// The rules look at two characters behind a boundary, and at the marks between these.
constexpr std::size_t lookahead_bytes = 32;

std::size_t character_at_or_behind(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return std::min(at, text.size());
}

/// Where to begin, so that the rules come out as from the beginning of the text: at white space, if there is any.
std::size_t beginning(std::string_view text, std::size_t at) {
  if (at <= looked_at_bytes) return 0;
  const std::size_t first = character_at_or_behind(text, at - looked_at_bytes);
  for (std::size_t i = first; i < at; i = character_at_or_behind(text, i + 1))
    if (white_space_at(text, i) > 0) return i;
  return first;
}

}  // namespace

std::vector<std::size_t> word_boundaries_before(std::string_view text, std::size_t at) {
  const std::size_t begin = beginning(text, at);
  const std::size_t end = character_at_or_behind(text, at + lookahead_bytes);
  const std::string_view part = text.substr(begin, end - begin);
  std::vector<char> breaks(part.size());
  u8_wordbreaks(reinterpret_cast<const std::uint8_t*>(part.data()), part.size(), breaks.data());
  std::vector<std::size_t> boundaries;
  for (std::size_t i = std::min(at - begin, part.size() - 1); i > 0; --i)  // the first one is the part's own edge
    if (breaks[i] != 0) boundaries.push_back(begin + i);
  return boundaries;
}

}  // namespace feedd::content
