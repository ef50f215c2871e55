// Instants as feeds write them. Only reads and prints: nothing here asks a clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// An instant in UTC, whole seconds: no feed format carries more.
using Timestamp = std::chrono::sys_seconds;

/// The first and the last instant that years of four digits can write. Nothing else is read, and printing stays between
/// them.
inline constexpr Timestamp earliest = std::chrono::sys_days{std::chrono::year{0} / 1 / 1};
inline constexpr Timestamp latest = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1} - std::chrono::seconds{1};

class TimeZone;

/// A date taken apart: what the clock read, and what stands behind it.
struct WrittenDate {
  Timestamp local;                             ///< the clock's reading, as if in UTC
  std::optional<std::chrono::minutes> offset;  ///< east of UTC, where one is written
  std::string_view zone;                       ///< an IANA name in its place: `Asia/Seoul`
  std::string_view ignored;                    ///< what stands behind the date and is none of it
};

/// Reads a date as people write it in front matter: RFC 3339, `2020-09-17`, `2020-9-7`, `2020/09/17`, `2020.09.17`,
/// `2020년 9월 17일`, `2020年9月17日`, `令和2年9月17日` (and 平成, 昭和, 民國), each with `14:05[:06[.5]]`, `2:05 pm`,
/// `오후 2시 5분` or no time, with or without ` +0900`, `+09:00`, `Z`, ` UTC`, ` Asia/Seoul`; RFC 5322 (`Thu, 17 Sep
/// 2020 14:05:00 +0900`, day name optional, zone names GMT UT EST ...); `Sept. 17, 2020`, git's and JavaScript's `Thu
/// Sep 17 14:05:00 2020`; Unix seconds (9 to 11 digits) and milliseconds (12 to 14). Nothing where the text does not
/// begin with a date, or names a day that does not exist (31 February).
[[nodiscard]] std::optional<WrittenDate> read_date(std::string_view text);

/// read_date where all of the text is a date. Without an offset, `offset_without_zone` east of UTC holds.
[[nodiscard]] std::optional<Timestamp> parse_date(std::string_view text,
                                                  std::chrono::minutes offset_without_zone = std::chrono::minutes{0});
/// The same; without an offset the clocks of `zone` hold.
[[nodiscard]] std::optional<Timestamp> parse_date(std::string_view text, const TimeZone& zone);
/// The instant a date means; nothing outside of four-digit years, or where its zone is unknown.
[[nodiscard]] std::optional<Timestamp> to_instant(const WrittenDate& date, const TimeZone& zone);

/// The date a file name starts with, Jekyll's way: `2020-09-17-title.md` -> midnight of that day as if in UTC, and
/// "title.md" as the rest. Zola's `2020-09-17_title.md` too.
struct DatedName {
  Timestamp date;
  std::string_view rest;
};
[[nodiscard]] std::optional<DatedName> date_in_file_name(std::string_view name);

/// RFC 3339, always in UTC: `2020-09-17T05:05:00Z`.
[[nodiscard]] std::string to_rfc3339(Timestamp time);
/// RFC 822 as RSS 2.0 wants it, four-digit year and numeric zone: `Thu, 17 Sep 2020 05:05:00 +0000`.
[[nodiscard]] std::string to_rfc822(Timestamp time);
/// IMF-fixdate of RFC 9110 section 5.6.7: `Thu, 17 Sep 2020 05:05:00 GMT`.
[[nodiscard]] std::string to_http_date(Timestamp time);
/// All three forms RFC 9110 section 5.6.7 tells a recipient to accept (IMF-fixdate, RFC 850, asctime).
[[nodiscard]] std::optional<Timestamp> parse_http_date(std::string_view text);

}  // namespace feedd::content
