#include "content/sources/excerpt.hpp"

#include "content/markdown_code.hpp"
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

std::optional<Mark> find_comment(std::string_view body, bool markdown) {
  std::optional<MarkdownCode> code;  // looked for where there is a mark at all
  for (std::size_t at = body.find("<!--"); at != std::string_view::npos; at = body.find("<!--", at + 4)) {
    const std::size_t close = body.find("-->", at + 4);
    if (close == std::string_view::npos) return std::nullopt;
    if (!is_mark(body.substr(at + 4, close - at - 4))) continue;
    if (!code) code = markdown ? MarkdownCode(body) : MarkdownCode();
    if (!code->holds(at)) return Mark{at, close + 3, true};
  }
  return std::nullopt;
}

std::optional<Mark> find_mark(std::string_view body, std::string_view separator, bool markdown) {
  if (!separator.empty())
    if (const std::size_t at = body.find(separator); at != std::string_view::npos)
      return Mark{at, at + separator.size(), separator.starts_with("<!--") && separator.ends_with("-->")};
  return find_comment(body, markdown);
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
