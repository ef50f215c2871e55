// `Title: A title` lines at the head of a file, as Pelican, MultiMarkdown and Python-Markdown's meta extension have
// them. Prose that begins with `Note: …` is none: a title must be among them, and the first must be a key that these
// have where a line of another kind ends them instead of a blank one.
#include "content/sources/values.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace feedd::content {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool is_key_character(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// The length of the key `line` begins with, behind at most three spaces and before a colon; 0 for none.
std::size_t key_end(std::string_view line, std::size_t begin) {
  std::size_t end = begin;
  while (end < line.size() && is_key_character(line[end])) ++end;
  return end < line.size() && line[end] == ':' ? end : begin;
}

Value text_value(std::string_view text, Position at) {
  Value value;
  value.kind = Value::Kind::scalar;
  value.quoted = true;
  value.scalar = text;
  value.at = at;
  return value;
}

/// Pelican splits at semicolons where there are any (`Doe, Jane; Roe, Beth`), else at commas.
void split(Value& value) {
  const char separator = value.scalar.find(';') != std::string::npos ? ';' : ',';
  const std::string text = std::exchange(value.scalar, {});
  value.kind = Value::Kind::list;
  for (std::size_t i = 0; i <= text.size();) {
    const std::size_t end = std::min(text.find(separator, i), text.size());
    const std::string_view part = trim(std::string_view(text).substr(i, end - i));
    if (!part.empty()) value.list.push_back(text_value(part, value.at));
    i = end + 1;
  }
}

bool is_list_key(std::string_view key) {
  return key == "authors" || key == "author" || key == "tags" || key == "keywords";
}

/// Of a heading: what stands above it is the heading's.
bool is_underline(std::string_view line) {
  line = trim(line);
  return line.find_first_not_of('-') == std::string_view::npos || line.find_first_not_of('=') == std::string_view::npos;
}

/// What a file's first line may be for the lines to end at the first other one.
bool is_usual_key(std::string_view key) {
  constexpr std::array<std::string_view, 12> keys = {"title",    "date", "author", "authors",  "category", "tags",
                                                     "keywords", "slug", "status", "modified", "lang",     "template"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// `published: false` and `draft: true` are written in such lines too.
bool is_word(std::string_view text) {
  return text == "true" || text == "false" || text == "True" || text == "False";
}

}  // namespace

std::optional<Block> read_header_lines(std::string_view text) {
  Block block;
  block.values.kind = Value::Kind::map;
  block.values.at = {1, 1};
  bool has_title = false;
  int number = 1;
  std::size_t at = 0;
  for (; at < text.size() && at <= max_front_matter_bytes; ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (trim(line).empty()) break;
    const std::size_t indent = line.find_first_not_of(' ');
    const std::size_t key = key_end(line, indent);
    if (indent <= 3 && key > indent) {
      std::string name(line.substr(indent, key - indent));
      std::transform(name.begin(), name.end(), name.begin(), lower);
      has_title = has_title || name == "title";
      const std::string_view value = trim(line.substr(key + 1));
      const int column =
          static_cast<int>(value.empty() ? key + 2 : static_cast<std::size_t>(value.data() - line.data()) + 1);
      block.values.map.emplace_back(name, text_value(value, {number, column}),
                                    Position{number, static_cast<int>(indent) + 1});
    } else if (indent >= 4 && !block.values.map.empty()) {
      std::string& before = block.values.map.back().value.scalar;
      before.append(before.empty() ? "" : "\n").append(trim(line));
    } else if (has_title && is_usual_key(block.values.map.front().key) && !is_underline(line)) {
      break;
    } else {
      return std::nullopt;
    }
    at = std::min(end + 1, text.size());
  }
  if (!has_title) return std::nullopt;
  for (Value::Entry& entry : block.values.map) {
    entry.value.quoted = !is_word(entry.value.scalar);
    const bool one_name = entry.key == "author" && entry.value.scalar.find(';') == std::string::npos;
    if (is_list_key(entry.key) && !one_name) split(entry.value);
  }
  block.length = at;
  return block;
}

}  // namespace feedd::content
