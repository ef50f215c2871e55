// Which tag belongs to which, and what names mean. Depth and size of what is gathered are bounded.
#include "content/sources/xml_tree.hpp"

#include "content/html.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {
namespace {

/// Deeper than any markup that means something; what is below is kept as text of the last element.
constexpr std::size_t max_depth = 200;
/// One entry with everything in it. Larger than any article may be.
constexpr std::size_t max_element_bytes = 24U << 20;
/// A document declares a dozen at its root; an attack declares more wherever it can.
constexpr std::size_t max_namespaces = 1024;
/// What an element costs besides its text.
constexpr std::size_t element_bytes = sizeof(XmlElement) + sizeof(XmlNode);

std::string_view local(std::string_view name) {
  return name.substr(name.rfind(':') + 1);
}

struct Namespace {
  std::string_view address;  ///< in lower case; with `*` at its end, all that begin so
  std::string_view prefix;   ///< empty: RSS's own
};
constexpr std::array<Namespace, 25> namespaces = {{{"http://www.w3.org/2005/atom", "atom"},
                                                   {"http://purl.org/atom/*", "atom"},
                                                   {"http://example.com/necho*", "atom"},
                                                   {"http://purl.org/rss/1.0/modules/content/", "content"},
                                                   {"http://purl.org/rss/1.0/", ""},
                                                   {"http://purl.org/net/rss1.1#", ""},
                                                   {"http://my.netscape.com/*", ""},
                                                   {"http://channel.netscape.com/*", ""},
                                                   {"http://backend.userland.com/*", ""},
                                                   {"http://blogs.law.harvard.edu/tech/rss", ""},
                                                   {"http://cyber.law.harvard.edu/rss/*", ""},
                                                   {"http://purl.org/dc/elements/*", "dc"},
                                                   {"http://purl.org/dc/terms/", "dcterms"},
                                                   {"http://search.yahoo.com/mrss*", "media"},
                                                   {"http://video.search.yahoo.com/mrss*", "media"},
                                                   {"http://tools.search.yahoo.com/mrss*", "media"},
                                                   {"http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"},
                                                   {"http://example.com/dtds/podcast-1.0.dtd", "itunes"},
                                                   {"http://www.w3.org/1999/xhtml", "xhtml"},
                                                   {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
                                                   {"http://www.w3.org/xml/1998/namespace", "xml"},
                                                   {"http://rssnamespace.org/feedburner/ext/1.0", "feedburner"},
                                                   {"http://purl.org/syndication/history/1.0", "fh"},
                                                   {"http://wordpress.org/export/*excerpt/", "excerpt"},
                                                   {"http://wordpress.org/export/*", "wp"}}};

bool matches(std::string_view address, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star != std::string_view::npos)
    return address.starts_with(pattern.substr(0, star)) && address.ends_with(pattern.substr(star + 1)) &&
           address.size() + 1 >= pattern.size();
  const auto bare = [](std::string_view text) { return text.ends_with('/') ? text.substr(0, text.size() - 1) : text; };
  return bare(address) == bare(pattern);
}

/// The customary prefix of a namespace; nothing for one that feeds don't use.
std::optional<std::string_view> customary(std::string_view address) {
  std::string trimmed = lower_ascii(trim(address));
  if (trimmed.starts_with("https:")) trimmed.erase(4, 1);  // what well-meaning tools make of `http:`
  for (const Namespace& known : namespaces)
    if (matches(trimmed, known.address)) return known.prefix;
  return std::nullopt;
}

bool is_container(std::string_view name) {
  return name == "rss" || name == "rdf:rdf" || name == "atom:feed" || name == "channel" || name == "rdf";
}

constexpr std::array<std::string_view, 6> text_fields = {"title", "link", "guid", "pubdate", "comments", "language"};
constexpr std::array<std::string_view, 9> item_fields = {"title",  "link",     "guid",        "pubdate",  "comments",
                                                         "author", "category", "description", "enclosure"};
template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_void(std::string_view name) {
  constexpr std::array<std::string_view, 8> voids = {"br", "hr", "img", "source", "wbr", "embed", "input", "track"};
  return contains(voids, name);
}

void append_text_of(const XmlElement& element, std::string& out) {
  for (const XmlNode& node : element.nodes)
    if (node.element)
      append_text_of(*node.element, out);
    else
      out += node.text;
}

void append_markup_of(const XmlElement& element, std::string& out) {
  for (const XmlNode& node : element.nodes) {
    if (!node.element) {
      append_escaped(out, node.text);
      continue;
    }
    const std::string_view name = local(node.element->name);
    out.append("<").append(name);
    for (const auto& [key, value] : node.element->attributes) {
      if (key.find_first_of("<>\"'/= \t\r\n") != std::string::npos) continue;
      out.append(" ").append(key).append("=\"");
      append_escaped(out, value);
      out += '"';
    }
    out += '>';
    append_markup_of(*node.element, out);
    if (!is_void(name)) out.append("</").append(name).append(">");
  }
}

}  // namespace

