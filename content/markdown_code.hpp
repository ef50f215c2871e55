// Which places of a Markdown text are shown as code. The one answer for whatever looks at a body before it is read:
// shortcodes, wikilinks, callouts, the mark that ends a summary. Private to content.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace feedd::content {

/// The code of one text, as CommonMark (and so markdown.hpp) reads it: fenced blocks of either kind and any length with
/// their info strings, indented blocks where no paragraph goes on, spans between equal runs of backticks; in lists and
/// quotations too. What stands in raw HTML is none, and in a text with footnotes nothing indented is: footnotes go on
/// in indented paragraphs. All of a body is code that is_tangled(). Takes linear time. Keeps no reference to the text.
class MarkdownCode {
 public:
  /// Of a text that is not Markdown: nothing is code.
  MarkdownCode() = default;
  explicit MarkdownCode(std::string_view markdown);

  /// Whether the byte at `at` belongs to code. Logarithmic.
  [[nodiscard]] bool holds(std::size_t at) const;
  /// The same of code that fences or backticks mark: what is only indented may be so for other reasons.
  [[nodiscard]] bool holds_marked(std::size_t at) const;

 private:
  struct Stretch {
    std::size_t begin, end;
    bool indented;
  };
  void add(std::string_view markdown, const char* text, std::size_t size, bool indented);
  [[nodiscard]] const Stretch* find(std::size_t at) const;

  std::vector<Stretch> stretches_;  ///< in order, apart
};

/// More blocks than this no text has but one of a table with many columns and short rows, whose missing cells md4c
/// adds: whatever walks the blocks of a text ends there.
[[nodiscard]] constexpr std::size_t most_blocks(std::string_view markdown) {
  constexpr std::size_t by_byte = 4, always_allowed = 1000;
  return markdown.size() * by_byte + always_allowed;
}

}  // namespace feedd::content
