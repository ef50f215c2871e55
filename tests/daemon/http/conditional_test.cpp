// Validators and ranges.
#include "daemon/http/conditional.hpp"

#include <initializer_list>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using std::chrono::seconds;

const content::Timestamp changed = content::Timestamp{seconds{1600319100}};  // Thu, 17 Sep 2020 05:05:00 GMT
constexpr std::string_view date = "Thu, 17 Sep 2020 05:05:00 GMT";

bool matches(std::initializer_list<std::string_view> lines, std::string_view etag = "7-abc") {
  FieldLines fields;
  for (const auto line : lines) fields.add(line);
  return matches_etag(fields, etag);
}

TEST(IfNoneMatch, ComparesWeakly) {
  EXPECT_TRUE(matches({"\"7-abc\""}));
  EXPECT_TRUE(matches({"W/\"7-abc\""}));
  EXPECT_FALSE(matches({"\"7-abd\""}));
  EXPECT_FALSE(matches({"\"7-ab\""}));
  EXPECT_FALSE(matches({"\"7-abcd\""}));
  EXPECT_FALSE(matches({"\"\""}));
}

TEST(IfNoneMatch, IsAListOverSeveralLines) {
  EXPECT_TRUE(matches({"\"a\", W/\"b\",\"7-abc\""}));
  EXPECT_TRUE(matches({"\"a\"", "\"7-abc\""}));
  EXPECT_TRUE(matches({"\"with, comma\", \"7-abc\""}));
  EXPECT_FALSE(matches({"\"with, 7-abc ,comma\""}));
  EXPECT_TRUE(matches({" * "}));
  EXPECT_TRUE(matches({"*"}, ""));
}

TEST(IfNoneMatch, ForgivesWhatProxiesAndScriptsDoToTags) {
  EXPECT_TRUE(matches({"\"7-abc-gzip\""}));
  EXPECT_TRUE(matches({"W/\"7-abc-br\""}));
  EXPECT_TRUE(matches({"\"7-abc;gzip\""}));
  EXPECT_TRUE(matches({"\"7-abc--gzip\""}));
  EXPECT_FALSE(matches({"\"7-abc-gzipped\""}));
  EXPECT_TRUE(matches({"7-abc"}));
  EXPECT_FALSE(matches({"\"7-abc"})) << "cut off";
  EXPECT_FALSE(matches({"\"-gzip\""}, ""));
}

TEST(IfNoneMatch, KnowsTheSameBytesAtAnotherRevision) {
  constexpr std::string_view etag = "12-0123456789abcdef0123456789abcdef";
  EXPECT_TRUE(matches({"\"9-0123456789abcdef0123456789abcdef\""}, etag));
  EXPECT_TRUE(matches({"W/\"9-0123456789abcdef0123456789abcdef-gzip\""}, etag));
  EXPECT_FALSE(matches({"\"12-0123456789abcdef0123456789abcdee\""}, etag));
  EXPECT_FALSE(matches({"\"-0123456789abcdef0123456789abcdef\""}, etag));
  EXPECT_FALSE(matches({"\"0123456789abcdef0123456789abcdef\""}, etag));
  EXPECT_FALSE(matches({"\"9-0123456789abcdef\""}, etag)) << "half of a digest";
  EXPECT_FALSE(matches({"\"2-3-4\""}, "1-3-4")) << "a file's size and time are not a digest";
}

TEST(NotModified, LetsIfNoneMatchWin) {
  Request request;
  request.if_modified_since = date;
  EXPECT_TRUE(is_not_modified(request, "7-abc", changed));
  request.if_none_match.add("\"6-xyz\"");
  EXPECT_FALSE(is_not_modified(request, "7-abc", changed)) << "the date is not looked at";
  request.if_none_match.add("\"7-abc\"");
  request.if_modified_since = "Thu, 17 Sep 1970 05:05:00 GMT";
  EXPECT_TRUE(is_not_modified(request, "7-abc", changed));
}

