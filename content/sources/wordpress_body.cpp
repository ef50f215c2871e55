// Paragraphs as WordPress makes them when it shows a post (wp-includes/formatting.php, wpautop).
#include "content/sources/wordpress_body.hpp"

#include "content/html.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {
namespace {

constexpr std::array<std::string_view, 40> blocks = {
    "table", "thead", "tfoot",      "caption", "col",     "colgroup", "tbody", "tr",     "td",     "th",
    "div",   "dl",    "dd",         "dt",      "ul",      "ol",       "li",    "pre",    "form",   "map",
    "area",  "p",     "blockquote", "address", "style",   "h1",       "h2",    "h3",     "h4",     "h5",
    "h6",    "hr",    "fieldset",   "legend",  "section", "article",  "aside", "header", "figure", "iframe"};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The lower-cased name of the tag that begins at the start of `text`; empty where none does.
std::string tag_name(std::string_view text) {
  std::size_t i = text.starts_with("</") ? 2 : 1;
  if (!text.starts_with('<')) return {};
  std::string name;
  for (; i < text.size() && is_letter_or_digit(text[i]) && name.size() < 16; ++i)
    name += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
  return name;
}

bool begins_block(std::string_view text) {
  return std::find(blocks.begin(), blocks.end(), tag_name(text)) != blocks.end();
}

/// Comments taken out, line ends made LF.
std::string prepared(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::size_t last_end = text.rfind("-->");
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with("<!--") && last_end != std::string_view::npos && i < last_end) {
      const std::size_t end = text.find("-->", i);
      if (end != std::string_view::npos) {
        i = end + 3;
        continue;
      }
    }
    if (text[i] != '\r')
      out += text[i];
    else if (!text.substr(i + 1).starts_with('\n'))
      out += '\n';
    ++i;
  }
  return out;
}

/// Every tag of a block on lines of its own, between blank ones; `pre` and what is in it left alone.
std::string with_blocks_apart(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  const std::size_t last_pre = text.rfind("</pre>");
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t tag = std::min(text.find('<', i), text.size());
    out.append(text, i, tag - i);
    i = tag;
    if (i == text.size()) break;
    if (!begins_block(text.substr(i))) {
      out += text[i++];
      continue;
    }
    std::size_t end = text.find('>', i);
    if (end == std::string_view::npos) {
      out.append(text, i);
      break;
    }
    out += "\n\n";
    const bool pre = text[i + 1] != '/' && tag_name(text.substr(i)) == "pre";
    if (pre && last_pre != std::string_view::npos && end < last_pre) end = text.find("</pre>", end) + 5;
    out.append(text, i, end + 1 - i);
    const bool closes = text[i + 1] == '/' || text.substr(i, end + 1 - i).ends_with("</pre>");
    if (closes) out += "\n\n";
    i = end + 1;
  }
  return out;
}

bool is_lone_address(std::string_view line) {
  return (line.starts_with("http://") || line.starts_with("https://")) &&
         line.find_first_of(" \t<>\"") == std::string_view::npos;
}

void append_paragraph(std::string& out, std::string_view text) {
  out += "<p>";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    if (is_lone_address(line)) {
      const std::string address = escape_html(line);
      out.append("<a href=\"").append(address).append("\">").append(address).append("</a>");
    } else {
      out += line;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!text.empty()) out += "<br>\n";
  }
  out += "</p>\n";
}

std::string with_paragraphs(std::string_view text) {
  std::string out;
  const std::string apart = with_blocks_apart(prepared(text));
  const std::size_t last_pre = apart.rfind("</pre>");
  std::string_view rest = apart;
  while (!rest.empty()) {
    // `pre` holds blank lines of its own.
    const std::size_t here = apart.size() - rest.size();
    const bool pre = tag_name(rest) == "pre" && last_pre != std::string::npos && here < last_pre;
    const std::size_t close = pre ? rest.find("</pre>") : std::string_view::npos;
    std::size_t end = close == std::string_view::npos ? 0 : close;
    for (end = rest.find('\n', end); end != std::string_view::npos; end = rest.find('\n', end + 1)) {
      const std::size_t next = rest.find_first_not_of(" \t", end + 1);
      if (next == std::string_view::npos || rest[next] == '\n') break;
    }
    end = std::min(end, rest.size());
    const std::string_view part = trim(rest.substr(0, end));
    if (begins_block(part))
      out.append(part).append("\n");
    else if (!part.empty())
      append_paragraph(out, part);
    rest.remove_prefix(end);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\n"), rest.size()));
  }
  return out;
}

}  // namespace

WordPressBody read_wordpress_body(std::string_view stored, const Attachments& attachments) {
  WordPressBody body;
  const bool has_blocks = stored.find("<!-- wp:") != std::string_view::npos;
  const auto shown = [&](std::string_view text) {
    const std::string replaced = replace_wordpress_shortcodes(text, attachments, body.warnings);
    return has_blocks ? replace_wordpress_embeds(replaced) : with_paragraphs(replaced);
  };
  body.html = shown(stored);
  const std::size_t more = stored.find("<!--more");
  if (more != std::string_view::npos && !trim(stored.substr(0, more)).empty())
    body.before_more = shown(stored.substr(0, more));
  return body;
}

}  // namespace feedd::content
