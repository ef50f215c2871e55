// The cleaner: gumbo's tree written anew, only what the allowlist names, everything escaped. Copies no byte of markup.
#include "content/html.hpp"
#include "content/html_rules.hpp"
#include "content/html_tree.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include <gumbo.h>

namespace feedd::content {

namespace {

enum class Fate : std::uint8_t { unwrap, unwrap_block, drop, keep, keep_block, keep_void };

struct Rule {
  Fate fate = Fate::unwrap;
  const char* name = nullptr;  ///< as written; of what is kept
};

struct Kept {
  GumboTag tag;
  Rule rule;
};

constexpr std::array<Kept, 34> kept = {{{GUMBO_TAG_A, {Fate::keep, "a"}},
                                        {GUMBO_TAG_EM, {Fate::keep, "em"}},
                                        {GUMBO_TAG_I, {Fate::keep, "em"}},
                                        {GUMBO_TAG_STRONG, {Fate::keep, "strong"}},
                                        {GUMBO_TAG_B, {Fate::keep, "strong"}},
                                        {GUMBO_TAG_CODE, {Fate::keep, "code"}},
                                        {GUMBO_TAG_SUP, {Fate::keep, "sup"}},
                                        {GUMBO_TAG_SUB, {Fate::keep, "sub"}},
                                        {GUMBO_TAG_DEL, {Fate::keep, "del"}},
                                        {GUMBO_TAG_BR, {Fate::keep_void, "br"}},
                                        {GUMBO_TAG_HR, {Fate::keep_void, "hr"}},
                                        {GUMBO_TAG_P, {Fate::keep_block, "p"}},
                                        {GUMBO_TAG_PRE, {Fate::keep_block, "pre"}},
                                        {GUMBO_TAG_BLOCKQUOTE, {Fate::keep_block, "blockquote"}},
                                        {GUMBO_TAG_UL, {Fate::keep_block, "ul"}},
                                        {GUMBO_TAG_OL, {Fate::keep_block, "ol"}},
                                        {GUMBO_TAG_LI, {Fate::keep_block, "li"}},
                                        {GUMBO_TAG_DL, {Fate::keep_block, "dl"}},
                                        {GUMBO_TAG_DT, {Fate::keep_block, "dt"}},
                                        {GUMBO_TAG_DD, {Fate::keep_block, "dd"}},
                                        {GUMBO_TAG_H1, {Fate::keep_block, "h1"}},
                                        {GUMBO_TAG_H2, {Fate::keep_block, "h2"}},
                                        {GUMBO_TAG_H3, {Fate::keep_block, "h3"}},
                                        {GUMBO_TAG_H4, {Fate::keep_block, "h4"}},
                                        {GUMBO_TAG_H5, {Fate::keep_block, "h5"}},
                                        {GUMBO_TAG_H6, {Fate::keep_block, "h6"}},
                                        {GUMBO_TAG_FIGURE, {Fate::keep_block, "figure"}},
                                        {GUMBO_TAG_FIGCAPTION, {Fate::keep_block, "figcaption"}},
                                        {GUMBO_TAG_TABLE, {Fate::keep_block, "table"}},
                                        {GUMBO_TAG_THEAD, {Fate::keep_block, "thead"}},
                                        {GUMBO_TAG_TBODY, {Fate::keep_block, "tbody"}},
                                        {GUMBO_TAG_TR, {Fate::keep_block, "tr"}},
                                        {GUMBO_TAG_TH, {Fate::keep_block, "th"}},
                                        {GUMBO_TAG_TD, {Fate::keep_block, "td"}}}};
constexpr std::array<GumboTag, 28> dropped = {
    GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,    GUMBO_TAG_TEMPLATE, GUMBO_TAG_IFRAME,   GUMBO_TAG_OBJECT,   GUMBO_TAG_EMBED,
    GUMBO_TAG_APPLET, GUMBO_TAG_SVG,      GUMBO_TAG_MATH,     GUMBO_TAG_INPUT,    GUMBO_TAG_BUTTON,   GUMBO_TAG_SELECT,
    GUMBO_TAG_OPTION, GUMBO_TAG_OPTGROUP, GUMBO_TAG_TEXTAREA, GUMBO_TAG_DATALIST, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_HEAD,
    GUMBO_TAG_TITLE,  GUMBO_TAG_FRAME,    GUMBO_TAG_FRAMESET, GUMBO_TAG_NOFRAMES, GUMBO_TAG_NOEMBED,  GUMBO_TAG_LINK,
    GUMBO_TAG_META,   GUMBO_TAG_BASE,     GUMBO_TAG_KEYGEN,   GUMBO_TAG_ISINDEX};
constexpr std::array<GumboTag, 22> divisions = {
    GUMBO_TAG_DIV,   GUMBO_TAG_SECTION,  GUMBO_TAG_ARTICLE, GUMBO_TAG_HEADER,   GUMBO_TAG_FOOTER,  GUMBO_TAG_MAIN,
    GUMBO_TAG_ASIDE, GUMBO_TAG_NAV,      GUMBO_TAG_ADDRESS, GUMBO_TAG_DETAILS,  GUMBO_TAG_SUMMARY, GUMBO_TAG_CENTER,
    GUMBO_TAG_FORM,  GUMBO_TAG_FIELDSET, GUMBO_TAG_LEGEND,  GUMBO_TAG_CAPTION,  GUMBO_TAG_HGROUP,  GUMBO_TAG_MENU,
    GUMBO_TAG_DIR,   GUMBO_TAG_LISTING,  GUMBO_TAG_XMP,     GUMBO_TAG_PLAINTEXT};

constexpr auto rules = [] {
  std::array<Rule, GUMBO_TAG_LAST + 1> table{};
  for (const Kept& element : kept) table[element.tag] = element.rule;
  for (const GumboTag tag : dropped) table[tag].fate = Fate::drop;
  for (const GumboTag tag : divisions) table[tag].fate = Fate::unwrap_block;
  return table;
}();

const GumboNode& child(const GumboElement& element, unsigned index) {
  return *static_cast<const GumboNode*>(element.children.data[index]);
}

Fate fate_of(const GumboNode& node) {
  if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE) return Fate::keep;
  if (node.type != GUMBO_NODE_ELEMENT || node.v.element.tag_namespace != GUMBO_NAMESPACE_HTML) return Fate::drop;
  return rules[node.v.element.tag].fate;
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

class Writer {
 public:
  explicit Writer(const UrlRewriter& address) : address_(address) {}

