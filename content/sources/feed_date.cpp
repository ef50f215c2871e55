// Finds day, month, year, time and zone wherever they stand, and lets parse_date judge them in one order.
#include "content/sources/feed_date.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace feedd::content {
namespace {

/// Longer than any date with its zone and comment.
constexpr std::size_t max_date_bytes = 128;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
int number(std::string_view digits) {
  int value = -1;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}
std::string two_digits(int value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}
constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};

/// Zones beyond those of parse_date, by their meaning in most feeds that have them; minutes east.
constexpr std::array<std::pair<std::string_view, int>, 28> zones = {
    {{"bst", 60},   {"wet", 0},    {"west", 60},  {"mez", 60},   {"mesz", 120},  {"msk", 180},   {"msd", 240},
     {"ist", 330},  {"hkt", 480},  {"sgt", 480},  {"awst", 480}, {"pht", 480},   {"acst", 570},  {"acdt", 630},
     {"aest", 600}, {"aedt", 660}, {"nzst", 720}, {"nzdt", 780}, {"akst", -540}, {"akdt", -480}, {"hst", -600},
     {"brt", -180}, {"art", -180}, {"ast", -240}, {"adt", -180}, {"sast", 120},  {"ict", 420},   {"wib", 420}}};

/// What has been found of a date.
struct Parts {
  int day = -1;
  int month = -1;
  int year = -1;
  std::string time;
  std::string zone;
  int afternoon = -1;           ///< 0 for AM, 1 for PM
  bool may_be_weekday = false;  ///< the month is `mar` before the day: Tuesday in French, Spanish and Italian
};

std::optional<Timestamp> assemble(const Parts& parts) {
  if (parts.day < 0 || parts.month < 0 || parts.year < 0) return std::nullopt;
  int year = parts.year;
  if (year < 100) year += year < 70 ? 2000 : 1900;
  std::string written = std::to_string(year);
  written.insert(0, 4 - std::min<std::size_t>(4, written.size()), '0');
  written += "-" + two_digits(parts.month) + "-" + two_digits(parts.day);
  if (parts.time.empty()) return parse_date(written);
  const std::size_t colon = parts.time.find(':');
  int hour = number(std::string_view(parts.time).substr(0, colon));
  if (parts.afternoon >= 0 && hour <= 12) hour = hour % 12 + 12 * parts.afternoon;
  const bool end_of_day = hour == 24;
  written += "T" + two_digits(end_of_day ? 0 : hour) + parts.time.substr(colon);
  const auto date = parse_date(written + (parts.zone.empty() ? "Z" : parts.zone));
  if (!date || !end_of_day) return date;
  return std::min(*date + std::chrono::hours(24), latest);
}

/// `+0900`, `-09:00`, `+9`, as parse_date wants it; empty for what is none.
std::string offset(std::string_view text) {
  if (text.size() < 2 || (text.front() != '+' && text.front() != '-')) return {};
  std::string digits;
  for (const char c : text.substr(1)) {
    if (is_digit(c))
      digits += c;
    else if (c != ':')
      return {};
  }
  if (digits.empty() || digits.size() > 4) return {};
  if (digits.size() % 2 == 1) digits.insert(0, 1, '0');
  if (digits.size() == 2) digits += "00";
  return text.front() + digits.substr(0, 2) + ":" + digits.substr(2);
}

/// A word that is no month: a zone, half of the day, or nothing that matters (a weekday).
void take_word(const std::string& word, Parts& parts) {
  if (word == "am" || word == "오전" || word == "午前" || word == "上午") {
    parts.afternoon = 0;
  } else if (word == "pm" || word == "오후" || word == "午後" || word == "下午") {
    parts.afternoon = 1;
  } else if (!parts.time.empty() && parts.zone.empty()) {
    for (const auto& [name, minutes] : zones)
      if (name == word)
        parts.zone =
            (minutes < 0 ? "-" : "+") + two_digits(std::abs(minutes) / 60) + ":" + two_digits(std::abs(minutes) % 60);
    if (parts.zone.empty() && parse_date("2000-01-01 00:00 " + word)) parts.zone = " " + word;
  }
}

void take_number(std::string_view token, Parts& parts) {
  const int value = number(token);
  if (token.size() >= 3 && token.size() <= 4)
    parts.year = value;
  else if (parts.day < 0 && value >= 1 && value <= 31 && token.size() <= 2)
    parts.day = value;
  else if (parts.year < 0 && token.size() == 2)
    parts.year = value;
}

/// `10:14:55.3` and what is stuck to it: `10:14:55Z`, `10:14+0900`, `2:05pm`.
void take_time(std::string_view token, Parts& parts) {
  const auto in_time = [](char c) { return is_digit(c) || c == ':' || c == '.'; };
  const auto end = static_cast<std::size_t>(std::find_if_not(token.begin(), token.end(), in_time) - token.begin());
  if (token.substr(0, end).find(':') == std::string_view::npos) return;
  parts.time = token.substr(0, end);
  const std::string_view rest = token.substr(end);
  if (rest.empty()) return;
  const std::string zone = offset(rest);
  if (!zone.empty())
    parts.zone = zone;
  else
    take_word(lower_ascii(rest), parts);
}

