// What every fuzzer may demand of what comes out. A claim that does not hold ends the program, saying why.
#pragma once

#include "content/html.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace feedd::fuzz {

/// Ends the program where `holds` is false; `why` is shown with the line of the call.
void require(bool holds, std::string_view why = {}, int line = __builtin_LINE());

/// UTF-8 (RFC 3629) of characters that XML 1.0 allows (section 2.2, CR excepted: it is made LF): judged here, not by
/// content/text.
void require_xml_text(std::string_view text, int line = __builtin_LINE());

/// A cleaned body: nothing in it that could run, a fixpoint of the cleaner, each element closed in order, and the same
/// text after it stood in an XML document.
void require_clean_body(const std::string& html, const content::HtmlPolicy& policy = {}, int line = __builtin_LINE());

/// Leaves an address as it is written.
[[nodiscard]] std::optional<std::string> as_it_is(std::string_view reference);

}  // namespace feedd::fuzz
