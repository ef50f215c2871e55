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

constexpr unsigned print_flags = pugi::format_indent;

/// A thread keeps its buffer for the next fragment, but not that of a huge one.
constexpr std::size_t kept_buffer_bytes = 256 << 10;

/// Characters that no clean text has stand for the references that pugixml does not make. It prints them `&#01;` and so
/// on, and print() what is meant.
struct Mark {
  char mark;
  std::string_view printed, meant;
};
constexpr Mark marks[] = {{'\1', "&#01;", "&#x26;"}, {'\2', "&#02;", "&#x3C;"}};

/// What is meant by the reference whose `#` stands at `at`; empty where it is none of those.
std::string_view meant_at(std::string_view text, std::size_t at) {
  for (const Mark& one : marks)
    if (at > 0 && text.substr(at - 1, one.printed.size()) == one.printed) return one.meant;
  return {};
}

std::string marked(std::string_view text) {
  std::string out(text);
  const auto is_special = [](auto c) { return (c == '&') | (c == '<'); };
  for (std::size_t at = content::find_byte(text, 0, is_special); at < text.size();
       at = content::find_byte(text, at + 1, is_special))
    out[at] = marks[text[at] == '&' ? 0 : 1].mark;
  return out;
}

std::string print(const pugi::xml_document& document, unsigned flags) {
  thread_local std::string text;  // grows once; what is kept of it is no longer than it must be
  text.clear();
  StringWriter writer(text);
  document.save(writer, "", flags, pugi::encoding_utf8);
  // References with numbers are few: a search for `#` seldom stops.
  const auto is_number = [](auto c) { return c == '#'; };
  std::string out;
  out.reserve(text.size());
  std::size_t from = 0;
  for (std::size_t at = content::find_byte(text, 0, is_number); at < text.size();
       at = content::find_byte(text, at + 1, is_number)) {
    const std::string_view meant = meant_at(text, at);
    if (meant.empty()) continue;
    out.append(text, from, at - 1 - from).append(meant);
    from = at - 1 + marks[0].printed.size();
  }
  out.append(text, from);
  if (text.capacity() > kept_buffer_bytes) text = std::string();
  return out;
}

}  // namespace

pugi::xml_node add_element(pugi::xml_node parent, const char* name, std::string_view text) {
  pugi::xml_node node = parent.append_child(name);
  node.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
  return node;
}

pugi::xml_node add_plain(pugi::xml_node parent, const char* name, std::string_view text) {
  return add_element(parent, name, marked(text));
}

void add_optional_plain(pugi::xml_node parent, const char* name, std::string_view text) {
  if (!text.empty()) add_plain(parent, name, text);
}

void add_optional(pugi::xml_node parent, const char* name, std::string_view text) {
  if (!text.empty()) add_element(parent, name, text);
}

void set_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(std::string(value).c_str());
}

void set_plain_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  set_attribute(node, name, marked(value));
}

void add_atom_link(pugi::xml_node channel, std::string_view rel, std::string_view href, std::string_view type) {
  if (href.empty()) return;
  pugi::xml_node link = channel.append_child("atom:link");
  set_attribute(link, "rel", rel);
  set_attribute(link, "href", href);
  if (!type.empty()) set_attribute(link, "type", type);
}

void add_channel_links(pugi::xml_node channel, const FeedHead& head, std::string_view type) {
  add_atom_link(channel, "self", head.self_url, type);
  for (const std::string& hub : head.hubs) add_atom_link(channel, "hub", hub);
  const History& history = head.history;
  if (!history.is_archive) add_atom_link(channel, "next", history.previous, type);
  add_atom_link(channel, "current", history.current, type);
  add_atom_link(channel, "prev-archive", history.previous, type);
  add_atom_link(channel, "next-archive", history.next, type);
  if (!history.is_archive) return;
  pugi::xml_node archive = channel.append_child("fh:archive");
  set_attribute(archive, "xmlns:fh", "http://purl.org/syndication/history/1.0");
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
  return print(document, print_flags | pugi::format_no_declaration);
}

void add_place(pugi::xml_node parent) {
  parent.append_child(place_name);
}

Frame print_around(const pugi::xml_document& document) {
  const std::string text = print(document, print_flags);
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
