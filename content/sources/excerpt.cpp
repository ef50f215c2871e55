#include "content/sources/excerpt.hpp"

#include "content/markdown_code.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace feedd::content {
namespace {

constexpr std::array<std::string_view, 7> words = {
    "more", "truncate", "excerpt", "endexcerpt", "end-excerpt", "pelican_end_summary", "teaser_end"};

struct Mark {
  std::size_t begin;
  std::size_t end;
  bool is_comment;
};

/// Whether the comment's text is `more`, possibly with what WordPress's button says behind it.
bool is_mark(std::string_view comment) {
  const std::string inside = lower_ascii(trim(comment.substr(0, 80)));
  const std::string_view word = std::string_view(inside).substr(0, inside.find(' '));
  return std::find(words.begin(), words.end(), word) != words.end() && (word == "more" || word.size() == inside.size());
}

/// A comment is what stands between an end and the beginning nearest to it: code may show a beginning without an end.
std::optional<Mark> find_comment(std::string_view body, bool markdown) {
  constexpr std::string_view begin = "<!--", end = "-->";
  std::optional<MarkdownCode> code;  // looked for where there is a mark at all
  std::size_t from = 0;
  for (std::size_t at = body.find(end); at != std::string_view::npos; at = body.find(end, from)) {
    const std::string_view piece = body.substr(from, at - from);
    const std::size_t open = piece.rfind(begin);
    const std::size_t place = from + open;
    from = at + end.size();
    if (open == std::string_view::npos || !is_mark(piece.substr(open + begin.size()))) continue;
    if (!code) code = markdown ? MarkdownCode(body) : MarkdownCode();
    if (!code->holds(place)) return Mark{place, from, true};
  }
  return std::nullopt;
}

std::optional<Mark> find_mark(std::string_view body, std::string_view separator, bool markdown) {
  if (!separator.empty())
    if (const std::size_t at = body.find(separator); at != std::string_view::npos)
      return Mark{at, at + separator.size(), separator.starts_with("<!--") && separator.ends_with("-->")};
  return find_comment(body, markdown);
}

/// `[^name]`s that the rest defines go: a summary has no notes.
void erase_notes(std::string& text, const std::set<std::string_view>& names) {
  std::string kept;
  std::size_t from = 0;
  for (std::size_t at = text.find("[^"); at != std::string::npos; at = text.find("[^", at + 2)) {
    const std::size_t end = text.find_first_of("]\n", at);
    if (end == std::string::npos || text[end] != ']') continue;
    if (!names.contains(std::string_view(text).substr(at, end + 1 - at))) continue;
    kept.append(text, from, at - from);
    from = end + 1;
  }
  text = kept.append(text, from);
}

/// `[name]: address` lines, which a reference before the mark may need.
void append_definitions(std::string& before, std::string_view rest) {
  std::string definitions = "\n";
  std::set<std::string_view> notes;
  for (std::size_t i = 0; i < rest.size();) {
    const std::size_t end = std::min(rest.find('\n', i), rest.size());
    const std::string_view line = rest.substr(i, end - i);
    const std::string_view text = trim(line);
    const std::size_t colon = text.starts_with('[') ? text.find("]:") : std::string_view::npos;
    if (colon != std::string_view::npos && text.starts_with("[^"))
      notes.insert(text.substr(0, colon + 1));
    else if (colon != std::string_view::npos)
      definitions.append(1, '\n').append(line);
    i = end + 1;
  }
  if (!notes.empty()) erase_notes(before, notes);
  before += definitions;
}

}  // namespace

std::optional<Excerpt> find_excerpt(std::string_view body, std::string_view separator, bool markdown) {
  const std::optional<Mark> mark = find_mark(body, separator, markdown);
  if (!mark || trim(body.substr(0, mark->begin)).empty()) return std::nullopt;
  Excerpt excerpt;
  excerpt.before = body.substr(0, mark->begin);
  append_definitions(excerpt.before, body.substr(mark->end));
  if (!mark->is_comment) {
    excerpt.body = body;
    return excerpt;
  }
  // A comment on a line of its own parts paragraphs: an empty line does too.
  excerpt.body.append(body.substr(0, mark->begin)).append(body.substr(mark->end));
  return excerpt;
}

}  // namespace feedd::content
