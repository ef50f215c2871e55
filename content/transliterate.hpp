// Slugs in ASCII, for sites that want their addresses so.
#pragma once

#include <string>
#include <string_view>

namespace feedd::content {

/// A slug (as slugify makes them) in `a-z 0-9` and the marks it has. Hangul letter by letter as the Revised
/// Romanization has it for transliteration (Ministry of Culture notice 2000-8, section 3.8: `한국` -> `hangug`), kana
/// after Hepburn, Cyrillic and Greek by table, Latin without its marks. What has no letters here (Han, Arabic, emoji)
/// is left out, and the slug then ends in eight hex digits of its digest, so that no two become one: `東京` -> `x-` and
/// the digits. ASCII comes out as it is. At most 180 bytes, never empty.
[[nodiscard]] std::string transliterate(std::string_view slug);

}  // namespace feedd::content
