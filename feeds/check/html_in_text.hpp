// HTML as feeds carry it: what in it readers show wrong or take out. Looks at tags and attributes only; whether it is
// valid HTML is for others to say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds::check {

/// The first end tag or character reference in what should be plain text; empty where there is none.
[[nodiscard]] std::string html_in_plain_text(std::string_view text);

/// What is wrong with HTML in an entry, a sentence each: relative addresses, which lead elsewhere in every reader;
/// elements and attributes that readers remove, or that ought to frighten them.
[[nodiscard]] std::vector<std::string> wrong_in_html(std::string_view html);

}  // namespace feedd::feeds::check
