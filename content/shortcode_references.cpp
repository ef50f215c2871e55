#include "content/shortcode_references.hpp"

#include "content/html.hpp"
#include "content/text.hpp"
#include "content/time.hpp"
#include "content/url.hpp"

#include <algorithm>

namespace feedd::content {

namespace {

constexpr std::size_t none = std::string_view::npos;

/// What a reader can make of an address: `article:2020-09-17-first-snow` -> `First snow`, `/files/a.pdf` -> `a.pdf`.
std::string readable(std::string_view address) {
  std::string_view path = address.substr(0, address.find_first_of("?#"));
  if (path.empty()) return humanised(decode_path(address.substr(std::min<std::size_t>(1, address.size()))));
  const bool article = path.starts_with("article:");
  if (article) path.remove_prefix(8);
  const bool folder = path.ends_with('/');
  while (path.ends_with('/')) path.remove_suffix(1);
  std::string name = decode_path(path.substr(path.rfind('/') + 1));
  if (!article && !folder) return name;
  const auto dated = date_in_file_name(name);
  return humanised(dated ? dated->rest : std::string_view(name));
}

Expansion reference(std::string address, std::string text = {}) {
  if (text.empty()) text = readable(address);
  if (text.empty()) text = address;
  return {std::move(text), false, std::move(address)};
}

bool is_address(std::string_view text) {
  return text.find("://") != none || text.starts_with("mailto:") || text.starts_with("www.");
}

/// A title without Hexo's last word, which says whether it is escaped.
std::string title_of(const ShortcodeArguments& given) {
  std::string title = given.text_from(1);
  for (const std::string_view word : {"true", "false"}) {
    if (title == word) return {};
    if (title.ends_with(" " + std::string(word))) title.resize(title.size() - word.size() - 1);
  }
  return std::string(trim(title));
}

/// Hexo's `link text url [external] [title]`: the first address ends the text. Nothing where there is none.
std::optional<Expansion> web_link(const ShortcodeArguments& given) {
  std::string text;
  for (std::size_t i = 0; !given.at(i).empty(); ++i) {
    const std::string_view word = given.at(i);
    const bool path = i > 0 && word.starts_with('/');
    if (!is_address(word) && !path) {
      text.append(text.empty() ? "" : " ").append(word);
      continue;
    }
    std::string address((word.starts_with("www.") ? "https://" : "") + std::string(word));
    const std::string_view next = given.at(i + 1);
    const std::string title = given.text_from(i + (next == "true" || next == "false" ? 2 : 1));
    return Expansion{"<a href=\"" + escape_html(address) + "\"" +
                     (title.empty() ? "" : " title=\"" + escape_html(title) + "\"") + ">" +
                     escape_html(text.empty() ? word : text) + "</a>"};
  }
  return std::nullopt;
}

/// No address is longer up to where a shortcode goes on with it.
constexpr std::size_t longest_start = 300;
/// No tag is longer up to an attribute's address.
constexpr std::size_t longest_tag = 1000;

bool is_in_tag(std::string_view out) {
  out = out.substr(out.size() - std::min(out.size(), longest_tag));
  const std::size_t open = out.rfind('<');
  if (open == none || open + 1 >= out.size() || out.find('>', open) != none) return false;
  const char c = out[open + 1];
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whether a line ends `[name]:`, so that it defines what a reference leads to.
bool is_definition(std::string_view out) {
  if (!out.ends_with("]:")) return false;
  const std::string_view line = out.substr(out.rfind('\n') + 1);
  const std::size_t begin = line.find_first_not_of(" \t>");
  return begin != none && line[begin] == '[';
}

/// Where the address begins that `out` ends in, npos where none is expected. What stands there already is its own
/// site's root (`https://old.example`, `/blog`).
std::size_t address_begin(std::string_view out) {
  std::size_t begin = out.size();
  while (begin > 0 && out.size() - begin < longest_start &&
         std::string_view(" \t\n<>\"'()[]").find(out[begin - 1]) == none)
    --begin;
  const std::string_view before = out.substr(0, begin);
  if (before.ends_with("](") || before.ends_with("](<")) return begin;
  if (before.ends_with("=\"") || before.ends_with("='")) return is_in_tag(before) ? begin : none;
  if (const std::size_t sign = out.find('=', begin); sign != none) return is_in_tag(before) ? sign + 1 : none;
  const std::string_view bare = before.substr(0, before.find_last_not_of(" \t\n<") + 1);  // 0 where there is nothing
  return bare.size() < before.size() && (bare.ends_with("](") || is_definition(bare)) ? begin : none;
}

}  // namespace

Expansion article_link(const Shortcode& code) {
  if (code.name == "link")
    if (std::optional<Expansion> link = web_link(code.arguments)) return *std::move(link);
  const bool file = code.name == "link" && code.arguments.named({"path"}).empty();
  const std::string whole = file ? code.arguments.text_from(0) : std::string(code.arguments.first({"path"}));
  std::string address = article_reference(whole);
  if (code.name == "link" && !address.starts_with("article:") && !address.starts_with('/')) address.insert(0, "/");
  return reference(std::move(address));
}

Expansion titled_article_link(const Shortcode& code) {
  return reference(article_reference(code.arguments.at(0)), title_of(code.arguments));
}

Expansion asset_link(const Shortcode& code) {
  return reference(to_uri(code.arguments.at(0)), title_of(code.arguments));
}

std::size_t write_reference(std::string& out, const Expansion& expansion, std::string_view next) {
  if (const std::size_t begin = address_begin(out); begin != none) {
    const bool query = std::string_view(out).substr(begin).find_first_of("?=") != none;
    if (!query) out.resize(begin);
    out += expansion.address;
    return 0;
  }
  if (next.starts_with("](") || next.starts_with("][")) {
    out += escape_html(expansion.text);
    return 0;
  }
  const bool autolink = out.ends_with('<') && next.starts_with('>');
  if (autolink) out.pop_back();
  out += "<a href=\"" + escape_html(expansion.address) + "\">" + escape_html(expansion.text) + "</a>";
  return autolink ? 1 : 0;
}

}  // namespace feedd::content
