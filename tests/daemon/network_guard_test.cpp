#include "daemon/network_guard.hpp"

#include <cstring>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace feedd::daemon {
namespace {

bool permits(const NetworkGuard& guard, const char* text) {
  sockaddr_storage storage{};
  sockaddr_in four{};
  sockaddr_in6 six{};
  if (::inet_pton(AF_INET, text, &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    std::memcpy(&storage, &four, sizeof four);
  } else {
    EXPECT_EQ(::inet_pton(AF_INET6, text, &six.sin6_addr), 1) << text;
    six.sin6_family = AF_INET6;
    std::memcpy(&storage, &six, sizeof six);
  }
  return guard.permits(reinterpret_cast<const sockaddr&>(storage));
}

NetworkGuard guard(const std::vector<std::string>& allowed = {}) {
  return NetworkGuard::create(allowed).value();
}

TEST(NetworkGuard, Public_addresses_are_permitted) {
  for (const char* address :
       {"1.1.1.1", "93.184.215.14", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "64:ff9b::101:101"})
    EXPECT_TRUE(permits(guard(), address)) << address;
}

TEST(NetworkGuard, Private_and_special_addresses_are_not) {
  for (const char* address : {"127.0.0.1",
                              "127.9.9.9",
                              "0.0.0.0",
                              "0.1.2.3",
                              "10.1.2.3",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "100.127.255.254",
                              "192.0.0.1",
                              "192.0.2.1",
                              "198.18.0.1",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "239.255.255.250",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "fec0::1",
                              "ff02::1",
                              "2001:db8::1",
                              "2001::1",
                              "100::1"})
    EXPECT_FALSE(permits(guard(), address)) << address;
}

TEST(NetworkGuard, Ipv4_within_ipv6_is_judged_as_what_it_is) {
  for (const char* address : {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
                              "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1"})
    EXPECT_FALSE(permits(guard(), address)) << address;
  EXPECT_TRUE(permits(guard(), "::ffff:1.1.1.1"));
}

TEST(NetworkGuard, An_allowed_network_is_open_and_no_other) {
  const NetworkGuard some = guard({"10.1.0.0/16", "fd00::/8", "127.0.0.1"});
  for (const char* address : {"10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "127.0.0.1"})
    EXPECT_TRUE(permits(some, address)) << address;
  for (const char* address : {"10.2.0.1", "fc00::1", "127.0.0.2", "::1"})
    EXPECT_FALSE(permits(some, address)) << address;
}

TEST(NetworkGuard, Judges_an_address_as_hosts_are_named) {
  using Literal = NetworkGuard::Literal;
  const NetworkGuard some = guard({"10.1.0.0/16", "::1"});
  for (const char* host : {"10.1.2.3", "10.1.2.3:8080", "[::1]", "[::1]:8080", "[::ffff:10.1.2.3]:80"})
    EXPECT_EQ(some.judge(host), Literal::allowed) << host;
  for (const char* host : {"10.2.0.1", "127.0.0.1:80", "169.254.169.254", "[fe80::1]:80", "[::ffff:127.0.0.1]", "[::]"})
    EXPECT_EQ(some.judge(host), Literal::forbidden) << host;
  for (const char* host : {"1.1.1.1", "93.184.215.14:443", "[2606:4700::1111]", "[2606:4700::1111]:443"})
    EXPECT_EQ(some.judge(host), Literal::is_public) << host;
}

TEST(NetworkGuard, Knows_nothing_of_a_name_before_it_is_resolved) {
  for (const char* host : {"localhost", "localhost:80", "example.org:443", "10.1.2.3.example.org", "", "[", "[]",
                           "[]:80", "10.1.2", "0x7f.0.0.1", "2130706433", "10.0.0.0/8", "[fe80::1%eth0]:80"})
    EXPECT_EQ(guard().judge(host), NetworkGuard::Literal::none) << host;
}

TEST(NetworkGuard, Judges_a_public_address_of_an_allowed_network_as_public) {
  EXPECT_EQ(guard({"1.1.1.0/24"}).judge("1.1.1.1:80"), NetworkGuard::Literal::is_public);
}

TEST(NetworkGuard, What_is_no_network_is_refused_by_name) {
  for (const char* text : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "fd00::/129", "10.0.0/8"}) {
    const auto made = NetworkGuard::create({text});
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().subject, text);
  }
}

}  // namespace
}  // namespace feedd::daemon
