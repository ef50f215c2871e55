#include "content/text.hpp"

#include "content/byte_scan.hpp"
#include "content/word_breaks.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <memory>
#include <vector>

#include <utf8proc.h>

namespace feedd::content {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// What stands at one place of the bytes: a well-formed character, or the maximal subpart of one that is not.
struct Sequence {
  std::size_t length;
  bool well_formed;
};

/// Unicode 15, table 3-7: which second byte may follow which first byte, and how many more.
Sequence sequence_at(std::string_view text, std::size_t at) {
  const unsigned char first = byte_at(text, at);
  if (first < 0x80) return {1, true};
  if (first < 0xC2 || first > 0xF4) return {1, false};
  const std::size_t wanted = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < wanted; ++i) {
    if (at + i >= text.size() || byte_at(text, at + i) < low || byte_at(text, at + i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {wanted, true};
}

bool is_dropped_control(unsigned char byte) {
  return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

bool is_noncharacter(std::string_view character) {
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

/// What Windows-1252 has where Latin-1 has the C1 controls U+0080 to U+009F: a text that holds one was read in the
/// wrong one of the two, as browsers assume of numbers too (HTML, numeric character reference end state).
constexpr std::array<std::string_view, 32> windows_1252 = {
    "\u20AC", "",       "\u201A", "\u0192", "\u201E", "\u2026", "\u2020", "\u2021", "\u02C6", "\u2030", "\u0160",
    "\u2039", "\u0152", "",       "\u017D", "",       "",       "\u2018", "\u2019", "\u201C", "\u201D", "\u2022",
    "\u2013", "\u2014", "\u02DC", "\u2122", "\u0161", "\u203A", "\u0153", "",       "\u017E", "\u0178"};

bool is_c1_control(std::string_view character) {
  return character.size() == 2 && character[0] == '\xC2' && byte_at(character, 1) < 0xA0;
}

/// Where the run of bytes that need no mending ends, from `at`.
std::size_t clean_until(std::string_view bytes, std::size_t at) {
  const auto may_need_mending = [](auto c) { return ((c < 0x20) & (c != '\n') & (c != '\t')) | (c >= 0x80); };
  while (at < bytes.size()) {
    const unsigned char byte = byte_at(bytes, at);
    if (byte >= ' ' && byte < 0x80) {
      at = find_byte(bytes, at, may_need_mending);
      continue;
    }
    if (byte == '\r' || is_dropped_control(byte)) return at;
    const Sequence here = sequence_at(bytes, at);
    const std::string_view character = bytes.substr(at, here.length);
    if (!here.well_formed || is_noncharacter(character) || is_c1_control(character)) return at;
    at += here.length;
  }
  return at;
}

/// Mends the one place at the start of `bytes`; gives how many of them that took.
std::size_t mend(std::string_view bytes, CleanText& clean) {
  const unsigned char byte = byte_at(bytes, 0);
  if (byte == '\r') {
    clean.text += '\n';
    return bytes.size() > 1 && bytes[1] == '\n' ? 2 : 1;
  }
  const Sequence here = sequence_at(bytes, 0);
  if (!here.well_formed) {
    clean.text += replacement;
    ++clean.repaired;
  } else if (is_c1_control(bytes.substr(0, here.length))) {
    const std::string_view meant = windows_1252[byte_at(bytes, 1) - 0x80];
    clean.text += meant;
    ++(meant.empty() ? clean.removed : clean.repaired);
  } else {
    ++clean.removed;
  }
  return here.length;
}

using Mapped = std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)>;

std::string map(std::string_view text, unsigned options) {
  utf8proc_uint8_t* raw = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &raw, static_cast<utf8proc_option_t>(options));
  const Mapped mapped(raw, &std::free);
  if (length < 0) {
    assert(length == UTF8PROC_ERROR_INVALIDUTF8);
    return map(clean_text(text).text, options);
  }
  return {reinterpret_cast<const char*>(mapped.get()), static_cast<std::size_t>(length)};
}

bool is_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

/// One code point and its length; a byte that begins none counts as U+FFFD.
struct CodePoint {
  utf8proc_int32_t value;
  std::size_t length;
};

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const Sequence here = sequence_at(text, at);
  if (!here.well_formed) return {0xFFFD, here.length};
  utf8proc_int32_t value = 0;
  utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                   static_cast<utf8proc_ssize_t>(here.length), &value);
  return {value, here.length};
}

/// Closing punctuation of East Asian text, which never begins a line: a cut before it would look odd.
bool is_closing(utf8proc_int32_t c) {
  return c == 0x3001 || c == 0x3002 || c == 0x300D || c == 0x300F || c == 0x30FC || c == 0xFF01 || c == 0xFF0C;
}

}  // namespace

