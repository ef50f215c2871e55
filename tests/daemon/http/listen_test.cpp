// Addresses a person writes, and what goes wrong with them.
#include "daemon/http/listen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string reason(std::string_view address) {
  const auto opened = listen_on(address);
  if (!opened) return opened.error().to_string();
  for (const int descriptor : *opened) ::close(descriptor);
  return {};
}

TEST(Listen, TakesAFreePortAndSaysWhich) {
  const auto opened = listen_on("127.0.0.1:0");
  ASSERT_TRUE(opened);
  ASSERT_EQ(opened->size(), 1U);
  const auto address = bound_address(opened->front());
  EXPECT_THAT(address, StartsWith("127.0.0.1:"));
  EXPECT_NE(address, "127.0.0.1:0");
  const auto taken = reason(address);
  EXPECT_THAT(taken, StartsWith(address + ": address already in use: another feedd or web server listens there"));
  ::close(opened->front());
  EXPECT_EQ(reason(address), "") << "free again";
}

TEST(Listen, TakesOnePortForAllAddresses) {
  for (const auto* name : {":0", "*:0", "localhost:0"}) {
    const auto opened = listen_on(name);
    ASSERT_TRUE(opened) << name;
    const auto port_of = [](const std::string& address) { return address.substr(address.rfind(':')); };
    const auto port = port_of(bound_address(opened->front()));
    for (const int descriptor : *opened) {
      EXPECT_EQ(port_of(bound_address(descriptor)), port) << name;
      ::close(descriptor);
    }
  }
}

TEST(Listen, NamesTheAddressAndTheReason) {
  for (const auto* address :
       {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:http", "::1:8080", "127.0.0.1:-1"})
    EXPECT_THAT(reason(address), HasSubstr("write ADDR:PORT")) << address;
  EXPECT_THAT(reason("192.0.2.1:0"), StartsWith("192.0.2.1:0: this machine does not have that address"));
  EXPECT_THAT(reason("unix:" + std::string(200, 'a')), HasSubstr("107 bytes"));
  EXPECT_THAT(reason("unix:/nonexistent-folder/a.sock"), HasSubstr("No such file"));
}

TEST(Listen, ReplacesAUnixSocketNobodyListensOn) {
  auto folder = testing::TempDir() + "feedd-listen-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const auto path = folder + "/http.sock";
  const auto first = listen_on("unix:" + path);
  ASSERT_TRUE(first);
  EXPECT_EQ(bound_address(first->front()), "unix:" + path);
  EXPECT_THAT(reason("unix:" + path), HasSubstr("already in use"));
  ::close(first->front());
  const auto second = listen_on("unix:" + path);
  ASSERT_TRUE(second);
  stop_listening(*second);
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
  ::rmdir(folder.c_str());
}

TEST(Listen, KnowsWhatIsLocal) {
  EXPECT_TRUE(is_local("127.0.0.1:80"));
  EXPECT_TRUE(is_local("[::1]:80"));
  EXPECT_TRUE(is_local("localhost:80"));
  EXPECT_TRUE(is_local("unix:/run/a"));
  EXPECT_FALSE(is_local(":80"));
  EXPECT_FALSE(is_local("0.0.0.0:80"));
  EXPECT_FALSE(is_local("192.168.1.1:80"));
}

}  // namespace
}  // namespace feedd::daemon
