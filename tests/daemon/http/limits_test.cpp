// Bounds of what clients may take, over real sockets with small limits.
#include "daemon/http/client_connections.hpp"
#include "daemon/http/media.hpp"
#include "tests/daemon/http/loopback.hpp"

#include <thread>

#include <gtest/gtest.h>
#include <ifaddrs.h>
#include <net/if.h>

namespace feedd::daemon {
namespace {

using std::chrono::milliseconds;

/// Serves one file of `size` bytes as media.
Backend serving(std::uint64_t size) {
  struct File : MediaFile {};
  Backend backend = Server::refusing();
  backend.fetch = [size](const std::string&, const auto& done) {
    auto file = std::make_shared<File>();
    file->size_bytes = size;
    file->media_type = "audio/mpeg";
    file->etag = "1-1";
    done(std::shared_ptr<const MediaFile>(std::move(file)));
  };
  backend.read = [](const auto&, auto, std::size_t length, const auto& done) { done(std::string(length, 'x')); };
  return backend;
}

TEST(Limits, ConnectionsWithoutAFirstByteEndSoonerThanIdleOnes) {
  auto options = quick_options();
  options.first_byte_time = milliseconds{50};
  Server server{options};
  Client kept{server.port()};
  kept.get("/feed.rss");
  EXPECT_EQ(kept.read().status, 200);
  Client silent{server.port()};
  EXPECT_TRUE(silent.ended());
  kept.get("/feed.rss");
  EXPECT_EQ(kept.read().status, 200);
}

TEST(Limits, TheOneThatIsIdleLongestGoesHoweverLongItMayBe) {
  auto options = quick_options();
  options.max_connections = 2;
  Server server{options};
  Client oldest{server.port()};
  oldest.get("/feed.rss");
  EXPECT_EQ(oldest.read().status, 200);
  Client silent{server.port()};
  while (server.loop().counters().accepted < 2) server.sync();
  Client third{server.port()};
  third.get("/feed.rss");
  EXPECT_EQ(third.read().status, 200);
  EXPECT_TRUE(oldest.ended());
  silent.get("/feed.rss");
  EXPECT_EQ(silent.read().status, 200);
  EXPECT_EQ(server.ended_by(Limit::room), 1U);
}

TEST(Limits, OfHeadsAreThoseConfigured) {
  auto options = quick_options();
  options.head = {1000, 2000, 10};
  Server server{options};
  const auto status = [&](const std::string& request) {
    Client client{server.port()};
    client.send(request);
    return client.read().status;
  };
  std::string lines;
  for (int i = 0; i < 9; ++i) lines += "A: b\r\n";
  EXPECT_EQ(status("GET /feed.rss HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"), 200);
  EXPECT_EQ(status("GET /feed.rss HTTP/1.1\r\nHost: a\r\n" + lines + "A: b\r\n\r\n"), 431);
  EXPECT_EQ(status("GET /feed.rss HTTP/1.1\r\nHost: a\r\nA: " + std::string(2000, 'b') + "\r\n\r\n"), 431);
  EXPECT_EQ(status("GET /" + std::string(1000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
}

/// Reads 8 MB a little at a time, for a tenth of a second at least; whether it got all, as the counter says too.
bool read_slowly(HttpOptions options) {
  constexpr std::size_t size = 8 << 20;
  constexpr auto pause = milliseconds{1};  // 128 times 64 kB
  Server server{std::move(options)};
  server.publish("/large", std::string(size, 'x'));
  Client client{server.port(), 32768};
  client.get("/large");
  const bool all = client.read(false, pause).body.size() == size;
  EXPECT_EQ(server.ended_by(Limit::send_rate), all ? 0U : 1U);
  return all;
}

TEST(Limits, WhoTakesLessThanTheFloorIsCutOff) {
  auto options = quick_options();
  options.write_stall = milliseconds{30};
  options.min_send_rate = 1'000'000'000;
  EXPECT_FALSE(read_slowly(options));
  options.write_stall = std::chrono::seconds{20};
  options.min_send_rate = 500;
  EXPECT_TRUE(read_slowly(options));
}

TEST(Limits, PipelinedRequestsBeyondTheDepthAreAnsweredTheSame) {
  auto options = quick_options();
  options.max_pipelined = 3;
  Server server{options};
  Client client{server.port()};
  std::string requests;
  for (int i = 0; i < 10; ++i)
    requests += "GET " + std::string(i % 2 == 0 ? "/feed.rss" : "/none") + " HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(requests);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client.read().status, i % 2 == 0 ? 200 : 404);
}

TEST(Limits, MediaAreNotBegunWhereTheMemoryIsTaken) {
  auto options = quick_options();
  options.max_held_bytes = media_piece_bytes * 3 / 2;
  Server server{options, serving(std::uint64_t{1} << 30)};
  Client slow{server.port(), 4096};
  slow.get("/media/a.mp3");
  slow.wait();
  Response refused;
  for (int i = 0; i < 10'000 && refused.status != 503; ++i) {  // until the slow one's buffers are full
    Client next{server.port(), 4096};
    next.get("/media/a.mp3", "Range: bytes=0-0\r\n");
    refused = next.read();
  }
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("Retry-After"), "30");
  Client reader{server.port()};
  reader.get("/feed.rss");
  EXPECT_EQ(reader.read().status, 200) << "what is shared is always there";
}

TEST(Limits, ConnectionsThatNeedMoreMemoryThanThereIsEnd) {
  auto options = quick_options();
  options.max_held_bytes = 10'000;
  Server server{options};
  const std::string start = "GET /feed.rss HTTP/1.1\r\nHost: a\r\nA: ";
  Client small{server.port()}, large{server.port()};
  small.send(start + std::string(4000, 'a'));
  large.send(start + std::string(12'000, 'a'));
  EXPECT_TRUE(large.ended());
  EXPECT_EQ(server.ended_by(Limit::memory), 1U);
  small.send("\r\n\r\n");
  EXPECT_EQ(small.read().status, 200);
}

/// An address of this machine that is not loopback's; empty: there is none.
std::string own_address() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  std::string found;
  for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET || (each->ifa_flags & IFF_UP) == 0) continue;
    const auto address = ip_address(*each->ifa_addr);
    if (address && !is_trusted({address}, {})) found = to_text(*address);
  }
  ::freeifaddrs(list);
  return found;
}

TEST(Limits, ConnectionsOfOneClientAreCountedAsTheyComeAndGo) {
  const std::string address = own_address();
  if (address.empty()) GTEST_SKIP() << "no network but loopback, whose connections are not limited";
  auto options = quick_options();
  options.max_connections_per_client = 2;
  Server server{options, Server::refusing(), address};
  const auto ask = [&](Client& client) {
    client.get("/feed.rss");
    return client.read().status;
  };
  for (int again = 0; again < 3; ++again) {
    while (server.loop().counters().open_connections > 0) server.sync();
    Client first{server.port(), 0, address}, second{server.port(), 0, address}, third{server.port(), 0, address};
    EXPECT_EQ(ask(first), 200);
    EXPECT_EQ(ask(second), 200);
    EXPECT_EQ(third.read().status, 429);
    EXPECT_TRUE(third.ended());
    EXPECT_EQ(server.ended_by(Limit::per_client), static_cast<std::uint64_t>(again) + 1);
    EXPECT_EQ(ask(first), 200);
  }
}

class ClientConnectionsTest : public ::testing::Test {
 protected:
  ClientConnectionsTest() {
    options.max_connections_per_client = 2;
    options.trusted_proxies = {Network::parse("10.0.0.0/8").value()};
  }
  static Peer peer(const char* address) { return Peer{parse_ip_address(address)}; }

  HttpOptions options;
  ClientConnections clients{options};
};

TEST_F(ClientConnectionsTest, AreCountedByClient) {
  EXPECT_TRUE(clients.enter(peer("203.0.113.7")));
  EXPECT_TRUE(clients.enter(peer("203.0.113.7")));
  EXPECT_FALSE(clients.enter(peer("203.0.113.7")));
  EXPECT_TRUE(clients.enter(peer("203.0.113.8")));
  for (int i = 0; i < 2; ++i) clients.leave(peer("203.0.113.7"));
  EXPECT_TRUE(clients.enter(peer("203.0.113.7")));
  for (int i = 0; i < 2; ++i) clients.leave(peer("203.0.113.7"));
  clients.leave(peer("203.0.113.8"));
  EXPECT_EQ(clients.size(), 0U);
  clients.leave(peer("203.0.113.9"));
}

TEST_F(ClientConnectionsTest, CountAHouseholdOfIpv6AsOne) {
  EXPECT_TRUE(clients.enter(peer("2001:db8::1")));
  EXPECT_TRUE(clients.enter(peer("2001:db8::2")));
  EXPECT_FALSE(clients.enter(peer("2001:db8::3")));
  EXPECT_TRUE(clients.enter(peer("2001:db8:0:1::3")));
}

TEST_F(ClientConnectionsTest, LeaveAloneWhoSpeaksForOthersOrIsOfThisMachine) {
  for (const char* address : {"127.0.0.1", "::1", "10.1.2.3"})
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(clients.enter(peer(address)));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(clients.enter(Peer{std::nullopt, true}));
  EXPECT_EQ(clients.size(), 0U);
  options.max_connections_per_client = 0;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(clients.enter(peer("203.0.113.7")));
}

}  // namespace
}  // namespace feedd::daemon
