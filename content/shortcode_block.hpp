// Blocks that shortcodes become, put where their marks stand: in an item of a list, in a quotation, else at the margin.
// Private to content.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// What the line that `out` ends in begins with, where nothing else is in it yet: the indentation of a list's item, the
/// signs of a quotation. A list's mark counts as the blanks under it. Empty: nothing, an indentation that belongs to no
/// list, or there is text already.
[[nodiscard]] std::string line_prefix(std::string_view out);

/// `inner` without `prefix` at the beginning of each line but the first: what stands between marks that stand so.
[[nodiscard]] std::string without_prefix(std::string_view inner, std::string_view prefix);

/// Puts a Markdown block between blank lines, each line of it behind the prefix. At the margin an indentation goes:
/// Markdown would take the block for code. HTML within a line stays in it.
void put_block(std::string& out, std::string_view block);

}  // namespace feedd::content
