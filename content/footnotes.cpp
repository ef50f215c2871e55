#include "content/footnotes.hpp"

#include "content/heading_ids.hpp"
#include "content/html.hpp"
#include "content/html_attributes.hpp"
#include "content/markdown_cost.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

namespace feedd::content {

namespace {

/// cmark-gfm is quadratic in unclosed brackets and emphasis within a block, in nesting, and in references to footnotes.
constexpr std::size_t max_bytes = 1UL << 20;
constexpr std::size_t max_marks_in_block = 2000;
constexpr std::size_t max_references = 4000;
constexpr std::size_t max_nesting_columns = 256;

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

constexpr int options = CMARK_OPT_FOOTNOTES | CMARK_OPT_UNSAFE;

/// Whether no block holds so many marks that reading it would take long.
bool is_readable(std::string_view markdown) {
  if (markdown.size() > max_bytes || deepest_marks(markdown) > max_nesting_columns) return false;
  std::size_t references = 0;
  for (std::size_t at = markdown.find("[^"); at != std::string_view::npos; at = markdown.find("[^", at + 2))
    if (++references > max_references) return false;
  constexpr std::string_view marks = "[]!<>_*`~:&\\-+|$";
  std::array<std::size_t, 256> seen{};
  bool blank = true;
  for (const char c : markdown) {
    if (c == '\n') {
      if (blank) seen.fill(0);
      blank = true;
    } else if (c != ' ' && c != '\t') {
      blank = false;
      if (++seen[static_cast<unsigned char>(c)] > max_marks_in_block && marks.find(c) != std::string_view::npos)
        return false;
    }
  }
  return true;
}

std::string text_below(cmark_node* heading) {
  std::string text;
  const std::unique_ptr<cmark_iter, FreeIterator> walk(cmark_iter_new(heading));
  for (cmark_event_type event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(walk.get())) {
    cmark_node* const node = cmark_iter_get_node(walk.get());
    const cmark_node_type type = cmark_node_get_type(node);
    if (event != CMARK_EVENT_ENTER) continue;
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
      text += cmark_node_get_literal(node);
    else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
      text += ' ';
  }
  return text;
}

/// Cuts `length` bytes off the end of a heading's text, where they are one piece.
bool cut(cmark_node* heading, std::size_t length) {
  cmark_node* const last = cmark_node_last_child(heading);
  if (last == nullptr || cmark_node_get_type(last) != CMARK_NODE_TEXT) return false;
  std::string text = cmark_node_get_literal(last);
  if (text.size() < length) return false;
  text.resize(text.size() - length);
  text.resize(text.find_last_not_of(' ') + 1);
  return cmark_node_set_literal(last, text.c_str()) == 1;
}

using Nodes = std::vector<std::unique_ptr<cmark_node, FreeNode>>;

/// cmark writes no ids: a heading becomes a block that carries its own tags. What it replaces goes to `replaced`: texts
/// point into it.
void write_id(cmark_node* heading, HeadingIds& ids, Nodes& replaced) {
  std::string text = text_below(heading);
  const HeadingAttributes written = heading_attributes(text);
  std::string id;
  if (written.length > 0 && cut(heading, written.length)) {
    const std::string chosen(written.id);
    text.resize(text.size() - written.length);
    id = chosen.empty() ? ids.make(text) : ids.take(chosen);
  } else {
    id = ids.make(text);
  }
  if (id.empty()) return;
  const std::string name = "h" + std::to_string(cmark_node_get_heading_level(heading));
  cmark_node* const block = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
  cmark_node* const inlines = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
  cmark_node_set_on_enter(inlines, ("<" + name + " id=\"" + escape_html(id) + "\">").c_str());
  cmark_node_set_on_exit(inlines, ("</" + name + ">").c_str());
  if (cmark_node_replace(heading, block) == 0 || cmark_node_append_child(block, inlines) == 0) {
    cmark_node_free(inlines);
    return;
  }
  while (cmark_node* const child = cmark_node_first_child(heading)) cmark_node_append_child(inlines, child);
  replaced.emplace_back(heading);
}

/// The language of a fence as people write it (`{.python}`): cmark takes only the first word as it stands.
void name_language(cmark_node* code) {
  const std::string name = language_class(cmark_node_get_fence_info(code));
  constexpr std::size_t prefix = std::string_view("language-").size();
  cmark_node_set_fence_info(code, name.empty() ? "" : name.c_str() + prefix);
}

[[nodiscard]] Nodes write_attributes(cmark_node* document) {
  std::vector<cmark_node*> headings;
  const std::unique_ptr<cmark_iter, FreeIterator> walk(cmark_iter_new(document));
  for (cmark_event_type event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(walk.get())) {
    cmark_node* const node = cmark_iter_get_node(walk.get());
    if (event != CMARK_EVENT_ENTER) continue;
    if (cmark_node_get_type(node) == CMARK_NODE_HEADING) headings.push_back(node);
    if (cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK) name_language(node);
  }
  HeadingIds ids;
  Nodes replaced;
  for (cmark_node* const heading : headings) write_id(heading, ids, replaced);
  return replaced;
}

}  // namespace

bool may_hold_footnotes(std::string_view markdown) {
  for (std::size_t at = markdown.find("[^"); at != std::string_view::npos; at = markdown.find("[^", at + 2)) {
    std::size_t line = at;
    while (line > 0 && at - line < 3 && markdown[line - 1] == ' ') --line;
    const bool begins = line == 0 || markdown[line - 1] == '\n';
    if (!begins) continue;
    const std::size_t end = markdown.find_first_of("]\n", at);
    if (end != std::string_view::npos && markdown.substr(end).starts_with("]:")) return true;
  }
  return false;
}

std::optional<std::string> footnoted_markdown(std::string_view markdown) {
  if (!is_readable(markdown)) return std::nullopt;
  [[maybe_unused]] static const bool registered = (cmark_gfm_core_extensions_ensure_registered(), true);
  const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(options));
  for (const char* const name : {"table", "strikethrough", "autolink", "tasklist"})
    if (cmark_syntax_extension* const extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, FreeNode> document(cmark_parser_finish(parser.get()));
  if (document == nullptr) return std::nullopt;
  const Nodes replaced = write_attributes(document.get());
  char* const rendered = cmark_render_html(document.get(), options, cmark_parser_get_syntax_extensions(parser.get()));
  if (rendered == nullptr) return std::nullopt;
  std::string html = rendered;
  cmark_get_default_mem_allocator()->free(rendered);
  return html;
}

}  // namespace feedd::content
