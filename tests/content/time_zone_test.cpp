#include "content/time_zone.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

std::string read(std::string_view text, std::string_view zone) {
  const auto time = parse_date(text, TimeZone::find(zone).value());
  return time ? to_rfc3339(*time) : "nothing";
}

TEST(TimeZone, IsFoundByItsIanaName) {
  for (const char* name : {"UTC", "Etc/UTC", "Asia/Seoul", "America/Argentina/Ushuaia"})
    EXPECT_TRUE(TimeZone::find(name)) << name;
  for (const char* name : {"", "Asia", "Asia/Soul", "KST9", "../etc/passwd", "/usr/share/zoneinfo/Asia/Seoul"})
    EXPECT_FALSE(TimeZone::find(name)) << name;
}

TEST(TimeZone, HoldsWhereNoOffsetIsWritten) {
  EXPECT_EQ(read("2020-09-17 14:05", "Asia/Seoul"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("2020-09-17 14:05 +0000", "Asia/Seoul"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("1600319100", "Asia/Seoul"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("2020-09-17 14:05 America/New_York", "Asia/Seoul"), "2020-09-17T18:05:00Z");
  EXPECT_EQ(read("2020-09-17 14:05 Nowhere/Else", "Asia/Seoul"), "nothing");
}

TEST(TimeZone, KnowsSummerTime) {
  EXPECT_EQ(read("2020-01-15 12:00", "America/New_York"), "2020-01-15T17:00:00Z");
  EXPECT_EQ(read("2020-07-15 12:00", "America/New_York"), "2020-07-15T16:00:00Z");
  EXPECT_EQ(read("1988-07-15 12:00", "Asia/Seoul"), "1988-07-15T02:00:00Z") << "Seoul had it for two summers";
}

TEST(TimeZone, TakesTheFirstOfTwoReadingsAndTheOffsetBeforeAGap) {
  EXPECT_EQ(read("2020-11-01 01:30", "America/New_York"), "2020-11-01T05:30:00Z");
  EXPECT_EQ(read("2020-03-08 02:30", "America/New_York"), "2020-03-08T07:30:00Z");
}

TEST(TimeZone, ReadsItsOwnClocks) {
  const TimeZone zone = TimeZone::find("Europe/Berlin").value();
  for (const char* text : {"2020-06-01T10:00:00Z", "2020-12-01T10:00:00Z"}) {
    const Timestamp time = parse_date(text).value();
    EXPECT_EQ(zone.to_utc(zone.to_local(time)), time) << text;
  }
}

}  // namespace
}  // namespace feedd::content
