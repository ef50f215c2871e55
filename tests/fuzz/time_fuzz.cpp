// Any bytes as a date, in front matter, in a feed and in HTTP: what is read lies within four-digit years, and every
// printed form reads back as the same instant, by each reader.
#include "content/sources/feed_date.hpp"
#include "content/time_zone.hpp"
#include "tests/fuzz/claims.hpp"

#include <cstdint>
#include <cstring>

namespace {

using namespace feedd::content;
using feedd::fuzz::require;

void check_printed(Timestamp time) {
  require(time >= earliest && time <= latest);
  require(parse_date(to_rfc3339(time)) == time);
  require(parse_date(to_rfc822(time)) == time);
  require(parse_http_date(to_http_date(time)) == time);
  require(parse_feed_date(to_rfc3339(time)) == time);
  require(parse_feed_date(to_rfc822(time)) == time);
  require(parse_feed_date(to_http_date(time)) == time);
}

/// A feed's reader takes all that front matter's takes (but no more than 128 bytes), and the same where the offset is
/// written.
void check_feed_date(std::string_view text) {
  const auto in_feed = parse_feed_date(text);
  if (in_feed) check_printed(*in_feed);
  const auto time = parse_date(text);
  if (!time || text.size() > 128) return;
  require(in_feed.has_value(), "no date in a feed");
  const auto written = read_date(text);
  if (written->offset || !written->zone.empty()) require(in_feed == time, "another date in a feed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto time = parse_date(text)) check_printed(*time);
  if (const auto time = parse_date(text, std::chrono::hours{9})) check_printed(*time);
  static const TimeZone seoul = TimeZone::find("Asia/Seoul").value_or(TimeZone());
  if (const auto time = parse_date(text, seoul)) check_printed(*time);
  if (const auto date = read_date(text)) require(date->ignored.size() + date->zone.size() <= text.size());
  if (const auto time = parse_http_date(text)) check_printed(*time);
  check_feed_date(text);
  if (const auto dated = date_in_file_name(text)) {
    check_printed(dated->date);
    require(!dated->rest.empty() && text.substr(text.size() - dated->rest.size()) == dated->rest);
  }
  std::int64_t seconds = 0;
  std::memcpy(&seconds, data, size < sizeof seconds ? size : sizeof seconds);
  require(to_rfc3339(Timestamp{std::chrono::seconds{seconds}}).size() == 20);
  return 0;
}
