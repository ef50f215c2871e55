// An HTML document taken apart: the head read, the article found. Cleans nothing: the body goes on to clean_html.
#include "content/html.hpp"
#include "content/html_rules.hpp"
#include "content/html_tree.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>

#include <gumbo.h>

namespace feedd::content {

namespace {

/// What stands between a page's title and its site's name.
constexpr std::array<std::string_view, 8> site_signs = {" - ", " | ", " – ", " — ", " · ", " :: ", " » ", " • "};

const GumboNode& child(const GumboNode& node, unsigned index) {
  return *static_cast<const GumboNode*>(node.v.element.children.data[index]);
}

bool is_element(const GumboNode& node, GumboTag tag) {
  return node.type == GUMBO_NODE_ELEMENT && node.v.element.tag == tag &&
         node.v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

/// The first element of this tag in document order, or null.
const GumboNode* find_element(const GumboNode& node, GumboTag tag) {
  if (node.type != GUMBO_NODE_ELEMENT) return nullptr;
  if (is_element(node, tag)) return &node;
  for (unsigned i = 0; i < node.v.element.children.length; ++i)
    if (const GumboNode* found = find_element(child(node, i), tag)) return found;
  return nullptr;
}

/// Blocks of linked data that are looked at: a page has one or a few.
constexpr std::size_t max_linked_data = 16;

std::string attribute(const GumboNode& node, const char* name) {
  const GumboAttribute* const found = gumbo_get_attribute(&node.v.element.attributes, name);
  return found == nullptr ? std::string() : collapse_space(fit_for_xml(found->value));
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

void collect_metadata(const GumboNode& node, HtmlDocument& document) {
  if (node.type != GUMBO_NODE_ELEMENT) return;
  if (is_element(node, GUMBO_TAG_META)) {
    std::string name = attribute(node, "name");
    if (name.empty()) name = attribute(node, "property");
    std::string value = attribute(node, "content");
    if (!name.empty() && !value.empty()) document.metadata.emplace_back(lower(std::move(name)), std::move(value));
  } else if (is_element(node, GUMBO_TAG_TIME)) {
    if (std::string value = attribute(node, "datetime"); !value.empty())
      document.metadata.emplace_back("time", std::move(value));
  } else if (is_element(node, GUMBO_TAG_BASE)) {
    if (document.base.empty()) document.base = attribute(node, "href");
  } else if (is_element(node, GUMBO_TAG_LINK) && lower(attribute(node, "rel")) == "canonical") {
    if (std::string value = attribute(node, "href"); !value.empty())
      document.metadata.emplace_back("canonical", std::move(value));
  } else if (is_element(node, GUMBO_TAG_SCRIPT) && lower(attribute(node, "type")) == "application/ld+json") {
    if (document.linked_data.size() < max_linked_data)
      document.linked_data.push_back(fit_for_xml(HtmlTree::text_of(node)));
  }
  for (unsigned i = 0; i < node.v.element.children.length; ++i) collect_metadata(child(node, i), document);
}

/// The h1 an element begins with, before any text, or null.
const GumboNode* leading_heading(const GumboNode& node) {
  if (is_element(node, GUMBO_TAG_H1)) return &node;
  for (unsigned i = 0; i < node.v.element.children.length; ++i) {
    const GumboNode& next = child(node, i);
    if (next.type == GUMBO_NODE_TEXT) return nullptr;
    if (next.type != GUMBO_NODE_ELEMENT || is_element(next, GUMBO_TAG_HEAD)) continue;
    if (const GumboNode* heading = leading_heading(next)) return heading;
    if (!collapse_space(HtmlTree::text_of(next)).empty()) return nullptr;
  }
  return nullptr;
}

/// Whether `title` is `heading` with the site's name behind it: `Headline - The Paper`.
bool is_heading_with_site(std::string_view title, std::string_view heading) {
  if (heading.empty() || !title.starts_with(heading)) return false;
  title.remove_prefix(heading.size());
  return std::any_of(site_signs.begin(), site_signs.end(), [&](auto sign) { return title.starts_with(sign); });
}

/// Whether the page is shared by the name of its heading.
bool is_shared_as(const HtmlDocument& document, std::string_view heading) {
  return !heading.empty() && std::any_of(document.metadata.begin(), document.metadata.end(), [&](const auto& entry) {
    return entry.first == "og:title" && entry.second == heading;
  });
}

/// The part of `html` between the tags of `element`: to the end where it has no end tag, all of it where it has no
/// start tag.
std::pair<std::size_t, std::size_t> inside(std::string_view html, const GumboNode& element) {
  const GumboStringPiece& open = element.v.element.original_tag;
  const GumboStringPiece& close = element.v.element.original_end_tag;
  const auto offset = [&](const GumboStringPiece& tag) { return static_cast<std::size_t>(tag.data - html.data()); };
  const std::size_t begin = open.length > 0 ? offset(open) + open.length : 0;
  const std::size_t end = close.length > 0 ? offset(close) : html.size();
  return {begin, std::max(begin, end)};
}

std::string body_without(std::string_view html, const GumboNode& body, const GumboNode* heading) {
  const auto [begin, end] = inside(html, body);
  std::string text(html.substr(begin, end - begin));
  if (heading == nullptr || heading->v.element.original_end_tag.length == 0) return text;
  const GumboStringPiece& close = heading->v.element.original_end_tag;
  const auto from = static_cast<std::size_t>(heading->v.element.original_tag.data - html.data());
  const auto to = static_cast<std::size_t>(close.data - html.data()) + close.length;
  if (from >= begin && from < to && to <= end) text.erase(from - begin, to - from);
  return text;
}

std::string heading_text(const GumboNode* heading) {
  return heading == nullptr ? std::string() : collapse_space(fit_for_xml(HtmlTree::text_of(*heading)));
}

}  // namespace

bool may_name_site(std::string_view title) {
  return std::any_of(site_signs.begin(), site_signs.end(), [&](auto sign) { return title.find(sign) != title.npos; });
}

HtmlDocument parse_html_document(std::string_view html) {
  HtmlDocument document;
  const std::optional<HtmlTree> tree = HtmlTree::parse(html, HtmlTree::As::document);
  if (!tree) {
    document.body = html;
    return document;
  }
  const GumboNode& root = tree->root();
  document.language = attribute(root, "lang");
  collect_metadata(root, document);
  document.title = heading_text(find_element(root, GUMBO_TAG_TITLE));
  const std::string heading = heading_text(find_element(root, GUMBO_TAG_H1));
  if (document.title.empty() || is_heading_with_site(document.title, heading) || is_shared_as(document, heading))
    document.title = heading;

  const GumboNode* body = nullptr;
  for (const GumboTag tag : {GUMBO_TAG_ARTICLE, GUMBO_TAG_MAIN, GUMBO_TAG_BODY})
    if (body == nullptr) body = find_element(root, tag);
  if (body == nullptr) return document;
  const GumboNode* leading = leading_heading(*body);
  if (heading_text(leading) != document.title) leading = nullptr;
  document.body = body_without(html, *body, leading);
  return document;
}

}  // namespace feedd::content