  /// Recursion is as deep as the tree, which html_tree.cpp bounds.
  void write_children(const GumboElement& element) {
    for (unsigned i = 0; i < element.children.length; ++i) write(child(element, i));
  }

  CleanHtml result;

 private:
  void write(const GumboNode& node) {
    const Fate fate = fate_of(node);
    if (fate == Fate::drop) return;
    if (node.type != GUMBO_NODE_ELEMENT) return append_text(result.html, node.v.text.text);
    const GumboElement& element = node.v.element;
    switch (fate) {
      case Fate::unwrap:
        return element.tag == GUMBO_TAG_IMG ? write_image(element) : write_children(element);
      case Fate::unwrap_block:
        return write_block(element);
      case Fate::keep_void:
        result.html.append(1, '<').append(rules[element.tag].name).append(1, '>');
        return;
      default:
        return write_kept(element);
    }
  }

  void write_block(const GumboElement& element) {
    const bool paragraph = is_paragraph(element);
    result.html += paragraph ? "<p>" : "\n";
    write_children(element);
    result.html += paragraph ? "</p>" : "\n";
  }

  void write_kept(const GumboElement& element) {
    const char* const name = rules[element.tag].name;
    std::string& html = result.html;
    std::optional<std::string> href;
    if (element.tag == GUMBO_TAG_A) {
      href = address(element, "href");
      if (!href) return write_children(element);
    }
    html.append(1, '<').append(name);
    if (href) {
      write_attribute("href", *href);
      write_optional(element, "title");
    }
    html += '>';
    if (element.tag == GUMBO_TAG_PRE) keep_first_newline(element);
    write_children(element);
    html.append("</").append(name).append(1, '>');
  }

