// Plain wire copy: headline, paragraphs, `By NAME`, `[Photo by NAME]`, `[ⓒ RIGHTS]`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// Wire copy taken apart. All plain text; `paragraphs` in order, without furniture, byline, credit and rights lines.
struct NewsroomText {
  std::string headline;
  std::vector<std::string> paragraphs;
  std::vector<std::string> authors;
  std::vector<std::string> photo_credits;
  std::string rights;
  std::string kicker;     ///< `EXCLUSIVE`, `[단독]`: what stands above the headline and is no part of it
  std::string published;  ///< as written on a line of its own, for parse_date; empty: on none
  std::string updated;
};

/// Reads clean text (text.hpp). The headline is the first line that is not page furniture (`Related News`, `Top
/// Stories`, ... in English and Korean). Lines of one block (no blank line between) are one paragraph, as wire copy is
/// wrapped.
[[nodiscard]] NewsroomText parse_newsroom_text(std::string_view text);

}  // namespace feedd::content
