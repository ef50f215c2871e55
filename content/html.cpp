// The plain parts of HTML: escaping, entities, text out of markup, addresses mapped. Builds no tree; html_cleaner.cpp
// does.
#include "content/html.hpp"

#include "content/byte_scan.hpp"
#include "content/html_attributes.hpp"
#include "content/html_rules.hpp"
#include "content/html_tree.hpp"
#include "content/shortcode_table.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace feedd::content {

namespace {

/// What stands for a character of markup; empty for all others.
constexpr std::string_view escape_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

constexpr std::array<std::string_view, 5> allowed_schemes = {"http", "https", "mailto", "tel", "article"};

/// Elements that do not part words; all others do.
constexpr std::array<std::string_view, 37> inline_elements = {
    "a",     "abbr", "acronym", "b",      "bdi",  "bdo", "cite", "code", "del", "dfn", "em",   "font", "i",
    "img",   "ins",  "kbd",     "label",  "mark", "q",   "rb",   "rp",   "rt",  "rtc", "ruby", "s",    "samp",
    "small", "span", "strike",  "strong", "sub",  "sup", "time", "tt",   "u",   "var", "wbr"};
/// Elements whose contents are not text of the article.
constexpr std::array<std::string_view, 8> silent_elements = {"script",   "style",    "template", "iframe",
                                                             "noscript", "textarea", "title",    "svg"};

bool contains(const auto& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// How many bytes at the beginning of `text` are a character that fit_for_xml drops; 0 for all others.
std::size_t unfit_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const unsigned first = byte(0);
  if (first < 0x7F) return first < 0x20 && first != '\t' && first != '\n' && first != '\r' ? 1 : 0;
  if (first == 0x7F) return 1;
  if (first == 0xC2) return byte(1) < 0xA0 ? 2 : 0;  // C1 controls
  if (first == 0xEF) {
    const bool mark = byte(1) == 0xBB && byte(2) == 0xBF;
    const bool noncharacter = (byte(1) == 0xBF && byte(2) >= 0xBE) ||                   // U+FFFE, U+FFFF
                              (byte(1) == 0xB7 && byte(2) >= 0x90 && byte(2) <= 0xAF);  // U+FDD0 to U+FDEF
    return mark || noncharacter ? 3 : 0;
  }
  // U+1FFFE, U+1FFFF, U+2FFFE ...: the last two of each plane
  return first >= 0xF0 && (byte(1) & 0x0F) == 0x0F && byte(2) == 0xBF && byte(3) >= 0xBE ? 4 : 0;
}

/// The file behind Zola's `@/posts/snow.md` and Pelican's `{filename}snow.md`, `{static}snow.jpg`; empty: neither.
std::string_view internal_file(std::string_view reference) {
  for (const std::string_view mark : {"@/", "{filename}", "{static}", "{attach}", "|filename|", "|static|"})
    if (reference.starts_with(mark)) return reference.substr(mark == "@/" ? 1 : mark.size());
  return {};
}

/// Whether somebody wants a reference that has no scheme to be read as one that runs: "`javascript:", by a reader that
/// forgives more than a browser.
bool is_disguised(std::string_view reference) {
  const std::size_t colon = reference.find_first_of(":/?#");
  if (colon == std::string_view::npos || reference[colon] != ':') return false;
  std::string letters;
  for (const char c : reference.substr(0, colon))
    if (is_letter(c)) letters += lower(c);
  return letters.ends_with("script") || letters.ends_with("data");
}

struct Tag {
  std::string name;  ///< lower-cased; empty for comments and declarations
  bool closing = false;
  std::size_t end = 0;  ///< behind its `>`
};

std::size_t behind(std::string_view html, std::string_view what, std::size_t from) {
  const std::size_t at = html.find(what, from);
  return at == std::string_view::npos ? html.size() : at + what.size();
}

/// The tag at `at`, where a `<` stands, or nothing where it is a plain character.
std::optional<Tag> tag_at(std::string_view html, std::size_t at) {
  if (html.substr(at).starts_with("<!--")) return Tag{{}, false, behind(html, "-->", at + 4)};
  std::size_t i = at + 1;
  if (i >= html.size()) return std::nullopt;
  if (html[i] == '!' || html[i] == '?') return Tag{{}, false, behind(html, ">", i)};
  Tag tag;
  tag.closing = html[i] == '/';
  if (tag.closing) ++i;
  if (i >= html.size() || !is_letter(html[i])) return std::nullopt;
  for (; i < html.size() && (is_letter(html[i]) || (html[i] >= '0' && html[i] <= '9')); ++i) tag.name += lower(html[i]);
  for (char quote = 0; i < html.size(); ++i) {
    const char c = html[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && html[i - 1] == '=') {
      quote = c;
    } else if (c == '>') {
      break;
    }
  }
  tag.end = std::min(i + 1, html.size());
  return tag;
}

/// Behind the end tag of a silent element whose start tag ends at `from`.
std::size_t behind_element(std::string_view html, std::string_view name, std::size_t from) {
  for (std::size_t at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    const std::string_view rest = html.substr(at + 2, name.size());
    if (std::equal(rest.begin(), rest.end(), name.begin(), name.end(), [](char a, char b) { return lower(a) == b; }))
      return behind(html, ">", at);
  }
  return html.size();
}

std::size_t entity_length(std::string_view text) {
  constexpr std::size_t longest = 34;
  for (std::size_t i = 1; i < text.size() && i < longest; ++i) {
    if (text[i] == ';') return i > 1 ? i + 1 : 0;
    if (!is_letter(text[i]) && !(text[i] >= '0' && text[i] <= '9') && text[i] != '#') return 0;
  }
  return 0;
}

void append_decoded(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t next = std::min(text.find('&', i), text.size());
    out.append(text, i, next - i);
    i = next;
    if (i == text.size()) break;
    const std::size_t length = entity_length(text.substr(i));
    out += length > 0 ? decode_entity(text.substr(i, length)) : std::string(1, '&');
    i += std::max<std::size_t>(length, 1);
  }
}

