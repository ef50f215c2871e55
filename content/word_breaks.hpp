// Where words end by Unicode's rules (UAX #29), which know no dictionary: between ideographs, hiragana and Thai letters
// anywhere, in Korean and katakana not within what is written together.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace feedd::content {

/// Offsets in bytes of the boundaries between words at or before `at`, the last one first. Looks at no more than some
/// hundred bytes before it, so that what lies further is not among them. `text` is clean UTF-8, `at` between two
/// characters of it.
[[nodiscard]] std::vector<std::size_t> word_boundaries_before(std::string_view text, std::size_t at);

}  // namespace feedd::content
