// Every rule here is one of strict XML, or what writers meant when they broke it. Nothing is refused: what is no markup
// is text.
#include "content/sources/xml_scanner.hpp"

#include "content/html_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace feedd::content {
namespace {

/// A tag longer than this is a `<` in a text.
constexpr std::size_t max_tag_bytes = 256U << 10;
/// A comment, instruction or document type that does not end within this is taken to end with its first `>`.
constexpr std::size_t max_skipped_bytes = 1U << 20;
constexpr std::size_t max_attributes = 256;
/// No reference is longer (`&CounterClockwiseContourIntegral;`).
constexpr std::size_t max_reference_bytes = 34;
/// Text is handed on in pieces of about this.
constexpr std::size_t piece_bytes = 64U << 10;
/// So much may be looked at in vain, for ends that are not there, before looking is cut short: otherwise a document of
/// nothing but beginnings would be read again and again.
constexpr std::size_t max_wasted_bytes = 8U << 20;
constexpr std::size_t hurried_bytes = 128;
/// Beyond this a column says nothing to anybody.
constexpr int last_column = 1'000'000'000;
/// HTML has some two thousand names; a document that invents more gets no room to remember them in.
constexpr std::size_t max_known_entities = 4096;

constexpr std::string_view spaces = " \t\r\n";
constexpr std::string_view cdata_open = "<![CDATA[";
constexpr std::string_view cdata_close = "]]>";

bool is_space(char c) {
  return spaces.find(c) != std::string_view::npos;
}
/// What may begin a name; all that is not ASCII may.
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool in_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}
std::size_t name_bytes(std::string_view text) {
  if (text.empty() || !begins_name(text.front())) return 0;
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), in_name) - text.begin());
}

bool equal_letters(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) {
    return (x >= 'a' && x <= 'z' ? x - 32 : x) == (y >= 'a' && y <= 'z' ? y - 32 : y);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t bits) { out += static_cast<char>(bits); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6U)), put(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U)), put(0x80U | ((c >> 6U) & 0x3FU)), put(0x80U | (c & 0x3FU));
  } else {
    put(0xF0U | (c >> 18U)), put(0x80U | ((c >> 12U) & 0x3FU)), put(0x80U | ((c >> 6U) & 0x3FU)),
        put(0x80U | (c & 0x3FU));
  }
}

}  // namespace

void XmlScanner::repaired(std::string_view what) {
  const auto found = repairs_.find(what);
  if (found == repairs_.end())
    repairs_.emplace(what, 1);
  else
    ++found->second;
}

bool XmlScanner::fill() {
  if (ended_) return false;
  const std::string_view more = next_();
  if (more.empty()) {
    ended_ = true;
    return false;
  }
  if (position_ > piece_bytes) {
    window_.erase(0, position_);
    position_ = 0;
  }
  window_ += more;
  return true;
}

bool XmlScanner::available(std::size_t bytes) {
  while (window_.size() - position_ < bytes)
    if (!fill()) return false;
  return true;
}

void XmlScanner::advance(std::size_t bytes) {
  const std::string_view passed = rest().substr(0, bytes);
  const std::size_t last = passed.rfind('\n');
  if (last == std::string_view::npos) {
    if (here_.column < last_column) here_.column += static_cast<int>(passed.size());
  } else {
    here_.line += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
    here_.column = static_cast<int>(passed.size() - last);
  }
  position_ += passed.size();
}

std::size_t XmlScanner::find(std::string_view what, std::size_t from, std::size_t limit) {
  for (;;) {
    const std::size_t found = rest().substr(0, limit).find(what, from);
    if (found != std::string_view::npos) return found;
    from = std::max(from, rest().size() - std::min(rest().size(), what.size()));
    if (rest().size() >= limit || !fill()) {
      wasted_bytes_ += std::min(rest().size(), limit);
      return std::string_view::npos;
    }
  }
}

std::size_t XmlScanner::patience(std::size_t bytes) const {
  return wasted_bytes_ > max_wasted_bytes ? std::min(bytes, hurried_bytes) : bytes;
}

/// A document type ends with the `>` outside its brackets and quotation marks; a comment may stand in it.
void XmlScanner::skip_declaration() {
  bool in_brackets = false;
  char quote = '\0';
  const std::size_t limit = patience(max_skipped_bytes);
  for (std::size_t i = 2; i < limit && available(i + 1); ++i) {
    const char c = rest()[i];
    if (quote != '\0') {
      if (c == quote || c == '>') quote = '\0';
      if (c != '>') continue;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == ']') {
      in_brackets = c == '[';
    }
    if (c == '>' && !in_brackets) return advance(i + 1);
  }
  wasted_bytes_ += limit;
  const std::size_t end = find(">", 0, limit);
  advance(end == std::string_view::npos ? 2 : end + 1);
}

