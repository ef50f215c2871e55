// Reading dates as people write them. Printing them is time_print.cpp, HTTP's are http_date.cpp.
#include "content/time.hpp"

#include "content/date_reader.hpp"
#include "content/time_zone.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace feedd::content {
namespace {

using namespace dates;
using std::chrono::minutes;

struct Day {
  int year = 0;
  int month = 0;
  int day = 0;
};

std::optional<WrittenDate> read_rest_of_day(Reader& in, Day day) {
  WrittenDate date;
  TimeOfDay time;
  in.skip_spaces();
  if (!in.done()) {
    const auto clock = read_clock(in);
    if (!clock) return {};
    time = *clock;
    in.skip_spaces();
    Reader again = in;  // a date copied from git has its year twice: `2020-09-17 14:05:00 2020 +0900`
    if (const auto year = again.number(4, 4); year == day.year && (again.done() || again.next() == ' ')) {
      date.ignored = in.rest().substr(0, 4);
      in = again;
    }
    read_zone(in, date);
  }
  const auto local = make_time(day.year, day.month, day.day, time);
  if (!local) return {};
  date.local = *local;
  return date;
}

/// How the parts of a day are marked; where `spaced`, spaces may stand between them and none before the time.
struct Marks {
  std::string_view year, month, day;
  bool spaced;
};
constexpr std::array<Marks, 5> numeric_marks = {{{"-", "-", "", false},
                                                 {"/", "/", "", false},
                                                 {".", ".", ".", true},
                                                 {"년", "월", "일", true},
                                                 {"年", "月", "日", true}}};

/// `(목)`, the day of the week behind a date.
void skip_weekday(Reader& in) {
  Reader ahead = in;
  ahead.skip_spaces();
  const std::size_t close = ahead.rest().find(')');
  if (ahead.next() == '(' && close < 16 && ahead.take(ahead.rest().substr(0, close + 1))) in = ahead;
}

/// `2020-09-17`, `2020/9/7`, `2020. 9. 17.`, `2020년 9월 17일`, each with a time or without.
std::optional<WrittenDate> read_numeric(Reader in) {
  const auto year = in.number(4, 4);
  if (!year) return {};
  for (const Marks& marks : numeric_marks) {
    if (!in.take(marks.year)) continue;
    if (marks.spaced) in.skip_spaces();
    const auto month = in.number(1, 2);
    if (!month || !in.take(marks.month)) return {};
    if (marks.spaced) in.skip_spaces();
    const auto day = in.number(1, 2);
    if (!day) return {};
    const bool marked = in.take(marks.day);
    if (marks.spaced) skip_weekday(in);
    if (!marks.spaced && (in.take('T') || in.take('t'))) {
      if (!is_digit(in.next())) return {};
    } else if (marks.day.size() > 1 ? !marked : !in.done() && in.next() != ' ' && in.next() != '\t') {
      return {};
    }
    return read_rest_of_day(in, {*year, *month, *day});
  }
  return {};
}

/// Calendars that count years from another one, which is their year 0.
struct Era {
  std::string_view name;
  int year;
};
constexpr std::array<Era, 5> eras = {{{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"民國", 1911}, {"民国", 1911}}};

/// `令和5年5月10日`, `平成元年9月17日`, `民國112年5月10日`, each with a time or without.
std::optional<WrittenDate> read_era(Reader in) {
  for (const Era& era : eras) {
    if (!in.take(era.name)) continue;
    const auto year = in.take("元") ? 1 : in.number(1, 3);
    if (!year || !in.take("年")) return {};
    const auto month = in.number(1, 2);
    if (!month || !in.take("月")) return {};
    const auto day = in.number(1, 2);
    if (!day || !in.take("日")) return {};
    skip_weekday(in);
    return read_rest_of_day(in, {era.year + *year, *month, *day});
  }
  return {};
}

/// The year behind a day and a month: of four digits, or of two (RFC 5322 section 4.3).
std::optional<int> read_year(Reader& in) {
  const std::size_t before = in.rest().size();
  auto year = in.number(2, 4);
  const std::size_t digits = before - in.rest().size();
  if (!year || digits == 3) return {};
  if (digits == 2) *year += *year < 50 ? 2000 : 1900;
  return year;
}

std::optional<WrittenDate> read_behind_year(Reader& in, Day day) {
  in.take(',');
  if (!in.done() && in.next() != ' ' && in.next() != '\t') return {};
  in.skip_spaces();
  if (in.take("at ") || in.take("T")) in.skip_spaces();
  return read_rest_of_day(in, day);
}

/// `14:05:00 2020` behind `Thu Sep 17`, with a zone on either side of the year.
std::optional<WrittenDate> read_year_last(Reader& in, Day day) {
  WrittenDate date;
  const auto time = read_time(in);
  if (!time) return {};
  in.skip_spaces();
  const std::string_view rest = in.rest();
  if (!is_digit(in.next())) {
    const std::string_view zone = rest.substr(0, std::min(rest.find(' '), rest.size()));
    Reader alone{zone};
    read_zone(alone, date);
    if (!date.ignored.empty() || !in.take(zone)) return {};
    in.skip_spaces();
  }
  const auto year = in.number(4, 4);
  if (!year) return {};
  if (!date.offset && date.zone.empty()) read_zone(in, date);
  const auto local = make_time(*year, day.month, day.day, *time);
  if (!local || (!in.done() && date.ignored.empty())) return {};
  date.local = *local;
  return date;
}

/// `Sep 17, 2020`, `Sept. 17 2020 14:05`, `Sep 17 14:05:00 2020`.
std::optional<WrittenDate> read_month_first(Reader& in) {
  const int month = name_number(months, in.word());
  if (month == 0) return {};
  in.take('.');
  in.skip_spaces();
  const auto day = in.number(1, 2);
  if (!day) return {};
  for (const std::string_view ordinal : {"st", "nd", "rd", "th"})
    if (in.take(ordinal)) break;
  in.take(',');
  in.skip_spaces();
  Reader timed = in;
  if (read_time(timed)) return read_year_last(in, {0, month, *day});
  const auto year = in.number(4, 4);
  return year ? read_behind_year(in, {*year, month, *day}) : std::nullopt;
}

/// RFC 5322 section 3.3 and its kin; the day's name is read and not compared.
std::optional<WrittenDate> read_named_month(Reader in) {
  if (is_letter(in.next())) {
    Reader ahead = in;
    if (name_number(weekdays, ahead.word()) == 0) return read_month_first(in);
    in = ahead;
    in.take('.');
    in.take(',');
    in.skip_spaces();
    if (is_letter(in.next())) return read_month_first(in);
  }
  const auto day = in.number(1, 2);
  if (!day) return {};
  for (const std::string_view ordinal : {".", "st", "nd", "rd", "th"})
    if (in.take(ordinal)) break;
  in.skip_spaces();
  const int month = name_number(months, in.word());
  in.take('.');
  in.take(',');
  in.skip_spaces();
  const auto year = read_year(in);
  return month != 0 && year ? read_behind_year(in, {*year, month, *day}) : std::nullopt;
}

/// Unix seconds of 2001 and later, or milliseconds: fewer digits are more likely a year or a number.
std::optional<Timestamp> read_unix(std::string_view text) {
  if (text.size() < 9 || text.size() > 14) return {};
  std::int64_t count = 0;
  for (const char c : text) {
    if (!is_digit(c)) return {};
    count = count * 10 + (c - '0');
  }
  if (text.size() > 11)
    return std::chrono::floor<std::chrono::seconds>(
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds{count}));
  return Timestamp{std::chrono::seconds{count}};
}

