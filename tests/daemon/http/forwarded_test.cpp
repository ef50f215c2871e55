// What proxies say of the hops before them, and what strangers make of that.
#include "daemon/http/forwarded.hpp"

#include <string>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

/// The hops in one line, `-` for one that tells no address.
std::string shown(const Hops& hops) {
  std::string line;
  for (const auto& hop : hops) line.append(line.empty() ? "" : " ").append(hop ? to_text(*hop) : "-");
  return line;
}

std::string forwarded(std::string_view list) {
  return shown(read_forwarded(list));
}

std::string address(std::string_view text) {
  const auto read = read_address(text);
  return read ? to_text(*read) : "";
}

TEST(Forwarded, ReadsTheExamplesOfItsSpecification) {
  EXPECT_EQ(forwarded("for=\"_gazonk\""), "-");
  EXPECT_EQ(forwarded("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
  EXPECT_EQ(forwarded("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
  EXPECT_EQ(forwarded("for=192.0.2.43, for=198.51.100.17"), "192.0.2.43 198.51.100.17");
  EXPECT_EQ(forwarded("for=_hidden, for=_SEVKISEK"), "- -");
  EXPECT_EQ(forwarded("for=192.0.2.43, for=\"[2001:db8:cafe::17]\""), "192.0.2.43 2001:db8:cafe::17");
  EXPECT_EQ(forwarded("for=192.0.2.43,for=\"[2001:db8:cafe::17]\",for=unknown"), "192.0.2.43 2001:db8:cafe::17 -");
  EXPECT_EQ(forwarded("for=\"192.0.2.43:_port\""), "192.0.2.43");
}

TEST(Forwarded, FindsForWhereverItStands) {
  EXPECT_EQ(forwarded("proto=https;host=\"a,b;for=1.2.3.4\";FOR=192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(forwarded("for=\"192.0\\.2.1\""), "192.0.2.1") << "a quoted pair";
  EXPECT_EQ(forwarded(" , for=192.0.2.1 ; ;proto=http,\t,"), "192.0.2.1") << "empty elements are none";
  EXPECT_EQ(forwarded("for=192.0.2.1, proto=https"), "192.0.2.1 -") << "a hop that does not say for whom";
  EXPECT_EQ(forwarded(""), "");
}

TEST(Forwarded, IsNobodysWhereItsGrammarIsBrokenAnywhere) {
  for (const char* list :
       {"for=192.0.2.1:80", "for=2001:db8::1", "for=[2001:db8::1]", "for", "for=192.0.2.1;for=192.0.2.2", "=192.0.2.1",
        "for =192.0.2.1", "for=\"192.0.2.1", "for=\"192.0.2.1\\", "for=\"192.0.2.1\"x", "for=192.0.2.1 proto=http",
        // a quote that a stranger left open, before what the proxy appended
        "for=198.51.100.1;x=\", for=192.0.2.1", "for=198.51.100.1;x=\", for=\"[2001:db8::1]\""})
    EXPECT_EQ(forwarded(list), "-") << list;
}

TEST(Forwarded, WantsIpv6InBrackets) {
  EXPECT_EQ(forwarded("for=\"2001:db8::1\""), "-");
  EXPECT_EQ(forwarded("for=\"2001:db8::1:80\""), "-") << "nobody can say where the port begins";
  EXPECT_EQ(forwarded("for=\"[192.0.2.1]\""), "-");
  EXPECT_EQ(forwarded("for=\"[2001:db8::1]x\", for=\"[2001:db8::1\", for=\"[]\", for=\"\""), "- - - -");
}

TEST(XForwardedFor, IsAListOfAddresses) {
  EXPECT_EQ(shown(read_x_forwarded_for("192.0.2.1,\t2001:db8::1 , ,unknown, \"192.0.2.2\"")),
            "192.0.2.1 2001:db8::1 - -");
  EXPECT_EQ(shown(read_x_forwarded_for(" , ")), "");
}

TEST(ReadAddress, TakesTheFormsInWhichProxiesWriteOne) {
  EXPECT_EQ(address("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(address("192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(address("2001:DB8::0:1"), "2001:db8::1");
  EXPECT_EQ(address("[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(address("::ffff:192.0.2.1"), "192.0.2.1");
}

TEST(ReadAddress, TakesNothingElseForOne) {
  for (const char* text :
       {"", "unknown", "_hidden", "localhost", "192.0.2", "192.0.2.1, 192.0.2.2", "[", "[]", ":1", "192.0.2.1:x",
        "192.0.2.1:800000", "[2001:db8::1]80", "[2001:db8::1", "unix:", "192.0.2.1 x"})
    EXPECT_EQ(address(text), "") << text;
}

}  // namespace
}  // namespace feedd::daemon
