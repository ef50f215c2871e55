// Taking dates apart from left to right: what the readers of dates share. Private to content.
#pragma once

#include "content/time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace feedd::content::dates {

constexpr std::array<std::string_view, 12> months = {"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> weekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                      "thursday", "friday", "saturday"};

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/// Reads a date from left to right: each call takes what it names, or takes nothing and says so.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(std::string_view word) {
    if (word.empty() || !rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

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

inline bool begins_with(std::string_view name, std::string_view letters) {
  return letters.size() <= name.size() &&
         std::equal(letters.begin(), letters.end(), name.begin(), [](char x, char y) { return lower(x) == y; });
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

/// `14:05`, `14:05:06`, `14:05:06.5` (the fraction is dropped). Second 60, a leap second, is the next minute's first.
[[nodiscard]] std::optional<TimeOfDay> read_time(Reader& in);

/// Any time of day: also `2:05 pm`, `2 p.m.`, `오후 2:05`, `14시 5분`, `午後2時5分`.
[[nodiscard]] std::optional<TimeOfDay> read_clock(Reader& in);

/// What stands behind a time: nothing, an offset, a zone's name, and a comment. What is none of these is `ignored`.
void read_zone(Reader& in, WrittenDate& date);

/// The wall clock's reading as if in UTC; nothing for a day that does not exist.
[[nodiscard]] std::optional<Timestamp> make_time(int year, int month, int day, TimeOfDay time);

}  // namespace feedd::content::dates
