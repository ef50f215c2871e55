// Where the front matter of a file ends that fences enclose, for whoever compares texts and asks nothing of its keys.
// How front matter is read: sources/front_matter.hpp.
#pragma once

#include <string_view>

namespace feedd::content {

/// A text in two: what lies between lines `---` or `+++` at its beginning, these included, and the rest.
struct FencedText {
  std::string_view front;  ///< empty: there is none
  std::string_view body;
};
[[nodiscard]] FencedText split_at_fences(std::string_view text);

}  // namespace feedd::content
