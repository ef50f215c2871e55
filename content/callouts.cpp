#include "content/callouts.hpp"

#include "content/markdown_code.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;

/// GitHub's first.
constexpr std::array<std::string_view, 27> kinds = {
    "note",    "tip",  "important", "warning", "caution", "abstract", "summary", "tldr",  "info",
    "todo",    "hint", "success",   "check",   "done",    "question", "help",    "faq",   "attention",
    "failure", "fail", "missing",   "danger",  "error",   "bug",      "example", "quote", "cite"};

/// What stands before the text of a line in lists and quotations.
std::size_t prefix_length(std::string_view line) {
  return std::min(line.find_first_not_of(" \t>-*+.)0123456789"), line.size());
}

std::ptrdiff_t depth_of(std::string_view line) {
  const std::string_view prefix = line.substr(0, prefix_length(line));
  return std::count(prefix.begin(), prefix.end(), '>');
}

/// What the label says where `text` is one (`[!NOTE]`, `[!tip]+ Boots`); empty: it is none.
std::string label_of(std::string_view text) {
  const std::size_t end = text.find(']');
  if (!text.starts_with("[!") || end == none) return {};
  std::string kind = lower_ascii(text.substr(2, end - 2));
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return {};
  text.remove_prefix(end + 1);
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (!text.empty() && text.front() != ' ' && text.front() != '\t') return {};
  if (const std::string_view title = trim(text); !title.empty())
    return title.find('*') == none ? "**" + std::string(title) + "**" : std::string(title);
  kind.front() = static_cast<char>(kind.front() - 32);
  return "**" + kind + "**";
}

/// Nearly free; `[![badge](…)](…)` is none.
bool may_hold_callouts(std::string_view markdown) {
  for (std::size_t at = markdown.find("[!"); at != none; at = markdown.find("[!", at + 2))
    if (at + 2 < markdown.size() && markdown[at + 2] != '[' && at > 0) return true;
  return false;
}

/// The prefix of the lines that go on with the quotation: its item's mark counts once.
std::string continued(std::string_view prefix) {
  std::string next(prefix);
  const std::size_t last = next.rfind('>');
  for (char& c : next)
    if (c != '>' && c != '\t') c = ' ';
  next.resize(last + 1);
  return next;
}

}  // namespace

std::string_view label_callouts(std::string_view markdown, std::string& storage) {
  if (!may_hold_callouts(markdown)) return markdown;
  std::optional<MarkdownCode> code;  // looked for where there is a label at all
  std::string out;
  std::size_t kept = 0;  // everything before is in `out`
  std::ptrdiff_t depth_before = 0;
  for (std::size_t at = 0; at < markdown.size();) {
    const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
    const std::string_view line = markdown.substr(at, end - at);
    const std::size_t length = prefix_length(line);
    const std::string_view prefix = line.substr(0, length);
    const std::ptrdiff_t depth = depth_of(line);
    const bool first = depth > depth_before && prefix.substr(0, prefix.find_last_not_of(" \t") + 1).ends_with('>');
    if (const std::string label = first ? label_of(line.substr(length)) : std::string();
        !label.empty() && !(code ? *code : code.emplace(markdown)).holds(at + length)) {
      out.append(markdown, kept, at + length - kept).append(label).append(1, '\n').append(continued(prefix));
      kept = end;
    }
    depth_before = depth;
    at = end + 1;
  }
  if (out.empty()) return markdown;
  storage = out.append(markdown, kept);
  return storage;
}

}  // namespace feedd::content
