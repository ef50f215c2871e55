// Where the front matter of a file begins and ends that fences enclose, for who reads it (sources/front_matter.hpp) and
// for whoever compares texts and asks nothing of its keys.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace feedd::content {

/// The fences a text begins with: `---`, `+++`, Hexo's `;;;` and longer `-----`, or `---json` as Eleventy has it, with
/// a comment behind them or not. Offsets are of lines.
struct Fences {
  std::string_view mark;      ///< `---`, `+++`, `;;;` or more hyphens
  std::string_view language;  ///< behind the mark, as written; empty: the mark's own
  std::size_t begin = 0;      ///< of the block between them
  std::size_t end = 0;        ///< of the closing line; npos: there is none
  std::size_t body = 0;       ///< of what follows it
};

/// Nothing where the text begins otherwise. Behind white space, or longer, a fence may be a thematic break: there a key
/// must stand in the line below it, and the block must be closed.
[[nodiscard]] std::optional<Fences> find_fences(std::string_view text);

/// The offset of what is no white space, seen or not.
[[nodiscard]] std::size_t skip_space(std::string_view text);

/// A text in two: the fences at its beginning with what is between them, and the rest.
struct FencedText {
  std::string_view front;  ///< empty: there is none
  std::string_view body;
};
[[nodiscard]] FencedText split_at_fences(std::string_view text);

}  // namespace feedd::content
