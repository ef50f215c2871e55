// The second half of a date: the time of day and the zone behind it.
#include "content/date_reader.hpp"

namespace feedd::content {

using std::chrono::minutes;

namespace dates {

std::optional<Timestamp> make_time(int year, int month, int day, TimeOfDay time) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return {};
  return std::chrono::sys_days{date} + std::chrono::hours{time.hour} + minutes{time.minute} +
         std::chrono::seconds{time.second};
}

std::optional<TimeOfDay> read_time(Reader& in) {
  TimeOfDay time;
  const auto hour = in.number(1, 2);
  if (!hour || !in.take(':')) return {};
  const auto minute = in.number(2, 2);
  if (!minute) return {};
  time = {*hour, *minute, 0};
  if (in.take(':')) {
    const auto second = in.number(2, 2);
    if (!second) return {};
    time.second = *second;
    if (in.take('.') || in.take(',')) {
      if (!is_digit(in.next())) return {};
      while (is_digit(in.next())) in.take(in.next());
    }
  }
  if (time.hour > 23 || time.minute > 59 || time.second > 60) return {};
  return time;
}

}  // namespace dates

namespace {

using namespace dates;

struct Zone {
  std::string_view name;
  int hours;
};
/// RFC 5322 section 4.3's names, and those of no more than one meaning that feeds carry. `IST` and `BST` have several.
constexpr std::array<Zone, 18> zones = {{{"z", 0},
                                         {"ut", 0},
                                         {"utc", 0},
                                         {"gmt", 0},
                                         {"est", -5},
                                         {"edt", -4},
                                         {"cst", -6},
                                         {"cdt", -5},
                                         {"mst", -7},
                                         {"mdt", -6},
                                         {"pst", -8},
                                         {"pdt", -7},
                                         {"kst", 9},
                                         {"jst", 9},
                                         {"cet", 1},
                                         {"cest", 2},
                                         {"eet", 2},
                                         {"eest", 3}}};

std::optional<minutes> read_named_zone(Reader& in) {
  const std::string_view name = in.word();
  for (const Zone& zone : zones)
    if (zone.name.size() == name.size() && begins_with(zone.name, name)) return std::chrono::hours{zone.hours};
  return {};
}

/// `+09:00`, `+0900`, `+09`, `+9:00`, `+9`.
std::optional<minutes> read_offset(Reader& in) {
  const int sign = in.next() == '-' ? -1 : 1;
  if (!in.take('+') && !in.take('-')) return {};
  const std::size_t before = in.rest().size();
  const auto digits = in.number(1, 4);
  if (!digits) return {};
  const std::size_t count = before - in.rest().size();
  int hour = *digits;
  int minute = 0;
  if (count == 4) {
    hour = *digits / 100;
    minute = *digits % 100;
  } else if (count == 3) {
    return {};
  } else if (in.take(':')) {
    const auto written = in.number(2, 2);
    if (!written) return {};
    minute = *written;
  }
  if (hour > 23 || minute > 59) return {};
  return minutes{sign * (hour * 60 + minute)};
}

/// The words for the halves of the day, and the hours they add.
struct HalfDay {
  std::string_view word;
  bool afternoon;
};
constexpr std::array<HalfDay, 6> halves_before = {
    {{"오전", false}, {"오후", true}, {"午前", false}, {"午後", true}, {"上午", false}, {"下午", true}}};

std::optional<bool> half_behind(Reader& in) {
  Reader ahead = in;
  ahead.skip_spaces();
  const char letter = lower(ahead.next());
  if (letter != 'a' && letter != 'p') return {};
  ahead.take(ahead.next());
  const bool dotted = ahead.take('.');
  if (lower(ahead.next()) != 'm') return {};
  ahead.take(ahead.next());
  if (dotted) ahead.take('.');
  if (is_letter(ahead.next())) return {};
  in = ahead;
  return letter == 'p';
}

/// `14시 5분 6초`, `14時5分`, `14点05分`.
std::optional<TimeOfDay> read_counted_time(Reader& in) {
  TimeOfDay time;
  const auto hour = in.number(1, 2);
  if (!hour || (!in.take("시") && !in.take("時") && !in.take("时") && !in.take("点"))) return {};
  time.hour = *hour;
  in.skip_spaces();
  if (const auto minute = in.number(1, 2)) {
    if (!in.take("분") && !in.take("分")) return {};
    time.minute = *minute;
    in.skip_spaces();
    if (const auto second = in.number(1, 2)) {
      if (!in.take("초") && !in.take("秒")) return {};
      time.second = *second;
    }
  }
  if (time.hour > 23 || time.minute > 59 || time.second > 60) return {};
  return time;
}

}  // namespace

std::optional<TimeOfDay> dates::read_clock(Reader& in) {
  std::optional<bool> afternoon;
  for (const HalfDay& half : halves_before)
    if (!afternoon && in.take(half.word)) afternoon = half.afternoon;
  in.skip_spaces();
  Reader start = in;
  std::optional<TimeOfDay> time = read_time(in);
  if (!time) time = read_counted_time(in = start);
  if (!time) {
    in = start;
    const auto hour = in.number(1, 2);
    if (!hour) return {};
    afternoon = half_behind(in);
    if (!afternoon) return {};
    time = TimeOfDay{*hour, 0, 0};
  } else if (!afternoon) {
    afternoon = half_behind(in);
  }
  if (!afternoon) return time;
  if (time->hour > 12) return *afternoon ? time : std::nullopt;
  time->hour = time->hour % 12 + (*afternoon ? 12 : 0);
  return time;
}

namespace {

/// `Asia/Seoul`, `America/Argentina/Ushuaia`, at the reader, or nothing.
std::string_view zone_name(std::string_view rest) {
  std::size_t length = 0;
  while (length < rest.size() && (is_letter(rest[length]) || is_digit(rest[length]) || rest[length] == '/' ||
                                  rest[length] == '_' || rest[length] == '+' || rest[length] == '-'))
    ++length;
  const std::string_view name = rest.substr(0, length);
  return name.find('/') == std::string_view::npos ? std::string_view() : name;
}

}  // namespace

void dates::read_zone(Reader& in, WrittenDate& date) {
  in.skip_spaces();
  Reader before = in;
  if (const std::string_view name = zone_name(in.rest()); !name.empty() && is_letter(name.front())) {
    date.zone = name;
    in.take(name);
  } else if (is_letter(in.next())) {
    date.offset = read_named_zone(in);
    if (date.offset && (in.next() == '+' || in.next() == '-')) date.offset = read_offset(in);
    if (!date.offset || is_digit(in.next())) date.offset.reset(), in = before;
  } else if (in.next() == '+' || in.next() == '-') {
    date.offset = read_offset(in);
    if (!date.offset) in = before;
    in.skip_spaces();
    Reader named = in;  // `+0900 KST`: the offset counts
    if (read_named_zone(named) && (named.done() || named.next() == ' ')) in = named;
  }
  in.skip_spaces();
  const std::string_view rest = in.rest();
  const bool comment = (rest.starts_with('(') && rest.ends_with(')')) || (rest.starts_with('[') && rest.ends_with(']'));
  if (!rest.empty() && !(comment && date.offset) && date.ignored.empty()) date.ignored = rest;
  if (comment && !date.offset && rest.size() > 2) {
    const std::string_view inside = rest.substr(1, rest.size() - 2);
    if (zone_name(inside) == inside) date.zone = inside, date.ignored = {};
  }
}

}  // namespace feedd::content
