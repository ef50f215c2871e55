#include "feeds/formats/xml.hpp"

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

constexpr unsigned print_flags = pugi::format_indent;

/// A thread keeps its buffer for the next fragment, but not that of a huge one.
constexpr std::size_t kept_buffer_bytes = 256 << 10;

}  // namespace

pugi::xml_node add_element(pugi::xml_node parent, const char* name, std::string_view text) {
  pugi::xml_node node = parent.append_child(name);
  node.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
  return node;
}

void add_optional(pugi::xml_node parent, const char* name, std::string_view text) {
  if (!text.empty()) add_element(parent, name, text);
}

void set_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(std::string(value).c_str());
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
  thread_local std::string text;  // grows once; what is kept of it is no longer than it must be
  text.clear();
  StringWriter writer(text);
  document.save(writer, "", print_flags | pugi::format_no_declaration, pugi::encoding_utf8);
  std::string fragment(text);
  if (text.capacity() > kept_buffer_bytes) text = std::string();
  return fragment;
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

content::Result<void> parse_xml(std::string_view text, pugi::xml_document& document) {
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (parsed) return {};
  return content::Error{
      "well-formed", "", std::string(parsed.description()) + " at byte " + std::to_string(parsed.offset), {}};
}

content::Result<void> check_children(pugi::xml_node node, std::string_view rule,
                                     std::initializer_list<Occurrence> occurrences) {
  for (const Occurrence& wanted : occurrences) {
    int count = 0;
    for (const pugi::xml_node child : node.children(wanted.child)) {
      ++count;
      if (wanted.text && *child.child_value() == '\0')
        return content::Error{std::string(rule) + '-' + wanted.child, "", std::string(wanted.child) + " is empty", {}};
    }
    if (count < wanted.least || count > wanted.most)
      return content::Error{std::string(rule) + '-' + wanted.child,
                            "",
                            std::string(wanted.child) + " occurs " + std::to_string(count) + " times",
                            {}};
  }
  return {};
}

}  // namespace feedd::feeds
