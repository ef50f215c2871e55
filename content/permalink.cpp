#include "content/permalink.hpp"

#include "content/term.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <array>

namespace feedd::content {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

template <class Number>
std::string padded(Number number, std::size_t width = 2) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

/// ISO 8601: the week of the year that has its Thursday.
long week_of(sys_days day) {
  const sys_days thursday = day - (weekday(day) - Monday) + days(3);
  return (thursday - sys_days(year_month_day(thursday).year() / 1 / 1)).count() / 7 + 1;
}

}  // namespace

std::optional<std::string> date_placeholder(std::string_view name, Timestamp local) {
  const sys_days day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss time(local - day);
  const auto month = static_cast<unsigned>(date.month());
  const auto number = static_cast<unsigned>(date.day());
  const std::string year = std::to_string(static_cast<int>(date.year()));
  const std::string_view month_name = months.at(month - 1);
  const std::string_view day_name = weekdays.at(weekday(day).c_encoding());
  const long day_of_year = (day - sys_days(date.year() / 1 / 1)).count() + 1;
  if (name == "year") return year;
  if (name == "short_year") return year.substr(year.size() < 2 ? 0 : year.size() - 2);
  if (name == "month" || name == "monthnum") return padded(month);
  if (name == "i_month") return std::to_string(month);
  if (name == "short_month") return std::string(month_name.substr(0, 3));
  if (name == "long_month" || name == "monthname") return std::string(month_name);
  if (name == "day") return padded(number);
  if (name == "i_day") return std::to_string(number);
  if (name == "y_day") return padded(day_of_year, 3);
  if (name == "yearday") return std::to_string(day_of_year);
  if (name == "week") return padded(week_of(day));
  if (name == "w_day") return std::to_string(weekday(day).iso_encoding());
  if (name == "weekday") return std::to_string(weekday(day).c_encoding());
  if (name == "short_day") return std::string(day_name.substr(0, 3));
  if (name == "long_day" || name == "weekdayname") return std::string(day_name);
  if (name == "hour") return padded(time.hours().count());
  if (name == "minute") return padded(time.minutes().count());
  if (name == "second") return padded(time.seconds().count());
  return std::nullopt;
}

std::optional<std::string> category_placeholder(std::string_view name, const std::vector<std::string>& categories) {
  const bool slugified = name == "slugified_categories";
  if (!slugified && name != "categories") return std::nullopt;
  std::string path;
  for (const std::string& category : categories) {
    if (!path.empty()) path += '/';
    path += encode_segment(slugified ? slugify(category) : fold_case(category));
  }
  return path;
}

}  // namespace feedd::content