std::string decode_entities(std::string_view text) {
  std::string out;
  append_decoded(out, text);
  return out;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  const auto has_escape = [](auto c) { return (c == '&') | (c == '<') | (c == '>') | (c == '"') | (c == '\''); };
  std::size_t from = 0;
  for (std::size_t i = find_byte(text, 0, has_escape); i < text.size(); i = find_byte(text, from, has_escape)) {
    out.append(text, from, i - from).append(escape_of(text[i]));
    from = i + 1;
  }
  out.append(text, from);
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  append_escaped(out, text);
  return out;
}

std::string fit_for_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t unfit = unfit_bytes(text.substr(i));
    if (unfit == 0 && text[i] != '\r')
      out += text[i];
    else if (unfit == 0 && !text.substr(i + 1).starts_with('\n'))
      out += '\n';
    i += std::max<std::size_t>(unfit, 1);
  }
  return out;
}

bool is_fit_for_xml(std::string_view text) {
  const auto may_be_unfit = [](auto c) {
    return ((c < 0x20) & (c != '\n') & (c != '\t')) | (c == 0x7F) | (c == 0xC2) | (c == 0xEF) | (c >= 0xF0);
  };
  for (std::size_t i = find_byte(text, 0, may_be_unfit); i < text.size(); i = find_byte(text, i + 1, may_be_unfit))
    if (text[i] == '\r' || unfit_bytes(text.substr(i)) > 0) return false;
  return true;
}

void append_text(std::string& out, std::string_view text) {
  if (is_fit_for_xml(text))
    append_escaped(out, text);
  else
    append_escaped(out, fit_for_xml(text));
}

std::optional<std::string> allowed_address(std::string_view reference, const UrlRewriter& rewrite) {
  std::string address;
  std::string_view trimmed = reference;
  if (!std::all_of(reference.begin(), reference.end(), [](char c) { return c > ' ' && c < 0x7F; })) {
    address = fit_for_xml(reference);
    std::erase_if(address, [](char c) { return c == '\t' || c == '\n'; });
    trimmed = trim(address);
  }
  if (trimmed.empty()) return std::nullopt;
  if (const std::string_view file = internal_file(trimmed); !file.empty()) {
    if (url_scheme(file) || is_disguised(file)) return std::nullopt;
    const std::string referred = article_reference(file);
    if (const auto scheme = url_scheme(referred); scheme && *scheme != "article") return std::nullopt;
    return rewrite(referred);
  }
  const std::optional<std::string> scheme = url_scheme(trimmed);
  if (scheme ? !contains(allowed_schemes, *scheme) : is_disguised(trimmed)) return std::nullopt;
  return rewrite(trimmed);
}

std::string decode_entity(std::string_view entity) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> usual = {{{"&amp;", "&"},
                                                                                   {"&lt;", "<"},
                                                                                   {"&gt;", ">"},
                                                                                   {"&quot;", "\""},
                                                                                   {"&#39;", "'"},
                                                                                   {"&apos;", "'"},
                                                                                   {"&nbsp;", "\u00A0"}}};
  for (const auto& [name, text] : usual)
    if (name == entity) return std::string(text);
  const std::optional<HtmlTree> tree = HtmlTree::parse(entity, HtmlTree::As::fragment);
  return tree ? HtmlTree::text_of(tree->root()) : std::string(entity);
}

