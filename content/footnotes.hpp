// Markdown with footnotes, which md4c does not know: cmark-gfm reads it. Its HTML is not clean. Private to content.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// Whether a line begins as the definition of a footnote does: `[^1]:`.
[[nodiscard]] bool may_hold_footnotes(std::string_view markdown);

/// The HTML, raw HTML in it as it stands, headings with their ids; for clean_html to read. Nothing where the text is
/// larger or more tangled than cmark-gfm reads in linear time.
[[nodiscard]] std::optional<std::string> footnoted_markdown(std::string_view markdown);

}  // namespace feedd::content
