// Any bytes as a date: what is read lies within four-digit years, and every printed form reads back as the same
// instant.
#include "content/time_zone.hpp"

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

using namespace feedd::content;

void require(bool claim) {
  if (!claim) std::abort();
}

void check_printed(Timestamp time) {
  require(time >= earliest && time <= latest);
  require(parse_date(to_rfc3339(time)) == time);
  require(parse_date(to_rfc822(time)) == time);
  require(parse_http_date(to_http_date(time)) == time);
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
  if (const auto dated = date_in_file_name(text)) {
    check_printed(dated->date);
    require(!dated->rest.empty() && text.substr(text.size() - dated->rest.size()) == dated->rest);
  }
  std::int64_t seconds = 0;
  std::memcpy(&seconds, data, size < sizeof seconds ? size : sizeof seconds);
  require(to_rfc3339(Timestamp{std::chrono::seconds{seconds}}).size() == 20);
  return 0;
}
