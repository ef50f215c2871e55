// Dates as feeds of the last twenty-five years have them, where content/time.hpp's forms are not met. Private to
// content.
#pragma once

#include "content/time.hpp"

namespace feedd::content {

/// parse_date, and besides: zones by rarer names (`BST`, `AEST`, `GMT+9`, `Etc/GMT`), parts in another order (asctime,
/// `Sep 17, 2020 2:05 PM`), two-digit years, ISO 8601 without dashes, of a year, month or day of the year only
/// (W3CDTF), hour 24, milliseconds since 1970, and Korean (`2020년 9월 17일 오후 2:05`). A zone nobody knows is UTC.
/// Nothing where no day can be found.
[[nodiscard]] std::optional<Timestamp> parse_feed_date(std::string_view text);

}  // namespace feedd::content
