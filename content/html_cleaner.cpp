// The cleaner: gumbo's tree written anew, only what the allowlist names, everything escaped. Copies no byte of markup.
#include "content/html.hpp"
#include "content/html_allowlist.hpp"
#include "content/html_attributes.hpp"
#include "content/html_frame.hpp"
#include "content/html_rules.hpp"
#include "content/html_tree.hpp"
#include "content/html_trusted.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <gumbo.h>

namespace feedd::content {

namespace {

const GumboNode& child(const GumboElement& element, unsigned index) {
  return *static_cast<const GumboNode*>(element.children.data[index]);
}

bool is_text(const GumboNode& node) {
  return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE;
}

Fate fate_of(const GumboNode& node) {
  if (is_text(node)) return Fate::keep;
  return node.type == GUMBO_NODE_ELEMENT ? rule_of(node).fate : Fate::drop;
}

bool is_block(const GumboNode& node) {
  const Fate fate = fate_of(node);
  if (fate == Fate::keep_block || fate == Fate::unwrap_block) return true;
  if (node.type != GUMBO_NODE_ELEMENT || fate == Fate::drop) return false;
  if (node.v.element.tag == GUMBO_TAG_HR) return true;
  for (unsigned i = 0; i < node.v.element.children.length; ++i)
    if (is_block(child(node.v.element, i))) return true;
  return false;
}

/// Whether a division is a paragraph in all but name: text in it, and nothing that parts text.
bool is_paragraph(const GumboElement& element) {
  bool text = false;
  for (unsigned i = 0; i < element.children.length; ++i) {
    const GumboNode& node = child(element, i);
    if (is_block(node)) return false;
    text = text || (node.type != GUMBO_NODE_WHITESPACE && fate_of(node) != Fate::drop);
  }
  return text;
}

/// Whether one of the elements in `node` is an image.
bool holds_image(const GumboNode& node) {
  if (node.type != GUMBO_NODE_ELEMENT) return false;
  if (rule_of(node).fate == Fate::image || rule_of(node).fate == Fate::frame) return true;
  for (unsigned i = 0; i < node.v.element.children.length; ++i)
    if (holds_image(child(node.v.element, i))) return true;
  return false;
}

/// The first address of an image in `node`, as written; null where there is none.
const char* image_in(const GumboNode& node) {
  if (node.type != GUMBO_NODE_ELEMENT) return nullptr;
  if (rule_of(node).fate == Fate::image) return attribute_of(node, "src");
  for (unsigned i = 0; i < node.v.element.children.length; ++i)
    if (const char* found = image_in(child(node.v.element, i))) return found;
  return nullptr;
}

/// Whether a child of `element` is of this tag.
bool holds(const GumboElement& element, GumboTag tag) {
  for (unsigned i = 0; i < element.children.length; ++i) {
    const GumboNode& node = child(element, i);
    if (node.type == GUMBO_NODE_ELEMENT && node.v.element.tag == tag) return true;
  }
  return false;
}

class Writer {
 public:
  Writer(const UrlRewriter& address, const HtmlPolicy& policy) : address_(address), policy_(policy) {}

  /// Recursion is as deep as the tree, which html_tree.cpp bounds.
  void write_children(const GumboElement& element) {
    for (unsigned i = 0; i < element.children.length; ++i) write(child(element, i));
  }

  CleanHtml result;

 private:
  void write(const GumboNode& node) {
    if (is_text(node)) return append_text(result.html, node.v.text.text);
    if (node.type != GUMBO_NODE_ELEMENT || is_made_of_isindex(node)) return;
    const ElementRule& rule = rule_of(node);
    switch (rule.fate) {
      case Fate::drop:
        return;
      case Fate::checkbox:
        return write_checkbox(node);
      case Fate::fallback:
        return write_fallback(node);
      case Fate::frame:
        return write_frame(node, rule);
      default:
        return write_element(node, rule, write_attributes(node, rule, address_));
    }
  }

  /// Gumbo makes a form of `<isindex>`, with a sentence of its own.
  [[nodiscard]] static bool is_made_of_isindex(const GumboNode& node) {
    return (static_cast<unsigned>(node.parse_flags) & static_cast<unsigned>(GUMBO_INSERTION_FROM_ISINDEX)) != 0;
  }

