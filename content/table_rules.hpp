// The rule under a table's head as md4c wants it: GitHub takes one hyphen for a column, md4c three. Private to content.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// `markdown` with `|-|:-:|` under a line with a bar made `|---|:---:|`; what is code stays. Returns `markdown` itself
/// where there is none, else a view of `storage`. Linear.
[[nodiscard]] std::string_view widen_table_rules(std::string_view markdown, std::string& storage);

}  // namespace feedd::content
