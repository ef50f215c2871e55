// Templates' marks found in a body: shortcodes of Hugo, Zola and Hexo, Liquid's tags and variables. What a mark stands
// for is shortcode_table.cpp. Private to content.
#pragma once

#include "content/markdown_code.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A stretch of a body.
struct Piece {
  enum class Kind { text, tag, verbatim, variable };
  enum class Form { hugo, liquid, call };  ///< `{{< x >}}`, `{% x %}`, Zola's `{% x(...) %}`
  Kind kind = Kind::text;
  Form form = Form::hugo;
  std::string_view name;       ///< of a tag, without `/` and `end`; a variable's expression
  std::string_view arguments;  ///< as written
  std::string_view inner;      ///< text as it stands; what stands between a verbatim tag and its end
  bool closing = false;
  bool in_code = false;     ///< of a mark: what it becomes is shown as code
  std::size_t at = 0;       ///< where it begins in the body
  std::size_t partner = 0;  ///< of a tag with an end: the index of the piece that ends it; 0: none
  std::string owned;        ///< text that is not in the body: an escaped mark
  [[nodiscard]] std::string_view text() const { return owned.empty() ? inner : std::string_view(owned); }
};

/// Whether there can be a mark at all; nearly free.
[[nodiscard]] bool may_hold_marks(std::string_view body);

/// The body in pieces, in order, nothing lost. Linear. What `code` holds shows marks and has none, but where `liquid`:
/// the site runs Liquid over its code too, as Jekyll does.
[[nodiscard]] std::vector<Piece> scan_marks(std::string_view body, const MarkdownCode& code, bool liquid,
                                            bool markdown);

}  // namespace feedd::content
