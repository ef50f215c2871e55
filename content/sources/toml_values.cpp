// TOML by toml++: front matter between `+++` lines, and sidecars.
#include "content/sources/values.hpp"

#include <sstream>
#include <string>

#include <toml++/toml.h>

namespace feedd::content {
namespace {

/// toml++ bounds neither the depth of dotted keys nor, together with brackets, that of the whole: it would end in a
/// stack overflow. More than this many dots in one line outside of strings, or open brackets, no front matter has.
constexpr int most_dots = 64;
constexpr int most_brackets = 64;

/// The offset at which the text nests deeper than it may; its size where it does not.
std::size_t too_deep_at(std::string_view text) {
  int dots = 0, brackets = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') dots = 0, quote = '\0';
    if (quote != '\0') {
      if (c == '\\' && quote == '"') ++i;
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '.') {
      ++dots;
    } else if (c == '[' || c == '{') {
      ++brackets;
    } else if ((c == ']' || c == '}') && brackets > 0) {
      --brackets;
    }
    if (dots > most_dots || brackets > most_brackets) return i;
  }
  return text.size();
}

Position place(const toml::source_position& at, int first_line) {
  return {static_cast<int>(at.line) + first_line - 1, static_cast<int>(at.column)};
}

template <class Node>
std::string printed(const Node& node) {
  std::ostringstream text;
  text << node;
  return text.str();
}

class Converter {
 public:
  Converter(std::string_view path, int first_line) : path_(path), first_line_(first_line) {}

  Result<Value> convert(const toml::node& node, int depth) {
    Value value;
    value.at = place(node.source().begin, first_line_);
    if (depth > max_value_depth)
      return Error{"front-matter", std::string(path_),
                   "nested deeper than " + std::to_string(max_value_depth) + " levels", value.at};
    if (const toml::table* table = node.as_table()) return map(std::move(value), *table, depth);
    if (const toml::array* array = node.as_array()) return list(std::move(value), *array, depth);
    value.kind = Value::Kind::scalar;
    if (const auto* text = node.as_string()) {
      value.quoted = true;
      value.scalar = text->get();
    } else {
      node.visit([&](const auto& scalar) {
        if constexpr (toml::is_value<decltype(scalar)>) value.scalar = printed(scalar);
      });
    }
    return value;
  }

 private:
  Result<Value> map(Value value, const toml::table& table, int depth) {
    value.kind = Value::Kind::map;
    for (const auto& [key, node] : table) {
      Result<Value> item = convert(node, depth + 1);
      if (!item) return item;
      value.map.emplace_back(key.str(), std::move(*item), place(key.source().begin, first_line_));
    }
    return value;
  }

  Result<Value> list(Value value, const toml::array& array, int depth) {
    value.kind = Value::Kind::list;
    for (const toml::node& node : array) {
      Result<Value> item = convert(node, depth + 1);
      if (!item) return item;
      value.list.push_back(std::move(*item));
    }
    return value;
  }

  std::string_view path_;
  int first_line_;
};

}  // namespace

Result<Value> read_toml(std::string_view path, std::string_view block, int first_line) {
  if (const std::size_t deep = too_deep_at(block); deep < block.size())
    return Error{"front-matter", std::string(path), "nested deeper than " + std::to_string(max_value_depth) + " levels",
                 place_of(block, deep, first_line)};
  try {
    const toml::table table = toml::parse(block);
    return Converter(path, first_line).convert(table, 1);
  } catch (const toml::parse_error& error) {
    return Error{"front-matter", std::string(path), "not TOML: " + std::string(error.description()),
                 place(error.source().begin, first_line)};
  }
}

}  // namespace feedd::content
