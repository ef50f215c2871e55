// Markdown that its readers would take long to read. Private to content.
#pragma once

#include <cstddef>
#include <string_view>

namespace feedd::content {

/// Whether reading a body would take time that grows with the square of its size: brackets within brackets, each of
/// which may name a link; lists within lists, each of which is asked at every line; addresses without a space between
/// them, each of which is read to its end. No text that people write comes near the bound.
[[nodiscard]] bool is_tangled(std::string_view markdown);

/// How many columns marks of lists and quotations reach into a line, at most: how deep its blocks may lie in each
/// other.
[[nodiscard]] std::size_t deepest_marks(std::string_view markdown);

}  // namespace feedd::content
