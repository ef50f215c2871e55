// The dates of HTTP. Reads RFC 9110's three forms and nothing else.
#include "content/date_reader.hpp"

namespace feedd::content {
namespace {

using namespace dates;

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
  return make_time(*year, month, *day, *time);
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
  return make_time(*year, month, *day, *time);
}

}  // namespace

std::optional<Timestamp> parse_http_date(std::string_view text) {
  Reader in{text};
  if (name_number(weekdays, in.word()) == 0) return {};
  return in.take(',') ? read_imf_or_rfc850(in) : read_asctime(in);
}

}  // namespace feedd::content
