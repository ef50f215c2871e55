#include "content/sources/excerpt.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <array>

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

/// Whether the byte at `at` stands within a fenced block or, on its line, behind an open backtick.
bool is_in_code(std::string_view body, std::size_t at) {
  char fence = '\0';
  std::size_t line_start = 0;
  while (line_start <= at) {
    const std::size_t end = std::min(body.find('\n', line_start), body.size());
    const std::string_view line = body.substr(line_start, end - line_start);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view text = line.substr(indent);
    if (text.starts_with("```") || text.starts_with("~~~")) {
      if (fence == '\0')
        fence = text.front();
      else if (fence == text.front())
        fence = '\0';
    }
    if (at <= end) {
      const std::string_view before = body.substr(line_start, at - line_start);
      return fence != '\0' || indent >= 4 || std::count(before.begin(), before.end(), '`') % 2 != 0;
    }
    line_start = end + 1;
  }
  return fence != '\0';
}

std::optional<Mark> find_comment(std::string_view body) {
  int left = 64;  // marks in code before the one that is meant: each is a search from the beginning
  for (std::size_t at = body.find("<!--"); at != std::string_view::npos; at = body.find("<!--", at + 4)) {
    const std::size_t close = body.find("-->", at + 4);
    if (close == std::string_view::npos) return std::nullopt;
    if (!is_mark(body.substr(at + 4, close - at - 4))) continue;
    if (!is_in_code(body, at)) return Mark{at, close + 3, true};
    if (--left == 0) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Mark> find_mark(std::string_view body, std::string_view separator) {
  if (!separator.empty())
    if (const std::size_t at = body.find(separator); at != std::string_view::npos)
      return Mark{at, at + separator.size(), separator.starts_with("<!--") && separator.ends_with("-->")};
  return find_comment(body);
}

/// `[name]: address` lines, which a reference before the mark may need.
void append_definitions(std::string& before, std::string_view rest) {
  before += '\n';
  for (std::size_t i = 0; i < rest.size();) {
    const std::size_t end = std::min(rest.find('\n', i), rest.size());
    const std::string_view line = rest.substr(i, end - i);
    const std::string_view text = trim(line);
    if (text.starts_with('[') && !text.starts_with("[^") && text.find("]:") != std::string_view::npos)
      before.append(1, '\n').append(line);
    i = end + 1;
  }
}

}  // namespace

std::optional<Excerpt> find_excerpt(std::string_view body, std::string_view separator) {
  const std::optional<Mark> mark = find_mark(body, separator);
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
