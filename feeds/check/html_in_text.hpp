// HTML as feeds carry it: what in it readers show wrong or take out. Looks at tags and attributes only; whether it is
// valid HTML is for others to say.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace feedd::feeds::check {

/// The first end tag or character reference in what should be plain text; empty where there is none.
[[nodiscard]] std::string html_in_plain_text(std::string_view text);

/// Something wrong with HTML in an entry.
struct HtmlFault {
  enum class Kind : std::uint8_t { removed_element, handler, script_address, relative_address };
  Kind kind;
  std::string_view name;   ///< of the element or attribute, as it is written
  std::string_view value;  ///< of the attribute

  [[nodiscard]] std::string sentence() const;
};

/// Tells of relative addresses, which lead elsewhere in every reader, and of elements and attributes that readers
/// remove, or that ought to frighten them.
void find_wrong_in_html(std::string_view html, const std::function<void(const HtmlFault&)>& tell);

}  // namespace feedd::feeds::check