  void write_element(const GumboNode& node, const ElementRule& rule, WrittenAttributes attributes) {
    const GumboElement& element = node.v.element;
    switch (rule.fate) {
      case Fate::unwrap:
        return attributes.html.empty() || rule.name == nullptr ? write_children(element)
                                                               : enclose(element, rule.name, attributes.html);
      case Fate::unwrap_block:
        return write_block(element, rule, attributes.html);
      case Fate::keep_void:
        return open(rule.name, attributes.html);
      case Fate::source:
        return attributes.html.find(" src") == std::string::npos ? void() : open(rule.name, attributes.html);
      case Fate::annotation:
        return holds(element, GUMBO_TAG_RT) ? write_children(element) : enclose(element, rule.name, attributes.html);
      case Fate::image:
        return write_image(node, rule, std::move(attributes));
      case Fate::recording:
        return attributes.source.empty() && !has_source(element) ? write_children(element)
                                                                 : enclose(element, rule.name, attributes.html);
      default:
        return enclose(element, rule.name, attributes.html);
    }
  }

  void write_block(const GumboElement& element, const ElementRule& rule, const std::string& attributes) {
    if (is_paragraph(element)) return enclose(element, "p", attributes);
    if (!attributes.empty() && rule.name != nullptr) return enclose(element, rule.name, attributes);
    result.html += '\n';
    write_children(element);
    result.html += '\n';
  }

  void open(const char* name, std::string_view attributes) {
    result.html.append(1, '<').append(name).append(attributes).append(1, '>');
  }

  void enclose(const GumboElement& element, const char* name, std::string_view attributes) {
    open(name, attributes);
    if (std::string_view(name) == "pre") keep_first_newline(element);
    write_children(element);
    result.html.append("</").append(name).append(1, '>');
  }

  /// A parser drops the newline right behind `<pre>`: one that is meant needs another before it.
  void keep_first_newline(const GumboElement& pre) {
    const GumboNode* node = pre.children.length > 0 ? &child(pre, 0) : nullptr;
    if (node == nullptr || !is_text(*node)) return;
    if (*node->v.text.text == '\n' || *node->v.text.text == '\r') result.html += '\n';
  }

  /// An image that has lost its address leaves its alternative text.
  void write_image(const GumboNode& node, const ElementRule& rule, WrittenAttributes attributes) {
    const char* const alt = attribute_of(node, "alt");
    std::string text = alt == nullptr ? std::string() : collapse_space(fit_for_xml(alt));
    if (attributes.source.empty()) return append_text(result.html, text);
    open(rule.name, attributes.html);
    if (!is_inline_picture(attributes.source))
      result.images.push_back(
          {std::move(attributes.source), std::move(text), pixels(node, "width"), pixels(node, "height")});
  }

  /// `640`, `640px`; nothing for `50%` and `auto`.
  [[nodiscard]] static int pixels(const GumboNode& node, const char* name) {
    const char* const written = attribute_of(node, name);
    const std::string_view value = written == nullptr ? std::string_view() : trim(written);
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
    return error == std::errc() && number > 0 && (unit.empty() || unit == "px") ? number : 0;
  }

  [[nodiscard]] bool has_source(const GumboElement& element) const {
    for (unsigned i = 0; i < element.children.length; ++i) {
      const GumboNode& node = child(element, i);
      if (node.type != GUMBO_NODE_ELEMENT || node.v.element.tag != GUMBO_TAG_SOURCE) continue;
      if (!write_attributes(node, rule_of(node), address_).source.empty()) return true;
    }
    return false;
  }

  /// A frame of a configured host stays, in a sandbox; of others, what shows a video leaves a link to it.
  void write_frame(const GumboNode& node, const ElementRule& rule) {
    const WrittenAttributes attributes = write_attributes(node, rule, address_);
    if (attributes.source.empty()) return;
    if (node.v.element.tag == GUMBO_TAG_IFRAME && is_frame_allowed(attributes.source, policy_.iframe_hosts)) {
      open(rule.name, attributes.html);
      result.html.insert(result.html.size() - 1, frame_attributes);
      result.html += "</iframe>";
      return;
    }
    const std::optional<std::string> page = page_of_frame(attributes.source);
    if (!page) return;
    const char* const title = attribute_of(node, "title");
    const std::string text = title == nullptr ? std::string() : collapse_space(fit_for_xml(title));
    const bool alone = node.parent != nullptr && node.parent->type == GUMBO_NODE_ELEMENT && is_alone_in(*node.parent);
    result.html += alone ? "<p><a" : "<a";
    append_attribute(result.html, "href", *page);
    result.html += '>';
    append_text(result.html, text.empty() ? *page : text);
    result.html += alone ? "</a></p>" : "</a>";
  }

