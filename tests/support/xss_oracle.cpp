#include "tests/support/xss_oracle.hpp"

#include "content/text.hpp"

#include <set>
#include <sstream>

#include <gumbo.h>

namespace feedd::support {
namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

/// Whether a browser would run an address, or a reader that is more forgiving. A browser skips controls and blanks
/// before it, tabs and line ends in it (WHATWG URL section 4.4); forgiving readers skip all that is no letter.
bool may_run(std::string_view address) {
  while (!address.empty() && static_cast<unsigned char>(address.front()) <= 0x20) address.remove_prefix(1);
  std::string seen = lower(std::string(address));
  std::erase_if(seen, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  const std::size_t colon = seen.find_first_of(":/?#");
  if (colon == std::string::npos || seen[colon] != ':') return false;
  if (seen.starts_with("data:image/png;base64,") || seen.starts_with("data:image/gif;base64,") ||
      seen.starts_with("data:image/jpeg;base64,") || seen.starts_with("data:image/webp;base64,"))
    return seen.find_first_of("<>\"'") != std::string::npos;
  std::string scheme = seen.substr(0, colon);
  const bool valid = !scheme.empty() && is_letter(scheme.front()) &&
                     scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+.-") == std::string::npos;
  if (!valid) {  // no scheme to a browser, but perhaps to a reader that skips what it does not know
    std::erase_if(scheme, [](char c) { return !is_letter(c); });
    return scheme.ends_with("script") || scheme.ends_with("data");
  }
  return scheme != "http" && scheme != "https" && scheme != "mailto" && scheme != "tel" && scheme != "article";
}

/// Why an attribute must not stand; empty: it may.
std::string offence(std::string_view element, std::string_view name, std::string_view value) {
  static const std::set<std::string, std::less<>> plain = {
      "alt",      "title",   "width",   "height", "loading", "id",    "class",    "lang",  "dir",
      "hreflang", "rel",     "type",    "media",  "sizes",   "start", "reversed", "value", "datetime",
      "colspan",  "rowspan", "headers", "scope",  "abbr",    "span",  "controls", "loop",  "muted",
      "preload",  "kind",    "srclang", "label",  "default", "open"};
  const bool address = name == "href" || name == "src" || name == "poster" || name == "cite";
  if (element == "iframe") {
    if (name == "src")
      return content::lower_ascii(value).starts_with("https://" + std::string(frame_host) + "/")
                 ? ""
                 : "frame of another host";
    if (name == "sandbox") return value.find("top-navigation") == std::string_view::npos ? "" : "sandbox with a door";
    if (name == "allow") return value.find("camera") == std::string_view::npos ? "" : "permission";
    if (name == "allowfullscreen" || name == "referrerpolicy") return "";
  }
  if (address) return may_run(value) ? "address that runs" : "";
  if (name == "srcset") {
    std::istringstream parts{std::string(value)};
    for (std::string part; parts >> part;)
      if (may_run(part)) return "candidate that runs";
    return "";
  }
  if (name == "style")
    return value.find_first_not_of("abcdefghijklmnopqrstuvwxyz-:;") == std::string_view::npos &&
                   value.find("expression") == std::string_view::npos
               ? ""
               : "style";
  return plain.contains(name) ? "" : "attribute";
}

void look(const GumboNode& node, std::string& found) {
  if (node.type == GUMBO_NODE_COMMENT || node.type == GUMBO_NODE_CDATA) found += "comment; ";
  if (node.type == GUMBO_NODE_TEMPLATE) found += "template; ";
  if (node.type != GUMBO_NODE_ELEMENT) return;
  static const std::set<std::string, std::less<>> bad = {
      "script",   "style", "object", "embed",    "applet",    "form",  "input",    "button",   "select",
      "textarea", "link",  "meta",   "base",     "svg",       "math",  "frame",    "noscript", "noembed",
      "noframes", "xmp",   "keygen", "frameset", "plaintext", "title", "template", "isindex",  "marquee"};
  const GumboElement& element = node.v.element;
  std::string name = gumbo_normalized_tagname(element.tag);
  if (element.tag == GUMBO_TAG_UNKNOWN) {
    GumboStringPiece original = element.original_tag;
    gumbo_tag_from_original_text(&original);
    name = lower(std::string(original.data, original.length));
    if (name != "picture") found += "unknown element " + name + "; ";
  }
  if (element.tag_namespace != GUMBO_NAMESPACE_HTML || bad.contains(name)) found += "element " + name + "; ";
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string why = offence(name, attribute.name, attribute.value);
    if (!why.empty()) found += why + " " + attribute.name + "=" + attribute.value + "; ";
  }
  for (unsigned i = 0; i < element.children.length; ++i)
    look(*static_cast<const GumboNode*>(element.children.data[i]), found);
}

}  // namespace

std::string danger(std::string_view html) {
  GumboOptions options = kGumboDefaultOptions;
  options.fragment_context = GUMBO_TAG_DIV;
  GumboOutput* const output = gumbo_parse_with_options(&options, html.data(), html.size());
  std::string found;
  for (unsigned i = 0; i < output->root->v.element.children.length; ++i)
    look(*static_cast<const GumboNode*>(output->root->v.element.children.data[i]), found);
  gumbo_destroy_output(&options, output);
  return found;
}

}  // namespace feedd::support
