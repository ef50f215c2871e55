// Where in a JSON text a value stands.
#pragma once

#include "content/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds::check {

/// How deep objects and arrays may stand in each other; deeper is nothing that a feed has.
constexpr std::size_t max_json_depth = 500;

/// A key as a JSON pointer has it: `~` and `/` as `~0` and `~1` (RFC 6901 section 3).
[[nodiscard]] std::string pointer_token(std::string_view key);

/// The places of these JSON pointers in a text that parses, in the same order: of an object or array where it opens, of
/// any other value where its key ends. What is not found has line 0. Walks the text once, and keeps of it no more than
/// the pointers are long.
[[nodiscard]] std::vector<content::Position> json_positions(std::string_view text,
                                                            const std::vector<std::string>& pointers);

}  // namespace feedd::feeds::check
