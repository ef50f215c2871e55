// Where in a JSON text a value stands.
#pragma once

#include "content/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds::check {

/// The places of these JSON pointers (RFC 6901) in a text that parses, in the same order: of an object or array where
/// it opens, of any other value where its key ends. What is not found has line 0. Walks the text once.
[[nodiscard]] std::vector<content::Position> json_positions(std::string_view text,
                                                            const std::vector<std::string>& pointers);

}  // namespace feedd::feeds::check
