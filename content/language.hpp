// Language tags, as feeds and pages may carry them.
#pragma once

#include <string_view>

namespace feedd::content {

/// Whether a first subtag of two letters is a language of ISO 639-1 (or one of its withdrawn codes), lower case. Longer
/// ones are not looked up.
[[nodiscard]] bool is_known_language(std::string_view two_letters);

/// Whether a text is a language tag: BCP 47 (RFC 5646 section 2.1) by its form, beginning with a known language, and no
/// longer than what people use.
[[nodiscard]] bool is_language_tag(std::string_view text);

}  // namespace feedd::content
