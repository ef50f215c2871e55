// Printing instants. Written digit by digit: a feed prints two of them per article, and no locale may have a say.
#include "content/time.hpp"

#include <algorithm>
#include <array>

namespace feedd::content {
namespace {

using std::chrono::sys_days;

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct Parts {
  explicit Parts(Timestamp time) : days(std::chrono::floor<std::chrono::days>(time)), date(days), clock(time - days) {}
  sys_days days;
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

Parts take_apart(Timestamp time) {
  return Parts{std::clamp(time, earliest, latest)};
}

void append_digits(std::string& text, long value, int count) {
  for (long unit = count == 4 ? 1000 : 10; unit > 0; unit /= 10) text += static_cast<char>('0' + value / unit % 10);
}

void append_clock(std::string& text, const Parts& parts) {
  append_digits(text, parts.clock.hours().count(), 2);
  text += ':';
  append_digits(text, parts.clock.minutes().count(), 2);
  text += ':';
  append_digits(text, parts.clock.seconds().count(), 2);
}

/// `Thu, 17 Sep 2020 05:05:00 `, what RFC 822 and HTTP have in common.
std::string in_words(Timestamp time) {
  const Parts parts = take_apart(time);
  std::string text;
  text.reserve(32);
  text.append(weekdays[std::chrono::weekday{parts.days}.c_encoding()]).append(", ");
  append_digits(text, static_cast<unsigned>(parts.date.day()), 2);
  text.append(" ").append(months[static_cast<unsigned>(parts.date.month()) - 1]).append(" ");
  append_digits(text, static_cast<int>(parts.date.year()), 4);
  text += ' ';
  append_clock(text, parts);
  text += ' ';
  return text;
}

}  // namespace

std::string to_rfc3339(Timestamp time) {
  const Parts parts = take_apart(time);
  std::string text;
  text.reserve(20);
  append_digits(text, static_cast<int>(parts.date.year()), 4);
  text += '-';
  append_digits(text, static_cast<unsigned>(parts.date.month()), 2);
  text += '-';
  append_digits(text, static_cast<unsigned>(parts.date.day()), 2);
  text += 'T';
  append_clock(text, parts);
  text += 'Z';
  return text;
}

std::string to_rfc822(Timestamp time) {
  return in_words(time) + "+0000";
}

std::string to_http_date(Timestamp time) {
  return in_words(time) + "GMT";
}

}  // namespace feedd::content
