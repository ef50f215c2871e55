#include "content/sources/article_name.hpp"

#include "content/permalink.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace feedd::content {
namespace {

/// Languages that sites are translated into: `first-snow.ko.md`. Not every code there is: `socket.io.md` is no Ido.
constexpr std::array<std::string_view, 40> languages = {"ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es",
                                                        "et", "eu", "fa", "fi", "fr", "gl", "he", "hi", "hr", "hu",
                                                        "id", "it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt",
                                                        "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh"};
constexpr std::array<std::string_view, 6> scaffolding = {"content", "contents", "src", "source", "pages", "data"};

bool is_language(std::string_view tag) {
  const bool plain = tag.size() == 2 || (tag.size() >= 5 && tag.size() <= 7 && (tag[2] == '-' || tag[2] == '_'));
  return plain && std::find(languages.begin(), languages.end(), tag.substr(0, 2)) != languages.end();
}

bool is_section(std::string_view folder) {
  if (folder.empty() || folder.front() == '_' || is_language(folder)) return false;
  if (std::find(scaffolding.begin(), scaffolding.end(), folder) != scaffolding.end()) return false;
  return folder.find_first_not_of("0123456789-") != std::string_view::npos && !date_in_file_name(folder);
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t i = 0; i <= path.size();) {
    const std::size_t end = std::min(path.find('/', i), path.size());
    segments.push_back(path.substr(i, end - i));
    i = end + 1;
  }
  return segments;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

/// Runs of characters that `keeps` refuses made one hyphen, none at the ends.
template <class Keeps>
std::string hyphenated(std::string_view text, Keeps keeps) {
  std::string slug;
  for (const char c : text) {
    if (keeps(c))
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

std::optional<std::string> placeholder(std::string_view name, const Permalink& of) {
  if (name == "title" || name == "slug" || name == "slugorfilename" || name == "filename") return std::string(of.slug);
  if (name == "output_ext") return ".html";
  if (auto categories = category_placeholder(name, of.categories)) return categories;
  return date_placeholder(name, of.local);
}

/// `2020-02-31-x`: a date that somebody meant.
bool begins_with_date(std::string_view stem) {
  std::string shape(stem.substr(0, 11));
  std::replace_if(
      shape.begin(), shape.end(), [](char c) { return c >= '0' && c <= '9'; }, '0');
  for (const std::string_view date : {"0000-00-00-", "0000-00-0-", "0000-0-00-", "0000-0-0-"})
    if (shape.starts_with(date)) return true;
  return false;
}

}  // namespace

ArticleName read_article_name(std::string_view path, std::string_view root_name) {
  ArticleName name;
  std::vector<std::string_view> folders = segments_of(path);
  std::string_view stem = folders.back();
  folders.pop_back();
  stem = stem.substr(0, stem.rfind('.'));
  if (const std::size_t dot = stem.rfind('.'); dot != std::string_view::npos && dot > 0)
    if (const std::string_view tag = stem.substr(dot + 1); is_language(tag)) {
      name.language = tag;
      stem = stem.substr(0, dot);
    }
  for (const std::string_view folder : folders) {
    name.in_posts = name.in_posts || folder == "_posts";
    name.in_drafts = name.in_drafts || folder == "_drafts";
  }
  if (name.in_posts) name.categories.assign(folders.begin(), std::find(folders.begin(), folders.end(), "_posts"));
  std::string_view above;
  for (const std::string_view folder : folders)
    name.in_hexo = name.in_hexo || (std::exchange(above, folder) == "source" && folder == "_posts");
  name.in_posts = name.in_posts || root_name == "_posts";
  name.in_drafts = name.in_drafts || root_name == "_drafts";
  if ((stem == "index" || stem == "_index") && !folders.empty()) {
    stem = folders.back();
    folders.pop_back();
  }
  const auto section = std::find_if(folders.begin(), folders.end(), is_section);
  if (section != folders.end()) name.section = *section;
  name.stem = stem;
  if (const std::optional<DatedName> dated = date_in_file_name(stem)) {
    name.stem = dated->rest;
    name.date = dated->date;
  } else {
    name.has_false_date = begins_with_date(stem);
  }
  return name;
}

std::string jekyll_slug(std::string_view stem) {
  while (stem.ends_with('.')) stem.remove_suffix(1);
  constexpr std::string_view kept = "._~!$&'()+,;=@";
  return hyphenated(stem, [&](char c) { return is_letter_or_digit(c) || kept.find(c) != std::string_view::npos; });
}

std::string jekyll_title(std::string_view stem) {
  while (stem.ends_with('.')) stem.remove_suffix(1);
  std::string title;
  bool opens = true;
  for (const char c : stem) {
    if (c == '-') {
      title += ' ';
      opens = true;
      continue;
    }
    const bool small = c >= 'a' && c <= 'z';
    const bool capital = c >= 'A' && c <= 'Z';
    title += opens && small ? static_cast<char>(c - 32) : !opens && capital ? static_cast<char>(c + 32) : c;
    opens = false;
  }
  return collapse_space(title);
}

std::string pelican_slug(std::string_view title) {
  std::string words;
  for (const char c : title)
    if (is_letter_or_digit(c) || c == '_' || c == '-' || c == ' ') words += c;
  return hyphenated(words, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

std::optional<std::string> page_path(std::string_view written) {
  if (written.find("{{") != std::string_view::npos || written.find("{%") != std::string_view::npos) return std::nullopt;
  if (const std::size_t authority = written.find("://"); authority != std::string_view::npos) {
    const std::size_t slash = written.find('/', authority + 3);
    written = slash == std::string_view::npos ? "/" : written.substr(slash);
  }
  written = written.substr(0, written.find_first_of("?#"));
  std::string decoded = clean_text(decode_path(written)).text;
  std::replace(decoded.begin(), decoded.end(), '\\', '/');
  std::vector<std::string_view> kept;
  for (const std::string_view segment : segments_of(decoded)) {
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") kept.push_back(segment);
  }
  std::string path;
  for (const std::string_view segment : kept) path.append(1, '/').append(segment);
  if (path.empty() || decoded.ends_with('/')) path += '/';
  const bool controls = std::any_of(path.begin(), path.end(), [](char c) { return c >= 0 && (c < 0x20 || c == 0x7F); });
  return controls ? std::nullopt : std::optional(to_nfc(path));
}

std::optional<std::string> filled_in(std::string_view pattern, const Permalink& of) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    std::size_t end = i + 1;
    while (end < pattern.size() && ((pattern[end] >= 'a' && pattern[end] <= 'z') || pattern[end] == '_')) ++end;
    if (pattern[i] != ':' || end == i + 1) {
      out += pattern[i++];
      continue;
    }
    const auto value = placeholder(pattern.substr(i + 1, end - i - 1), of);
    if (!value) return std::nullopt;
    out += *value;
    i = end;
  }
  return out;
}

}  // namespace feedd::content
