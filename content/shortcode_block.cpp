#include "content/shortcode_block.hpp"

#include <algorithm>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::string_view blanks = " \t";
/// An item whose first line is further above is none: what looks for it must not read the whole body each time.
constexpr std::size_t longest_item = 4000;
/// More is no prefix: each line of a block gets it, and each mark looks for it.
constexpr std::size_t longest_prefix = 200;

/// Length of a list's mark at the start of `text` with the blanks behind it; 0: none.
std::size_t mark_length(std::string_view text) {
  std::size_t length = 0;
  if (!text.empty() && std::string_view("-*+").find(text.front()) != none) {
    length = 1;
  } else {
    constexpr std::size_t most_digits = 9;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool ends =
        digits > 0 && digits <= most_digits && digits < text.size() && (text[digits] == '.' || text[digits] == ')');
    if (ends) length = digits + 1;
  }
  if (length == 0 || (length < text.size() && blanks.find(text[length]) == none)) return 0;
  const std::size_t begin = text.find_first_not_of(blanks, length);
  return begin == none || begin - length > 4 ? length + 1 : begin;
}

/// Whether a line indented by `width` goes on with an item that `above` it opens.
bool is_in_item(std::string_view above, std::size_t width) {
  above = above.substr(above.size() - std::min(above.size(), longest_item));
  while (!above.empty() && width > 0) {
    above.remove_suffix(above.ends_with('\n') ? 1 : 0);
    const std::size_t begin = above.rfind('\n') + 1;  // 0 where there is none
    const std::string_view line = above.substr(begin);
    above = above.substr(0, begin);
    const std::size_t indent = line.find_first_not_of(blanks);
    if (indent == none || indent >= width) continue;
    const std::size_t mark = mark_length(line.substr(indent));
    if (mark > 0 && indent + mark <= width) return true;
    width = indent;
  }
  return false;
}

/// The line that `out` ends in; of one that is longer than any prefix only its end.
std::string_view last_line(std::string_view out) {
  out = out.substr(out.size() - std::min(out.size(), longest_prefix));
  return out.substr(out.rfind('\n') + 1);
}

}  // namespace

std::string line_prefix(std::string_view out) {
  const std::string_view line = last_line(out);
  if (line.size() == longest_prefix) return {};
  const std::size_t begin = std::min(line.find_first_not_of(" \t>"), line.size());
  std::string prefix(line.substr(0, begin));
  const std::size_t mark = mark_length(line.substr(begin));
  if (mark > 0 && line.find_first_not_of(blanks, begin + mark) == none) return prefix.append(line.size() - begin, ' ');
  if (begin < line.size()) return {};
  if (prefix.find('>') != std::string::npos) return prefix;
  return is_in_item(out.substr(0, out.size() - line.size()), prefix.size()) ? prefix : std::string();
}

std::string without_prefix(std::string_view inner, std::string_view prefix) {
  std::string out;
  for (std::size_t at = 0; at <= inner.size();) {
    const std::size_t end = std::min(inner.find('\n', at), inner.size());
    std::string_view line = inner.substr(at, end - at);
    for (std::size_t i = 0; at > 0 && i < prefix.size() && !line.empty() && line.front() == prefix[i]; ++i)
      line.remove_prefix(1);
    out.append(line).append(end < inner.size() ? "\n" : "");
    at = end + 1;
  }
  return out;
}

void put_block(std::string& out, std::string_view block) {
  const std::string prefix = line_prefix(out);
  const std::string_view line = last_line(out);
  const bool text = line.find_first_not_of(" \t>") != none;
  if (prefix.empty()) {
    if (text && block.starts_with('<')) {
      out += block;
      return;
    }
    if (!text) out.resize(out.size() - line.size());
    out.append(out.empty() ? "" : "\n\n").append(block).append("\n\n");
    return;
  }
  const std::string empty_line = prefix.substr(0, prefix.find_last_not_of(blanks) + 1);
  if (!text) {  // else the item's mark is on this line, and the block begins behind it
    out.resize(out.size() - line.size());
    out.append(empty_line).append("\n").append(prefix);
  }
  for (std::size_t at = 0; at <= block.size();) {
    const std::size_t end = std::min(block.find('\n', at), block.size());
    const bool blank = end == at;
    if (at > 0) out.append("\n").append(blank ? empty_line : prefix);
    out.append(block, at, end - at);
    at = end + 1;
  }
  out.append("\n").append(empty_line);
}

}  // namespace feedd::content
