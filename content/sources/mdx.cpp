#include "content/sources/mdx.hpp"

#include "content/text.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

bool is_fence(std::string_view line) {
  return trim(line).starts_with("```") || trim(line).starts_with("~~~");
}

bool begins_statement(std::string_view line) {
  for (const std::string_view opening :
       {"import ", "import{", "import\"", "import'", "export const ", "export let ", "export default ",
        "export function ", "export {", "export *", "export async "})
    if (line.starts_with(opening)) return true;
  return false;
}

/// `import` is prose too: a statement names its module in quotes, or has a brace that goes on below.
bool is_statement(std::string_view line) {
  if (!begins_statement(line)) return false;
  if (!line.starts_with("import")) return true;
  return line.find_first_of("'\"") != std::string_view::npos || trim(line).ends_with('{') || trim(line).ends_with(',');
}

/// Open braces and brackets less closed ones.
int depth_of(std::string_view line) {
  int depth = 0;
  for (const char c : line) {
    if (c == '{' || c == '[' || c == '(') ++depth;
    if (c == '}' || c == ']' || c == ')') --depth;
  }
  return depth;
}

void drop_comments(std::string& line) {
  for (std::size_t at = line.find("{/*"); at != std::string::npos; at = line.find("{/*")) {
    const std::size_t end = line.find("*/}", at);
    if (end == std::string::npos) return;
    line.erase(at, end + 3 - at);
  }
}

}  // namespace

std::string without_modules(std::string_view body) {
  std::string kept;
  bool fenced = false;
  int depth = 0;
  for (std::size_t i = 0; i < body.size();) {
    const std::size_t end = std::min(body.find('\n', i), body.size());
    std::string line(body.substr(i, end - i));
    i = end + 1;
    if (is_fence(line)) fenced = !fenced;
    if (!fenced && (depth > 0 || is_statement(line))) {
      depth = trim(line).empty() ? 0 : std::max(0, depth + depth_of(line));  // no statement goes on past an empty line
      kept += '\n';
      continue;
    }
    if (!fenced) drop_comments(line);
    kept.append(line).append(1, '\n');
  }
  return kept;
}

}  // namespace feedd::content
