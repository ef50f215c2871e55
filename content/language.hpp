// Language tags (BCP 47), as far as a feed may say them.
#pragma once

#include <string_view>

namespace feedd::content {

/// Whether `tag` has the form of a language tag, `ko`, `zh-Hant-TW`, and begins with a language: a code of ISO 639-1,
/// or three letters, which ISO 639-3 has thousands of.
[[nodiscard]] bool is_language_tag(std::string_view tag);

}  // namespace feedd::content
