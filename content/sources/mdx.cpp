#include "content/sources/mdx.hpp"

#include "content/markdown_code.hpp"
#include "content/text.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

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

/// `at` is where the line begins in the body.
void drop_comments(std::string& line, std::size_t at, const MarkdownCode& code) {
  std::string kept;
  std::size_t from = 0;
  for (std::size_t open = line.find("{/*"); open != std::string::npos; open = line.find("{/*", open + 1)) {
    const std::size_t end = line.find("*/}", open);
    if (end == std::string::npos) break;
    if (open < from || code.holds(at + open)) continue;
    kept.append(line, from, open - from);
    from = end + 3;
  }
  line = kept.append(line, from);
}

}  // namespace

std::string without_modules(std::string_view body) {
  const MarkdownCode code(body);
  std::string kept;
  int depth = 0;
  for (std::size_t i = 0; i < body.size();) {
    const std::size_t begin = i;
    const std::size_t end = std::min(body.find('\n', i), body.size());
    std::string line(body.substr(i, end - i));
    i = end + 1;
    const bool shown = code.holds(begin + std::min(line.find_first_not_of(" \t"), line.size()));
    if (!shown && (depth > 0 || is_statement(line))) {
      depth = trim(line).empty() ? 0 : std::max(0, depth + depth_of(line));  // no statement goes on past an empty line
      kept += '\n';
      continue;
    }
    if (!shown) drop_comments(line, begin, code);
    kept.append(line).append(1, '\n');
  }
  return kept;
}

}  // namespace feedd::content
