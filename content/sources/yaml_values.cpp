// YAML by libyaml's events: no tags of its own, no aliases, nothing expands.
#include "content/sources/values.hpp"

#include <utility>

#include <yaml.h>

namespace feedd::content {
namespace {

/// libyaml counts characters and has more line ends than LF; this finds the place in bytes and lines of the file.
class Places {
 public:
  Places(std::string_view block, int first_line) : block_(block), first_line_(first_line), line_(first_line) {}

  Position of_character(std::size_t index) {
    if (index < character_) *this = Places(block_, first_line_);
    while (character_ < index && byte_ < block_.size()) step();
    return here();
  }

  Position of_byte(std::size_t offset) {
    *this = Places(block_, first_line_);
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
  int first_line_;
  int line_;
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
  Reader(std::string_view path, std::string_view block, int first_line)
      : path_(path), block_(block), places_(block, first_line) {
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

/// `!!str`, `!!timestamp`: what any reader takes a scalar for.
bool is_core_tag(const yaml_char_t* tag) {
  return std::string_view(reinterpret_cast<const char*>(tag)).starts_with("tag:yaml.org,2002:");
}

bool is_null(std::string_view scalar) {
  return scalar.empty() || scalar == "~" || scalar == "null" || scalar == "Null" || scalar == "NULL";
}

Result<Value> Reader::node(const Event& event, int depth) {
  const yaml_event_t& raw = event.raw();
  Value value;
  value.at = places_.of_character(raw.start_mark.index);
  if (depth > max_value_depth)
    return refuse(value.at, "nested deeper than " + std::to_string(max_value_depth) + " levels");
  switch (event.type()) {
    case YAML_ALIAS_EVENT:
      return refuse(value.at, "aliases (`*name`) are not read; repeat the value, or quote a text that begins with `*`");
    case YAML_SCALAR_EVENT: {
      const auto& scalar = raw.data.scalar;
      if (scalar.tag != nullptr && !is_core_tag(scalar.tag)) break;
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
    value.map.emplace_back(key->scalar, std::move(*item), key->at);
  }
}

}  // namespace

Result<Value> read_yaml(std::string_view path, std::string_view block, int first_line) {
  return Reader(path, block, first_line).document();
}

}  // namespace feedd::content
