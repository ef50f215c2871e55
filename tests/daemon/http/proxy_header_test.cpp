// The PROXY protocol, version 2: as bytes, and at the front of connections.
#include "daemon/http/proxy_header.hpp"

#include "tests/daemon/http/loopback.hpp"
#include "tests/daemon/http/proxied.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using State = ProxyHeader::State;
using std::chrono::milliseconds;

std::string source(const std::string& bytes) {
  const auto header = read_proxy_header(bytes);
  EXPECT_EQ(header.state, State::complete);
  return header.source ? to_text(*header.source) : "";
}

TEST(ProxyHeader, NamesTheClient) {
  EXPECT_EQ(source(proxy_header("203.0.113.7")), "203.0.113.7");
  EXPECT_EQ(source(proxy_header("2001:db8::7")), "2001:db8::7");
  EXPECT_EQ(source(proxy_header("::ffff:203.0.113.7")), "203.0.113.7");
}

TEST(ProxyHeader, EndsWhereItSaysWhateverFollowsTheAddresses) {
  const auto header = proxy_header("203.0.113.7", std::string(300, '\x04'));
  const auto read = read_proxy_header(header + "GET / HTTP/1.1\r\n");
  EXPECT_EQ(read.state, State::complete);
  EXPECT_EQ(read.size, header.size());
}

TEST(ProxyHeader, IsOfTheProxyItselfWhereTheCommandIsLocal) {
  for (const auto& header :
       {local_proxy_header(), make_proxy_header(0, 0x11, std::string(12, 'x')), make_proxy_header(0, 0xFF, "x")}) {
    EXPECT_EQ(source(header), "");
    EXPECT_TRUE(read_proxy_header(header).is_local);
  }
  EXPECT_FALSE(read_proxy_header(proxy_header("203.0.113.7")).is_local);
}

TEST(ProxyHeader, KnowsNobodyWhoDidNotComeOverTcp) {
  EXPECT_EQ(source(unknown_proxy_header()), "");
  EXPECT_EQ(source(make_proxy_header(1, 0x31, std::string(216, 'x'))), "") << "a Unix socket";
  EXPECT_EQ(source(make_proxy_header(1, 0x12, std::string(12, 'x'))), "") << "UDP";
}

TEST(ProxyHeader, WaitsForTheRestHoweverItIsCut) {
  const auto header = proxy_header("2001:db8::7", "tlv");
  for (std::size_t size = 0; size < header.size(); ++size)
    EXPECT_EQ(read_proxy_header(header.substr(0, size)).state, State::incomplete) << size;
}

TEST(ProxyHeader, RefusesWhatIsNone) {
  auto version_1 = proxy_header("203.0.113.7");
  version_1[12] = 0x11;
  for (const auto& bytes :
       {std::string{"G"}, std::string{"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"}, std::string{"\r\n\r\nGET"}, version_1,
        make_proxy_header(2, 0x11, std::string(12, 'x')), make_proxy_header(1, 0x41, std::string(300, 'x')),
        make_proxy_header(1, 0x13, std::string(12, 'x')), make_proxy_header(1, 0x11, std::string(11, 'x')),
        make_proxy_header(1, 0x21, std::string(35, 'x')), make_proxy_header(1, 0x31, std::string(215, 'x'))})
    EXPECT_EQ(read_proxy_header(bytes).state, State::refused) << bytes;
}

TEST(ProxyHeader, HasALimitThatItsLengthIsHeldTo) {
  const std::string rest(proxy_header_limit_bytes - 16, 'x');
  EXPECT_EQ(read_proxy_header(make_proxy_header(1, 0x11, rest)).state, State::complete);
  const auto longer = make_proxy_header(0, 0, rest + 'x');
  EXPECT_EQ(read_proxy_header(longer.substr(0, 16)).state, State::refused) << "before any of it has come";
}

HttpOptions proxied() {
  HttpOptions options;
  options.proxy_protocol = true;
  options.sweep_interval = milliseconds{10};
  options.header_time = milliseconds{100};
  return options;
}

TEST(ProxiedConnection, IsServedBehindItsHeaderHoweverItComes) {
  auto options = proxied();
  options.header_time = std::chrono::seconds{10};
  Server server{options};
  const auto header = proxy_header("203.0.113.7");
  const std::string request = "GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{20}, header.size(), header.size() + 9}) {
    Client client{server.port()};
    client.send((header + request).substr(0, cut));
    server.sync();
    client.send((header + request).substr(cut) + request);
    EXPECT_EQ(client.read().status, 200) << cut;
    EXPECT_EQ(client.read().status, 200) << cut;
  }
}

TEST(ProxiedConnection, EndsWithoutAWordWhereThereIsNoHeader) {
  Server server{proxied()};
  for (const std::string bytes :
       {"GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "\r\n\r\n\r\n"}) {
    Client client{server.port()};
    client.send(bytes);
    EXPECT_TRUE(client.ended()) << bytes;
  }
}

TEST(ProxiedConnection, EndsWithoutAWordWhereTheHeaderIsLate) {
  Server server{proxied()};
  Client silent{server.port()};
  Client slow{server.port()};
  slow.send(proxy_header("203.0.113.7").substr(0, 20));
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(slow.ended());
}

}  // namespace
}  // namespace feedd::daemon
