// Pieces of a feed as messages show them: nothing in them that a terminal obeys, and none of them long.
#pragma once

#include <string>
#include <string_view>

namespace feedd::feeds::check {

/// `text` with its control characters, line ends and what turns the direction of writing as `\n` or `\u001b`. One line,
/// whatever is in it.
[[nodiscard]] std::string visible(std::string_view text);

/// The same, shortened where it is long.
[[nodiscard]] std::string shown(std::string_view text);

/// `"text"`, the same way.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace feedd::feeds::check
