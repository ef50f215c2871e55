#include "content/sources/feed_date.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

std::string read(std::string_view text) {
  const auto date = parse_feed_date(text);
  return date ? to_rfc3339(*date) : "none";
}

TEST(FeedDate, Forms_of_front_matter_are_read_as_ever) {
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 +0900"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read(" 2020-09-17T14:05:00Z\n"), "2020-09-17T14:05:00Z");
}

TEST(FeedDate, Two_digit_years_belong_to_our_time) {
  EXPECT_EQ(read("Thu, 01 Jan 04 19:48:21 GMT"), "2004-01-01T19:48:21Z");
  EXPECT_EQ(read("1 Jan 99 00:00 GMT"), "1999-01-01T00:00:00Z");
}

TEST(FeedDate, Odd_zones_are_known) {
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 BST"), "2020-09-17T13:05:00Z");
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 AEST"), "2020-09-17T04:05:00Z");
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 GMT+9"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 Etc/GMT"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 XYZ"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 +9:00"), "2020-09-17T05:05:00Z");
}

TEST(FeedDate, Parts_may_stand_in_another_order) {
  EXPECT_EQ(read("Thu Sep 17 14:05:09 2020"), "2020-09-17T14:05:09Z");
  EXPECT_EQ(read("Thu Sep 17 14:05:09 PST 2020"), "2020-09-17T22:05:09Z");
  EXPECT_EQ(read("September 17, 2020 2:05 PM"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("Sept. 17, 2020"), "2020-09-17T00:00:00Z");
  EXPECT_EQ(read("17-Sep-2020 14:05"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("Donnerstag, 17 Sep 2020 14:05:00 MESZ"), "2020-09-17T12:05:00Z");
}

TEST(FeedDate, A_tuesday_in_romance_languages_is_not_march) {
  EXPECT_EQ(read("mar., 06 sept. 2011 10:00:00 +0200"), "2011-09-06T08:00:00Z");
  EXPECT_EQ(read("Mar, 06 Sep 2011 10:00:00 +0200"), "2011-09-06T08:00:00Z");
  EXPECT_EQ(read("mar., 06 ventôse 2011 10:00:00 +0200"), "none");
  EXPECT_EQ(read("mar., 01 mars 2011 10:00:00 +0100"), "none") << "better than a guess";
  EXPECT_EQ(read("Mar 17 14:05:09 PST 2020"), "2020-03-17T22:05:09Z");
  EXPECT_EQ(read("Mar. 17, 2020"), "2020-03-17T00:00:00Z");
}

TEST(FeedDate, Iso_8601_may_be_short) {
  EXPECT_EQ(read("2020"), "2020-01-01T00:00:00Z");
  EXPECT_EQ(read("2020-09"), "2020-09-01T00:00:00Z");
  EXPECT_EQ(read("20200917"), "2020-09-17T00:00:00Z");
  EXPECT_EQ(read("20200917T140500Z"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("2020-261"), "2020-09-17T00:00:00Z");
  EXPECT_EQ(read("2020-366"), "2020-12-31T00:00:00Z");
  EXPECT_EQ(read("2020-09-17T14:05+0900"), "2020-09-17T05:05:00Z");
}

TEST(FeedDate, Midnight_may_be_the_end_of_a_day) {
  EXPECT_EQ(read("Thu, 17 Sep 2020 24:00:00 GMT"), "2020-09-18T00:00:00Z");
}

TEST(FeedDate, Korean_dates_are_in_korean_time) {
  EXPECT_EQ(read("2020년 9월 17일 오후 02:05:00"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("2020-09-17 오전 11:23:17"), "2020-09-17T02:23:17Z");
}

TEST(FeedDate, What_names_no_day_is_no_date) {
  for (const char* text : {"", "soon", "Thu, 31 Feb 2020 10:00:00 GMT", "12:00", "99/99/9999", "0000-00-00 00:00:00",
                           "2021-366", "9999-366", "2020-367"})
    EXPECT_EQ(read(text), "none") << text;
}

}  // namespace
}  // namespace feedd::content
