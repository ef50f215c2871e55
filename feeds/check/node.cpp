#include "feeds/check/node.hpp"

#include <algorithm>
#include <cstring>

namespace feedd::feeds::check {
namespace {

struct Row {
  Space space;
  std::string_view prefix;
  std::string_view uri;
};

constexpr Row spaces[] = {
    {Space::atom, "atom", "http://www.w3.org/2005/Atom"},
    {Space::rss1, "rss", "http://purl.org/rss/1.0/"},
    {Space::rdf, "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {Space::content, "content", "http://purl.org/rss/1.0/modules/content/"},
    {Space::dc, "dc", "http://purl.org/dc/elements/1.1/"},
    {Space::media, "media", "http://search.yahoo.com/mrss/"},
    {Space::itunes, "itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"},
    {Space::podcast, "podcast", "https://podcastindex.org/namespace/1.0"},
    {Space::history, "fh", "http://purl.org/syndication/history/1.0"},
    {Space::threading, "thr", "http://purl.org/syndication/thread/1.0"},
    {Space::tombstones, "at", "http://purl.org/atompub/tombstones/1.0"},
    {Space::syndication, "sy", "http://purl.org/rss/1.0/modules/syndication/"},
    {Space::slash, "slash", "http://purl.org/rss/1.0/modules/slash/"},
    {Space::comments, "wfw", "http://wellformedweb.org/CommentAPI/"},
    {Space::xhtml, "xhtml", "http://www.w3.org/1999/xhtml"},
    {Space::xml, "xml", "http://www.w3.org/XML/1998/namespace"},
};

Space space_of_uri(std::string_view uri) {
  if (uri.empty()) return Space::none;
  const auto* const row =
      std::find_if(std::begin(spaces), std::end(spaces), [&](const Row& one) { return one.uri == uri; });
  return row == std::end(spaces) ? Space::other : row->space;
}

Space space_of_prefix(std::string_view prefix) {
  const auto* const row =
      std::find_if(std::begin(spaces), std::end(spaces), [&](const Row& one) { return one.prefix == prefix; });
  return row == std::end(spaces) ? Space::other : row->space;
}

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

content::Position position_in(std::string_view text, std::ptrdiff_t offset) {
  if (offset < 0) return {};
  const std::string_view before = text.substr(0, static_cast<std::size_t>(offset));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(before.size() - line_start) + 1};
}

}  // namespace

std::string_view usual_prefix(Space space) {
  if (space == Space::rss1) return {};
  const auto* const row =
      std::find_if(std::begin(spaces), std::end(spaces), [&](const Row& one) { return one.space == space; });
  return row == std::end(spaces) ? std::string_view{} : row->prefix;
}

Node::Node(const Document& document, pugi::xml_node node) : document_(&document), node_(node) {
  const std::string_view name = node.name();
  const std::string_view prefix = prefix_of(name);
  local_name_ = prefix.empty() ? name : name.substr(prefix.size() + 1);
  space_ = document.space_of(node, prefix);
}

std::string Node::text() const {
  std::string all;
  for (const pugi::xml_node child : node_.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) all += child.value();
  return all;
}

bool Node::has_text() const {
  const auto children = node_.children();
  return std::any_of(children.begin(), children.end(), [](pugi::xml_node child) {
    return (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) && *child.value() != '\0';
  });
}

std::vector<Node> Node::children() const {
  std::vector<Node> all;
  for (const pugi::xml_node child : node_.children())
    if (child.type() == pugi::node_element) all.emplace_back(*document_, child);
  return all;
}

content::Position Node::position() const {
  const std::ptrdiff_t name = node_.offset_debug();
  return position_in(document_->text_, name > 0 ? name - 1 : name);  // of the bracket before it
}

content::Result<std::unique_ptr<Document>> Document::parse(std::string_view text, Space unprefixed) {
  std::unique_ptr<Document> document(new Document(text, unprefixed));
  const pugi::xml_parse_result parsed = document->parsed_.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_fragment, pugi::encoding_utf8);
  if (!parsed) return content::Error{"well-formed", "", parsed.description(), position_in(text, parsed.offset)};
  document->declares_ = text.find("xmlns") != std::string_view::npos;
  return document;
}

std::vector<Node> Document::roots() const {
  std::vector<Node> all;
  for (const pugi::xml_node child : parsed_.children())
    if (child.type() == pugi::node_element) all.emplace_back(*this, child);
  return all;
}

Space Document::space_of(pugi::xml_node node, std::string_view prefix) const {
  constexpr std::string_view declaration = "xmlns";
  if (declares_ && prefix != "xml")
    for (pugi::xml_node scope = node; scope; scope = scope.parent())
      for (const pugi::xml_attribute attribute : scope.attributes()) {
        const std::string_view name = attribute.name();
        if (!name.starts_with(declaration)) continue;
        if (prefix.empty() ? name == declaration
                           : name.size() == declaration.size() + 1 + prefix.size() && name.ends_with(prefix) &&
                                 name[declaration.size()] == ':')
          return space_of_uri(attribute.value());
      }
  return prefix.empty() ? unprefixed_ : space_of_prefix(prefix);
}

}  // namespace feedd::feeds::check
