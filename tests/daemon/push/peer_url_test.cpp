// Addresses of strangers.
#include "daemon/push/peer_url.hpp"

#include <array>

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

/// What is kept of it, or the objection in angle brackets.
std::string taken(std::string_view text, const PortRules& rules = {}) {
  const auto url = peer_url("u", text, rules);
  return url ? *url : '<' + url.error().reason + '>';
}
bool is_taken(std::string_view text, const PortRules& rules = {}) {
  return peer_url("u", text, rules).has_value();
}

TEST(PeerUrl, IsKeptAsItIsWritten) {
  for (const char* url :
       {"https://example.org/feed.rss", "http://example.org:8080/a/../b//c?x=1&y=%7e%c3%A9&x[]=2|{}",
        "https://example.org/?", "https://192.0.2.1/", "http://[2001:db8::1]:8443/x", "https://example.org/%"})
    EXPECT_EQ(taken(url), url);
}

TEST(PeerUrl, HasOneWayToWriteHostAndPort) {
  EXPECT_EQ(taken("HTTPS://Example.ORG:443"), "https://example.org/");
  EXPECT_EQ(taken("http://example.org:0080?A=B"), "http://example.org/?A=B");
  EXPECT_EQ(taken("http://example.org:443/"), "http://example.org:443/");
  EXPECT_EQ(taken("https://example.org:/x"), "https://example.org/x");
  EXPECT_EQ(taken("https://[2001:DB8::1]/"), "https://[2001:db8::1]/");
}

TEST(PeerUrl, HasItsHostInPunycode) {
  // xn--3e0b707e is the IANA registry's for 한국.
  EXPECT_EQ(taken("https://한국/콜백?이름=값"), "https://xn--3e0b707e/%EC%BD%9C%EB%B0%B1?%EC%9D%B4%EB%A6%84=%EA%B0%92");
  EXPECT_EQ(taken("https://BÜCHER.example/"), "https://xn--bcher-kva.example/");
}

TEST(PeerUrl, EscapesWhatNoRequestLineMayHave) {
  EXPECT_EQ(taken("https://example.org/a\"<b>\\c?\"d"), "https://example.org/a%22%3Cb%3E%5Cc?%22d");
}

TEST(PeerUrl, IsAbsoluteAndOfTheWeb) {
  for (const char* text : {"", "/feed.rss", "example.org/feed", "//example.org/", "ftp://example.org/",
                           "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "https:/example.org",
                           "https:example.org", "urn:uuid:0", "dict://example.org/", "x-http://example.org/"})
    EXPECT_NE(taken(text).find("absolute http or https"), std::string::npos) << text;
}

TEST(PeerUrl, HasNoCredentials) {
  for (const char* text : {"https://user@example.org/", "https://user:pw@example.org/", "https://@example.org/",
                           "https://example.org\\@other.example/"})
    EXPECT_NE(taken(text).find("password"), std::string::npos) << text;
  EXPECT_TRUE(is_taken("https://example.org/@name?to=a@b"));
}

TEST(PeerUrl, HasNoFragment) {
  EXPECT_EQ(taken("https://example.org/#a"), "<must have no fragment>");
  EXPECT_FALSE(is_taken("https://example.org/#"));
}

TEST(PeerUrl, HasNoControlCharactersAndSpace) {
  for (const char* text : {"https://example.org/a b", " https://example.org/", "https://example.org/\r\nHost: x",
                           "https://exa\tmple.org/", "https://example.org/\x7F"})
    EXPECT_FALSE(is_taken(text)) << text;
  EXPECT_FALSE(is_taken(std::string_view("https://example.org/\0", 21)));
}

TEST(PeerUrl, HasAHost) {
  for (const char* text :
       {"https://", "https:///x", "https://:80/", "https://?x", "https://.example.org/", "https://a..b/",
        "https://[::1/", "https://[example.org]/", "https://[]/", "https://exa%6Dple.org/", "https://exa$mple.org/",
        "https://\xFF\xFE.example/", "https://[::1]x/"})
    EXPECT_FALSE(is_taken(text)) << text;
  EXPECT_TRUE(is_taken("https://" + std::string(60, 'a') + ".example/"));
  std::string name;
  while (name.size() < 254) name += "abcdefg.";
  EXPECT_FALSE(is_taken("https://" + name + "example/"));
}

TEST(PeerUrl, IsBoundedAlsoOnceItIsEscaped) {
  const std::string start = "https://example.org/";
  EXPECT_TRUE(is_taken(start + std::string(longest_url_bytes - start.size(), 'a')));
  EXPECT_FALSE(is_taken(start + std::string(longest_url_bytes - start.size() + 1, 'a')));
  EXPECT_FALSE(is_taken(start + std::string(1000, '\xE9')));
}

TEST(PeerUrl, HasAPortOfTheWebOrAFreeOne) {
  for (const char* port : {"80", "443", "1024", "8080", "5337", "65535"})
    EXPECT_TRUE(is_taken(std::string("http://example.org:") + port + "/")) << port;
  for (const char* port :
       {"0", "1", "22", "25", "81", "1023", "65536", "99999999999999999999", "-80", "+80", "8x", "0x50"})
    EXPECT_FALSE(is_taken(std::string("http://example.org:") + port + "/")) << port;
}

TEST(PeerUrl, HasNoPortThatBrowsersBlock) {
  // Fetch, section 2.9: all of its table from 1024 on.
  for (const int port : {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
                         6679, 6697, 10080})
    EXPECT_FALSE(is_taken("https://example.org:" + std::to_string(port) + "/")) << port;
}

TEST(PeerUrl, HasOnePortOfAListThatIsConfigured) {
  const std::array<std::uint16_t, 2> ports = {443, 6000};
  EXPECT_TRUE(is_taken("https://example.org/", {ports}));
  EXPECT_TRUE(is_taken("https://example.org:6000/", {ports}));
  EXPECT_FALSE(is_taken("http://example.org/", {ports}));
  EXPECT_FALSE(is_taken("https://example.org:8443/", {ports}));
}

TEST(PeerUrl, MayHaveOnePortMore) {
  EXPECT_TRUE(is_taken("http://example.org:81/", {{}, 81}));
  EXPECT_FALSE(is_taken("http://example.org:82/", {{}, 81}));
  EXPECT_FALSE(is_taken("http://example.org:0/", {}));
}

TEST(PeerUrl, SaysOfWhichParameterItSpeaks) {
  const auto url = peer_url("hub.callback", "nowhere", {});
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().subject, "hub.callback");
}

}  // namespace
}  // namespace feedd::daemon::push
