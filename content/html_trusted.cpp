#include "content/html_trusted.hpp"

#include "content/html_attributes.hpp"
#include "content/html_rules.hpp"
#include "content/html_tree.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <gumbo.h>

namespace feedd::content {

namespace {

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 14> void_elements = {"area", "base",  "br",    "col",    "embed", "hr",  "img",
                                                            "link", "input", "param", "source", "track", "wbr", "meta"};
/// Elements whose contents a parser takes as they stand.
constexpr std::array<std::string_view, 5> raw_elements = {"script", "style", "iframe", "noembed", "noframes"};

/// Whether a parser would read this back as the name of an element or an attribute.
bool is_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == ':' || c == '.';
  });
}

std::string name_of(const GumboElement& element) {
  GumboStringPiece original = element.original_tag;
  gumbo_tag_from_original_text(&original);
  if (element.tag_namespace == GUMBO_NAMESPACE_SVG)
    if (const char* const adjusted = gumbo_normalize_svg_tagname(&original)) return adjusted;
  std::string name = element.tag == GUMBO_TAG_UNKNOWN ? std::string(original.data, original.length)
                                                      : gumbo_normalized_tagname(element.tag);
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  if (element.tag_namespace == GUMBO_NAMESPACE_HTML && (name == "plaintext" || name == "xmp" || name == "listing"))
    return "pre";
  return name;
}

class Writer {
 public:
  explicit Writer(const UrlRewriter& address) : address_(address) {}

  void write_children(const GumboElement& element) {
    for (unsigned i = 0; i < element.children.length; ++i)
      write(*static_cast<const GumboNode*>(element.children.data[i]));
  }

  CleanHtml result;

 private:
  void write(const GumboNode& node) {
    if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA)
      return append_text(result.html, node.v.text.text);
    if (node.type != GUMBO_NODE_ELEMENT && node.type != GUMBO_NODE_TEMPLATE) return;
    const GumboElement& element = node.v.element;
    const std::string name = name_of(element);
    if (!is_name(name)) return write_children(element);
    const bool html = element.tag_namespace == GUMBO_NAMESPACE_HTML;
    result.html.append(1, '<').append(name);
    write_attributes(node);
    result.html += '>';
    if (html && is_one_of(name, void_elements)) return;
    if (html && is_one_of(name, raw_elements))
      result.html += fit_for_xml(HtmlTree::text_of(node));
    else
      write_contents(element, name);
    result.html.append("</").append(name).append(1, '>');
  }

  /// A parser drops the newline right behind these tags: one that is meant needs another before it.
  void write_contents(const GumboElement& element, std::string_view name) {
    if ((name == "pre" || name == "textarea") && element.children.length > 0) {
      const auto& first = *static_cast<const GumboNode*>(element.children.data[0]);
      const bool text = first.type == GUMBO_NODE_TEXT || first.type == GUMBO_NODE_WHITESPACE;
      if (text && (*first.v.text.text == '\n' || *first.v.text.text == '\r')) result.html += '\n';
    }
    write_children(element);
  }

  void write_attributes(const GumboNode& node) {
    const GumboVector& all = node.v.element.attributes;
    std::string source;
    for (unsigned i = 0; i < all.length; ++i) {
      const auto& attribute = *static_cast<const GumboAttribute*>(all.data[i]);
      const std::string_view name = attribute.name;
      if (!is_name(name)) continue;
      std::optional<std::string> value = attribute.value;
      if (name == "href" || name == "src" || name == "poster" || name == "cite") value = address_(attribute.value);
      if (name == "srcset") value = map_srcset(attribute.value, address_);
      if (!value) continue;
      append_attribute(result.html, name, *value);
      if (name == "src") source = *value;
    }
    const char* const alt = attribute_of(node, "alt");
    if (node.v.element.tag == GUMBO_TAG_IMG && !source.empty() && !source.starts_with("data:"))
      result.images.push_back({std::move(source), alt == nullptr ? "" : collapse_space(fit_for_xml(alt))});
  }

  const UrlRewriter& address_;
};

}  // namespace

CleanHtml write_trusted(const GumboInternalNode& root, const UrlRewriter& address) {
  Writer writer(address);
  writer.write_children(root.v.element);
  return std::move(writer.result);
}

std::optional<std::string> trusted_address(std::string_view reference, const UrlRewriter& rewrite) {
  if (std::optional<std::string> allowed = allowed_address(reference, rewrite)) return allowed;
  return fit_for_xml(reference);
}

}  // namespace feedd::content