/// Passes a comment, an instruction or a declaration; false where none begins.
bool XmlScanner::skip_unseen() {
  if (!available(2) || rest()[0] != '<' || (rest()[1] != '!' && rest()[1] != '?')) return false;
  static_cast<void>(available(cdata_open.size()));
  if (rest().starts_with("<!--")) {
    const std::size_t limit = patience(max_skipped_bytes);
    std::size_t end = find("-->", 4, limit);
    if (end == std::string_view::npos) {
      repaired("comment never closed");
      end = find(">", 4, limit);
      advance(end == std::string_view::npos ? 4 : end + 1);
    } else {
      advance(end + 3);
    }
    return true;
  }
  if (rest()[1] == '?') {
    const std::size_t end = find(">", 2, patience(max_skipped_bytes));
    if (end == std::string_view::npos) return false;
    const std::size_t proper = find("?>", 2, end + 1024);
    advance(proper == std::string_view::npos ? end + 1 : proper + 2);
    return true;
  }
  if (rest().size() < 3 || !begins_name(rest()[2])) return false;
  skip_declaration();
  return true;
}

/// Whether the `<` here begins a tag. What does not is text: `a < b`, `<3`.
bool XmlScanner::begins_markup() {
  if (!available(2)) return false;
  return begins_name(rest()[1]) || (rest()[1] == '/' && available(3) && begins_name(rest()[2]));
}

/// Length of the tag that begins here, its `>` included; 0 where it has no end, or another tag begins within it.
std::size_t XmlScanner::tag_end() {
  char quote = '\0';
  char before = '\0';  // the last character that is no space
  const std::size_t limit = patience(max_tag_bytes);
  for (std::size_t i = 1; i < limit && available(i + 1); ++i) {
    const char c = rest()[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if ((c == '"' || c == '\'') && before == '=') {
      quote = c;
    } else if (c == '>') {
      return i + 1;
    } else if (c == '<') {
      return 0;
    }
    if (!is_space(c)) before = c;
  }
  wasted_bytes_ += std::min(limit, rest().size());
  // A quotation mark was never closed: the first `>` ends it.
  if (quote == '\0') return 0;
  const std::size_t end = find(">", 1, limit);
  return end == std::string_view::npos ? 0 : end + 1;
}

bool XmlScanner::take_tag(XmlToken& token) {
  const std::size_t length = tag_end();
  if (length == 0) return false;
  std::string_view inside = rest().substr(1, length - 2);
  if (inside.starts_with('/')) {
    token.kind = XmlToken::Kind::end;
    token.name = inside.substr(1, name_bytes(inside.substr(1)));
    advance(length);
    return true;
  }
  token.kind = XmlToken::Kind::start;
  token.empty = inside.ends_with('/');
  if (token.empty) inside.remove_suffix(1);
  token.name = inside.substr(0, name_bytes(inside));
  inside.remove_prefix(token.name.size());
  while (!inside.empty() && token.attributes.size() < max_attributes) {
    const std::size_t begin = inside.find_first_not_of(spaces);
    if (begin == std::string_view::npos) break;
    inside.remove_prefix(begin);
    const std::size_t name_end = std::min(inside.find_first_of(" \t\r\n="), inside.size());
    const std::string_view name = inside.substr(0, name_end);
    inside.remove_prefix(name_end);
    std::string_view value;
    const std::size_t sign = std::min(inside.find_first_not_of(spaces), inside.size());
    if (sign < inside.size() && inside[sign] == '=') {
      inside.remove_prefix(sign + 1);
      inside.remove_prefix(std::min(inside.find_first_not_of(spaces), inside.size()));
      const bool quoted = !inside.empty() && (inside.front() == '"' || inside.front() == '\'');
      if (!quoted) repaired("attribute without quotation marks");
      const std::size_t from = quoted ? 1 : 0;
      const std::size_t end =
          std::min(quoted ? inside.find(inside.front(), 1) : inside.find_first_of(spaces), inside.size());
      value = inside.substr(from, end - from);
      inside.remove_prefix(std::min(end + from, inside.size()));
    }
    if (!name.empty() || !value.empty()) token.attributes.emplace_back(name, decode(value));
  }
  advance(length);
  return true;
}

/// `reference` without `&` and `;`.
bool XmlScanner::decode_reference(std::string_view reference, std::string& out) {
  if (reference.starts_with('#')) {
    const bool hex = reference.size() > 1 && (reference[1] == 'x' || reference[1] == 'X');
    const std::string_view digits = reference.substr(hex ? 2 : 1);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (digits.empty() || error == std::errc::invalid_argument || end != digits.data() + digits.size()) return false;
    const bool text = value >= 0x20 || value == '\t' || value == '\n' || value == '\r';
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (error != std::errc() || value > 0x10FFFF || surrogate || !text) {
      out += "\xEF\xBF\xBD";
      return true;
    }
    if (value < 0x80 || value > 0x9F) {
      append_utf8(out, value);
      return true;
    }
  }  // numbers that windows-1252 has printable mean that to HTML
  const auto known = known_entities_.find(reference);
  if (known != known_entities_.end()) {
    out += known->second;
    return !known->second.empty();
  }
  if (known_entities_.size() >= max_known_entities) return false;
  const std::string written = "&" + std::string(reference) + ";";
  std::string text = decode_entity(written);
  if (text == written) text.clear();
  out += text;
  const bool found = !text.empty();
  known_entities_.emplace(reference, std::move(text));
  return found;
}

std::string XmlScanner::decode(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size();) {
    const std::size_t next = std::min(raw.find('&', i), raw.size());
    out.append(raw, i, next - i);
    i = next;
    if (i == raw.size()) break;
    const std::size_t end = raw.substr(0, i + max_reference_bytes).find(';', i);
    const std::string_view reference = end == std::string_view::npos ? "" : raw.substr(i + 1, end - i - 1);
    const bool plausible = !reference.empty() && reference.find_first_of(" \t\r\n&<>\"'=") == std::string_view::npos;
    if (plausible && decode_reference(reference, out)) {
      i = end + 1;
      continue;
    }
    repaired(plausible ? "unknown entity" : "bare ampersand");
    out += '&';
    ++i;
  }
  return out;
}

