#include "feeds/check/values.hpp"

#include "feeds/check/shown.hpp"

#include <gtest/gtest.h>

namespace feedd::feeds::check {
namespace {

TEST(Rfc822, TakesDatesAsRssHasThem) {
  for (const char* date : {"Thu, 17 Sep 2020 05:05:00 +0000", "17 Sep 2020 05:05 GMT", "Sat, 01 Jan 2000 00:00:60 EST",
                           "Tue, 3 Jun 2008 11:05:30 Z", "Thu, 29 Feb 2024 23:59:59 -0730"})
    EXPECT_EQ(object_to_rfc822(date), "") << date;
}

TEST(Rfc822, RefusesWhatReadersReadDifferently) {
  for (const char* date :
       {"", "yesterday", "2020-09-17T05:05:00Z", "Fri, 17 Sep 2020 05:05:00 +0000", "Thu, 31 Feb 2020 05:05:00 +0000",
        "Thu, 17 Sep 20 05:05:00 +0000", "Thu, 17 Sep 2020", "Thu, 17 Sep 2020 05:05:00",
        "Thu, 17 Sep 2020 25:05:00 +0000", "Thu, 17 Sep 2020 05:05:00 KST", "Thu, 17 Sep 2020 05:05:00 +09:00",
        "Thu 17 Sep 2020 05:05:00 +0000", "Thu, 17 September 2020 05:05:00 +0000", "thu, 17 sep 2020 05:05:00 +0000",
        "Thu, 17 Sep 2020 05:05:00 +0000 x"})
    EXPECT_NE(object_to_rfc822(date), "") << date;
}

TEST(AnyRfc822, TakesWhatReadersRead) {
  for (const char* date :
       {"Thu, 17 Sep 2020 05:05:00 +0000", "Thu, 17 Sep 20 05:05:00 +0000", "Fri, 17 Sep 99 05:05 GMT",
        "Thu, 17 Sep 2020  05:05:00 GMT", "\tThu,17 Sep 2020 05:05:00 GMT", "thu, 17 sep 2020 05:05:00 gmt",
        "Thu, 17 Sep 2020 05:05:00 +0000 (UTC)", "Thu (a day), 17 Sep 2020 05:05 +0000", "17 Sep 2020 05:05 Z",
        "Thursday, 17 September 2020 05:05:00 GMT", "Thu 17 Sep 2020 05:05:00 GMT", "Thu, 17 Sep 2020 5:05:00 +09:00"})
    EXPECT_EQ(object_to_any_rfc822(date), "") << date;
}

TEST(AnyRfc822, RefusesWhatIsNoDate) {
  for (const char* date :
       {"", "yesterday", "Thu", "(UTC)", "2020-09-17T05:05:00Z", "Fri, 17 Sep 2020 05:05:00 +0000",
        "Thu, 31 Feb 2020 05:05:00 +0000", "Thu, 17 Sep 2020", "Thu, 17 Sep 2020 05:05:00",
        "Thu, 17 Sep 2020 25:05:00 +0000", "Thu, 17 Sep 2020 05:05:00 KST", "Thu, 17 Sep 2020 05:05:00 +0000 x",
        "Thu, 17 Xyz 2020 05:05:00 +0000", "Thu, 17 Sep 020 05:05:00 +0000"})
    EXPECT_NE(object_to_any_rfc822(date), "") << date;
  EXPECT_NE(object_to_any_rfc822(std::string(1 << 20, ' ')), "");
}

TEST(Rfc3339, TakesFractionsOfAnyLength) {
  EXPECT_EQ(object_to_rfc3339("2020-09-17T05:05:00.123456789012Z"), "");
  EXPECT_EQ(object_to_rfc3339("2020-09-17T05:05:00." + std::string(100, '1') + "+09:00"), "");
}

TEST(Rfc3339, TakesInstantsWithTheirOffset) {
  for (const char* date :
       {"2020-09-17T05:05:00Z", "2020-09-17T05:05:00.25+09:00", "2016-12-31T23:59:60Z", "0000-01-01T00:00:00-00:00"})
    EXPECT_EQ(object_to_rfc3339(date), "") << date;
}

TEST(Rfc3339, RefusesWhatRfc4287Does) {
  for (const char* date :
       {"", "2020-09-17", "2020-09-17T05:05Z", "2020-09-17t05:05:00z", "2020-09-17 05:05:00Z", "2020-09-17T05:05:00",
        "2020-09-17T05:05:00+0900", "2020-02-30T00:00:00Z", "2020-09-17T24:00:00Z", "2020-09-17T05:05:00.Z",
        "2020-09-17T05:05:00Zx", "20-09-17T05:05:00Z"})
    EXPECT_NE(object_to_rfc3339(date), "") << date;
}

TEST(W3cDate, TakesEveryPrecision) {
  for (const char* date : {"2020", "2020-09", "2020-09-17", "2020-09-17T05:05Z", "2020-09-17T05:05:00.5+09:00"})
    EXPECT_EQ(object_to_w3cdtf(date), "") << date;
  for (const char* date : {"", "20", "2020-13", "2020-09-31", "2020-09T05:05Z", "2020-09-17T05:05", "Thu, 17 Sep 2020"})
    EXPECT_NE(object_to_w3cdtf(date), "") << date;
}

TEST(Address, IsTakenByItsSchemesForm) {
  for (const char* address :
       {"https://example.org/", "http://[::1]:8080/a?b=c#d", "mailto:kim@example.org", "tag:example.org,2020:a/b",
        "tag:kim@example.org,2020-09-17:a", "urn:uuid:9b024349-ccf0-5f69-a609-6b82873eab3c", "urn:isbn:0451450523",
        "https://example.org/%ED%95%9C", "http://e.org:65535/", "http://e.org:/", "http://e.org:0080",
        "https://e.org/a:99999", "mailto:a@b.org?subject=//x:99999"})
    EXPECT_EQ(object_to_absolute(address, Characters::uri), "") << address;
}

TEST(Address, IsRefusedWhereItIsNone) {
  for (const char* address : {"",
                              "https:",
                              "http:///a",
                              "/a",
                              "a.html",
                              "example.org",
                              "123 at http://example.org",
                              "https://e.org/a b",
                              "https://e.org/%",
                              "https://e.org/%zz",
                              "https://e.org/a[1]",
                              "https://e.org/\\",
                              "https://e.org/{}",
                              "http://e.org:65536/",
                              "http://e.org:99999999999999999999/",
                              "http://e.org:a/",
                              "http://[::1/",
                              "http://[::1/]",
                              "http://::1]/",
                              "http://[::1]a/",
                              "tag:example.org:a",
                              "tag:Example.org,2020:a",
                              "tag:example.org,20:a",
                              "urn:a",
                              "urn:uuid:1",
                              "urn:uuid:9b024349-ccf0-5f69-a609-6b82873eab3",
                              "https://e.org/한"})
    EXPECT_NE(object_to_absolute(address, Characters::uri), "") << address;
}

TEST(Address, MayBeAnIriInAtom) {
  EXPECT_EQ(object_to_absolute("https://e.org/한", Characters::iri), "");
  EXPECT_NE(object_to_absolute("https://e.org/한 글", Characters::iri), "");
}

TEST(Address, OfTheWebHasAHost) {
  EXPECT_EQ(object_to_web_address("HTTPS://e.org/a.mp3", Characters::uri), "");
  EXPECT_NE(object_to_web_address("ftp://e.org/a.mp3", Characters::uri), "");
  EXPECT_NE(object_to_web_address("https:///a.mp3", Characters::uri), "");
}

TEST(Reference, MayBeRelative) {
  for (const char* reference : {"a.html", "/a", "?q", "#a", "", "https://e.org/"})
    EXPECT_EQ(object_to_reference(reference, Characters::uri), "") << reference;
  EXPECT_NE(object_to_reference("a b", Characters::uri), "");
}

TEST(Language, IsATagThatBeginsWithALanguage) {
  for (const char* tag : {"en", "ko-KR", "zh-Hant-TW", "haw", "x-own", "i-klingon"})
    EXPECT_EQ(object_to_language(tag), "") << tag;
  for (const char* tag : {"", "qq", "english", "en_US", "x", "x-", "x-muchtoolong"})
    EXPECT_NE(object_to_language(tag), "") << tag;
}

TEST(MediaType, HasTwoParts) {
  for (const char* type : {"image/png", "application/vnd.a+xml", "text/html; charset=utf-8"})
    EXPECT_EQ(object_to_media_type(type), "") << type;
  for (const char* type : {"", "png", "image/", "/png", "image/png/x", "image png"})
    EXPECT_NE(object_to_media_type(type), "") << type;
}

TEST(Mailbox, IsAnAddressWithAnOptionalName) {
  for (const char* person : {"kim@example.org", "kim@example.org (Kim Min-ji)"})
    EXPECT_EQ(object_to_mailbox(person), "") << person;
  for (const char* person :
       {"", "Kim", "kim@", "@example.org", "kim@localhost", "kim@example.org Kim", "a@b@example.org"})
    EXPECT_NE(object_to_mailbox(person), "") << person;
}

TEST(AnyMailbox, HasAnAddressInIt) {
  for (const char* person : {"kim@example.org", "Kim <kim@example.org>", "kim@localhost", "mailto:kim@example.org"})
    EXPECT_EQ(object_to_any_mailbox(person), "") << person;
  for (const char* person : {"", "Kim", "@kim", "kim@", "Kim @ Example"})
    EXPECT_NE(object_to_any_mailbox(person), "") << person;
}

TEST(Email, HasSomethingOnBothSides) {
  for (const char* address : {"kim@example.org", "k@localhost", "a@b"})
    EXPECT_EQ(object_to_email(address), "") << address;
  for (const char* address : {"", "kim", "@kim", "kim@"}) EXPECT_NE(object_to_email(address), "") << address;
}

TEST(Visible, HoldsNothingThatATerminalObeys) {
  EXPECT_EQ(visible("a\nb\r\x1b[2J\x7f"), "a\\nb\\u000d\\u001b[2J\\u007f");
  EXPECT_EQ(visible("\xC2\x9B"
                    "31m"),
            "\\u009b31m")
      << "C1";
  EXPECT_EQ(visible("\xE2\x80\xAE"), "\\u202e") << "text that runs backwards";
  EXPECT_EQ(visible("\x9B"), "\\u009b") << "a byte that is no UTF-8";
  EXPECT_EQ(visible("날씨 é 😀"), "날씨 é 😀");
}

TEST(Quoted, IsShort) {
  EXPECT_EQ(quoted("a"), "\"a\"");
  EXPECT_LT(quoted(std::string_view(std::string(1 << 20, 'a'))).size(), 80U);
}

}  // namespace
}  // namespace feedd::feeds::check
