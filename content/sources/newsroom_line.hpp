// What one line of wire copy is, seen by itself: byline, photo credit, notice of rights, page furniture, or text.
// Knows nothing of the lines around it. Private to content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A line taken apart. A line can name a writer and a photographer at once (`글·사진 = 김철수`).
struct NewsroomLine {
  enum class Kind { blank, furniture, end_mark, byline, photo_credit, rights, date, text };
  Kind kind = Kind::blank;
  std::string_view text;             ///< trimmed
  std::vector<std::string> authors;  ///< of a byline, without roles and e-mail addresses
  std::string photo_credit;          ///< without `Photo by` and brackets
  std::string rights;                ///< without brackets
  std::string_view date{};           ///< of a line that is nothing else
  bool is_update = false;            ///< `Updated: …`
  bool is_role = false;              ///< `Staff Writer`: a text that is part of a byline right above it
};

/// `line` is clean text without its newline and must outlive the result.
[[nodiscard]] NewsroomLine read_newsroom_line(std::string_view line);

/// Characters, as people count them for the length of a line.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

}  // namespace feedd::content
