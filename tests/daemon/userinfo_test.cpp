#include "daemon/userinfo.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

TEST(Userinfo, IsTakenOutOfAnAddressAndPutBack) {
  const std::string address = "https://mira:a@b@old.example:8443/feed?to=x@y.example#z@z";
  const auto [url, userinfo] = split_userinfo(address);
  EXPECT_EQ(url, "https://old.example:8443/feed?to=x@y.example#z@z");
  EXPECT_EQ(userinfo, "mira:a@b");
  EXPECT_EQ(with_userinfo(url, userinfo), address);
}

TEST(Userinfo, IsNowhereElseInAnAddress) {
  for (const char* address :
       {"https://old.example/@mira:x", "https://old.example?a@b", "/a@b", "mira@old.example", ""}) {
    EXPECT_EQ(split_userinfo(address).url, address);
    EXPECT_EQ(split_userinfo(address).userinfo, "") << address;
  }
}

TEST(Userinfo, GoesNoFurtherThanAnOrigin) {
  EXPECT_EQ(origin_of("HTTPS://mira:x@Old.example:443/a?b"), "https://old.example:443");
  EXPECT_NE(origin_of("https://old.example/"), origin_of("http://old.example/"));
  EXPECT_NE(origin_of("https://old.example/"), origin_of("https://old.example:8443/"));
  EXPECT_NE(origin_of("https://old.example/"), origin_of("https://old.example.evil.example/"));
}

}  // namespace
}  // namespace feedd::daemon
