#include "feeds/check/html_in_text.hpp"

#include "content/html.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <functional>

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
  std::string name;
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
    Attribute attribute{content::lower_ascii(text.substr(start, at - start)), {}};
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

std::vector<std::string> wrong_in_html(std::string_view html) {
  std::vector<std::string> wrong;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    ++at;
    if (html.substr(at).starts_with("!--")) {
      at = std::min(html.find("-->", at), html.size());
      continue;
    }
    const std::size_t length = name_length(html.substr(at));
    if (length == 0 || !is_letter(html[at])) continue;
    const std::string element = content::lower_ascii(html.substr(at, length));
    if (std::find(removed_elements.begin(), removed_elements.end(), element) != removed_elements.end())
      wrong.push_back("readers take <" + element + "> out");
    at += length;
    at += read_attributes(html.substr(at), [&](const Attribute& attribute) {
      if (attribute.name.starts_with("on") && attribute.name.size() > 2)
        wrong.push_back("readers take " + attribute.name + "= out: it runs a script");
      if (attribute.name != "href" && attribute.name != "src" && attribute.name != "poster") return;
      if (content::url_scheme(attribute.value) == "javascript")
        wrong.push_back(attribute.name + " runs a script; readers take it out");
      else if (is_relative(attribute.value))
        wrong.push_back(attribute.name + "=\"" + std::string(attribute.value.substr(0, 60)) +
                        "\" is relative: readers do not agree what it is relative to");
    });
  }
  return wrong;
}

}  // namespace feedd::feeds::check
