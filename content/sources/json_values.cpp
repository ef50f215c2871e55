// JSON by Boost.JSON: front matter, and what pages say of themselves in linked data.
#include "content/sources/values.hpp"

#include <algorithm>
#include <string>

#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

namespace feedd::content {
namespace {

namespace json = boost::json;

/// Boost.JSON keeps no places. Keys come in the order of the text, so each is looked for behind the one before it.
class Places {
 public:
  Places(std::string_view text, int first_line) : text_(text), first_line_(first_line) {}

  Position of_key(std::string_view key) {
    std::string written;
    written.append(1, '"').append(key).append(1, '"');
    for (std::size_t at = text_.find(written, from_); at != std::string_view::npos; at = text_.find(written, at + 1)) {
      const std::size_t colon = text_.find_first_not_of(" \t\n", at + written.size());
      if (colon == std::string_view::npos || text_[colon] != ':') continue;
      from_ = colon;
      return place_of(text_, at, first_line_);
    }
    return place_of(text_, from_, first_line_);  // a key with escapes in it: near enough
  }

  /// The value of the key found last.
  Position of_value() {
    const std::size_t at = text_.find_first_not_of(": \t\n", from_);
    return place_of(text_, std::min(at, text_.size()), first_line_);
  }

 private:
  std::string_view text_;
  int first_line_;
  std::size_t from_ = 0;
};

Value convert(const json::value& from, Position at, Places& places) {
  Value value;
  value.at = at;
  switch (from.kind()) {
    case json::kind::null:
      return value;
    case json::kind::string:
      value.kind = Value::Kind::scalar;
      value.quoted = true;
      value.scalar = std::string_view(from.get_string());
      return value;
    case json::kind::array:
      value.kind = Value::Kind::list;
      for (const json::value& item : from.get_array()) value.list.push_back(convert(item, at, places));
      return value;
    case json::kind::object:
      value.kind = Value::Kind::map;
      for (const auto& [key, item] : from.get_object()) {
        const Position place = places.of_key(key);
        const Position item_place = places.of_value();
        value.map.emplace_back(std::string_view(key), convert(item, item_place, places), place);
      }
      return value;
    default:
      value.kind = Value::Kind::scalar;
      value.scalar = json::serialize(from);
      return value;
  }
}

}  // namespace

Result<Block> read_json(std::string_view path, std::string_view text, int first_line) {
  const auto refuse = [&](std::size_t offset, std::string reason) {
    return Error{"front-matter", std::string(path), std::move(reason), place_of(text, offset, first_line)};
  };
  const std::string_view most = text.substr(0, max_front_matter_bytes);
  json::stream_parser parser;  // its depth is bounded by 32 levels as it comes
  json::error_code failed;
  std::size_t length = parser.write_some(most.data(), most.size(), failed);
  if (!failed && !parser.done()) parser.finish(failed);
  if (failed && length >= max_front_matter_bytes) return refuse(0, "front matter is larger than 256 KiB");
  if (failed) return refuse(std::min(length, text.size()), "not JSON: " + failed.message());
  length = most.find_last_not_of(" \t\r\n", length - 1) + 1;  // the parser also takes the white space behind it
  Places places(most.substr(0, length), first_line);
  return Block{convert(parser.release(), place_of(text, 0, first_line), places), length};
}

}  // namespace feedd::content