const std::string* XmlElement::attribute(std::string_view key) const {
  for (const auto& [name_, value] : attributes)
    if (name_ == key) return &value;
  return nullptr;
}

const XmlElement* XmlElement::child(std::string_view key) const {
  for (const XmlNode& node : nodes)
    if (node.element && node.element->name == key) return node.element.get();
  return nullptr;
}

std::string XmlElement::text() const {
  std::string out;
  append_text_of(*this, out);
  return std::string(trim(out));
}

bool XmlElement::has_elements() const {
  return std::any_of(nodes.begin(), nodes.end(), [](const XmlNode& node) { return node.element != nullptr; });
}

std::string XmlElement::markup() const {
  std::string out;
  append_markup_of(*this, out);
  return out;
}

XmlDocument::XmlDocument(std::function<std::string_view()> next, std::string address,
                         std::function<bool(std::string_view name)> skipped)
    : scanner_(std::move(next)), address_(std::move(address)), skipped_(std::move(skipped)) {}

bool XmlDocument::declares(std::string_view prefix) const {
  return std::any_of(namespaces_.begin(), namespaces_.end(),
                     [&](const auto& declared) { return declared.second == prefix; });
}

void XmlDocument::declare_namespaces(const XmlToken& token) {
  for (const auto& [name, value] : token.attributes) {
    const bool is_default = name == "xmlns";
    if ((!is_default && !name.starts_with("xmlns:")) || namespaces_.size() >= max_namespaces) continue;
    const std::string prefix = is_default ? "" : lower_ascii(name.substr(6));
    const auto known = customary(value);
    // A default namespace nobody knows is RSS with a namespace somebody made up; a prefix nobody knows is foreign.
    namespaces_.emplace_back(prefix, known ? std::string(*known) : is_default ? "" : "foreign-" + prefix);
  }
}

std::string XmlDocument::canonical(std::string_view written) const {
  std::string name = lower_ascii(written);
  const std::size_t colon = name.find(':');
  const std::string_view prefix = colon == std::string::npos ? "" : std::string_view(name).substr(0, colon);
  for (auto declared = namespaces_.rbegin(); declared != namespaces_.rend(); ++declared)
    if (declared->first == prefix)
      return declared->second.empty() ? std::string(local(name)) : declared->second + ":" + std::string(local(name));
  return name;  // a prefix never declared means what it customarily does
}

/// The element a start tag opens, with what it inherits.
XmlDocument::Open XmlDocument::opened(XmlToken& token) {
  Open open;
  open.namespaces = namespaces_.size();
  declare_namespaces(token);
  if (open_.empty() && lower_ascii(token.name) == "feed" && canonical(token.name) == "feed")
    namespaces_.emplace_back("", "atom");
  open.written = lower_ascii(token.name);
  open.element.name = canonical(token.name);
  open.element.at = scanner_.at();
  if (!open_.empty()) {
    open.element.base = open_.back().element.base;
    open.element.language = open_.back().element.language;
  }
  for (auto& [written, value] : token.attributes) {
    std::string name = lower_ascii(written);
    if (name.starts_with("xmlns")) continue;
    if (name == "xml:base") {
      const std::string& outer = open.element.base.empty() ? address_ : open.element.base;
      const auto base = !outer.empty()      ? resolve_url(outer, trim(value))
                        : url_scheme(value) ? std::optional(to_uri(trim(value)))
                                            : std::nullopt;
      if (base) open.element.base = *base;
    } else if (name == "xml:lang") {
      open.element.language = trim(value);
    }
    if (!name.starts_with("xml:")) name = local(name);
    keep(name.size() + value.size());
    if (open.element.attribute(name) == nullptr)
      open.element.attributes.emplace_back(std::move(name), std::move(value));
  }
  return open;
}

void XmlDocument::keep(std::size_t bytes) {
  kept_bytes_ += bytes;
  if (kept_bytes_ <= max_element_bytes || oversize_ || !gathering()) return;
  oversize_ = true;
  for (std::size_t i = containers_; i < open_.size(); ++i) open_[i].element.nodes.clear();
}

/// An entry within something that is neither an entry nor a channel: that is one by another name, and what it has said
/// so far is the feed's.
void XmlDocument::open_for_entries() {
  for (; containers_ < open_.size(); ++containers_) {
    Open& unknown = open_[containers_];
    unknown.container = true;
    for (XmlNode& node : unknown.element.nodes) {
      if (!node.element) continue;
      XmlStep step;
      step.kind = XmlStep::Kind::element;
      step.element = std::move(*node.element);
      ready_.push_back(std::move(step));
    }
    unknown.element.nodes.clear();
  }
  kept_bytes_ = 0;
  oversize_ = false;
}

