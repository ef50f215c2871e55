#include "content/sources/front_matter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <yaml.h>

namespace feedd::content {
namespace {

/// Deeper nesting than any article needs: a bound for the recursion over the tree, here and in whoever reads it.
constexpr int max_depth = 32;

/// A value costs some hundred bytes of memory for two of text (`a,`): this bounds what one file can take.
constexpr std::size_t max_front_matter_bytes = 256UL << 10U;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same_word(text, word); });
}

/// libyaml counts characters and has more line ends than LF; this finds the place in bytes and lines of the file.
class Places {
 public:
  explicit Places(std::string_view block) : block_(block) {}

  Position of_character(std::size_t index) {
    if (index < character_) *this = Places(block_);
    while (character_ < index && byte_ < block_.size()) step();
    return here();
  }

  Position of_byte(std::size_t offset) {
    *this = Places(block_);
    while (byte_ < offset && byte_ < block_.size()) step();
    return here();
  }

 private:
  [[nodiscard]] Position here() const { return {line_, static_cast<int>(byte_ - line_start_) + 1}; }

  void step() {
    const bool ends_line = block_[byte_] == '\n';
    ++character_;
    do ++byte_;
    while (byte_ < block_.size() && (static_cast<unsigned char>(block_[byte_]) & 0xC0U) == 0x80U);
    if (!ends_line) return;
    ++line_;
    line_start_ = byte_;
  }

  std::string_view block_;
  std::size_t character_ = 0;
  std::size_t byte_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 2;  // the block begins below the line ---
};

/// One event of libyaml, freed with its holder.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&raw_); }
  yaml_event_t* get() { return &raw_; }
  [[nodiscard]] yaml_event_type_t type() const { return raw_.type; }
  [[nodiscard]] const yaml_event_t& raw() const { return raw_; }

 private:
  yaml_event_t raw_ = {};
};

/// Builds the tree from libyaml's events.
class Reader {
 public:
  Reader(std::string_view path, std::string_view block) : path_(path), block_(block), places_(block) {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (!ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(block.data()), block.size());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    if (ready_) yaml_parser_delete(&parser_);
  }

  Result<Value> document();

 private:
  Result<Value> node(const Event& event, int depth);
  Result<Value> list(Value value, int depth);
  Result<Value> map(Value value, int depth);
  bool read(Event& event) { return ready_ && yaml_parser_parse(&parser_, event.get()) == 1; }
  [[nodiscard]] Error refuse(Position at, std::string reason) const {
    return {"front-matter", std::string(path_), std::move(reason), at};
  }
  Error syntax_error();

  std::string_view path_, block_;
  Places places_;
  yaml_parser_t parser_ = {};
  bool ready_ = false;
};

Error Reader::syntax_error() {
  if (!ready_ || parser_.error == YAML_MEMORY_ERROR) return refuse({1, 1}, "out of memory");
  std::string reason = parser_.problem != nullptr ? parser_.problem : "not YAML";
  if (parser_.error == YAML_READER_ERROR) return refuse(places_.of_byte(parser_.problem_offset), std::move(reason));
  if (reason == "mapping values are not allowed in this context")
    reason += "; a value with a colon and a space in it needs quotes";
  if (parser_.context != nullptr) reason.append(", ").append(parser_.context);
  return refuse(places_.of_character(parser_.problem_mark.index), std::move(reason));
}

Result<Value> Reader::document() {
  Value root;
  for (;;) {
    Event event;
    if (!read(event)) return syntax_error();
    switch (event.type()) {
      case YAML_STREAM_END_EVENT:
        return root;
      case YAML_STREAM_START_EVENT:
      case YAML_DOCUMENT_START_EVENT:
      case YAML_DOCUMENT_END_EVENT:
        break;
      default: {
        auto value = node(event, 1);
        if (!value) return value;
        if (root.at.line > 0) return refuse(value->at, "a second document; front matter is one");
        if (value->kind != Value::Kind::map && value->kind != Value::Kind::null)
          return refuse(value->at, "front matter must be keys with values, `key: value`");
        root = std::move(*value);
      }
    }
  }
}

bool is_null(std::string_view scalar) {
  return scalar.empty() || scalar == "~" || same_word(scalar, "null");
}

