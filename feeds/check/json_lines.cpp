#include "feeds/check/json_lines.hpp"

#include <map>

#include <boost/json/basic_parser_impl.hpp>

namespace feedd::feeds::check {
namespace {

namespace json = boost::json;

/// Follows the parser through a text that it is fed byte by byte, so that `offset` is where it has got to.
/// (Boost.JSON's SAX handler.)
class Places {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  std::size_t offset = 0;
  std::map<std::string, std::size_t, std::less<>> found;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(false); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(true); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return key_ += part, true; }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    key_ += part;
    levels_.back().key = std::exchange(key_, {});
    key_ends_ = offset;
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return value(); }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return value(); }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return value(); }
  bool on_double(double, json::string_view, json::error_code&) { return value(); }
  bool on_bool(bool, json::error_code&) { return value(); }
  bool on_null(json::error_code&) { return value(); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  struct Level {
    bool is_array;
    std::size_t index = 0;
    std::string key{};
  };

  [[nodiscard]] std::string pointer() const {
    std::string path;
    for (const Level& level : levels_) path += '/' + (level.is_array ? std::to_string(level.index) : level.key);
    return path;
  }
  void note(std::size_t at) { found.try_emplace(pointer(), at); }
  void next() {
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().index;
  }
  bool value() {
    note(!levels_.empty() && levels_.back().is_array ? offset : key_ends_);
    next();
    return true;
  }
  bool open(bool is_array) {
    note(offset);
    levels_.push_back({is_array});
    return true;
  }
  bool close() {
    levels_.pop_back();
    next();
    return true;
  }

  std::vector<Level> levels_;
  std::string key_;
  std::size_t key_ends_ = 0;
};

}  // namespace

std::vector<content::Position> json_positions(std::string_view text, const std::vector<std::string>& pointers) {
  json::basic_parser<Places> parser(json::parse_options{});
  json::error_code error;
  for (std::size_t at = 0; at < text.size() && !error; ++at) {
    parser.handler().offset = at;
    parser.write_some(at + 1 < text.size(), text.data() + at, 1, error);
  }
  std::vector<content::Position> positions;
  for (const std::string& pointer : pointers) {
    const auto found = parser.handler().found.find(pointer);
    content::Position position;
    if (found != parser.handler().found.end()) {
      const std::string_view before = text.substr(0, found->second);
      position.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
      position.column = static_cast<int>(before.size() - (before.rfind('\n') + 1)) + 1;
    }
    positions.push_back(position);
  }
  return positions;
}

}  // namespace feedd::feeds::check