namespace {

/// Behind an element whose contents are no markup, where its start tag begins with `<` at `at`; 0 for all others.
std::size_t behind_raw_element(std::string_view html, std::size_t at, std::size_t tag_end) {
  for (const std::string_view name : {"script", "style"})
    if (html.substr(at + 1).starts_with(name)) return behind_element(html, name, tag_end);
  return 0;
}

}  // namespace

std::string map_urls(std::string_view cleaned, const std::function<std::string(std::string_view)>& absolute) {
  std::string out;
  out.reserve(cleaned.size() + cleaned.size() / 8);
  std::size_t done = 0;
  const UrlRewriter one = [&](std::string_view reference) { return std::optional(absolute(reference)); };
  // In clean HTML a tag ends at its first `>`, and every quotation mark in it delimits an attribute's value.
  for (std::size_t tag = cleaned.find('<'); tag != std::string_view::npos; tag = cleaned.find('<', tag)) {
    const std::size_t tag_end = std::min(cleaned.find('>', tag), cleaned.size());
    for (std::size_t at = cleaned.substr(0, tag_end).find("=\"", tag); at != std::string_view::npos;) {
      const std::size_t begin = at + 2;
      const std::size_t end = std::min(cleaned.find('"', begin), tag_end);
      const std::size_t blank = cleaned.rfind(' ', at);
      const std::string_view name = cleaned.substr(blank + 1, at - blank - 1);
      const bool address = name == "href" || name == "src" || name == "poster" || name == "cite";
      if (address || name == "srcset") {
        out.append(cleaned, done, begin - done);
        const std::string value = decode_entities(cleaned.substr(begin, end - begin));
        append_escaped(out, address ? absolute(value) : map_srcset(value, one));
        done = end;
      }
      at = cleaned.substr(0, tag_end).find("=\"", end);
    }
    const std::size_t raw = behind_raw_element(cleaned, tag, tag_end);
    tag = raw > 0 ? raw : tag_end;
  }
  return out.append(cleaned, done);
}

std::string html_to_text(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  for (std::size_t i = 0; i < html.size();) {
    const std::size_t next = std::min(html.find('<', i), html.size());
    append_decoded(out, html.substr(i, next - i));
    i = next;
    if (i == html.size()) break;
    const std::optional<Tag> tag = tag_at(html, i);
    if (!tag) {
      out += html[i++];
      continue;
    }
    const bool mark = tag->name == "sup" && html.substr(i, tag->end - i).find("footnote-ref") != std::string_view::npos;
    i = tag->end;
    if (!tag->closing && (mark || contains(silent_elements, tag->name))) i = behind_element(html, tag->name, i);
    if (!tag->name.empty() && !contains(inline_elements, tag->name)) out += ' ';
  }
  return collapse_space(is_fit_for_xml(out) ? out : fit_for_xml(out));
}

namespace {

/// Whether the paragraph of [begin, end) is the label of a box (`> [!NOTE]`): all of it in bold letters, first in a
/// quotation that goes on.
bool is_label(std::string_view html, std::size_t begin, std::size_t end) {
  constexpr std::string_view quotation = "<blockquote>", open = "<p><strong>", close = "</strong>";
  const std::string_view paragraph = html.substr(begin, end - begin);
  if (!paragraph.starts_with(open) || paragraph.find(close) + close.size() != paragraph.size()) return false;
  const std::string_view before = html.substr(0, begin > 0 && html[begin - 1] == '\n' ? begin - 1 : begin);
  const std::size_t next = html.find('<', std::min(end + 1, html.size()));
  return before.ends_with(quotation) && next != std::string_view::npos && html.substr(next, 2) != "</";
}

}  // namespace

std::string first_paragraph(std::string_view html) {
  const auto is_paragraph = [&](std::size_t at) {
    return at + 2 < html.size() && (html[at + 2] == '>' || html[at + 2] == ' ');
  };
  for (std::size_t at = html.find("<p"); at != std::string_view::npos; at = html.find("<p", at + 1)) {
    if (!is_paragraph(at)) continue;
    const std::size_t end = std::min(html.find("</p>", at), html.size());
    const std::string_view paragraph = html.substr(at, end - at);
    if (is_label(html, at, end)) continue;
    std::string text = html_to_text(paragraph);
    if (!text.empty()) return text;
    at = end;
  }
  return html_to_text(html);
}

}  // namespace feedd::content