Result<Value> Reader::node(const Event& event, int depth) {
  const yaml_event_t& raw = event.raw();
  Value value;
  value.at = places_.of_character(raw.start_mark.index);
  if (depth > max_depth) return refuse(value.at, "nested deeper than " + std::to_string(max_depth) + " levels");
  switch (event.type()) {
    case YAML_ALIAS_EVENT:
      return refuse(value.at, "aliases (`*name`) are not read; repeat the value, or quote a text that begins with `*`");
    case YAML_SCALAR_EVENT: {
      const auto& scalar = raw.data.scalar;
      if (scalar.tag != nullptr) break;
      value.scalar.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
      value.quoted = scalar.style != YAML_PLAIN_SCALAR_STYLE;
      value.kind = !value.quoted && is_null(value.scalar) ? Value::Kind::null : Value::Kind::scalar;
      return value;
    }
    case YAML_SEQUENCE_START_EVENT:
      if (raw.data.sequence_start.tag != nullptr) break;
      return list(std::move(value), depth);
    case YAML_MAPPING_START_EVENT:
      if (raw.data.mapping_start.tag != nullptr) break;
      return map(std::move(value), depth);
    default:
      return refuse(value.at, "not a value");
  }
  return refuse(value.at, "tags (`!name`) are not read; quote a text that begins with `!`");
}

Result<Value> Reader::list(Value value, int depth) {
  value.kind = Value::Kind::list;
  for (;;) {
    Event event;
    if (!read(event)) return syntax_error();
    if (event.type() == YAML_SEQUENCE_END_EVENT) return value;
    auto item = node(event, depth + 1);
    if (!item) return item;
    value.list.push_back(std::move(*item));
  }
}

Result<Value> Reader::map(Value value, int depth) {
  value.kind = Value::Kind::map;
  for (;;) {
    Event key_event;
    if (!read(key_event)) return syntax_error();
    if (key_event.type() == YAML_MAPPING_END_EVENT) return value;
    auto key = node(key_event, depth + 1);
    if (!key) return key;
    if (key->kind == Value::Kind::list || key->kind == Value::Kind::map)
      return refuse(key->at, "a key must be a single text; a value that begins with `{` or `[` needs quotes");
    Event event;
    if (!read(event)) return syntax_error();
    auto item = node(event, depth + 1);
    if (!item) return item;
    value.map.emplace_back(key->scalar, std::move(*item));
  }
}

/// The line at `at` without its LF and without spaces at its end, and where the next one begins.
struct Line {
  std::string_view text;
  std::size_t next;
};

Line line_at(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  std::string_view line = text.substr(at, end - at);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.remove_suffix(1);
  return {line, std::min(end + 1, text.size())};
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  const auto found =
      std::find_if(map.rbegin(), map.rend(), [&](const auto& entry) { return same_word(entry.key, key); });
  return found == map.rend() ? nullptr : &found->value;
}

bool Value::as_bool(bool fallback) const {
  constexpr std::array<std::string_view, 3> yes = {"true", "yes", "on"};
  constexpr std::array<std::string_view, 3> no = {"false", "no", "off"};
  if (kind != Kind::scalar || quoted) return fallback;
  if (is_one_of(scalar, yes)) return true;
  if (is_one_of(scalar, no)) return false;
  return fallback;
}

std::vector<std::string> Value::as_texts() const {
  if (kind == Kind::scalar) return {scalar};
  const auto name_of = [](const Value& value) -> const Value* {
    if (value.kind == Kind::scalar) return &value;
    const Value* name = value.find("name");
    return name != nullptr && name->kind == Kind::scalar ? name : nullptr;
  };
  std::vector<std::string> texts;
  if (const Value* name = name_of(*this)) texts.push_back(name->scalar);
  for (const Value& item : list)
    if (const Value* text = name_of(item)) texts.push_back(text->scalar);
  return texts;
}

Result<FrontMatter> parse_front_matter(std::string_view path, std::string_view text) {
  FrontMatter parsed;
  parsed.body = text;
  const Line opening = line_at(text, 0);
  if (opening.text != "---") return parsed;

  const auto refuse = [&](std::string reason) {
    return Error{"front-matter", std::string(path), std::move(reason), {1, 1}};
  };
  std::size_t end = opening.next;
  Line line = {};
  parsed.body_line = 2;
  for (;; end = line.next) {
    if (end >= text.size()) return refuse("front matter is not closed by a line ---");
    line = line_at(text, end);
    ++parsed.body_line;
    if (line.text == "---" || line.text == "...") break;
  }
  if (end - opening.next > max_front_matter_bytes) return refuse("front matter is larger than 256 KiB");
  parsed.body = text.substr(line.next);
  parsed.present = true;
  auto values = Reader(path, text.substr(opening.next, end - opening.next)).document();
  if (!values) return values.error();
  parsed.values = std::move(*values);
  return parsed;
}

}  // namespace feedd::content
