// Any bytes as an article file: the body is the file's own end, positions lie within the file, the tree is no deeper
// than agreed.
#include "content/sources/front_matter.hpp"
#include "tests/fuzz/claims.hpp"

#include <algorithm>
#include <cstdint>

namespace {

using namespace feedd::content;
using feedd::fuzz::require;

void check(const Value& value, int lines, int depth) {
  require(depth <= 32);
  require(value.at.line >= 0 && value.at.line <= lines);
  require(value.list.empty() || value.kind == Value::Kind::list);
  require(value.map.empty() || value.kind == Value::Kind::map);
  for (const Value& item : value.list) check(item, lines, depth + 1);
  for (const Value::Entry& entry : value.map) {
    require(value.find(entry.key) != nullptr);
    require(entry.at.line >= 0 && entry.at.line <= lines);
    check(entry.value, lines, depth + 1);
  }
  require(value.as_bool(true) || !value.as_bool(false));
  require(!value.list.empty() || value.as_texts().size() <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  const auto parsed = parse_front_matter("fuzz.md", text);
  if (!parsed) {
    require(parsed.error().at.line >= 1 && parsed.error().at.line <= lines && parsed.error().at.column >= 1);
    return 0;
  }
  require(text.substr(text.size() - parsed->body.size()) == parsed->body);
  const auto head = text.substr(0, text.size() - parsed->body.size());
  const int above = static_cast<int>(std::count(head.begin(), head.end(), '\n'));
  require(parsed->body.empty() || parsed->body_line == above + 1);
  require(parsed->present || parsed->body == text);
  check(parsed->values, lines, 1);
  return 0;
}
