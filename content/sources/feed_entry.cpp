// What readers of all formats need of texts, names and dates.
#include "content/sources/feed_entry.hpp"

#include "content/html.hpp"
#include "content/html_rules.hpp"
#include "content/sources/feed_date.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <cctype>

namespace feedd::content {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `</b>`, `<br>`, `<br/>`: tags that a text about something else than HTML hardly has.
bool has_tag(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::string_view rest = text.substr(at + 1);
    if (rest.starts_with('/') && rest.size() > 1 && is_letter(rest[1]) && rest.find('>') != std::string_view::npos)
      return true;
    for (const std::string_view lone : {"br>", "br/>", "br />", "p>", "img ", "BR>", "P>", "IMG "})
      if (rest.starts_with(lone)) return true;
  }
  return false;
}

bool has_reference(std::string_view text) {
  constexpr std::size_t longest = 34;
  constexpr int enough = 64;  // ampersands: a text that has none among so many is not written in HTML
  int looked = 0;
  for (std::size_t at = text.find('&'); at != std::string_view::npos && ++looked < enough;
       at = text.find('&', at + 1)) {
    const std::size_t end = text.substr(0, at + longest).find(';', at);
    if (end == std::string_view::npos) continue;
    const std::string_view reference = text.substr(at, end - at + 1);
    if (reference.find_first_of(" \t\n<>=\"'") != std::string_view::npos) continue;
    if (decode_entity(reference) != reference) return true;
  }
  return false;
}

std::string_view without_mailto(std::string_view text) {
  return text.starts_with("mailto:") ? text.substr(7) : text;
}

bool is_mail(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find(' ') == std::string_view::npos;
}

}  // namespace

bool looks_like_html(std::string_view text) {
  return has_tag(text) || has_reference(text);
}

std::string author_name(std::string_view text) {
  const std::string line = collapse_space(clean_text(text).text);
  for (const std::string_view brackets : {"()", "<>"}) {
    const std::size_t open = line.find(brackets[0]);
    const std::size_t close = line.rfind(brackets[1]);
    if (open == std::string::npos || close == std::string::npos || close < open) continue;
    const std::string_view inside = trim(std::string_view(line).substr(open + 1, close - open - 1));
    const std::string_view outside = trim(std::string_view(line).substr(0, open));
    if (is_mail(without_mailto(inside)) && !outside.empty()) return std::string(outside);
    if (is_mail(without_mailto(outside)) && !inside.empty()) return std::string(inside);
    if (outside.empty() && !inside.empty() && close + 1 == line.size()) return std::string(inside);
  }
  // `Name mail@example.org` and the reverse
  const std::size_t space = line.rfind(' ');
  if (space != std::string::npos && is_mail(std::string_view(line).substr(space + 1))) return line.substr(0, space);
  const std::size_t first = line.find(' ');
  if (first != std::string::npos && is_mail(std::string_view(line).substr(0, first))) return line.substr(first + 1);
  return std::string(without_mailto(line));
}

std::string one_line(const FeedText& text) {
  const std::string clean = clean_text(text.text).text;
  return text.html ? clean_text(html_to_text(clean)).text : collapse_space(clean);
}

std::optional<Timestamp> entry_date(std::string_view text, FeedEntry& entry) {
  if (trim(text).empty()) return std::nullopt;
  std::optional<Timestamp> date = parse_feed_date(text);
  if (!date)
    entry.warnings.push_back("not understood as a date: " + shorten(collapse_space(clean_text(text).text), 60));
  return date;
}

}  // namespace feedd::content
