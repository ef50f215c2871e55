// An element's attributes as they may stand: which addresses, classes and styles stay, and where the picture of a lazy
// loader really is. Knows no tree; html_cleaner.cpp walks it. Private to content.
#pragma once

#include "content/html.hpp"
#include "content/html_allowlist.hpp"

#include <optional>
#include <string>
#include <string_view>

struct GumboInternalNode;

namespace feedd::content {

/// An element's attributes, written ` name="value"` in the order of the allowlist.
struct WrittenAttributes {
  std::string html;
  std::string source;  ///< the image's or recording's address as written, unescaped; empty: none
};

/// `address` decides on every address, as allowed_address does. Of an image, a frame or a recording whose own address
/// is missing or a placeholder, the lazy loader's (`data-src` and its kin) stands instead.
[[nodiscard]] WrittenAttributes write_attributes(const GumboInternalNode& element, const ElementRule& rule,
                                                 const UrlRewriter& address);

/// ` name="value"`, the value made fit and escaped.
void append_attribute(std::string& out, std::string_view name, std::string_view value);

/// An attribute's value, or null.
[[nodiscard]] const char* attribute_of(const GumboInternalNode& element, const char* name);

/// The classes that mean something to a reader: `language-x` of code, footnotes, task lists.
[[nodiscard]] std::string kept_classes(std::string_view classes);
/// The declarations that say something harmless: alignment, weight and slant of text.
[[nodiscard]] std::string kept_style(std::string_view style);
/// The class of code in a language as people write it behind a fence (`c++`, `{.python}`, `ruby {1,3}`); empty: none.
[[nodiscard]] std::string language_class(std::string_view info);

/// `candidates` (HTML's srcset) with each address passed through `address`; a candidate whose address is refused goes.
[[nodiscard]] std::string map_srcset(std::string_view candidates, const UrlRewriter& address);

/// Whether this is a small picture written out in base64: `data:image/png;base64,...`.
[[nodiscard]] bool is_inline_picture(std::string_view address);

}  // namespace feedd::content
