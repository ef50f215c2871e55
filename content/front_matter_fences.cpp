#include "content/front_matter_fences.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {
namespace {

constexpr std::array<std::string_view, 3> marks = {"---", "+++", ";;;"};
/// Stand apart from the mark too. Other words only without a space between: `--- a` is no fence.
constexpr std::array<std::string_view, 6> languages = {"yaml", "yml", "toml", "json", "js", "javascript"};

/// The line at `at` without spaces at its end, and where the next one begins.
struct Line {
  std::string_view text;
  std::size_t next;
};

Line line_at(std::string_view text, std::size_t at) {
  const std::size_t end = std::min(text.find('\n', at), text.size());
  const std::string_view line = text.substr(at, end - at);
  return {line.substr(0, line.find_last_not_of(" \t\r") + 1), std::min(end + 1, text.size())};
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

/// The mark and the language of a line that is an opening fence; an empty mark where it is none.
Fences opening(std::string_view line) {
  Fences fences;
  if (line.starts_with("----") && line.find_first_not_of('-') == std::string_view::npos) fences.mark = line;
  const auto* const mark = std::find(marks.begin(), marks.end(), line.substr(0, 3));
  if (mark == marks.end()) return fences;
  const std::string_view behind = line.substr(3);
  const std::string_view word = trim(behind);
  const bool known = std::find(languages.begin(), languages.end(), word) != languages.end();
  const bool attached = *mark == "---" && !behind.empty() && std::all_of(behind.begin(), behind.end(), is_lower);
  if (word.empty() || (word.size() < behind.size() && word.starts_with('#'))) {
    fences.mark = *mark;
  } else if ((known && *mark == "---") || attached) {
    fences.mark = *mark;
    fences.language = word;
  }
  return fences;
}

/// `key: value`, `key = value`, `[table]` or `"key": …`.
bool is_key(std::string_view line) {
  if (line.starts_with('"') || line.starts_with('{') || (line.starts_with('[') && line.ends_with(']'))) return true;
  const auto* const end = std::find_if_not(line.begin(), line.end(), [](char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (end == line.begin()) return false;
  const std::string_view rest = line.substr(static_cast<std::size_t>(end - line.begin()));
  return rest == ":" || rest.starts_with(": ") || trim(rest).starts_with('=');
}

}  // namespace

std::size_t skip_space(std::string_view text) {
  constexpr std::array<std::string_view, 3> unseen = {"\u00A0", "\u200B", "\uFEFF"};
  for (std::size_t at = 0;;) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    const auto* const found =
        std::find_if(unseen.begin(), unseen.end(), [&](auto space) { return text.substr(at).starts_with(space); });
    if (found == unseen.end()) return at;
    at += found->size();
  }
}

std::optional<Fences> find_fences(std::string_view text) {
  const std::size_t start = skip_space(text);
  const Line first = line_at(text, start);
  Fences fences = opening(first.text);
  if (fences.mark.empty()) return std::nullopt;
  fences.begin = first.next;
  const bool may_be_closed_by_dots = fences.mark == "---" && (fences.language.empty() || fences.language == "yaml");
  Line line = {};
  for (fences.end = fences.begin; fences.end < text.size(); fences.end = line.next) {
    line = line_at(text, fences.end);
    if (line.text != fences.mark && !(may_be_closed_by_dots && line.text == "...")) continue;
    fences.body = line.next;
    const bool certain = (start == 0 && fences.mark.size() == 3) || is_key(line_at(text, fences.begin).text);
    return certain ? std::optional(fences) : std::nullopt;
  }
  fences.end = std::string_view::npos;
  fences.body = text.size();
  const bool known = std::find(languages.begin(), languages.end(), fences.language) != languages.end();
  const bool usual = fences.mark == "---" || fences.mark == "+++";
  const bool certain = start == 0 && usual && (known || fences.language.empty());
  return certain ? std::optional(fences) : std::nullopt;
}

FencedText split_at_fences(std::string_view text) {
  const std::optional<Fences> fences = find_fences(text);
  if (!fences || fences->end == std::string_view::npos) return {{}, text};
  return {text.substr(0, fences->body), text.substr(fences->body)};
}

}  // namespace feedd::content
