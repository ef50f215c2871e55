#include "feeds/formats/xml.hpp"

#include "content/byte_scan.hpp"
#include "content/html.hpp"

namespace feedd::feeds {
namespace {

constexpr const char* place_name = "feedd-entries";
constexpr std::string_view place = "<feedd-entries />";  // as pugixml prints it; text cannot hold a bare `<`

class StringWriter final : public pugi::xml_writer {
 public:
  explicit StringWriter(std::string& out) : out_(out) {}
  void write(const void* data, std::size_t size) override { out_.append(static_cast<const char*>(data), size); }

 private:
  std::string& out_;
};

/// Texts and values are escaped when they are added: how depends on what they are.
constexpr unsigned print_flags = pugi::format_indent | pugi::format_no_escapes;

/// How `&` and `<` are written.
struct References {
  std::string_view ampersand, less;
};
constexpr References entities = {"&amp;", "&lt;"};
constexpr References numbers = {"&#x26;", "&#x3C;"};

std::string escaped_text(std::string_view text, const References& references) {
  const auto is_special = [](auto c) { return (c == '&') | (c == '<') | (c == '>'); };
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  std::size_t from = 0;
  for (std::size_t i = content::find_byte(text, 0, is_special); i < text.size();
       i = content::find_byte(text, from, is_special)) {
    const std::string_view reference = text[i] == '&'   ? references.ampersand
                                       : text[i] == '<' ? references.less
                                                        : std::string_view("&gt;");
    out.append(text, from, i - from).append(reference);
    from = i + 1;
  }
  return out.append(text, from);
}

std::string escaped_value(std::string_view value, const References& references) {
  std::string out;
  for (const char c : value) {
    if (c == '&')
      out += references.ampersand;
    else if (c == '<')
      out += references.less;
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "&#10;";
    else
      out += c;
  }
  return out;
}

pugi::xml_node add_escaped(pugi::xml_node parent, const char* name, const std::string& text) {
  pugi::xml_node node = parent.append_child(name);
  node.append_child(pugi::node_pcdata).set_value(text.c_str());
  return node;
}

}  // namespace

pugi::xml_node add_element(pugi::xml_node parent, const char* name, std::string_view text) {
  return add_escaped(parent, name, escaped_text(text, entities));
}

pugi::xml_node add_plain(pugi::xml_node parent, const char* name, std::string_view text) {
  return add_escaped(parent, name, escaped_text(text, numbers));
}

void add_optional_plain(pugi::xml_node parent, const char* name, std::string_view text) {
  if (!text.empty()) add_plain(parent, name, text);
}

void add_blank(pugi::xml_node parent, const char* name) {
  add_escaped(parent, name, "&#x20;");
}

void add_optional(pugi::xml_node parent, const char* name, std::string_view text) {
  if (!text.empty()) add_element(parent, name, text);
}

void set_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(escaped_value(value, entities).c_str());
}

void set_plain_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(escaped_value(value, numbers).c_str());
}

void begin_document(pugi::xml_document& document, std::string_view style_url) {
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set_attribute(declaration, "version", "1.0");
  set_attribute(declaration, "encoding", "utf-8");
  if (style_url.empty()) return;
  pugi::xml_node style = document.append_child(pugi::node_pi);
  style.set_name("xml-stylesheet");
  style.set_value(("type=\"text/css\" href=\"" + content::escape_html(style_url) + "\"").c_str());
}

std::string print_fragment(const pugi::xml_document& document) {
  std::string text;
  StringWriter writer(text);
  document.save(writer, "", print_flags | pugi::format_no_declaration, pugi::encoding_utf8);
  return text;
}

void add_place(pugi::xml_node parent) {
  parent.append_child(place_name);
}

Frame print_around(const pugi::xml_document& document) {
  std::string text;
  StringWriter writer(text);
  document.save(writer, "", print_flags, pugi::encoding_utf8);
  const std::size_t at = text.find(place);
  const auto behind = [&](std::size_t found) {
    const std::size_t rest = found + place.size();
    return rest < text.size() && text[rest] == '\n' ? rest + 1 : rest;
  };
  const std::size_t rest = behind(at);
  const std::size_t second = text.find(place, rest);
  if (second == std::string::npos) return {text.substr(0, at), {}, text.substr(rest), {}};
  return {text.substr(0, at), {}, text.substr(behind(second)), text.substr(rest, second - rest)};
}

}  // namespace feedd::feeds
