// Whose address a connection is told to be.
#include "daemon/http/peer.hpp"

#include <array>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

TEST(Peer, ReadsTheFormsInWhichProxiesWriteAnAddress) {
  EXPECT_EQ(read_address("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(read_address("192.0.2.1:4711"), "192.0.2.1");
  EXPECT_EQ(read_address("2001:DB8::0:1"), "2001:db8::1");
  EXPECT_EQ(read_address("[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(read_address("::ffff:192.0.2.1"), "192.0.2.1");
}

TEST(Peer, TakesNoNameForAnAddress) {
  for (const char* text : {"", "unknown", "_hidden", "localhost", "192.0.2", "192.0.2.1, 192.0.2.2", "[", "[]", ":1"})
    EXPECT_EQ(read_address(text), "") << text;
}

TEST(Peer, BelievesTheProxyBehindAUnixSocketOnlyInItsLastElement) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  EXPECT_EQ(peer_address(ends[0], ""), "");
  EXPECT_EQ(peer_address(ends[0], "192.0.2.1,203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(peer_address(ends[0], "192.0.2.1, unknown"), "") << "not known, and not the one before it";
  for (const int end : ends) ::close(end);
}

}  // namespace
}  // namespace feedd::daemon