std::string_view without_outer_space(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::optional<Timestamp> within_four_digits(Timestamp time) {
  return time < earliest || time > latest ? std::nullopt : std::optional(time);
}

}  // namespace

std::optional<WrittenDate> read_date(std::string_view text) {
  text = without_outer_space(text);
  if (const auto time = read_unix(text)) {
    WrittenDate date;
    date.local = *time;
    date.offset = minutes{0};
    return date;
  }
  if (text.size() > 4 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2])) return read_numeric(Reader{text});
  if (!text.empty() && static_cast<unsigned char>(text.front()) >= 0x80) return read_era(Reader{text});
  return read_named_month(Reader{text});
}

std::optional<Timestamp> to_instant(const WrittenDate& date, const TimeZone& zone) {
  if (date.offset) return within_four_digits(date.local - *date.offset);
  if (date.zone.empty()) return within_four_digits(zone.to_utc(date.local));
  const auto named = TimeZone::find(date.zone);
  return named ? within_four_digits(named->to_utc(date.local)) : std::nullopt;
}

std::optional<Timestamp> parse_date(std::string_view text, const TimeZone& zone) {
  const auto date = read_date(text);
  return date && date->ignored.empty() ? to_instant(*date, zone) : std::nullopt;
}

std::optional<Timestamp> parse_date(std::string_view text, minutes offset_without_zone) {
  auto date = read_date(text);
  if (!date || !date->ignored.empty()) return {};
  if (!date->offset && date->zone.empty()) date->offset = offset_without_zone;
  return to_instant(*date, TimeZone());
}

std::optional<DatedName> date_in_file_name(std::string_view name) {
  Reader in{name};
  const auto year = in.number(4, 4);
  if (!year || !in.take('-')) return {};
  const auto month = in.number(1, 2);
  if (!month || !in.take('-')) return {};
  const auto day = in.number(1, 2);
  if (!day || (!in.take('-') && !in.take('_')) || in.done()) return {};
  const auto date = make_time(*year, *month, *day, {});
  if (!date) return {};
  return DatedName{*date, in.rest()};
}

}  // namespace feedd::content