void take_token(std::string_view token, Parts& parts) {
  const std::string word = lower_ascii(token);
  if (is_digit(token.front()) && token.find(':') != std::string_view::npos) return take_time(token, parts);
  if (all_digits(token)) return take_number(token, parts);
  if (!parts.time.empty() && parts.zone.empty() && !offset(token).empty()) {
    parts.zone = offset(token);
    return;
  }
  if (is_letter(token.front())) {
    const std::string letters = word.substr(0, word.find('.'));
    const auto month = std::find_if(months.begin(), months.end(), [&](std::string_view name) {
      return letters.size() >= 3 && (name.starts_with(letters) || (letters == "sept" && name == "september"));
    });
    const bool within_day = parts.day >= 0 && parts.year < 0 && parts.time.empty() && letters.size() >= 3;
    if (parts.may_be_weekday && within_day) parts.month = -1;  // this is the month, in whatever language
    if (month != months.end() && parts.month < 0) {
      parts.month = static_cast<int>(month - months.begin()) + 1;
      parts.may_be_weekday = letters == "mar" && parts.day < 0;
      return;
    }
    for (const std::string_view utc : {"gmt", "utc", "etc/gmt", "etc/utc"})  // `GMT+9`
      if (word.starts_with(utc)) {
        const std::string zone = offset(std::string_view(word).substr(utc.size()));
        parts.zone = zone.empty() ? "Z" : zone;
        return;
      }
  }
  take_word(word, parts);
}

/// Words, numbers, times and offsets; `17-Sep-2020` is three.
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  std::string token;
  const auto flush = [&] {
    if (!token.empty()) tokens.push_back(std::move(token));
    token.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash_in_date = c == '-' && token.find(':') == std::string::npos && !token.empty() &&
                              token.front() != '+' && token.find("gmt") == std::string::npos &&
                              lower_ascii(token) != "gmt" && lower_ascii(token) != "utc";
    if (c == ' ' || c == '\t' || c == '\n' || c == ',' || c == '(' || c == ')' || dash_in_date)
      flush();
    else
      token += c;
  }
  flush();
  return tokens;
}

std::optional<Timestamp> read_words(std::string_view text) {
  Parts parts;
  for (const std::string& token : tokens_of(text)) take_token(token, parts);
  return assemble(parts);
}

/// A day of the year: 2020-261.
std::optional<Timestamp> ordinal(int year, int day) {
  if (day < 1 || day > (std::chrono::year{year}.is_leap() ? 366 : 365)) return std::nullopt;
  const auto first = std::chrono::sys_days{std::chrono::year{year} / 1 / 1};
  return Timestamp(first + std::chrono::days(day - 1));
}

/// ISO 8601's forms that parse_date does not have: basic, and of reduced precision.
std::optional<Timestamp> read_iso(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("Tt "), text.size());
  const std::string_view date = text.substr(0, end);
  if (date.size() < 4 || !all_digits(date.substr(0, 4))) return std::nullopt;
  std::string digits;
  for (const char c : date) {
    if (is_digit(c))
      digits += c;
    else if (c != '-')
      return std::nullopt;
  }
  const int year = number(date.substr(0, 4));
  if (digits.size() == 7 && end == text.size()) return ordinal(year, number(std::string_view(digits).substr(4)));
  if (digits.size() != 4 && digits.size() != 6 && digits.size() != 8) return std::nullopt;
  Parts parts;
  parts.year = year;
  parts.month = digits.size() >= 6 ? number(std::string_view(digits).substr(4, 2)) : 1;
  parts.day = digits.size() == 8 ? number(std::string_view(digits).substr(6, 2)) : 1;
  std::string time(text.substr(std::min(end + 1, text.size())));
  if (time.empty()) return assemble(parts);
  if (!is_digit(time.front())) return std::nullopt;
  if (time.size() >= 4 && all_digits(std::string_view(time).substr(0, 4))) {  // 1405, 140506
    time.insert(2, 1, ':');
    if (time.size() >= 7 && all_digits(std::string_view(time).substr(5, 2))) time.insert(5, 1, ':');
  }
  std::erase(time, ' ');
  if (time.find(':') == std::string::npos) return std::nullopt;
  take_time(time, parts);
  return assemble(parts);
}

/// Korean dates without an offset are Korean time, whoever wrote them.
std::chrono::minutes usual_offset(std::string_view text) {
  for (const std::string_view word : {"년", "오전", "오후"})
    if (text.find(word) != std::string_view::npos) return std::chrono::hours(9);
  return std::chrono::minutes(0);
}

}  // namespace

std::optional<Timestamp> parse_feed_date(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > max_date_bytes) return std::nullopt;
  if (const auto date = parse_date(text, usual_offset(text))) return date;
  if (const auto date = read_iso(text)) return date;
  return read_words(text);
}

}  // namespace feedd::content
