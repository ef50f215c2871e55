// Whose word about clients is believed, and who the client then is.
#include "daemon/http/peer.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace feedd::daemon {
namespace {

class PeerTest : public ::testing::Test {
 protected:
  /// The client of a request with these field lines, from `peer`; a peer "unix" is at a Unix socket.
  [[nodiscard]] std::string client(const std::string& peer, const std::string& lines) const {
    const auto head = "GET / HTTP/1.1\r\n" + lines + "\r\n\r\n";
    const auto address =
        client_address(peer == "unix" ? Peer{std::nullopt, true} : Peer{parse_ip_address(peer), false}, head, proxies);
    return address ? to_text(*address) : "";
  }

  std::vector<Network> proxies = {Network::parse("10.0.0.0/8").value(), Network::parse("2001:db8::/32").value()};
};

TEST_F(PeerTest, IsTheClientWhereNobodySaysMore) {
  EXPECT_EQ(client("203.0.113.7", "Host: a"), "203.0.113.7");
  EXPECT_EQ(client("127.0.0.1", "Host: a"), "127.0.0.1");
  EXPECT_EQ(client("10.0.0.1", "X-Forwarded-For:\r\nForwarded: "), "10.0.0.1");
  EXPECT_EQ(client("unix", "Host: a"), "");
}

TEST_F(PeerTest, IsBelievedOnLoopbackAtAUnixSocketAndWhereItIsAProxy) {
  for (const char* peer : {"127.0.0.1", "127.1.2.3", "::1", "unix", "10.9.9.9", "::ffff:10.9.9.9", "2001:db8::9"}) {
    EXPECT_EQ(client(peer, "X-Forwarded-For: 203.0.113.7"), "203.0.113.7") << peer;
    EXPECT_EQ(client(peer, "Forwarded: for=203.0.113.7"), "203.0.113.7") << peer;
  }
  EXPECT_EQ(client("11.0.0.1", "X-Forwarded-For: 203.0.113.7\r\nForwarded: for=203.0.113.7"), "11.0.0.1");
}

TEST_F(PeerTest, IsNotBelievedWhereItIsNotKnown) {
  EXPECT_FALSE(client_address(Peer{}, "GET / HTTP/1.1\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n", proxies));
}

TEST_F(PeerTest, IsFollowedOverEveryProxyThatIsTrusted) {
  EXPECT_EQ(client("127.0.0.1", "X-Forwarded-For: 198.51.100.1, 203.0.113.7, 10.0.0.1, 127.0.0.1"), "203.0.113.7");
  EXPECT_EQ(client("127.0.0.1", "Forwarded: for=198.51.100.1, for=203.0.113.7, for=\"[2001:db8::1]:80\";proto=http"),
            "203.0.113.7");
  EXPECT_EQ(client("127.0.0.1", "X-Forwarded-For: 10.0.0.1, 10.0.0.2"), "10.0.0.1") << "proxies all the way";
}

TEST_F(PeerTest, IsFollowedNoFurtherThanToWhatIsNoAddress) {
  EXPECT_EQ(client("127.0.0.1", "X-Forwarded-For: 192.0.2.1, unknown"), "") << "not known, and not the one before it";
  EXPECT_EQ(client("127.0.0.1", "X-Forwarded-For: 192.0.2.1, nonsense, 10.0.0.1"), "");
  EXPECT_EQ(client("127.0.0.1", "Forwarded: for=192.0.2.1, for=_hidden, for=10.0.0.1"), "");
  EXPECT_EQ(client("127.0.0.1", "X-Forwarded-For: unknown, 192.0.2.1"), "192.0.2.1");
}

TEST_F(PeerTest, TakesLinesOfOneNameAsOneList) {
  EXPECT_EQ(client("127.0.0.1", "x-forwarded-for: 203.0.113.7\r\nHost: a\r\nX-Forwarded-For: 10.0.0.1"), "203.0.113.7");
  EXPECT_EQ(client("127.0.0.1", "Forwarded: for=203.0.113.7\r\nFORWARDED: for=10.0.0.1"), "203.0.113.7");
  EXPECT_EQ(client("127.0.0.1", "Forwarded: for=203.0.113.7;x=\"\r\nForwarded: for=192.0.2.1;by=\"[::1]\""), "")
      << "a quote that a stranger left open";
}

TEST_F(PeerTest, IsNotKnownWhereTheTwoFieldsNameTwoClients) {
  EXPECT_EQ(client("127.0.0.1", "Forwarded: for=203.0.113.7\r\nX-Forwarded-For: 203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(client("127.0.0.1", "Forwarded: for=198.51.100.1\r\nX-Forwarded-For: 203.0.113.7"), "")
      << "a proxy that writes one of them passes on the other as a stranger sent it";
  EXPECT_EQ(client("127.0.0.1", "Forwarded: for=unknown\r\nX-Forwarded-For: 203.0.113.7"), "");
}

TEST(PeerOf, KnowsUnixSocketsFromAddressesAndFromNothing) {
  sockaddr_storage address{};
  EXPECT_FALSE(is_trusted(peer_of(address), {}));
  address.ss_family = AF_UNIX;
  EXPECT_TRUE(peer_of(address).is_unix);
  EXPECT_TRUE(is_trusted(peer_of(address), {}));
  auto& internet = reinterpret_cast<sockaddr_in&>(address);
  internet.sin_family = AF_INET;
  internet.sin_addr.s_addr = htonl(0xCB007107);
  EXPECT_EQ(peer_of(address).address, parse_ip_address("203.0.113.7"));
  EXPECT_FALSE(peer_of(address).is_unix);
}

}  // namespace
}  // namespace feedd::daemon
