#include "feeds/check/node.hpp"

#include <algorithm>
#include <array>

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

/// RSS 2.0 has no namespace; some of its first feeds say that it has, and mean the same elements.
constexpr std::array<std::string_view, 5> of_rss = {
    "http://backend.userland.com/rss2", "http://backend.userland.com/RSS2", "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss", "http://cyber.law.harvard.edu/rss/rss.html"};

Space space_of_uri(std::string_view uri) {
  if (uri.empty() || std::find(of_rss.begin(), of_rss.end(), uri) != of_rss.end()) return Space::none;
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

constexpr std::string_view declaration = "xmlns";

bool declares_any(pugi::xml_node node) {
  const auto attributes = node.attributes();
  return std::any_of(attributes.begin(), attributes.end(), [](pugi::xml_attribute attribute) {
    return std::string_view(attribute.name()).starts_with(declaration);
  });
}

/// What a start tag declares, in order.
std::vector<std::pair<std::string_view, Space>> declared_by(pugi::xml_node node) {
  std::vector<std::pair<std::string_view, Space>> prefixes;
  for (const pugi::xml_attribute attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if (!name.starts_with(declaration)) continue;
    if (name.size() == declaration.size())
      prefixes.emplace_back(std::string_view{}, space_of_uri(attribute.value()));
    else if (name[declaration.size()] == ':')
      prefixes.emplace_back(name.substr(declaration.size() + 1), space_of_uri(attribute.value()));
  }
  std::sort(prefixes.begin(), prefixes.end());
  return prefixes;
}

bool is_text(pugi::xml_node node) {
  const pugi::xml_node_type type = node.type();
  return type == pugi::node_pcdata || type == pugi::node_cdata;
}

}  // namespace

std::string_view usual_prefix(Space space) {
  if (space == Space::rss1) return {};
  const auto* const row =
      std::find_if(std::begin(spaces), std::end(spaces), [&](const Row& one) { return one.space == space; });
  return row == std::end(spaces) ? std::string_view{} : row->prefix;
}

Node::Node(const Document& document, pugi::xml_node node, const Scope* outer, unsigned depth)
    : document_(&document), node_(node), scope_(document.scope_of(node, outer)), depth_(depth) {
  const std::string_view name = node.name();
  const std::string_view prefix = prefix_of(name);
  local_name_ = prefix.empty() ? name : name.substr(prefix.size() + 1);
  space_ = document.space_of(scope_, prefix);
}

std::string Node::text() const {
  std::string all;
  for (const pugi::xml_node child : node_.children())
    if (is_text(child)) all += child.value();
  return all;
}

std::string_view Node::text(std::string& whole) const {
  const pugi::xml_node only = node_.first_child();
  if (only && is_text(only) && !only.next_sibling()) return only.value();
  return whole = text();
}

bool Node::has_text() const {
  for (pugi::xml_node child = node_.first_child(); child; child = child.next_sibling())
    if (is_text(child) && *child.value() != '\0') return true;
  return false;
}

bool Node::has_elements() const {
  for (pugi::xml_node child = node_.first_child(); child; child = child.next_sibling())
    if (child.type() == pugi::node_element) return true;
  return false;
}

std::string_view Node::unknown_attribute(std::span<const std::string_view> known) const {
  for (const pugi::xml_attribute attribute : node_.attributes()) {
    const std::string_view name = attribute.name();
    if (name.find(':') == std::string_view::npos && name != "xmlns" &&
        std::find(known.begin(), known.end(), name) == known.end())
      return name;
  }
  return {};
}

std::vector<Node> Node::children() const {
  constexpr std::size_t usual = 12;  // of items and entries
  std::vector<Node> all;
  for (pugi::xml_node child = node_.first_child(); child; child = child.next_sibling()) {
    if (child.type() != pugi::node_element) continue;
    if (all.empty()) all.reserve(usual);
    all.emplace_back(*document_, child, scope_, depth_ + 1);
  }
  return all;
}

content::Position Node::position() const {
  return document_->position_of(node_.offset_debug());
}

bool Node::is_partly_unknown() const {
  if (document_->expanded_ == nullptr || !document_->expanded_->has_unknown) return false;
  const auto children = node_.children();
  return std::any_of(children.begin(), children.end(), [](pugi::xml_node child) {
    return is_text(child) && std::string_view(child.value()).find(unknown_entity) != std::string_view::npos;
  });
}

content::Result<std::unique_ptr<Document>> Document::parse(std::string_view text, Space unprefixed) {
  std::unique_ptr<Document> document(new Document(text, unprefixed));
  const pugi::xml_parse_result parsed = document->parsed_.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_fragment, pugi::encoding_utf8);
  if (!parsed)
    return content::Error{"well-formed", "", parsed.description(),
                          Lines(text).at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)))};
  document->declares_ = text.find("xmlns") != std::string_view::npos;
  return document;
}

content::Result<std::unique_ptr<Document>> Document::parse(const Expanded& expanded) {
  auto document = parse(expanded.text);
  if (document) (*document)->expanded_ = &expanded;
  return document;
}

std::vector<Node> Document::roots() const {
  std::vector<Node> all;
  for (const pugi::xml_node child : parsed_.children())
    if (child.type() == pugi::node_element) all.emplace_back(*this, child, nullptr, 0U);
  return all;
}

content::Position Document::position_of(std::ptrdiff_t name) const {
  if (name <= 0) return {};
  const auto start = static_cast<std::size_t>(name) - 1;  // of the bracket before it
  if (expanded_ != nullptr) return expanded_->position_at(start);
  if (!lines_) lines_.emplace(text_);
  return lines_->at(start);
}

const Scope* Document::scope_of(pugi::xml_node node, const Scope* outer) const {
  if (!declares_ || !declares_any(node)) return outer;
  const auto [at, is_new] = scopes_.try_emplace(node.hash_value());
  if (is_new) at->second = {outer, declared_by(node)};
  return &at->second;
}

Space Document::space_of(const Scope* scope, std::string_view prefix) const {
  for (; scope != nullptr && prefix != "xml"; scope = scope->outer) {
    const auto& prefixes = scope->prefixes;
    const auto found =
        std::lower_bound(prefixes.begin(), prefixes.end(), prefix,
                         [](const auto& declared, std::string_view one) { return declared.first < one; });
    if (found != prefixes.end() && found->first == prefix) return found->second;
  }
  return prefix.empty() ? unprefixed_ : space_of_prefix(prefix);
}

}  // namespace feedd::feeds::check
