// Whether a text is well-formed XML 1.0 with namespaces, to the letter: what a parser that is quick or kind lets pass.
#pragma once

#include "content/error.hpp"

#include <string_view>

namespace feedd::feeds::check {

/// `text` in UTF-8, whatever its declaration says. The error's operation is `well-formed`, with its place: XML 1.0
/// section 2.1, Namespaces in XML 1.0 section 7. Nothing outside of the text is read for it: no DTD, no entity.
[[nodiscard]] content::Result<void> is_well_formed(std::string_view text);

}  // namespace feedd::feeds::check
