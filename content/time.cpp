// Reading dates. Printing them is time_print.cpp.
#include "content/time.hpp"

#include <array>
#include <cstdint>

namespace feedd::content {
namespace {

using std::chrono::minutes;

constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> weekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                      "thursday", "friday", "saturday"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/// Reads a date from left to right: each call takes what it names, or takes nothing and says so.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char c) {
    if (next() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_spaces() {
    while (next() == ' ' || next() == '\t') rest_.remove_prefix(1);
  }

  /// A number of `least` to `most` digits, all the digits that stand here.
  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    for (; count < rest_.size() && is_digit(rest_[count]); ++count) {
      if (count == most) return {};
      value = value * 10 + (rest_[count] - '0');
    }
    if (count < least) return {};
    rest_.remove_prefix(count);
    return value;
  }

  /// The letters that stand here, possibly none.
  std::string_view word() {
    std::size_t count = 0;
    while (count < rest_.size() && is_letter(rest_[count])) ++count;
    const std::string_view letters = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return letters;
  }

 private:
  std::string_view rest_;
};

bool begins_with(std::string_view name, std::string_view letters) {
  if (letters.size() > name.size()) return false;
  for (std::size_t i = 0; i < letters.size(); ++i)
    if (lower(letters[i]) != name[i]) return false;
  return true;
}

/// 1 for the first name that `letters`, three or more, abbreviate; 0 for none.
template <std::size_t N>
int name_number(const std::array<std::string_view, N>& names, std::string_view letters) {
  if (letters.size() < 3) return 0;
  for (std::size_t i = 0; i < N; ++i)
    if (begins_with(names[i], letters)) return static_cast<int>(i) + 1;
  return 0;
}

struct TimeOfDay {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<Timestamp> make(int year, int month, int day, TimeOfDay time, minutes offset) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return {};
  const Timestamp instant = std::chrono::sys_days{date} + std::chrono::hours{time.hour} + minutes{time.minute} +
                            std::chrono::seconds{time.second} - offset;
  if (instant < earliest || instant > latest) return {};
  return instant;
}

/// `14:05`, `14:05:06`, `14:05:06.5` (the fraction is dropped). Second 60, a leap second, is the next minute's first.
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

/// `+09:00`, `+0900`, `+09`.
std::optional<minutes> read_offset(Reader& in) {
  const int sign = in.next() == '-' ? -1 : 1;
  if (!in.take('+') && !in.take('-')) return {};
  const std::size_t before = in.rest().size();
  const auto digits = in.number(2, 4);
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

/// What may stand behind a time: nothing, an offset or a zone's name, and a comment in parentheses.
std::optional<minutes> read_zone(Reader& in, minutes without_zone) {
  std::optional<minutes> offset = without_zone;
  in.skip_spaces();
  if (is_letter(in.next())) {
    offset = read_named_zone(in);
  } else if (!in.done()) {
    offset = read_offset(in);
    in.skip_spaces();
    if (in.next() == '(' && in.rest().back() == ')') return offset;
  }
  return in.done() ? offset : std::nullopt;
}

std::optional<Timestamp> read_rest_of_day(Reader& in, int year, int month, int day, minutes without_zone) {
  in.skip_spaces();
  if (in.done()) return make(year, month, day, {}, without_zone);
  const auto time = read_time(in);
  if (!time) return {};
  const auto offset = read_zone(in, without_zone);
  if (!offset) return {};
  return make(year, month, day, *time, *offset);
}

/// `2020-09-17`, `2020/9/7`, each with a time or without.
std::optional<Timestamp> read_numeric(Reader in, minutes without_zone) {
  const auto year = in.number(4, 4);
  const char separator = in.next();
  if (!year || (separator != '-' && separator != '/')) return {};
  in.take(separator);
  const auto month = in.number(1, 2);
  if (!month || !in.take(separator)) return {};
  const auto day = in.number(1, 2);
  if (!day) return {};
  if (in.take('T') || in.take('t')) {
    if (!is_digit(in.next())) return {};
  } else if (!in.done() && in.next() != ' ' && in.next() != '\t') {
    return {};
  }
  return read_rest_of_day(in, *year, *month, *day, without_zone);
}

/// RFC 5322 section 3.3, with the two-digit years of section 4.3; the day's name is read and not compared.
std::optional<Timestamp> read_named_month(Reader in, minutes without_zone) {
  if (is_letter(in.next())) {
    if (name_number(weekdays, in.word()) == 0) return {};
    in.take('.');
    in.take(',');
    in.skip_spaces();
  }
  const auto day = in.number(1, 2);
  if (!day) return {};
  in.skip_spaces();
  const int month = name_number(months, in.word());
  in.skip_spaces();
  const std::size_t before = in.rest().size();
  auto year = in.number(2, 4);
  const std::size_t digits = before - in.rest().size();
  if (month == 0 || !year || digits == 3) return {};
  if (digits == 2) *year += *year < 50 ? 2000 : 1900;
  if (!in.done() && in.next() != ' ' && in.next() != '\t') return {};
  return read_rest_of_day(in, *year, month, *day, without_zone);
}

/// Unix seconds of 2001 and later: fewer digits are more likely a year or a number.
std::optional<Timestamp> read_unix(std::string_view text) {
  if (text.size() < 9 || text.size() > 11) return {};
  std::int64_t seconds = 0;
  for (const char c : text) {
    if (!is_digit(c)) return {};
    seconds = seconds * 10 + (c - '0');
  }
  return Timestamp{std::chrono::seconds{seconds}};
}

std::string_view without_outer_space(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

/// `05:05:00 GMT`, and nothing behind it.
std::optional<TimeOfDay> read_gmt(Reader& in) {
  const auto time = read_time(in);
  if (!time || !in.take(' ') || in.word() != "GMT" || !in.done()) return {};
  return time;
}

/// `Thu, 17 Sep 2020 05:05:00 GMT` and, with hyphens and a year of two digits, RFC 850's form.
std::optional<Timestamp> read_imf_or_rfc850(Reader in) {
  if (!in.take(' ')) return {};
  const auto day = in.number(2, 2);
  const char separator = in.next();
  if (!day || (separator != ' ' && separator != '-')) return {};
  in.take(separator);
  const int month = name_number(months, in.word());
  if (month == 0 || !in.take(separator)) return {};
  auto year = separator == '-' ? in.number(2, 2) : in.number(4, 4);
  if (!year || !in.take(' ')) return {};
  if (separator == '-') *year += *year < 70 ? 2000 : 1900;
  const auto time = read_gmt(in);
  if (!time) return {};
  return make(*year, month, *day, *time, minutes{0});
}

/// `Thu Sep 17 05:05:00 2020`, from behind the day's name; a day of one digit has a space before it.
std::optional<Timestamp> read_asctime(Reader in) {
  if (!in.take(' ')) return {};
  const int month = name_number(months, in.word());
  if (month == 0 || !in.take(' ')) return {};
  const auto day = in.take(' ') ? in.number(1, 1) : in.number(2, 2);
  if (!day || !in.take(' ')) return {};
  const auto time = read_time(in);
  if (!time || !in.take(' ')) return {};
  const auto year = in.number(4, 4);
  if (!year || !in.done()) return {};
  return make(*year, month, *day, *time, minutes{0});
}

}  // namespace

std::optional<Timestamp> parse_date(std::string_view text, minutes offset_without_zone) {
  text = without_outer_space(text);
  if (text.size() > 4 && (text[4] == '-' || text[4] == '/')) return read_numeric(Reader{text}, offset_without_zone);
  if (const auto seconds = read_unix(text)) return seconds;
  return read_named_month(Reader{text}, offset_without_zone);
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
  Reader in{text};
  if (name_number(weekdays, in.word()) == 0) return {};
  return in.take(',') ? read_imf_or_rfc850(in) : read_asctime(in);
}

std::optional<DatedName> date_in_file_name(std::string_view name) {
  Reader in{name};
  const auto year = in.number(4, 4);
  if (!year || !in.take('-')) return {};
  const auto month = in.number(1, 2);
  if (!month || !in.take('-')) return {};
  const auto day = in.number(1, 2);
  if (!day || !in.take('-') || in.done()) return {};
  const auto date = make(*year, *month, *day, {}, minutes{0});
  if (!date) return {};
  return DatedName{*date, in.rest()};
}

}  // namespace feedd::content
