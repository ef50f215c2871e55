// What the placeholders of permalinks stand for, by the customs of Jekyll, Hugo, Hexo and WordPress.
#pragma once

#include "content/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// `year short_year month monthnum i_month short_month long_month monthname day i_day y_day yearday hour minute second
/// week w_day short_day long_day weekday weekdayname` of a date, as the site's clocks have it. Nothing for another
/// name.
[[nodiscard]] std::optional<std::string> date_placeholder(std::string_view name, Timestamp local);

/// Jekyll's `categories` and `slugified_categories`: each one segment of an address, in small letters.
[[nodiscard]] std::optional<std::string> category_placeholder(std::string_view name,
                                                              const std::vector<std::string>& categories);

}  // namespace feedd::content
