// Asks md4c, which reads the body afterwards: what it reports as code lies in the text it was given.
#include "content/markdown_code.hpp"

#include "content/footnotes.hpp"
#include "content/markdown_cost.hpp"

#include <algorithm>
#include <functional>

#include <md4c.h>

namespace feedd::content {

namespace {

/// Nearly free, and false for most texts.
bool may_hold_code(std::string_view markdown) {
  if (markdown.find_first_of("`\t") != std::string_view::npos) return true;
  return markdown.find("~~~") != std::string_view::npos || markdown.find("    ") != std::string_view::npos;
}

}  // namespace

MarkdownCode::MarkdownCode(std::string_view markdown) {
  if (!may_hold_code(markdown)) return;
  if (is_tangled(markdown)) {  // it is shown as it was written
    stretches_.push_back({0, markdown.size(), false});
    return;
  }
  struct Walk {
    MarkdownCode* code;
    std::string_view markdown;
    bool footnotes;
    std::size_t blocks_left;
    bool indented = false;  ///< within an indented block
  } walk{this, markdown, may_hold_footnotes(markdown), most_blocks(markdown)};
  MD_PARSER parser{};
  parser.flags = MD_DIALECT_GITHUB;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
    auto& to = *static_cast<Walk*>(self);
    if (--to.blocks_left == 0) return -1;
    if (type != MD_BLOCK_CODE) return 0;
    const auto& block = *static_cast<const MD_BLOCK_CODE_DETAIL*>(detail);
    to.indented = block.fence_char == '\0';
    if (block.info.text != nullptr) to.code->add(to.markdown, block.info.text, block.info.size, to.indented);
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE, void*, void* self) { return static_cast<Walk*>(self)->indented = false, 0; };
  parser.enter_span = [](MD_SPANTYPE, void*, void*) { return 0; };
  parser.leave_span = [](MD_SPANTYPE, void*, void*) { return 0; };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
    auto& to = *static_cast<Walk*>(self);
    const bool goes_on = to.indented && to.footnotes;  // it may be a footnote's paragraph
    if (type == MD_TEXT_CODE && !goes_on) to.code->add(to.markdown, text, size, to.indented);
    return 0;
  };
  md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &walk);
}

/// Line ends and indentation are md4c's own strings, not the text's: code of several lines comes in pieces.
void MarkdownCode::add(std::string_view markdown, const char* text, std::size_t size, bool indented) {
  const std::less<const char*> before;
  if (size == 0 || before(text, markdown.data()) || !before(text, markdown.data() + markdown.size())) return;
  const auto begin = static_cast<std::size_t>(text - markdown.data());
  if (!stretches_.empty() && begin < stretches_.back().end) return;  // never seen; holds() relies on the order
  stretches_.push_back({begin, begin + size, indented});
}

const MarkdownCode::Stretch* MarkdownCode::find(std::size_t at) const {
  const auto after = std::upper_bound(stretches_.begin(), stretches_.end(), at,
                                      [](std::size_t place, const Stretch& one) { return place < one.begin; });
  return after != stretches_.begin() && at < std::prev(after)->end ? &*std::prev(after) : nullptr;
}

bool MarkdownCode::holds(std::size_t at) const {
  return find(at) != nullptr;
}

bool MarkdownCode::holds_marked(std::size_t at) const {
  const Stretch* const stretch = find(at);
  return stretch != nullptr && !stretch->indented;
}

}  // namespace feedd::content
