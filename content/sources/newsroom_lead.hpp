// What the beginning of a story says before it begins: the dateline, and bylines within it. Private to content.
#pragma once

#include "content/time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// `SEOUL, Sept. 17 (Agency) --` or `新华社北京9月17日电（记者张三）` taken apart.
struct NewsroomLead {
  std::optional<std::chrono::month_day> day;
  std::optional<std::chrono::year> year;
  std::vector<std::string> authors;  ///< `(서울=통신) 김철수 기자 =`, `【東京＝山田太郎】`
};

/// Reads the first paragraph of a story, which keeps its dateline.
[[nodiscard]] NewsroomLead read_newsroom_lead(std::string_view paragraph);

/// The day a dateline names, in the year it names or else the last one before `written`; nothing where it names none or
/// is more than a month older than the file: an old file that was touched says nothing of its year.
[[nodiscard]] std::optional<Timestamp> date_of(const NewsroomLead& lead, std::optional<Timestamp> written);

/// What a line that is nothing but a date, with a label or without, says.
struct DateLine {
  std::string_view date;
  bool updated = false;  ///< `Updated:`, `수정`, `更新`
};
[[nodiscard]] std::optional<DateLine> read_date_line(std::string_view line);

}  // namespace feedd::content
