#include "content/time.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

using std::chrono::minutes;

std::string read(std::string_view text, minutes offset = minutes{0}) {
  const auto time = parse_date(text, offset);
  return time ? to_rfc3339(*time) : "nothing";
}

std::string read_http(std::string_view text) {
  const auto time = parse_http_date(text);
  return time ? to_rfc3339(*time) : "nothing";
}

TEST(ParseDate, ReadsEveryNumericForm) {
  EXPECT_EQ(read("2020-09-17T05:05:06Z"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17t05:05:06.999z"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17T14:05:06+09:00"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17 14:05:06 +0900"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17 14:05:06.5 +09"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17 14:05:06 +9:00"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17 14:05:06 GMT+9"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17 14:05:06 -5"), "2020-09-17T19:05:06Z");
  EXPECT_EQ(read("2020-09-17 14:05 UTC"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("2020-09-17"), "2020-09-17T00:00:00Z");
  EXPECT_EQ(read("2020-9-7"), "2020-09-07T00:00:00Z");
  EXPECT_EQ(read("2020/09/17"), "2020-09-17T00:00:00Z");
  EXPECT_EQ(read(" 2020-09-17 \n"), "2020-09-17T00:00:00Z");
}

TEST(ParseDate, ReadsMailDates) {
  EXPECT_EQ(read("Thu, 17 Sep 2020 14:05:00 +0900"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("17 Sep 2020 14:05:00 GMT"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("Thursday, 17 September 2020 14:05 EST"), "2020-09-17T19:05:00Z");
  EXPECT_EQ(read("Thu, 17 Sep 20 14:05:00 pdt"), "2020-09-17T21:05:00Z");
  EXPECT_EQ(read("Thu, 17 Sep 98 14:05:00 UT"), "1998-09-17T14:05:00Z");
  EXPECT_EQ(read("Thu, 7 Sep 2020 14:05:00 +0900 (KST)"), "2020-09-07T05:05:00Z");
}

TEST(ParseDate, ReadsUnixSecondsOfPlausibleLengthOnly) {
  EXPECT_EQ(read("1600319100"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("999999999"), "2001-09-09T01:46:39Z");
  EXPECT_EQ(read("20200917"), "nothing");
  EXPECT_EQ(read("1600319100999"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("160031910099900"), "nothing");
}

TEST(ParseDate, ReadsNamedMonthsInAnyOrder) {
  EXPECT_EQ(read("Sep 17, 2020"), "2020-09-17T00:00:00Z");
  EXPECT_EQ(read("Sept. 17 2020 2:05 p.m."), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("September 17th, 2020 at 12:05 AM EST"), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("17. September 2020"), "2020-09-17T00:00:00Z");
  EXPECT_EQ(read("Thu Sep 17 14:05:06 2020"), "2020-09-17T14:05:06Z");
  EXPECT_EQ(read("Thu Sep 17 14:05:06 2020 +0900"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("Thu Sep 17 14:05:06 KST 2020"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("Thu Sep 17 2020 14:05:06 GMT+0900 (Korean Standard Time)"), "2020-09-17T05:05:06Z");
  EXPECT_EQ(read("2020-09-17 14:05:06.789 +0900 KST"), "2020-09-17T05:05:06Z");
}

TEST(ParseDate, ReadsDatesOfEastAsia) {
  EXPECT_EQ(read("2020.09.17 14:05", minutes{540}), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("2020. 9. 17. 오후 2:05"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("2020년 9월 17일(목) 14시 5분"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("2020年9月17日 午前0時5分"), "2020-09-17T00:05:00Z");
  EXPECT_EQ(read("2020年9月17日14:05"), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("令和5年5月10日"), "2023-05-10T00:00:00Z");
  EXPECT_EQ(read("平成元年9月17日 14:05"), "1989-09-17T14:05:00Z");
  EXPECT_EQ(read("民國112年5月10日"), "2023-05-10T00:00:00Z");
  EXPECT_EQ(read("2020年9月"), "nothing");
  EXPECT_EQ(read("2020년 2월 31일"), "nothing");
}

TEST(ReadDate, SaysWhatStandsBehindADate) {
  EXPECT_EQ(read_date("2020-09-17 14:05:00 2020 +0900")->ignored, "2020");
  EXPECT_EQ(read_date("2020-09-17 14:05:00 2020 +0900")->offset, minutes{540});
  EXPECT_EQ(read_date("2020-09-17 14:05 IST")->ignored, "IST");
  EXPECT_EQ(read_date("2020-09-17 14:05 Asia/Seoul")->zone, "Asia/Seoul");
  EXPECT_EQ(read_date("2020-09-17T14:05:00+09:00[Asia/Seoul]")->ignored, "");
  EXPECT_EQ(read("2020-09-17 14:05:00 2020 +0900"), "nothing");
}

TEST(ParseDate, UsesTheGivenOffsetOnlyWhereNoneIsWritten) {
  EXPECT_EQ(read("2020-09-17 14:05", minutes{540}), "2020-09-17T05:05:00Z");
  EXPECT_EQ(read("2020-09-17", minutes{540}), "2020-09-16T15:00:00Z");
  EXPECT_EQ(read("17 Sep 2020", minutes{-300}), "2020-09-17T05:00:00Z");
  EXPECT_EQ(read("2020-09-17 14:05 -0000", minutes{540}), "2020-09-17T14:05:00Z");
  EXPECT_EQ(read("1600319100", minutes{540}), "2020-09-17T05:05:00Z");
}

TEST(ParseDate, KnowsWhichDaysExist) {
  EXPECT_EQ(read("2020-02-29"), "2020-02-29T00:00:00Z");
  EXPECT_EQ(read("2000-02-29"), "2000-02-29T00:00:00Z");
  for (const auto* text : {"2021-02-29", "1900-02-29", "2020-02-31", "2020-04-31", "2020-13-01", "2020-00-10",
                           "2020-01-00", "31 Feb 2020 10:00:00 GMT"})
    EXPECT_EQ(read(text), "nothing") << text;
}

TEST(ParseDate, RefusesWhatIsNoDate) {
  for (const auto* text : {"",
                           " ",
                           "tomorrow",
                           "2020",
                           "2020-09",
                           "2020-09-",
                           "2020-09-17T",
                           "2020-09-17T14",
                           "2020-09-17Z",
                           "2020-09-17x",
                           "2020-09/17",
                           "2020-09-17 24:00",
                           "2020-09-17 10:60",
                           "2020-09-17 10:00:61",
                           "2020-09-17 10:00:00.",
                           "2020-09-17 10:00 +090",
                           "2020-09-17 10:00 +24:00",
                           "2020-09-17 10:00 +09:60",
                           "2020-09-17 10:00 IST",
                           "2020-09-17 10:00 +09:00 x",
                           "020-09-17",
                           "12020-09-17",
                           "Fun, 17 Sep 2020 10:00:00 GMT",
                           "Thu, 17 Sup 2020 10:00:00 GMT",
                           "Thu, 17 Sep 020 10:00:00 GMT",
                           "Thu,",
                           "{{ page.date }}",
                           "-1600319100"})
    EXPECT_EQ(read(text), "nothing") << text;
}

TEST(ParseDate, RefusesWhatAnOffsetMovesOutOfFourDigitYears) {
  EXPECT_EQ(read("0000-01-01T00:00:00+00:01"), "nothing");
  EXPECT_EQ(read("9999-12-31T23:59:59-00:01"), "nothing");
  EXPECT_EQ(read("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z");
}

TEST(ParseDate, ReadsALeapSecondAsTheNextMinute) {
  EXPECT_EQ(read("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z");
}

TEST(DateInFileName, SplitsJekyllNames) {
  const auto dated = date_in_file_name("2020-09-17-title-of-it.md");
  ASSERT_TRUE(dated);
  EXPECT_EQ(to_rfc3339(dated->date), "2020-09-17T00:00:00Z");
  EXPECT_EQ(dated->rest, "title-of-it.md");
  EXPECT_EQ(date_in_file_name("2020-9-7-x")->rest, "x");
}

TEST(DateInFileName, FindsNoneInOtherNames) {
  for (const auto* name : {"", "title.md", "2020.md", "2020-09-17.md", "2020-09-17-", "2020-02-30-title.md",
                           "20-09-17-title.md", "2020-09-title.md", "20200917-title.md", "x-2020-09-17-title.md"})
    EXPECT_FALSE(date_in_file_name(name)) << name;
}

TEST(PrintTime, WritesTheThreeForms) {
  const Timestamp time = *parse_date("2020-09-07T05:05:09Z");
  EXPECT_EQ(to_rfc3339(time), "2020-09-07T05:05:09Z");
  EXPECT_EQ(to_rfc822(time), "Mon, 07 Sep 2020 05:05:09 +0000");
  EXPECT_EQ(to_http_date(time), "Mon, 07 Sep 2020 05:05:09 GMT");
}

TEST(PrintTime, WritesTimesBeforeTheEpoch) {
  EXPECT_EQ(to_rfc822(*parse_date("1969-12-31T23:59:59Z")), "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST(PrintTime, StaysWithinFourDigitYears) {
  constexpr auto most = std::numeric_limits<std::chrono::seconds::rep>::max();
  EXPECT_EQ(to_rfc3339(Timestamp{std::chrono::seconds{most}}), "9999-12-31T23:59:59Z");
  EXPECT_EQ(to_rfc3339(Timestamp{std::chrono::seconds{-most}}), "0000-01-01T00:00:00Z");
}

TEST(ParseHttpDate, ReadsTheThreeFormsOfRfc9110) {
  EXPECT_EQ(read_http("Sun, 06 Nov 1994 08:49:37 GMT"), "1994-11-06T08:49:37Z");
  EXPECT_EQ(read_http("Sunday, 06-Nov-94 08:49:37 GMT"), "1994-11-06T08:49:37Z");
  EXPECT_EQ(read_http("Sun Nov  6 08:49:37 1994"), "1994-11-06T08:49:37Z");
  EXPECT_EQ(read_http("Wed Nov 16 08:49:37 1994"), "1994-11-16T08:49:37Z");
  EXPECT_EQ(read_http("Friday, 06-Nov-20 08:49:37 GMT"), "2020-11-06T08:49:37Z");
}

TEST(ParseHttpDate, RefusesEverythingElse) {
  for (const auto* text :
       {"", "0", "Sun,", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun Nov 6 08:49:37 1994",
        "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT; length=5"})
    EXPECT_EQ(read_http(text), "nothing") << text;
}

TEST(ParseHttpDate, ReadsWhatIsPrinted) {
  for (const auto seconds : {0L, 951782399L, 1600319109L, 4102444800L, -62167219200L}) {
    const Timestamp time{std::chrono::seconds{seconds}};
    EXPECT_EQ(parse_http_date(to_http_date(time)), time);
    EXPECT_EQ(parse_date(to_rfc3339(time)), time);
    EXPECT_EQ(parse_date(to_rfc822(time)), time);
  }
}

}  // namespace
}  // namespace feedd::content