  /// A parser drops the newline right behind `<pre>`: one that is meant needs another before it.
  void keep_first_newline(const GumboElement& pre) {
    const GumboNode* node = pre.children.length > 0 ? &child(pre, 0) : nullptr;
    if (node == nullptr || (node->type != GUMBO_NODE_TEXT && node->type != GUMBO_NODE_WHITESPACE)) return;
    if (*node->v.text.text == '\n' || *node->v.text.text == '\r') result.html += '\n';
  }

  /// An image that has lost its address leaves its alternative text.
  void write_image(const GumboElement& element) {
    const GumboAttribute* const alt = gumbo_get_attribute(&element.attributes, "alt");
    const std::string text = alt == nullptr ? std::string() : collapse_space(fit_for_xml(alt->value));
    std::optional<std::string> src = address(element, "src");
    if (!src) return append_text(result.html, text);
    result.html += "<img";
    write_attribute("src", *src);
    write_attribute("alt", text);
    write_optional(element, "title");
    result.html += '>';
    result.images.push_back({std::move(*src), text, pixels(element, "width"), pixels(element, "height")});
  }

  /// `640`, `640px`; nothing for `50%` and `auto`.
  [[nodiscard]] static int pixels(const GumboElement& element, const char* name) {
    const GumboAttribute* const attribute = gumbo_get_attribute(&element.attributes, name);
    const std::string_view value = attribute == nullptr ? std::string_view() : trim(attribute->value);
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
    return error == std::errc() && number > 0 && (unit.empty() || unit == "px") ? number : 0;
  }

  [[nodiscard]] std::optional<std::string> address(const GumboElement& element, const char* name) const {
    const GumboAttribute* const attribute = gumbo_get_attribute(&element.attributes, name);
    return attribute == nullptr ? std::nullopt : address_(attribute->value);
  }

  void write_optional(const GumboElement& element, const char* name) {
    const GumboAttribute* const attribute = gumbo_get_attribute(&element.attributes, name);
    const std::string value = attribute == nullptr ? std::string() : collapse_space(fit_for_xml(attribute->value));
    if (!value.empty()) write_attribute(name, value);
  }

  void write_attribute(const char* name, std::string_view value) {
    result.html.append(1, ' ').append(name).append("=\"");
    append_text(result.html, value);
    result.html += '"';
  }

  const UrlRewriter& address_;
};

std::optional<CleanHtml> write_once(std::string_view html, const UrlRewriter& address) {
  const std::optional<HtmlTree> tree = HtmlTree::parse(html, HtmlTree::As::fragment);
  if (!tree) return std::nullopt;
  Writer writer(address);
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
CleanHtml clean_html(std::string_view html, const UrlRewriter& rewrite) {
  constexpr int max_rounds = 8;
  const UrlRewriter first = [&](std::string_view reference) { return allowed_address(reference, rewrite); };
  const UrlRewriter as_it_is = [](std::string_view reference) { return std::optional<std::string>(reference); };
  std::optional<CleanHtml> clean =
      is_fit_for_xml(html) ? write_once(html, first) : write_once(fit_for_xml(html), first);
  for (int round = 0; clean && round < max_rounds; ++round) {
    std::optional<CleanHtml> again = write_once(clean->html, as_it_is);
    if (!again) break;
    if (again->html == clean->html) return std::move(*clean);
    clean = std::move(again);
  }
  return as_plain_text(html);
}

}  // namespace feedd::content
