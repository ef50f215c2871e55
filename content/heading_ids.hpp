// Ids of headings, as GitHub and Hugo make them of a heading's text. Private to content.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace feedd::content {

/// The ids given in one article; no two are equal.
class HeadingIds {
 public:
  /// Lower-cased, white space made `-`, punctuation but `-` and `_` dropped; `-1`, `-2` ... behind what is taken. Empty
  /// where the text has no letter and no digit.
  [[nodiscard]] std::string make(std::string_view text);
  /// An id that the author chose, as it is where it is not taken.
  [[nodiscard]] std::string take(std::string_view id);

 private:
  std::unordered_map<std::string, int> taken_;  ///< id, and how often it was wished for again
};

/// What stands in braces at the end of a heading (`{#id}`, `{#id .class}`, kramdown's `{: #id}`) for its renderer.
struct HeadingAttributes {
  std::string_view id;     ///< empty: none
  std::size_t length = 0;  ///< bytes at the end of the text that no reader should see; 0: there is none
};
[[nodiscard]] HeadingAttributes heading_attributes(std::string_view text);

}  // namespace feedd::content