TEST(NotModified, ComparesDatesInAllThreeForms) {
  Request request;
  for (const auto since :
       {date, std::string_view{"Thursday, 17-Sep-20 05:05:00 GMT"}, std::string_view{"Thu Sep 17 05:05:00 2020"}}) {
    request.if_modified_since = since;
    EXPECT_TRUE(is_not_modified(request, "", changed)) << since;
    EXPECT_TRUE(is_not_modified(request, "", changed - seconds{1})) << since;
    EXPECT_FALSE(is_not_modified(request, "", changed + seconds{1})) << since;
  }
  request.if_modified_since = "yesterday";
  EXPECT_FALSE(is_not_modified(request, "", changed));
  request.if_modified_since = date;
  EXPECT_FALSE(is_not_modified(request, "", content::Timestamp{})) << "no date of our own";
}

bool fails(const std::string& lines, std::string_view etag, content::Timestamp changed_at) {
  const auto head = "GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n";
  Request request;
  EXPECT_EQ(parse_head(head, request), 0);
  return request.is_guarded && is_precondition_failed(request, etag, changed_at);
}

TEST(IfMatch, IsStrongAndAListOverSeveralLines) {
  EXPECT_FALSE(fails("If-Match: \"a\"", "a", changed));
  EXPECT_FALSE(fails("If-Match: \"b\", \"a\"", "a", changed));
  EXPECT_FALSE(fails("If-Match: \"b\"\r\nIf-Match: \"a\"", "a", changed));
  EXPECT_FALSE(fails("If-Match: *", "", changed));
  EXPECT_TRUE(fails("If-Match: W/\"a\"", "a", changed));
  EXPECT_TRUE(fails("If-Match: \"a-gzip\"", "a", changed));
  EXPECT_TRUE(fails("If-Match: \"a\"", "", changed)) << "what is sent has no strong tag";
  EXPECT_TRUE(fails("If-Match: \"\"", "", changed));
  EXPECT_TRUE(fails("If-Match:", "a", changed));
}

TEST(IfUnmodifiedSince, CountsWhereThereIsNoIfMatch) {
  EXPECT_FALSE(fails("If-Unmodified-Since: " + content::to_http_date(changed), "a", changed));
  EXPECT_TRUE(fails("If-Unmodified-Since: " + content::to_http_date(changed - seconds{1}), "a", changed));
  EXPECT_FALSE(fails("If-Unmodified-Since: yesterday", "a", changed));
  EXPECT_FALSE(fails("If-Unmodified-Since: " + content::to_http_date(changed), "a", content::Timestamp{}));
  EXPECT_FALSE(
      fails("If-Match: \"a\"\r\nIf-Unmodified-Since: " + content::to_http_date(changed - seconds{1}), "a", changed));
}

TEST(IfRange, IsStrong) {
  Request request;
  EXPECT_TRUE(is_range_current(request, "t", changed));
  const auto current = [&](std::string_view condition) {
    request.if_range = condition;
    return is_range_current(request, "t", changed);
  };
  EXPECT_TRUE(current("\"t\""));
  EXPECT_FALSE(current("W/\"t\""));
  EXPECT_FALSE(current("\"t-gzip\""));
  EXPECT_FALSE(current("\""));
  EXPECT_TRUE(current(date));
  EXPECT_FALSE(current("Thu, 17 Sep 2020 05:05:01 GMT"));
  EXPECT_FALSE(current("nonsense"));
}

TEST(Range, CutsAtTheSize) {
  const auto range = [](std::string_view text, std::uint64_t size = 100) {
    const auto read = read_range(text, size);
    return read ? std::to_string(read->first) + '+' + std::to_string(read->length) : std::string{"whole"};
  };
  EXPECT_EQ(range("bytes=0-0"), "0+1");
  EXPECT_EQ(range("bytes=10-19"), "10+10");
  EXPECT_EQ(range("Bytes=90-"), "90+10");
  EXPECT_EQ(range("bytes=90-1000"), "90+10");
  EXPECT_EQ(range("bytes=0-99999999999999999999999"), "0+100");
  EXPECT_EQ(range("bytes=-5"), "95+5");
  EXPECT_EQ(range("bytes=-500"), "0+100");
  EXPECT_EQ(range("bytes=100-"), "0+0");
  EXPECT_EQ(range("bytes=-0"), "100+0");
  EXPECT_EQ(range("bytes=0-", 0), "0+0");
  for (const auto* whole : {"", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=1-2,4-5", "items=0-1", "bytes=1",
                            "bytes=--1", "bytes=1-2x"})
    EXPECT_EQ(range(whole), "whole") << whole;
}

}  // namespace
}  // namespace feedd::daemon
