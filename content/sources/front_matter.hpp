// The block of metadata at the head of an article file, as a tree of plain values.
#pragma once

#include "content/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::content {

/// A value of front matter: a scalar as written, a list, or a map (keys in order of appearance). Dates and numbers stay
/// text: their reader decides.
struct Value {
  struct Entry;
  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string scalar;
  bool quoted = false;  ///< a quoted scalar is text even where it looks like a boolean or a number
  std::vector<Value> list;
  std::vector<Entry> map;
  Position at;

  [[nodiscard]] const Value* find(std::string_view key) const;  ///< case-insensitive; the last one wins
  [[nodiscard]] bool as_bool(bool fallback) const;              ///< YAML 1.1's words: true yes on / false no off
  /// A scalar as a list of one, a list's scalars (of maps the name they hold, of lists in it theirs), nothing for null.
  [[nodiscard]] std::vector<std::string> as_texts() const;
};

struct Value::Entry {
  Entry(std::string_view key_text, Value its_value, Position place = {})
      : key(key_text), value(std::move(its_value)), at(place) {}
  std::string key;
  Value value;
  Position at;  ///< of the key
};

/// How the metadata of a file are written.
enum class Syntax : std::uint8_t { none, yaml, toml, json, lines };

/// A file split: front matter and body. `body_line` is the body's first line in the file, from 1.
struct FrontMatter {
  Value values;
  std::string_view body;
  int body_line = 1;
  bool present = false;
  Syntax syntax = Syntax::none;
};

/// Splits and parses what a file begins with, blank lines above it or not: YAML between `---` lines (closed by `---` or
/// `...`), TOML between `+++` lines, what `---json` or `---toml` says, a JSON object, old Hexo's YAML or JSON that only
/// a closing `---` or `;;;` ends, or Pelican's `Title: …` lines. A file that begins otherwise is all body. Errors carry
/// `path` and the line and column in the file. Front matter in other languages (`---js`), YAML's tags, depth over 32
/// and aliases that stand for too much are refused.
[[nodiscard]] Result<FrontMatter> parse_front_matter(std::string_view path, std::string_view text);

}  // namespace feedd::content
