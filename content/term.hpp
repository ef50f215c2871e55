// Terms: the labels articles are grouped under, and the slugs that name them in addresses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A tag or an author: the label as people write it, and the slug that stands in addresses.
/// Two labels that fold to the same text (`Korea`, `KOREA`) are one term; each article keeps the label it writes, and
/// the term goes by that of its newest article.
struct Term {
  std::string label;
  std::string slug;
  bool operator==(const Term&) const = default;
};

/// Longest slug in bytes: with a format's ending and a number for uniqueness it stays a file name (255 bytes)
/// everywhere.
inline constexpr std::size_t max_slug_bytes = 180;

/// A slug from any text in any script: NFC, case-folded, white space and `/ \ ? # % & " ' < > : * |` and controls made
/// single hyphens, kept as UTF-8 otherwise (`C/C++` -> `c-c++`, `한국 경제` -> `한국-경제`), at most 180 bytes, cut
/// between code points. Never empty, never `.` or `..`, never starting or ending with a dot: a text with nothing to
/// keep gives `x-` and eight hex digits of its digest. A name that Windows keeps for a device (`con`, `nul.x`) gets
/// `x-` in front: a slug is a file name everywhere.
[[nodiscard]] std::string slugify(std::string_view text);

/// The text two labels of the same term share: NFC, case-folded, white space collapsed.
[[nodiscard]] std::string term_key(std::string_view label);

}  // namespace feedd::content
