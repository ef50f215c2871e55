// Text as it may stand in a feed: UTF-8, characters XML 1.0 allows, words cut where Unicode says.
// Knows no markup; that is html.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace feedd::content {

/// The text and what had to be mended in it.
struct CleanText {
  std::string text;
  /// Invalid UTF-8 sequences replaced by U+FFFD (one per maximal subpart, Unicode 15 section 3.9), and C1 controls by
  /// what Windows-1252 has there.
  std::size_t repaired = 0;
  /// Characters outside XML 1.0's Char production (section 2.2) dropped, byte order marks and the C1 controls that are
  /// nothing in Windows-1252 included.
  std::size_t removed = 0;
};

/// Makes any bytes fit for XML 1.0: UTF-8 repaired, C0 controls but tab, LF, CR and the noncharacters U+FFFE, U+FFFF
/// dropped, C1 controls (of which XML 1.0 warns) replaced or dropped, a leading byte order mark dropped, CRLF and CR
/// made LF. Text that is clean already is copied once.
[[nodiscard]] CleanText clean_text(std::string_view bytes);

/// The letters A to Z made small, everything else as it is: for names that protocols and file formats spell in ASCII.
[[nodiscard]] std::string lower_ascii(std::string_view text);

/// Unicode NFC.
[[nodiscard]] std::string to_nfc(std::string_view text);
/// Unicode NFKD: letters and their marks apart, compatibility forms as what they stand for.
[[nodiscard]] std::string to_nfkd(std::string_view text);
/// NFC with full case folding: equal for labels that a person would call the same word.
[[nodiscard]] std::string fold_case(std::string_view text);
/// Text as the anchor of a heading, as GitHub and Hugo make it: lower case, white space made `-`, everything dropped
/// but letters, marks, digits, `-` and connectors such as `_`. At most `limit_bytes`, cut between characters.
[[nodiscard]] std::string anchor_of(std::string_view text, std::size_t limit_bytes);
/// Length in bytes of the white space character (Unicode's White_Space) at `at`, which is within the text; 0 where none
/// begins.
[[nodiscard]] std::size_t white_space_at(std::string_view text, std::size_t at);
/// Length in bytes of the invisible format character (Unicode's Cf: soft hyphen, direction marks) at `at`; 0 where none
/// begins. The joiners U+200C and U+200D spell words and shape emoji: they don't count.
[[nodiscard]] std::size_t invisible_at(std::string_view text, std::size_t at);
/// Leading and trailing white space (Unicode's, no-break space included) removed.
[[nodiscard]] std::string_view trim(std::string_view text);
/// Runs of white space (Unicode's) made one space, both ends trimmed.
[[nodiscard]] std::string collapse_space(std::string_view text);
/// A file's name as a title: `first-snow_again` -> `First snow again`.
[[nodiscard]] std::string humanised(std::string_view name);
/// At most `limit` code points, cut between words as Unicode has them (word_breaks.hpp) and between grapheme clusters
/// where a single word is most of it, with "…" appended where something was cut.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t limit);

}  // namespace feedd::content