/// An entry does not stand in an entry, nor a field in a field that is plain text: the end tag is missing.
void XmlDocument::close_what_cannot_hold(const std::string& name) {
  if (!gathering()) return;
  const bool entry = name == "item" || name == "atom:entry";
  const std::string& outermost = open_[containers_].element.name;
  if (entry && outermost != "item" && outermost != "atom:entry" && !open_.back().skipped) return open_for_entries();
  const bool entry_in_entry = entry && outermost == name;
  const bool field_in_field = open_.size() == containers_ + 2 && outermost == "item" && contains(item_fields, name) &&
                              contains(text_fields, open_.back().element.name);
  if (!entry_in_entry && !field_in_field) return;
  const std::size_t depth = entry_in_entry ? containers_ : containers_ + 1;
  while (open_.size() > depth) {
    scanner_.repaired("missing end tag");
    close_top();
  }
}

void XmlDocument::start(XmlToken token) {
  if (open_.size() >= max_depth) {
    scanner_.repaired("nested too deep");
    if (!token.empty) ++too_deep_;
    return;
  }
  if (gathering()) {
    close_what_cannot_hold(canonical(token.name));
  } else {
    kept_bytes_ = 0;
    oversize_ = false;
  }
  Open open = opened(token);
  open.container = !gathering() && (open_.empty() || is_container(open.element.name)) && open_.size() < 2;
  open.skipped = (!open_.empty() && open_.back().skipped) || (skipped_ && skipped_(open.element.name));
  if (open.container) {
    XmlStep step;
    step.kind = XmlStep::Kind::open;
    step.element.name = open.element.name;
    step.element.attributes = open.element.attributes;
    step.element.base = open.element.base;
    step.element.language = open.element.language;
    step.element.at = open.element.at;
    ready_.push_back(std::move(step));
    ++containers_;
  } else {
    keep(element_bytes);
  }
  open_.push_back(std::move(open));
  if (token.empty) close_top();
}

void XmlDocument::gather_text(std::string text) {
  if (!gathering() || open_.back().skipped || oversize_) return;
  keep(text.size());
  if (oversize_) return;
  std::vector<XmlNode>& nodes = open_.back().element.nodes;
  if (!nodes.empty() && !nodes.back().element)
    nodes.back().text += text;
  else
    nodes.push_back({std::move(text), nullptr});
}

void XmlDocument::close_top() {
  Open open = std::move(open_.back());
  open_.pop_back();
  namespaces_.resize(open.namespaces);
  if (open.container) {
    --containers_;
    return;
  }
  if (open.skipped) return;
  if (gathering()) {
    if (!oversize_) open_.back().element.nodes.push_back({"", std::make_unique<XmlElement>(std::move(open.element))});
    return;
  }
  XmlStep step;
  step.kind = oversize_ ? XmlStep::Kind::oversize : XmlStep::Kind::element;
  step.element = std::move(open.element);
  ready_.push_back(std::move(step));
}

void XmlDocument::end(const std::string& written) {
  if (too_deep_ > 0) {
    --too_deep_;
    return;
  }
  const auto found =
      std::find_if(open_.rbegin(), open_.rend(), [&](const Open& open) { return open.written == written; });
  if (found == open_.rend()) {
    scanner_.repaired("stray end tag");
    return;
  }
  for (std::ptrdiff_t missing = found - open_.rbegin(); missing > 0; --missing) {
    if (!is_void(open_.back().written)) scanner_.repaired("missing end tag");
    close_top();
  }
  close_top();
}

void XmlDocument::end_of_document() {
  ended_ = true;
  if (open_.empty()) return;
  scanner_.repaired("document ends early");
  const bool within = gathering();
  const std::size_t before = ready_.size();
  while (!open_.empty()) close_top();
  if (within && ready_.size() > before) ready_.back().kind = XmlStep::Kind::cut_off;
}

XmlStep XmlDocument::next() {
  while (ready_.empty() && !ended_) {
    XmlToken token = scanner_.take();
    switch (token.kind) {
      case XmlToken::Kind::start:
        start(std::move(token));
        break;
      case XmlToken::Kind::end:
        end(lower_ascii(token.name));
        break;
      case XmlToken::Kind::text:
        gather_text(std::move(token.text));
        break;
      case XmlToken::Kind::eof:
        end_of_document();
        break;
    }
  }
  if (ready_.empty()) return {};
  XmlStep step = std::move(ready_.front());
  ready_.pop_front();
  return step;
}

}  // namespace feedd::content
