#include "feeds/check/html_in_text.hpp"

#include "content/text.hpp"
#include "content/url.hpp"
#include "feeds/check/shown.hpp"

#include <algorithm>
#include <array>

namespace feedd::feeds::check {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}
bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

std::size_t name_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_name) - text.begin());
}

struct Attribute {
  std::string_view name;
  std::string_view value;
};

/// Reads the attributes of a tag; `text` begins behind its name. How much of it is the tag's.
std::size_t read_attributes(std::string_view text, const std::function<void(const Attribute&)>& found) {
  std::size_t at = 0;
  const auto skip = [&](bool (*is)(char)) {
    while (at < text.size() && is(text[at])) ++at;
  };
  for (;;) {
    skip([](char c) { return is_space(c) || c == '/'; });
    if (at >= text.size() || text[at] == '>') return std::min(at + 1, text.size());
    const std::size_t start = at;
    skip([](char c) { return !is_space(c) && c != '=' && c != '>' && c != '/'; });
    if (at == start) ++at;  // a stray `=`
    Attribute attribute{text.substr(start, at - start), {}};
    skip(is_space);
    if (at < text.size() && text[at] == '=') {
      ++at;
      skip(is_space);
      const char quote = at < text.size() && (text[at] == '"' || text[at] == '\'') ? text[at] : '\0';
      if (quote != '\0') {
        const std::size_t end = std::min(text.find(quote, at + 1), text.size());
        attribute.value = text.substr(at + 1, end - at - 1);
        at = std::min(end + 1, text.size());
      } else {
        const std::size_t value = at;
        skip([](char c) { return !is_space(c) && c != '>'; });
        attribute.value = text.substr(value, at - value);
      }
    }
    found(attribute);
  }
}

constexpr std::array<std::string_view, 9> removed_elements = {"script", "style", "object", "embed", "applet",
                                                              "iframe", "form",  "meta",   "link"};

bool is_relative(std::string_view address) {
  return !content::url_scheme(content::trim(address)).has_value();
}

bool is_removed(std::string_view element) {
  constexpr std::size_t longest = 6;
  return element.size() <= longest && std::find(removed_elements.begin(), removed_elements.end(),
                                                content::lower_ascii(element)) != removed_elements.end();
}

void look_at(const Attribute& attribute, const std::function<void(const HtmlFault&)>& tell) {
  constexpr std::size_t longest_handler = 40;
  if (attribute.name.size() > longest_handler) return;
  const std::string name = content::lower_ascii(attribute.name);
  if (name.starts_with("on") && name.size() > 2) tell({HtmlFault::Kind::handler, attribute.name, {}});
  if (name != "href" && name != "src" && name != "poster") return;
  if (content::url_scheme(attribute.value) == "javascript")
    tell({HtmlFault::Kind::script_address, attribute.name, {}});
  else if (is_relative(attribute.value))
    tell({HtmlFault::Kind::relative_address, attribute.name, attribute.value});
}

}  // namespace

std::string html_in_plain_text(std::string_view text) {
  for (std::size_t at = text.find_first_of("<&"); at != std::string_view::npos; at = text.find_first_of("<&", at + 1)) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("</")) {
      const std::size_t length = name_length(rest.substr(2));
      if (length != 0 && rest.substr(2 + length).starts_with('>')) return std::string(rest.substr(0, length + 3));
    } else if (rest.starts_with('&')) {
      const std::size_t hash = rest.substr(1).starts_with('#') ? 2 : 1;
      const std::size_t length = name_length(rest.substr(hash));
      if (length != 0 && rest.substr(hash + length).starts_with(';'))
        return std::string(rest.substr(0, hash + length + 1));
    }
  }
  return {};
}

std::string HtmlFault::sentence() const {
  switch (kind) {
    case Kind::removed_element:
      return "readers take <" + shown(content::lower_ascii(name)) + "> out";
    case Kind::handler:
      return "readers take " + shown(content::lower_ascii(name)) + "= out: it runs a script";
    case Kind::script_address:
      return shown(content::lower_ascii(name)) + " runs a script; readers take it out";
    default:
      return shown(content::lower_ascii(name)) + '=' + quoted(value) +
             " is relative: readers do not agree what it is relative to";
  }
}

void find_wrong_in_html(std::string_view html, const std::function<void(const HtmlFault&)>& tell) {
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    ++at;
    if (html.substr(at).starts_with("!--")) {
      at = std::min(html.find("-->", at), html.size());
      continue;
    }
    const std::size_t length = name_length(html.substr(at));
    if (length == 0 || !is_letter(html[at])) continue;
    const std::string_view element = html.substr(at, length);
    if (is_removed(element)) tell({HtmlFault::Kind::removed_element, element, {}});
    at += length;
    at += read_attributes(html.substr(at), [&](const Attribute& attribute) { look_at(attribute, tell); });
  }
}

}  // namespace feedd::feeds::check
