// The YAML of most articles, read without libyaml, whose buffers alone cost more than that: lines `key: value` from the
// first column, lists in brackets or of `- item` lines, quotation marks without escapes. Everything else is left to
// libyaml, and what is read here has the values and places that libyaml would give.
#include "content/sources/values.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

/// libyaml looks no further for the colon behind a key.
constexpr std::size_t max_key_bytes = 128;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The length of the character at `at`: of printable ASCII, or of letters beyond it of which none is a line end, a mark
/// or a control to libyaml; 0 for all others.
std::size_t character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return first >= ' ' && first < 0x7F ? 1 : 0;
  if (first >= 0xC3 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first < 0xE1 || first > 0xED || !follows(1) || !follows(2)) return 0;
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool ends_line = first == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9);
  return surrogate || ends_line ? 0 : 3;
}

/// Reads one block; every function gives false where something is not of the plain kind.
class PlainYaml {
 public:
  PlainYaml(std::string_view block, int first_line) : block_(block), line_(first_line - 1) {}

  bool read(Value& root) {
    root.kind = Value::Kind::map;
    root.at = {line_ + 1, 1};
    root.map.reserve(static_cast<std::size_t>(std::count(block_.begin(), block_.end(), '\n')));
    while (next_line())
      if (!(text_.starts_with('-') || text_.starts_with(' ') ? read_item(root) : read_entry(root))) return false;
    return rest_ == block_.size() && !root.map.empty();
  }

 private:
  /// False at the end, or where a line has no end.
  bool next_line() {
    const std::size_t end = block_.find('\n', rest_);
    if (end == std::string_view::npos) return false;
    text_ = block_.substr(rest_, end - rest_);
    rest_ = end + 1;
    ++line_;
    return true;
  }

  [[nodiscard]] Position here(std::size_t at) const { return {line_, static_cast<int>(at) + 1}; }

  bool read_entry(Value& root) {
    const std::size_t colon = text_.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view key = text_.substr(0, colon);
    if (key.empty() || key.size() > max_key_bytes || !(is_word(key[0]) && (key[0] < '0' || key[0] > '9'))) return false;
    if (!std::all_of(key.begin(), key.end(), [](char c) { return is_word(c) || c == '_' || c == '-'; })) return false;
    items_may_follow_ = colon + 1 == text_.size();
    Value value;
    value.at = here(colon + 1);
    if (!items_may_follow_ && (text_.substr(colon + 1, 1) != " " || !read_value(colon + 2, value))) return false;
    root.map.emplace_back(key, std::move(value), here(0));
    return true;
  }

  /// A line `- item`; all of one list are equally far from the margin.
  bool read_item(Value& root) {
    const std::size_t dash = std::min(text_.find_first_not_of(' '), text_.size());
    if (!items_may_follow_ || text_.substr(dash, 2) != "- ") return false;
    Value& list = root.map.back().value;
    if (list.list.empty()) {
      list.kind = Value::Kind::list;
      list.at = here(dash);
      margin_ = dash;
    }
    Value item;
    if (dash != margin_ || !read_scalar(dash + 2, text_.size(), item, true)) return false;
    list.list.push_back(std::move(item));
    return true;
  }

  bool read_value(std::size_t at, Value& value) {
    return text_.substr(at, 1) == "[" ? read_list(at, value) : read_scalar(at, text_.size(), value, true);
  }

  /// `[one, "two"]` to the end of the line.
  bool read_list(std::size_t at, Value& value) {
    value.kind = Value::Kind::list;
    value.at = here(at);
    if (!text_.ends_with(']')) return false;
    const std::size_t close = text_.size() - 1;
    while (at < close) {
      at = text_.find_first_not_of(' ', at + 1);
      const char mark = text_[at];
      const bool quoted = mark == '"' || mark == '\'';
      const std::size_t behind = quoted ? text_.find(mark, at + 1) : at;
      const std::size_t end = std::min(text_.find(',', std::min(behind, close)), close);
      Value item;
      if (!read_scalar(at, end, item, false)) return false;
      value.list.push_back(std::move(item));
      at = end;
    }
    return true;
  }

  /// One that fills the line from `at` to `end`. In brackets fewer characters are plain.
  bool read_scalar(std::size_t at, std::size_t end, Value& value, bool whole_line) {
    if (at >= end) return false;
    std::string_view scalar = text_.substr(at, end - at);
    const char mark = scalar[0];
    value.at = here(at);
    value.quoted = mark == '"' || mark == '\'';
    if (value.quoted) {
      if (scalar.size() < 2 || scalar.find(mark, 1) != scalar.size() - 1) return false;
      scalar = scalar.substr(1, scalar.size() - 2);
      if (mark == '"' && scalar.find('\\') != std::string_view::npos) return false;
    } else if (!is_plain(scalar, whole_line)) {
      return false;
    }
    for (std::size_t i = 0, length = 1; i < scalar.size(); i += length)
      if ((length = character_at(scalar, i)) == 0) return false;
    value.scalar = scalar;
    const bool null = !value.quoted && (scalar == "null" || scalar == "Null" || scalar == "NULL");
    value.kind = null ? Value::Kind::null : Value::Kind::scalar;
    return true;
  }

  static bool is_plain(std::string_view scalar, bool whole_line) {
    const bool is_letter = is_word(scalar[0]) || static_cast<unsigned char>(scalar[0]) >= 0x80;
    if (!is_letter || scalar.back() == ' ' || scalar.back() == ':') return false;
    if (!whole_line) return scalar.find_first_of(":#[]{},?\"'&*!|>%@`") == std::string_view::npos;
    return scalar.find(": ") == std::string_view::npos && scalar.find(" #") == std::string_view::npos;
  }

  std::string_view block_;
  std::size_t rest_ = 0;  ///< where the next line begins
  int line_;
  std::string_view text_;          ///< the line
  bool items_may_follow_ = false;  ///< the last key had no value in its line
  std::size_t margin_ = 0;         ///< of the list's items
};

}  // namespace

std::optional<Value> read_plain_yaml(std::string_view block, int first_line) {
  Value root;
  if (!PlainYaml(block, first_line).read(root)) return std::nullopt;
  return root;
}

}  // namespace feedd::content