CleanText clean_text(std::string_view bytes) {
  CleanText clean;
  std::size_t at = 0;
  while (at < bytes.size()) {
    // A mark is leading as long as nothing stands before it, so that cleaning twice changes nothing.
    while (clean.text.empty() && bytes.substr(at, 3) == byte_order_mark) {
      at += byte_order_mark.size();
      ++clean.removed;
    }
    const std::size_t end = clean_until(bytes, at);
    if (at == 0 || clean.text.empty()) clean.text.reserve(bytes.size() - at);
    clean.text.append(bytes.substr(at, end - at));
    at = end;
    if (at < bytes.size()) at += mend(bytes.substr(at), clean);
  }
  return clean;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string to_nfc(std::string_view text) {
  return is_ascii(text) ? std::string(text) : map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string to_nfkd(std::string_view text) {
  return is_ascii(text) ? std::string(text) : map(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
}

std::string fold_case(std::string_view text) {
  if (!is_ascii(text)) {
    // Decomposed first: folding turns the iota subscript into a letter, which must not stand before its marks (Unicode,
    // D145).
    const std::string decomposed = map(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    return map(decomposed, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
  }
  std::string folded(text);
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return folded;
}

std::string anchor_of(std::string_view text, std::size_t limit_bytes) {
  std::string anchor;
  for (std::size_t at = 0; at < text.size() && anchor.size() < limit_bytes;) {
    if (const char c = text[at]; static_cast<unsigned char>(c) < 0x80) {  // most of most headings
      const bool upper = c >= 'A' && c <= 'Z';
      if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
        anchor += upper ? static_cast<char>(c + 32) : c;
      else if (white_space_at(text, at) > 0)
        anchor += '-';
      ++at;
      continue;
    }
    const CodePoint here = code_point_at(text, at);
    const auto category = utf8proc_category(here.value);
    const bool word =
        (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) || category == UTF8PROC_CATEGORY_PC;
    utf8proc_uint8_t bytes[4];
    const auto length = word ? utf8proc_encode_char(utf8proc_tolower(here.value), bytes) : 0;
    if (white_space_at(text, at) > 0)
      anchor += '-';
    else if (length > 0 && anchor.size() + static_cast<std::size_t>(length) <= limit_bytes)
      anchor.append(bytes, bytes + length);
    else if (length > 0)
      break;
    at += here.length;
  }
  return anchor;
}

std::size_t white_space_at(std::string_view text, std::size_t at) {
  const auto c = byte_at(text, at);
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r') ? 1 : 0;
  const std::string_view two = text.substr(at, 2);
  if (two == "\xC2\x85" || two == "\xC2\xA0") return 2;
  const std::string_view three = text.substr(at, 3);
  if (three.size() < 3) return 0;
  if (three == "\xE1\x9A\x80" || three == "\xE2\x81\x9F" || three == "\xE3\x80\x80") return 3;
  if (two != "\xE2\x80") return 0;
  const auto last = byte_at(three, 2);
  return (last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
}

std::size_t invisible_at(std::string_view text, std::size_t at) {
  const CodePoint here = code_point_at(text, at);
  const bool joins = here.value == 0x200C || here.value == 0x200D;
  return !joins && utf8proc_category(here.value) == UTF8PROC_CATEGORY_CF ? here.length : 0;
}

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    const std::size_t space = white_space_at(text, 0);
    if (space == 0) break;
    text.remove_prefix(space);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 && (byte_at(text, last) & 0xC0U) == 0x80) --last;
    if (white_space_at(text, last) != text.size() - last) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

std::string collapse_space(std::string_view text) {
  const auto may_be_space = [](auto c) {
    return (c == ' ') | ((c >= '\t') & (c <= '\r')) | (c == 0xC2) | ((c >= 0xE1) & (c <= 0xE3));
  };
  text = trim(text);
  std::string collapsed;
  collapsed.reserve(text.size());
  std::size_t kept = 0;  // from here on nothing was appended yet
  for (std::size_t i = find_byte(text, 0, may_be_space); i < text.size(); i = find_byte(text, i, may_be_space)) {
    std::size_t end = i;
    for (std::size_t space = white_space_at(text, i); space > 0;
         space = end < text.size() ? white_space_at(text, end) : 0)
      end += space;
    if (end == i + 1 && text[i] == ' ') {
      i = end;  // most of most texts: as it is
    } else if (end > i) {
      collapsed.append(text, kept, i - kept).append(1, ' ');
      kept = i = end;
    } else {
      ++i;
    }
  }
  return collapsed.append(text, kept);
}

std::string humanised(std::string_view name) {
  std::string title(name);
  std::replace_if(
      title.begin(), title.end(), [](char c) { return c == '-' || c == '_'; }, ' ');
  title = collapse_space(title);
  if (!title.empty() && title.front() >= 'a' && title.front() <= 'z')
    title.front() = static_cast<char>(title.front() - 32);
  return title;
}

std::string shorten(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);  // no text has more code points than bytes
  std::vector<std::size_t> clusters;                   // boundaries between grapheme clusters that leave room for "…"
  utf8proc_int32_t previous = ' ';
  utf8proc_int32_t state = 0;
  std::size_t at = 0;
  std::size_t room = 0;  // where the text must end at the latest
  for (std::size_t count = 0; at < text.size() && count < limit; ++count) {
    const CodePoint here = code_point_at(text, at);
    if (at == 0 || utf8proc_grapheme_break_stateful(previous, here.value, &state)) clusters.push_back(at);
    previous = here.value;
    room = at;
    at += here.length;
  }
  if (at == text.size()) return std::string(text);
  if (limit == 0) return {};
  const std::size_t cluster = clusters.back();
  const auto is_good = [&](std::size_t end) {
    return std::binary_search(clusters.begin(), clusters.end(), end) && !is_closing(code_point_at(text, end).value);
  };
  const std::vector<std::size_t> words = word_boundaries_before(text, room);
  const auto word = std::find_if(words.begin(), words.end(), is_good);
  // A single word longer than half of what fits (a long compound) is cut inside.
  const bool between = word != words.end() && *word * 2 >= cluster;
  return std::string(trim(text.substr(0, between ? *word : cluster))).append(ellipsis);
}

}  // namespace feedd::content
