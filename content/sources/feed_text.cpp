// Text constructs: what a title or body is written in, by the type and mode that its element names.
#include "content/sources/feed_elements.hpp"
#include "content/text.hpp"

#include <array>
#include <cstdint>

namespace feedd::content {
namespace {

/// RFC 4648 section 4, white space and padding skipped; nothing where there is anything else.
std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<std::uint32_t>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<std::uint32_t>(c - 'a' + 26);
    else if (c >= '0' && c <= '9')
      value = static_cast<std::uint32_t>(c - '0' + 52);
    else if (c == '+' || c == '/')
      value = c == '+' ? 62 : 63;
    else if (c == '=' || c == ' ' || c == '\n' || c == '\r' || c == '\t')
      continue;
    else
      return std::nullopt;
    bits = bits << 6U | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
    }
  }
  return out;
}

/// What stands in the `div` that XHTML constructs are wrapped in, or in the element itself.
std::string xhtml(const XmlElement& element) {
  const XmlElement* div = nullptr;
  for (const XmlNode& node : element.nodes) {
    if (node.element && div == nullptr && node.element->name.ends_with("div"))
      div = node.element.get();
    else if (node.element || !trim(node.text).empty())
      return element.markup();
  }
  return div == nullptr ? element.markup() : div->markup();
}

FeedText atom_text(const XmlElement& element, FeedText text) {
  const std::string* written = element.attribute("type");
  const std::string type = written == nullptr ? "" : lower_ascii(trim(*written));
  const std::string* how = element.attribute("mode");
  const std::string mode = how == nullptr ? "" : lower_ascii(*how);
  const bool is_html = type == "html" || type == "text/html";
  const bool is_xhtml = type == "xhtml" || type == "application/xhtml+xml";
  const bool is_text = type.empty() || type == "text" || type.starts_with("text/");
  const bool is_xml = type.ends_with("xml");
  if (is_xhtml || (element.has_elements() && mode != "escaped" && mode != "base64")) {
    text.html = true;
    text.text = xhtml(element);
    return text;
  }
  text.text = element.text();
  if (mode == "base64" || (!is_text && !is_html && !is_xml && mode.empty()))
    if (auto decoded = decode_base64(text.text)) text.text = std::move(*decoded);
  text.html = is_html || (is_xml && mode.empty()) ||
              (type.empty() && element.name != "atom:title" && looks_like_html(text.text)) ||
              (mode == "escaped" && !type.starts_with("text/plain") && looks_like_html(text.text));
  return text;
}

}  // namespace

FeedText read_text(const XmlElement& element) {
  FeedText text;
  text.base = element.base;
  if (element.name.starts_with("atom:")) return atom_text(element, std::move(text));
  const std::string& name = element.name;
  const bool is_body = name == "description" || name == "content:encoded" || name == "body" ||
                       name.starts_with("xhtml:") || name == "fullitem" || name == "excerpt:encoded" ||
                       name == "summary";
  if (element.has_elements()) {
    text.html = true;
    text.text = element.markup();
    return text;
  }
  text.text = element.text();
  text.html = is_body || looks_like_html(text.text);
  const std::string* type = element.attribute("type");
  if (type != nullptr && (*type == "plain" || *type == "text/plain") && !looks_like_html(text.text)) text.html = false;
  return text;
}

}  // namespace feedd::content
