// YAML by libyaml's events: no tags of its own; aliases become copies of what they name, within a bound.
#include "content/sources/values.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

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

/// Values that the aliases of one document may copy in all, counted with a value for every 64 bytes of text: anchors
/// that hold aliases double with each.
constexpr std::size_t max_copied_values = 10'000;

std::size_t weight_of(const Value& value) {
  std::size_t weight = 1 + value.scalar.size() / 64;
  for (const Value& item : value.list) weight += weight_of(item);
  for (const Value::Entry& entry : value.map) weight += 1 + entry.key.size() / 64 + weight_of(entry.value);
  return weight;
}

int depth_of(const Value& value) {
  int depth = 0;
  for (const Value& item : value.list) depth = std::max(depth, depth_of(item));
  for (const Value::Entry& entry : value.map) depth = std::max(depth, depth_of(entry.value));
  return depth + 1;
}

void move_to(Value& value, Position at) {
  value.at = at;
  for (Value& item : value.list) move_to(item, at);
  for (Value::Entry& entry : value.map) {
    entry.at = at;
    move_to(entry.value, at);
  }
}

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
  /// A node; what has an anchor is kept under it.
  Result<Value> node(const Event& event, int depth);
  Result<Value> plain_node(const Event& event, int depth);
  Result<Value> copy_of_alias(const yaml_event_t& raw, int depth);
  using Keys = std::set<std::string>;  // in small letters, as Value::find has them
  Result<void> merge(Value& map, Keys& keys, const Value& from, Position at) const;
  Result<Value> merge_all(Value map, const std::vector<Value::Entry>& sources) const;
  Result<Value> list(Value value, int depth);
  Result<Value> map(Value value, int depth);
  bool read(Event& event) { return ready_ && yaml_parser_parse(&parser_, event.get()) == 1; }
  [[nodiscard]] Error refuse(Position at, std::string reason) const {
    return {"front-matter", std::string(path_), std::move(reason), at};
  }
  Error syntax_error();

  std::string_view path_, block_;
  Places places_;
  struct Anchored {
    Value value;
    std::size_t weight = 0;
    int depth = 0;
  };
  std::map<std::string, Anchored> anchors_;
  std::size_t copied_ = 0;
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

std::optional<std::string> anchor_name(const yaml_event_t& event) {
  const yaml_char_t* const name = event.type == YAML_SCALAR_EVENT           ? event.data.scalar.anchor
                                  : event.type == YAML_SEQUENCE_START_EVENT ? event.data.sequence_start.anchor
                                  : event.type == YAML_MAPPING_START_EVENT  ? event.data.mapping_start.anchor
                                                                            : nullptr;
  if (name == nullptr) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(name));
}

Result<Value> Reader::node(const Event& event, int depth) {
  auto value = plain_node(event, depth);
  if (!value) return value;
  if (const auto anchor = anchor_name(event.raw()))
    anchors_.insert_or_assign(*anchor, Anchored{*value, weight_of(*value), depth_of(*value)});
  return value;
}

/// What an alias stands for, with the places of the alias. An anchor is known once its value is complete: nothing can
/// hold itself.
Result<Value> Reader::copy_of_alias(const yaml_event_t& raw, int depth) {
  const Position at = places_.of_character(raw.start_mark.index);
  const std::string name(reinterpret_cast<const char*>(raw.data.alias.anchor));
  const auto anchored = anchors_.find(name);
  if (anchored == anchors_.end())
    return refuse(at, "the alias *" + name + " names no value before it; quote a text that begins with `*`");
  copied_ += anchored->second.weight;
  if (copied_ > max_copied_values)
    return refuse(at, "aliases that stand for more than " + std::to_string(max_copied_values) + " values");
  if (depth + anchored->second.depth - 1 > max_value_depth)
    return refuse(at, "nested deeper than " + std::to_string(max_value_depth) + " levels");
  Value copy = anchored->second.value;
  move_to(copy, at);
  return copy;
}

/// `<<: *defaults`, `<<: [*one, *other]`: keys the map does not have itself, the first map's where several have one.
Result<void> Reader::merge(Value& map, Keys& keys, const Value& from, Position at) const {
  if (from.kind == Value::Kind::list) {
    for (const Value& item : from.list)
      if (auto merged = merge(map, keys, item, at); !merged) return merged;
    return {};
  }
  if (from.kind != Value::Kind::map) return refuse(at, "`<<` takes a map or a list of maps");
  for (const Value::Entry& entry : from.map)
    if (keys.insert(lower_ascii(entry.key)).second) map.map.push_back(entry);
  return {};
}

Result<Value> Reader::merge_all(Value map, const std::vector<Value::Entry>& sources) const {
  if (sources.empty()) return map;
  Keys keys;
  for (const Value::Entry& entry : map.map) keys.insert(lower_ascii(entry.key));
  for (const Value::Entry& source : sources)
    if (auto done = merge(map, keys, source.value, source.at); !done) return done.error();
  return map;
}

Result<Value> Reader::plain_node(const Event& event, int depth) {
  const yaml_event_t& raw = event.raw();
  Value value;
  value.at = places_.of_character(raw.start_mark.index);
  if (depth > max_value_depth)
    return refuse(value.at, "nested deeper than " + std::to_string(max_value_depth) + " levels");
  switch (event.type()) {
    case YAML_ALIAS_EVENT:
      return copy_of_alias(raw, depth);
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
  std::vector<Value::Entry> merged;  // what the map says itself wins, also where it says it later
  for (;;) {
    Event key_event;
    if (!read(key_event)) return syntax_error();
    if (key_event.type() == YAML_MAPPING_END_EVENT) return merge_all(std::move(value), merged);
    auto key = node(key_event, depth + 1);
    if (!key) return key;
    if (key->kind == Value::Kind::list || key->kind == Value::Kind::map)
      return refuse(key->at, "a key must be a single text; a value that begins with `{` or `[` needs quotes");
    Event event;
    if (!read(event)) return syntax_error();
    auto item = node(event, depth + 1);
    if (!item) return item;
    const bool merges = key->scalar == "<<" && !key->quoted && item->kind != Value::Kind::scalar;
    (merges ? merged : value.map).emplace_back(key->scalar, std::move(*item), key->at);
  }
}

}  // namespace

Result<Value> read_yaml(std::string_view path, std::string_view block, int first_line) {
  return Reader(path, block, first_line).document();
}

}  // namespace feedd::content
