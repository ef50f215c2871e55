// Limits and deadlines of a connection, over real sockets with short times.
#include "daemon/http/request_parser.hpp"
#include "tests/daemon/http/loopback.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace feedd::daemon {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

/// Leaves `client` in the middle of a request, and the server aware of it: both came in one segment.
void make_busy(Client& client) {
  client.send("GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\nGET /feed");
  EXPECT_EQ(client.read().status, 200);
}

TEST(Connection, RefusesAndClosesWithoutLosingTheRefusal) {
  Server server{quick_options()};
  const std::string filler(200000, 'x');  // much more than is read
  const std::pair<std::string, int> cases[] = {
      {"GET /" + filler, 414},
      {"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + filler, 431},
      {"GET / HTTP/1.1\nHost: a\n\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"GET /feed.rss HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST /feed.rss HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + filler, 413},
  };
  for (const auto& [request, status] : cases) {
    Client client{server.port()};
    client.send(request);
    const auto response = client.read();
    EXPECT_EQ(response.status, status) << request.substr(0, 60);
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_TRUE(client.ended());
  }
}

TEST(Connection, Answers405AndReadsASmallBodyAway) {
  Server server;
  Client client{server.port()};
  client.ask("POST", "/feed.rss", "Content-Length: 5\r\n");
  client.send("hel");
  EXPECT_EQ(client.read().field("Allow"), "GET, HEAD, OPTIONS");
  client.send("loGET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read().status, 200);
  client.get("/feed.rss", "Content-Length: 3\r\n");
  client.send("abc");
  EXPECT_EQ(client.read().status, 200);
}

TEST(Connection, TellsOptionsWhatMayBeAskedFromOtherSites) {
  Server server;
  server.loop().set_known(std::make_shared<const KnownPaths>());
  Client client{server.port()};
  client.ask("OPTIONS", "/feed.rss", "Origin: https://reader.example\r\nContent-Length: 2\r\n");
  client.send("{}");
  const auto preflight = client.read();
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.field("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(preflight.field("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(preflight.field("Access-Control-Allow-Methods"), "GET, HEAD");
  EXPECT_THAT(preflight.field("Access-Control-Allow-Headers"), HasSubstr("If-None-Match"));
  EXPECT_EQ(preflight.field("Access-Control-Max-Age"), "86400");
  client.ask("OPTIONS", "*");
  EXPECT_EQ(client.read().field("Allow"), "GET, HEAD, POST, OPTIONS");
  client.ask("OPTIONS", "/none");
  EXPECT_EQ(client.read().status, 404);
  client.get("*");
  EXPECT_EQ(client.read().status, 400);
}

TEST(Connection, AnswersAFailedPreconditionAndStays) {
  Server server;
  Client client{server.port()};
  client.get("/feed.rss", "If-Match: \"other\"\r\n");
  const auto failed = client.read();
  EXPECT_EQ(failed.status, 412);
  EXPECT_EQ(failed.field("Connection"), "");
  client.get("/feed.rss", "If-Unmodified-Since: Thu, 17 Sep 2020 05:04:59 GMT\r\n");
  EXPECT_EQ(client.read().status, 412);
  client.get("/feed.rss", "If-Unmodified-Since: Thu, 17 Sep 2020 05:05:00 GMT\r\nIf-Match: \"1-abc\"\r\n");
  EXPECT_EQ(client.read().status, 200);
}

TEST(Connection, ClosesWhereABodyMayOrMayNotFollow) {
  Server server{quick_options()};
  Client client{server.port()};
  client.ask("PUT", "/feed.rss", "Expect: 100-continue\r\nContent-Length: 5\r\n");
  const auto response = client.read();
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.field("Connection"), "close");
}

TEST(Connection, GivesAHeadAFixedTime) {
  auto options = quick_options();
  options.header_time = milliseconds{50};
  Server server{options};
  Client slow{server.port()};
  slow.send("GET /feed.rss HTTP/1.1\r\nHo");
  EXPECT_EQ(slow.read().status, 408);
  EXPECT_EQ(server.ended_by(Limit::request_time), 1U);
  EXPECT_TRUE(slow.ended());
}

TEST(Connection, ClosesIdleOnesWithoutAWord) {
  auto options = quick_options();
  options.idle_time = milliseconds{50};
  Server server{options};
  Client client{server.port()};
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
  EXPECT_TRUE(client.ended());
}

TEST(Connection, GivesUpOnWhoDoesNotRead) {
  auto options = quick_options();
  options.write_stall = milliseconds{50};
  Server server{options};
  server.publish("/large", std::string(64 << 20, 'x'));
  Client client{server.port(), 4096};
  client.get("/large");
  while (server.loop().counters().accepted == 0 || server.loop().counters().open_connections > 0) server.sync();
  EXPECT_EQ(client.read().status, 0) << "cut off, not whole";
}

TEST(Connection, TakesThePlaceOfTheLongestIdleAtTheCap) {
  auto options = quick_options();
  options.max_connections = 2;
  Server server{options};
  Client oldest{server.port()};
  oldest.get("/feed.rss");
  EXPECT_EQ(oldest.read().status, 200);
  Client second{server.port()};
  second.get("/feed.rss");
  EXPECT_EQ(second.read().status, 200);
  Client third{server.port()};
  third.get("/feed.rss");
  EXPECT_EQ(third.read().status, 200);
  EXPECT_TRUE(oldest.ended());
  second.get("/feed.rss");
  EXPECT_EQ(second.read().status, 200);
}

TEST(Connection, IsTurnedAwayWhereAllAreBusy) {
  auto options = quick_options();
  options.max_connections = 1;
  Server server{options};
  Client busy{server.port()};
  make_busy(busy);
  Client next{server.port()};
  EXPECT_EQ(next.read().status, 503);
  EXPECT_EQ(server.ended_by(Limit::connections), 1U);
  EXPECT_TRUE(next.ended());
  busy.send(".rss HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(busy.read().status, 200);
}

TEST(Connection, WaitsWhereDescriptorsRunOutAndIsTakenInLater) {
  Server server{quick_options()};
  Client busy{server.port()};
  make_busy(busy);
  server.sync();  // past its last accept4, which holds a descriptor for a moment
  const int lowest_free = ::dup(0);
  ::close(lowest_free);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit one_more{static_cast<rlim_t>(lowest_free) + 1, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &one_more);
  Client waiting{server.port()};  // has the last descriptor, so the server finds none for its side
  waiting.get("/feed.rss");
  server.sync();
  EXPECT_EQ(server.loop().counters().accepted, 1U);
  busy.send(".rss HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(busy.read().status, 200);
  EXPECT_EQ(waiting.read().status, 200) << "in the place of the one that is idle now";
  EXPECT_TRUE(busy.ended());
  ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace feedd::daemon
