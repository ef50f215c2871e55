// Addresses and networks as people and the system write them.
#include "daemon/http/network.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

bool holds(const char* network, const char* address) {
  return Network::parse(network).value().contains(parse_ip_address(address).value());
}

TEST(IpAddress, IsWrittenInItsUsualForm) {
  for (const auto& [text, usual] :
       {std::pair{"192.0.2.1", "192.0.2.1"}, {"2001:DB8::0:1", "2001:db8::1"}, {"::ffff:192.0.2.1", "192.0.2.1"}})
    EXPECT_EQ(to_text(parse_ip_address(text).value()), usual);
}

TEST(IpAddress, IsNothingElse) {
  for (const std::string_view text :
       {std::string_view{""}, std::string_view{"192.0.2"}, std::string_view{"192.0.2.1:80"}, std::string_view{"[::1]"},
        std::string_view{"fe80::1%eth0"}, std::string_view{"localhost"}, std::string_view{"192.0.2.1\0", 10},
        std::string_view{"0000:0000:0000:0000:0000:0000:0000:0000:0000:0001"}})
    EXPECT_FALSE(parse_ip_address(text)) << text;
}

TEST(Network, HoldsItsAddressesAndNoOthers) {
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(holds("10.0.0.0/9", "10.127.255.255"));
  EXPECT_FALSE(holds("10.0.0.0/9", "10.128.0.0"));
  EXPECT_TRUE(holds("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(holds("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(holds("192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(holds("192.0.2.1", "192.0.2.2"));
  EXPECT_TRUE(holds("192.0.2.1", "::ffff:192.0.2.1"));
  EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1")) << "all of IPv4 is no IPv6";
}

TEST(Network, IsRefusedWhereItIsNone) {
  for (const char* text : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0/8", "::/129", "proxy"})
    EXPECT_FALSE(Network::parse(text)) << text;
}

}  // namespace
}  // namespace feedd::daemon
