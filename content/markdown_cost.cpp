#include "content/markdown_cost.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace feedd::content {

namespace {

/// Bodies of which every byte may be looked at for every other: some tens of milliseconds.
constexpr std::size_t never_tangled = 8 << 10;
/// How often each byte may be looked at again, and how many steps (some milliseconds) any body may take besides.
constexpr std::size_t max_looks = 32;
constexpr std::size_t always_allowed = 1UL << 20;

/// The bytes between all pairs of brackets.
std::size_t cost_of_brackets(std::string_view markdown) {
  std::size_t cost = 0;
  std::vector<std::size_t> open;
  for (std::size_t at = markdown.find_first_of("[]"); at != std::string_view::npos;
       at = markdown.find_first_of("[]", at + 1)) {
    if (markdown[at] == '[') {
      open.push_back(at);
    } else if (!open.empty()) {
      cost += at - open.back();
      open.pop_back();
    }
  }
  return cost;
}

/// How far marks of lists and quotations reach from the beginning of a line: a level takes a column at least.
std::size_t columns_of_marks(std::string_view line) {
  std::size_t marked = 0;
  for (;;) {
    const std::size_t at = std::min(line.find_first_not_of(" \t", marked), line.size());
    const std::size_t mark = std::min(line.find_first_not_of("0123456789", at), line.size());
    if (mark == line.size()) return marked;
    const bool blank = mark + 1 == line.size() || line[mark + 1] == ' ' || line[mark + 1] == '\t';
    const char c = line[mark];
    const bool bullet = mark == at && (c == '-' || c == '+' || c == '*') && blank;
    const bool number = mark > at && (c == '.' || c == ')') && blank;
    if (!bullet && !number && !(mark == at && c == '>')) return marked;
    marked = mark + 1;
  }
}

/// Whether `www.` or a scheme whose `://` is at `at` stands where md4c and cmark take it for the beginning of a link.
bool begins_address(std::string_view markdown, std::size_t at) {
  if (!markdown.substr(at).starts_with(markdown[at] == 'w' ? "www." : "://")) return false;
  if (markdown[at] == ':')
    while (at > 0 && markdown[at - 1] >= 'a' && markdown[at - 1] <= 'z') --at;
  return at == 0 || std::string_view("(*_~[ \t\n").find(markdown[at - 1]) != std::string_view::npos;
}

/// Of each word that holds an address, its length for each address and each `)`, which may be none of it.
std::size_t cost_of_addresses(std::string_view markdown) {
  constexpr std::string_view marks = " \n\t:w)";
  std::size_t cost = 0;
  std::size_t begin = 0;
  std::size_t addresses = 0;
  std::size_t closings = 0;
  const auto end_word = [&](std::size_t at) {
    if (addresses > 0) cost += (addresses + closings) * (at - begin);
    begin = at + 1;
    addresses = closings = 0;
  };
  for (std::size_t at = markdown.find_first_of(marks); at != std::string_view::npos;
       at = markdown.find_first_of(marks, at + 1)) {
    const char c = markdown[at];
    if (c == ')')
      ++closings;
    else if (c != ':' && c != 'w')
      end_word(at);
    else if (begins_address(markdown, at))
      ++addresses;
  }
  end_word(markdown.size());
  return cost;
}

}  // namespace

std::size_t deepest_marks(std::string_view markdown) {
  std::size_t deepest = 0;
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    deepest = std::max(deepest, columns_of_marks(markdown.substr(0, end)));
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
  }
  return deepest;
}

bool is_tangled(std::string_view markdown) {
  if (markdown.size() <= never_tangled) return false;
  const std::size_t allowed = markdown.size() * max_looks + always_allowed;
  const auto lines = static_cast<std::size_t>(std::count(markdown.begin(), markdown.end(), '\n'));
  return cost_of_brackets(markdown) > allowed || deepest_marks(markdown) * lines > allowed ||
         cost_of_addresses(markdown) > allowed;
}

}  // namespace feedd::content
