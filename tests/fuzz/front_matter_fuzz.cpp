// Any bytes as an article file: the body is the file's own end, positions lie within the file, the tree is no deeper
// than agreed; plain YAML has the values that libyaml gives it.
#include "content/sources/front_matter.hpp"
#include "content/sources/values.hpp"
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

bool same(const Value& a, const Value& b) {
  const auto at = [](const Value& value) { return std::pair(value.at.line, value.at.column); };
  return a.kind == b.kind && a.scalar == b.scalar && a.quoted == b.quoted && at(a) == at(b) &&
         std::equal(a.list.begin(), a.list.end(), b.list.begin(), b.list.end(), same) &&
         std::equal(
             a.map.begin(), a.map.end(), b.map.begin(), b.map.end(),
             [](const Value::Entry& x, const Value::Entry& y) { return x.key == y.key && same(x.value, y.value); });
}

void check_plain(std::string_view block) {
  const auto plain = read_plain_yaml(block, 1);
  if (!plain) return;
  const auto full = read_yaml("fuzz.md", std::string(block) + "#\n", 1);  // a comment: not plain any more
  require(full && same(*plain, *full));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  check_plain(text);
  if (const auto fence = text.find('\n'); fence != std::string_view::npos) {
    const std::string_view rest = text.substr(fence + 1);
    check_plain(rest.substr(0, rest.find("---\n")));
  }
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
