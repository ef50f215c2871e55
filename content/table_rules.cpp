#include "content/table_rules.hpp"

#include "content/markdown_code.hpp"

#include <algorithm>
#include <optional>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;

/// Nearly free, and false for texts without a table.
bool may_hold_rules(std::string_view markdown) {
  for (const char* const end : {"-|", "- |", "-:|", "-: |"})
    if (markdown.find(end) != none) return true;
  return false;
}

/// The hyphens of the rule's cells, widened; empty: it is no rule, or wide enough. `line` is without what a quotation
/// puts before it.
std::string widened(std::string_view line) {
  const bool rule = line.find_first_not_of(" \t|-:") == none && line.find('|') != none && line.find('-') != none;
  if (!rule) return {};
  std::string wide;
  bool narrow = false;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find_first_not_of("-:", at), line.size());
    const std::string_view cell = line.substr(at, end - at);
    const std::size_t hyphen = cell.find('-');
    if (cell.empty()) {
      wide += line[at++];
      continue;
    }
    const bool short_cell = hyphen != none && cell.size() < 3;
    wide.append(cell.substr(0, hyphen)).append(short_cell ? "--" : "");
    if (hyphen != none) wide.append(cell.substr(hyphen));
    narrow = narrow || short_cell;
    at = end;
  }
  return narrow ? wide : std::string();
}

}  // namespace

std::string_view widen_table_rules(std::string_view markdown, std::string& storage) {
  if (!may_hold_rules(markdown)) return markdown;
  std::optional<MarkdownCode> code;
  std::string out;
  std::size_t kept = 0;  // everything before is in `out`
  bool bar_above = false;
  for (std::size_t at = 0; at < markdown.size();) {
    const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
    const std::string_view line = markdown.substr(at, end - at);
    const std::size_t begin = at + std::min(line.find_first_not_of(" \t>"), line.size());
    const std::string wide = bar_above ? widened(markdown.substr(begin, end - begin)) : std::string();
    if (!wide.empty() && !(code ? *code : code.emplace(markdown)).holds(begin)) {
      out.append(markdown, kept, begin - kept).append(wide);
      kept = end;
    }
    bar_above = line.find('|') != none;
    at = end + 1;
  }
  if (out.empty()) return markdown;
  storage = out.append(markdown, kept);
  return storage;
}

}  // namespace feedd::content
