#include "feeds/check/json_lines.hpp"

#include "feeds/check/lines.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <boost/json/basic_parser_impl.hpp>

namespace feedd::feeds::check {
namespace {

namespace json = boost::json;

/// The wanted pointers as a tree by their tokens.
struct Wanted {
  std::map<std::string, Wanted, std::less<>> below;
  std::vector<std::size_t> numbers;  ///< of the pointers that end here
};

/// The tokens of a pointer, unescaped.
std::vector<std::string> tokens_of(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < pointer.size(); ++at) {
    const bool is_escape = pointer[at] == '~' && at + 1 < pointer.size();
    if (pointer[at] == '/')
      tokens.emplace_back();
    else if (!tokens.empty())
      tokens.back() += is_escape ? (pointer[++at] == '1' ? '/' : '~') : pointer[at];
  }
  return tokens;
}

std::size_t longest_token(const Wanted& wanted) {
  std::size_t longest = 0;
  for (const auto& [token, below] : wanted.below) longest = std::max({longest, token.size(), longest_token(below)});
  return longest;
}

/// Follows the parser through a text that it is fed byte by byte, so that `offset` is where it has got to.
/// (Boost.JSON's SAX handler.)
class Places {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Places(const Wanted& wanted, std::size_t pointers)
      : offset(0), found(pointers, unseen), root_(&wanted), longest_(longest_token(wanted)) {}

  static constexpr std::size_t unseen = std::size_t(-1);
  std::size_t offset;
  std::vector<std::size_t> found;  ///< by the number of the pointer

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open(false); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_array_begin(json::error_code&) { return open(true); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return grow(part), true; }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    grow(part);
    const Wanted* const wanted = levels_.back().wanted;
    const auto below = wanted == nullptr ? Below{} : find(*wanted, key_);
    next_ = below ? *below : nullptr;
    key_.clear();
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
  using Below = std::optional<const Wanted*>;

  struct Level {
    bool is_array;
    const Wanted* wanted;  ///< nullptr: nothing in it is
    std::size_t index = 0;
  };

  static Below find(const Wanted& wanted, std::string_view token) {
    const auto found_at = wanted.below.find(token);
    return found_at == wanted.below.end() ? Below{} : &found_at->second;
  }
  /// One byte more than the longest token tells a key that is longer.
  void grow(std::string_view part) {
    if (levels_.back().wanted != nullptr) key_ += part.substr(0, longest_ + 1 - std::min(key_.size(), longest_ + 1));
  }
  /// What is wanted of the value that comes next.
  const Wanted* here() {
    if (levels_.empty()) return root_;
    Level& level = levels_.back();
    if (!level.is_array) return next_;
    const std::size_t index = level.index++;
    if (level.wanted == nullptr) return nullptr;
    return find(*level.wanted, std::to_string(index)).value_or(nullptr);
  }
  void note(const Wanted* wanted, std::size_t at) {
    if (wanted == nullptr) return;
    for (const std::size_t number : wanted->numbers) found[number] = std::min(found[number], at);
  }
  bool value() {
    const bool has_key = !levels_.empty() && !levels_.back().is_array;
    note(here(), has_key ? key_ends_ : offset);
    return true;
  }
  bool open(bool is_array) {
    const Wanted* const wanted = here();
    note(wanted, offset);
    levels_.push_back({is_array, wanted});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  const Wanted* root_;
  std::size_t longest_;
  std::vector<Level> levels_;
  std::string key_;
  const Wanted* next_ = nullptr;
  std::size_t key_ends_ = 0;
};

}  // namespace

std::string pointer_token(std::string_view key) {
  std::string token;
  for (const char c : key) {
    if (c == '~')
      token += "~0";
    else if (c == '/')
      token += "~1";
    else
      token += c;
  }
  return token;
}

std::vector<content::Position> json_positions(std::string_view text, const std::vector<std::string>& pointers) {
  std::vector<content::Position> positions(pointers.size());
  if (pointers.empty()) return positions;
  Wanted wanted;
  for (std::size_t number = 0; number < pointers.size(); ++number) {
    Wanted* at = &wanted;
    for (std::string& token : tokens_of(pointers[number])) at = &at->below[std::move(token)];
    at->numbers.push_back(number);
  }
  json::parse_options options;
  options.max_depth = max_json_depth;
  json::basic_parser<Places> parser(options, wanted, pointers.size());
  json::error_code error;
  for (std::size_t at = 0; at < text.size() && !error; ++at) {
    parser.handler().offset = at;
    parser.write_some(at + 1 < text.size(), text.data() + at, 1, error);
  }
  const Lines lines(text);
  for (std::size_t number = 0; number < pointers.size(); ++number)
    if (const std::size_t at = parser.handler().found[number]; at != Places::unseen) positions[number] = lines.at(at);
  return positions;
}

}  // namespace feedd::feeds::check