XmlToken XmlScanner::take_text() {
  XmlToken token;
  token.kind = XmlToken::Kind::text;
  std::size_t end = 1;  // what stands here is text, even `<`
  for (;;) {
    end = rest().find('<', end);
    if (end != std::string_view::npos || rest().size() > piece_bytes || !fill()) break;
    end = std::min<std::size_t>(1, rest().size());
  }
  if (end == std::string_view::npos) {
    end = rest().size();
    const std::size_t reference = ended_ ? std::string_view::npos : rest().rfind('&');
    if (reference != std::string_view::npos && reference > 0 && end - reference < max_reference_bytes) end = reference;
  }
  token.text = decode(rest().substr(0, end));
  advance(end);
  return token;
}

/// A piece of the CDATA section that is open. Sections within sections are what plugins make that wrap wrapped text:
/// an inner `]]>` is text where an opening preceded it, unless an end tag follows.
XmlToken XmlScanner::take_cdata() {
  XmlToken token;
  token.kind = XmlToken::Kind::text;
  while (in_cdata_ && token.text.size() < piece_bytes) {
    const std::size_t bracket = rest().find_first_of("]<");
    if (bracket != 0) {
      const std::size_t length = std::min(bracket, rest().size());
      token.text += rest().substr(0, length);
      advance(length);
      if (length == 0 && !fill()) {
        repaired("CDATA never closed");
        in_cdata_ = false;
      }
      continue;
    }
    static_cast<void>(available(cdata_open.size()));
    if (rest().starts_with(cdata_open)) {
      ++cdata_depth_;
      token.text += cdata_open;
      advance(cdata_open.size());
    } else if (rest().starts_with(cdata_close)) {
      static_cast<void>(available(piece_bytes / 64));
      const std::string_view behind = rest().substr(cdata_close.size());
      const std::size_t next = std::min(behind.find_first_not_of(spaces), behind.size());
      const bool before_end = behind.substr(next).starts_with("</");
      const bool doubled = behind.starts_with(cdata_close);
      if ((cdata_depth_ > 0 && !before_end) || doubled) {
        repaired("CDATA within CDATA");
        cdata_depth_ = std::max(0, cdata_depth_ - 1);
        token.text += cdata_close;
      } else {
        in_cdata_ = false;
      }
      advance(cdata_close.size());
    } else {
      token.text += rest().front();
      advance(1);
    }
  }
  return token;
}

XmlToken XmlScanner::take() {
  for (;;) {
    token_at_ = here_;
    if (in_cdata_) {
      XmlToken token = take_cdata();
      if (!token.text.empty()) return token;
      continue;
    }
    if (!available(1)) return {};
    if (rest().front() != '<') return take_text();
    static_cast<void>(available(cdata_open.size()));
    if (equal_letters(rest().substr(0, cdata_open.size()), cdata_open)) {
      advance(cdata_open.size());
      in_cdata_ = true;
      cdata_depth_ = 0;
      continue;
    }
    if (skip_unseen()) continue;
    XmlToken token;
    if (begins_markup() && take_tag(token)) return token;
    repaired("stray <");
    return take_text();
  }
}

}  // namespace feedd::content
