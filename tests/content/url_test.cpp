#include "content/url.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

TEST(UrlScheme, IsLowerCasedAndMissingFromRelativeReferences) {
  EXPECT_EQ(url_scheme("HTTPS://example.org"), "https");
  EXPECT_EQ(url_scheme("mailto:a@b"), "mailto");
  for (const auto* text : {"", "a/b:c", "?a:b", "#a:b", "//host", ":x", "1a:b", "a b:c", "한국:x", "a"})
    EXPECT_FALSE(url_scheme(text)) << text;
}

TEST(UrlScheme, SeesThroughWhatBrowsersSkip) {
  EXPECT_EQ(url_scheme(" \n\x01 java\tscr\r\nipt:alert(1)"), "javascript");
  EXPECT_EQ(url_scheme("\x1Fvb\x7Fscript:x"), "vbscript");
}

TEST(ToUri, KeepsWhatIsAUriAlready) {
  for (const auto* uri :
       {"", "https://u:p@example.org:8080/a/b;c=1/%ED%95%9C?q=1&r=a/b?c#f?/x", "mailto:a@b.example", "../a", "?q", "#",
        "//h/p", "http://[2001:db8::1]:80/", "urn:uuid:0", "/a//b", "data:text/plain,a%20b"})
    EXPECT_EQ(to_uri(uri), uri);
}

TEST(ToUri, EncodesWhatPeopleTypeIntoAddresses) {
  EXPECT_EQ(to_uri("/한국 경제.html"), "/%ED%95%9C%EA%B5%AD%20%EA%B2%BD%EC%A0%9C.html");
  EXPECT_EQ(to_uri("/100%?a=5%2&b=%zz"), "/100%25?a=5%252&b=%25zz");
  EXPECT_EQ(to_uri("/a\"<b>\\^`{|}[c]"), "/a%22%3Cb%3E%5C%5E%60%7B%7C%7D%5Bc%5D");
  EXPECT_EQ(to_uri("/a#b#c"), "/a#b%23c");
  EXPECT_EQ(to_uri("  /a\n\tb \r\n"), "/ab");
  EXPECT_EQ(to_uri("/\xFF"), "/%FF");
}

TEST(ToUri, PutsADotBeforeAFirstSegmentThatWouldReadAsAScheme) {
  EXPECT_EQ(to_uri("한국:경제"), "./%ED%95%9C%EA%B5%AD:%EA%B2%BD%EC%A0%9C");
  EXPECT_EQ(to_uri("1:2/3"), "./1:2/3");
}

TEST(ToUri, WritesHostsOfAnyScriptInPunycode) {
  EXPECT_EQ(to_uri("https://한국.kr/"), "https://xn--3e0b707e.kr/");
  EXPECT_EQ(to_uri("https://www.Bücher.example:81/x"), "https://www.xn--bcher-kva.example:81/x");
  EXPECT_EQ(to_uri("https://Bu\u0308cher.example"), "https://xn--bcher-kva.example");
  EXPECT_EQ(to_uri("https://例え。テスト"), "https://xn--r8jz45g.xn--zckzah");
  EXPECT_EQ(to_uri("https://EXAMPLE.org"), "https://EXAMPLE.org");
}

// RFC 3492 section 7.1's samples, lower-cased as host names are.
TEST(ToUri, EncodesTheSamplesOfRfc3492) {
  EXPECT_EQ(to_uri("//他们为什么不说中文"), "//xn--ihqwcrb4cv8a8dqg056pqjye");
  EXPECT_EQ(to_uri("//למההםפשוטלאמדבריםעברית"), "//xn--4dbcagdahymbxekheh6e0a7fei0b");
  EXPECT_EQ(to_uri("//세계의모든사람들이한국어를이해한다면얼마나좋을까"),
            "//xn--989aomsvi5e83db1d2a355cv1e0vak1dwrv93d5xbh15a0dt30a5jpsd879ccm6fea98c");
  EXPECT_EQ(to_uri("//3年b組金八先生"), "//xn--3b-ww4c5e180e575a65lsy2b");
}

TEST(ToUri, LeavesBracketsToAddressesAndNotToNames) {
  EXPECT_EQ(to_uri("http://[2001:한::1]/"), "http://[2001:%ED%95%9C::1]/");
  EXPECT_EQ(to_uri("http://[a]b/"), "http://%5Ba%5Db/");
}

TEST(ToUri, EscapesALabelTooLongForDnsInsteadOfEncodingIt) {
  std::string host;
  for (int i = 0; i < 5000; ++i) host += "한";
  EXPECT_EQ(to_uri("//" + host).substr(0, 12), "//%ED%95%9C%");
}

// RFC 3986 section 5.4, both tables.
TEST(ResolveUrl, GivesTheExamplesOfRfc3986) {
  const std::pair<const char*, const char*> examples[] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"g;x?y#s", "http://a/b/c/g;x?y#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"../../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
  };
  for (const auto& [reference, expected] : examples)
    EXPECT_EQ(resolve_url("http://a/b/c/d;p?q", reference), expected) << reference;
}

TEST(ResolveUrl, EncodesBothSides) {
  EXPECT_EQ(resolve_url("https://한국.kr/뉴스/", "사진 1.jpg"),
            "https://xn--3e0b707e.kr/%EB%89%B4%EC%8A%A4/%EC%82%AC%EC%A7%84%201.jpg");
}

TEST(ResolveUrl, ResolvesAgainstABareHost) {
  EXPECT_EQ(resolve_url("https://example.org", "a"), "https://example.org/a");
  EXPECT_EQ(resolve_url("HTTPS://example.org?x", "?y"), "https://example.org?y");
}

TEST(ResolveUrl, NeverTurnsAPathIntoAHost) {
  EXPECT_EQ(resolve_url("a:b/c", "/..//evil.example/"), "a:/.//evil.example/");
  EXPECT_EQ(resolve_url("a:b", "../c"), "a:c");
}

TEST(ResolveUrl, RefusesWhatCannotBeFetched) {
  for (const auto* reference : {"http://", "http:///x", "https:x", "http://h:80a/", "http://[::1", "http://[zz::]/",
                                "http://u@/", "//h:1:2/", "http://[1:2:3]/"})
    EXPECT_FALSE(resolve_url("https://example.org/", reference)) << reference;
  EXPECT_FALSE(resolve_url("/relative", "x"));
  EXPECT_FALSE(resolve_url("", ""));
}

TEST(EncodeSegment, LeavesOneSegmentOfAnyText) {
  EXPECT_EQ(encode_segment("a/b?c#d%20 e:@!$&'()*+,;=~"), "a%2Fb%3Fc%23d%2520%20e:@!$&'()*+,;=~");
  EXPECT_EQ(encode_segment("한"), "%ED%95%9C");
}

TEST(EncodePath, KeepsSlashes) {
  EXPECT_EQ(encode_path("/a b/한/c%"), "/a%20b/%ED%95%9C/c%25");
}

}  // namespace
}  // namespace feedd::content