  /// stands_alone, asked once for all that stand beside each other.
  [[nodiscard]] bool is_alone_in(const GumboNode& parent) {
    if (std::exchange(asked_, &parent) != &parent) alone_ = stands_alone(parent);
    return alone_;
  }

  /// Whether what stands in `parent` is no part of a paragraph.
  [[nodiscard]] static bool stands_alone(const GumboNode& parent) {
    const GumboTag tag = parent.v.element.tag;
    const Fate fate = fate_of(parent);
    return tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_FIGURE || tag == GUMBO_TAG_BLOCKQUOTE ||
           (fate == Fate::unwrap_block && !is_paragraph(parent.v.element));
  }

  /// A box to tick becomes a sign, in lists only: elsewhere it belongs to a form.
  void write_checkbox(const GumboNode& node) {
    const char* const type = attribute_of(node, "type");
    if (type == nullptr || std::string_view(type) != "checkbox") return;
    const GumboNode* parent = node.parent;
    for (int steps = 0; parent != nullptr && parent->type == GUMBO_NODE_ELEMENT && steps < 3; ++steps) {
      if (parent->v.element.tag == GUMBO_TAG_LI) {
        result.html += attribute_of(node, "checked") != nullptr ? "☑" : "☐";
        return;
      }
      parent = parent->parent;
    }
  }

  /// What a lazy loader left for readers without scripts, unless the picture stands there already.
  void write_fallback(const GumboNode& node) {
    if (!holds_image(node)) return;
    if (const char* const source = image_in(node)) {
      const std::optional<std::string> address = address_(source);
      const auto same = [&](const HtmlImage& image) { return address && image.url == *address; };
      const auto& images = result.images;
      const auto last = images.rbegin();
      if (std::any_of(last, last + static_cast<std::ptrdiff_t>(std::min(images.size(), neighbours)), same)) return;
    }
    write_children(node.v.element);
  }

  /// Images among which a lazy loader's fallback finds its own: it stands right behind it.
  static constexpr std::size_t neighbours = 8;

  const UrlRewriter& address_;
  const HtmlPolicy& policy_;
  const GumboNode* asked_ = nullptr;
  bool alone_ = false;  ///< the answer for `asked_`
};

std::optional<CleanHtml> write_once(std::string_view html, const UrlRewriter& address, const HtmlPolicy& policy) {
  const std::optional<HtmlTree> tree = HtmlTree::parse(html, HtmlTree::As::fragment);
  if (!tree) return std::nullopt;
  if (policy.trusted) return write_trusted(tree->root(), address);
  Writer writer(address, policy);
  writer.result.html.reserve(html.size() + html.size() / 8);
  writer.write_children(tree->root().v.element);
  return std::move(writer.result);
}

CleanHtml as_plain_text(std::string_view html) {
  CleanHtml plain;
  plain.html = "<p>";
  append_text(plain.html, html_to_text(html));
  plain.html += "</p>";
  return plain;
}

}  // namespace

/// Taking elements out can leave others where a parser would not read them as they stand (a paragraph in a paragraph),
/// so what was written is read and written again until nothing changes: every reader then sees the tree that was
/// checked here.
CleanHtml clean_html(std::string_view html, const UrlRewriter& rewrite, const HtmlPolicy& policy) {
  constexpr int max_rounds = 8;
  const UrlRewriter first = [&](std::string_view reference) {
    return policy.trusted ? trusted_address(reference, rewrite) : allowed_address(reference, rewrite);
  };
  // What only reading again makes an address is held to the same rules; `media:` is what `rewrite` made of a file.
  const UrlRewriter same = [](std::string_view reference) { return std::optional<std::string>(reference); };
  const UrlRewriter later = [&](std::string_view reference) {
    if (reference.starts_with("media:")) return same(reference);
    return policy.trusted ? trusted_address(reference, same) : allowed_address(reference, same);
  };
  std::optional<CleanHtml> clean =
      is_fit_for_xml(html) ? write_once(html, first, policy) : write_once(fit_for_xml(html), first, policy);
  for (int round = 0; clean && round < max_rounds; ++round) {
    std::optional<CleanHtml> again = write_once(clean->html, later, policy);
    if (!again) break;
    if (again->html == clean->html) return std::move(*clean);
    clean = std::move(again);
  }
  return as_plain_text(html);
}

}  // namespace feedd::content
