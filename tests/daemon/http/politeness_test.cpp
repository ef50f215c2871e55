// How often a client may fetch a whole feed, and how a connection says no.
#include "daemon/http/politeness.hpp"

#include "tests/daemon/http/loopback.hpp"
#include "tests/daemon/http/proxied.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using namespace std::chrono_literals;

PolitenessOptions strict() {
  PolitenessOptions options;
  options.pace = {60s, 3};
  options.enforce = true;
  options.ceiling = {0s, 1};
  return options;
}

const IpAddress reader = parse_ip_address("203.0.113.7").value();
const ReaderFamily others = read_user_agent("").family;

/// Fetches at `time` and says after how many seconds it may come again; 0: it got the feed.
std::int64_t fetch(Politeness& politeness, std::chrono::milliseconds time, const IpAddress& client = reader,
                   std::string_view path = "/feed.rss", std::string_view agent = "") {
  return politeness.fetch(client, read_user_agent(agent).family, path, time).retry_after.count();
}

TEST(Politeness, LetsTheFirstThroughAndThenOneAnInterval) {
  Politeness politeness(strict());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(politeness, 0s), 0);
  EXPECT_EQ(fetch(politeness, 0s), 60);
  EXPECT_EQ(fetch(politeness, 59100ms), 1) << "whole seconds, not too few";
  EXPECT_EQ(fetch(politeness, 60s), 0);
  EXPECT_EQ(fetch(politeness, 61s), 59);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(politeness, 10min), 0) << "full again";
  EXPECT_EQ(fetch(politeness, 10min), 60);
}

TEST(Politeness, KnowsClientsByTheirNetworkAndFeedsApart) {
  Politeness politeness(strict());
  const auto address = [](const char* text) { return parse_ip_address(text).value(); };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(politeness, 0s, address("2001:db8::1")), 0);
  EXPECT_EQ(fetch(politeness, 0s, address("2001:db8::2")), 60);
  EXPECT_EQ(fetch(politeness, 0s, address("2001:db8:0:1::2")), 0);
  EXPECT_EQ(fetch(politeness, 0s, address("2001:db8::2"), "/feed.atom"), 0);
  EXPECT_EQ(fetch(politeness, 0s, address("203.0.113.8")), 0);
}

TEST(Politeness, CountsWhatItWouldHaveDone) {
  auto options = strict();
  options.enforce = false;
  Politeness politeness(options);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(politeness.fetch(reader, others, "/feed.rss", 0s).over_pace);
  const auto verdict = politeness.fetch(reader, others, "/feed.rss", 0s);
  EXPECT_TRUE(verdict.over_pace);
  EXPECT_EQ(verdict.retry_after, 0s);
}

TEST(Politeness, HasACeilingThatIsAlwaysHeldTo) {
  Politeness politeness{PolitenessOptions{}};
  for (int i = 0; i < 120; ++i) EXPECT_EQ(fetch(politeness, 1s), 0);
  EXPECT_EQ(fetch(politeness, 1s), 1);
  EXPECT_EQ(fetch(politeness, 2s), 0);
  EXPECT_EQ(fetch(politeness, 2s), 1);
}

TEST(Politeness, CountsWhatTheCeilingRefusesToo) {
  auto options = strict();
  options.pace.interval = 0s;
  options.ceiling = {1s, 1};
  Politeness politeness(options);
  EXPECT_FALSE(politeness.fetch(reader, others, "/feed.rss", 0s).over_pace);
  EXPECT_TRUE(politeness.fetch(reader, others, "/feed.rss", 0s).over_pace);
}

TEST(Politeness, SparesWhomItIsTold) {
  auto options = strict();
  options.allow_networks = {Network::parse("198.51.100.0/24").value()};
  options.allow_readers = {"hosted", "curl"};
  Politeness politeness(options);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(fetch(politeness, 0s, parse_ip_address("198.51.100.9").value()), 0);
    EXPECT_EQ(fetch(politeness, 0s, reader, "/feed.rss", "Feedly/1.0"), 0);
    EXPECT_EQ(fetch(politeness, 0s, reader, "/feed.rss", "curl/8.0"), 0);
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(politeness, 0s, reader, "/feed.rss", "Wget/1.2"), 0);
  EXPECT_EQ(fetch(politeness, 0s, reader, "/feed.rss", "Wget/1.2"), 60);
}

TEST(Politeness, StaysBoundedAndForgetsWhoWaitedLongest) {
  Politeness politeness(strict());
  for (int i = 0; i < 4; ++i) static_cast<void>(fetch(politeness, 0s));
  EXPECT_EQ(fetch(politeness, 1s), 59) << "known, and refused";
  for (std::uint32_t i = 0; i < 4 * Politeness::bucket_count; ++i) {
    IpAddress client = reader;
    client[12] = static_cast<std::uint8_t>(i >> 16);
    client[13] = static_cast<std::uint8_t>(i >> 8);
    client[14] = static_cast<std::uint8_t>(i);
    client[15] = 1;
    for (int again = 0; again < 3; ++again) EXPECT_EQ(fetch(politeness, 300s, client), 0) << "nobody pays for another";
  }
  EXPECT_EQ(fetch(politeness, 2s), 0) << "forgotten, in favour of who came later";
}

TEST(Politeness, GoesOnForYears) {
  Politeness politeness(strict());
  const auto years = std::chrono::hours(24 * 365 * 10);
  EXPECT_EQ(fetch(politeness, 0s), 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(politeness, years), 0);
  EXPECT_EQ(fetch(politeness, years), 60);
}

/// A server whose clients come through a proxy on loopback, and a feed that has tokens for three fetches.
class PoliteServer : public ::testing::Test {
 protected:
  static HttpOptions options() {
    HttpOptions options;
    options.politeness = strict();
    return options;
  }
  PoliteServer() { server.loop().publish({feed()}); }
  static std::shared_ptr<const Published> feed() {
    Answer answer = *Server::make("/feed.rss", "<rss/>");
    answer.is_feed = true;
    answer.revision = 1;
    return std::make_shared<const Published>(std::move(answer));
  }
  Response get(const std::string& fields, const std::string& method = "GET") {
    Client client(server.port());
    client.ask(method, "/feed.rss", fields);
    return client.read(method == "HEAD");
  }

  const std::string from = "X-Forwarded-For: 203.0.113.7\r\n";
  Server server{options()};
};

TEST_F(PoliteServer, Answers429WithTheSecondsToWait) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(from).status, 200);
  const auto refused = get(from);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.field("Retry-After"), "60");
  EXPECT_EQ(refused.field("Cache-Control"), "no-store");
  EXPECT_NE(refused.body.find("If-None-Match"), std::string::npos) << "what to do instead";
  EXPECT_EQ(get("X-Forwarded-For: 203.0.113.8\r\n").status, 200);
  EXPECT_EQ(server.loop().counters().limited, 1U);
  EXPECT_EQ(server.loop().counters().over_pace, 1U);
  const auto& counts = server.loop().traffic().feeds()->counts;
  EXPECT_EQ(counts.requests[static_cast<std::size_t>(Outcome::limited)], 1U);
  EXPECT_EQ(counts.requests[static_cast<std::size_t>(Outcome::unconditional)], 4U);
  EXPECT_EQ(counts.over_pace, 1U);
}

TEST_F(PoliteServer, KeepsTheConnectionAndItsOrder) {
  Client client(server.port());
  std::string requests;
  for (int i = 0; i < 5; ++i) requests += "GET /feed.rss HTTP/1.1\r\nHost: a\r\n" + from + "\r\n";
  client.send(requests);
  for (const int status : {200, 200, 200, 429, 429}) EXPECT_EQ(client.read().status, status);
}

TEST_F(PoliteServer, NeverRefusesWhoHasAValidator) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(get(from + "If-None-Match: \"1-abc\"\r\n").status, 304);
    EXPECT_EQ(get(from + "If-None-Match: \"0-abc\"\r\n").status, 200);
    EXPECT_EQ(get(from, "HEAD").status, 200);
  }
  EXPECT_EQ(server.loop().counters().over_pace, 0U);
}

TEST_F(PoliteServer, IsNotBoughtByAValidatorThatIsNone) {
  const auto refused_with = [&](const std::string& fields) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(get(fields).status, 200) << fields;
    return get(fields).status == 429;
  };
  EXPECT_TRUE(refused_with("X-Forwarded-For: 203.0.113.1\r\nIf-Modified-Since: x\r\n"));
  EXPECT_TRUE(refused_with("X-Forwarded-For: 203.0.113.2\r\nIf-None-Match:\r\n"));
  EXPECT_TRUE(
      refused_with("X-Forwarded-For: 203.0.113.3\r\nIf-None-Match: ,\r\nIf-Modified-Since: Thu, 17 Sep 1970 "
                   "05:05:00 GMT\r\n"))
      << "no date is looked at beside If-None-Match";
  EXPECT_FALSE(refused_with("X-Forwarded-For: 203.0.113.4\r\nIf-Modified-Since: Thu, 17 Sep 1970 05:05:00 GMT\r\n"));
}

TEST_F(PoliteServer, AsksNothingOfAProxyThatDoesNotSayForWhomItAsks) {
  for (const char* fields : {"", "X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-For: unknown\r\n"})
    for (int i = 0; i < 10; ++i) EXPECT_EQ(get(fields).status, 200) << fields;
  EXPECT_EQ(server.loop().counters().over_pace, 0U);
}

TEST_F(PoliteServer, AsksNothingWhereNoFeedIsFetched) {
  server.publish("/page", "page");
  for (int i = 0; i < 10; ++i) {
    Client client(server.port());
    client.get("/page", from);
    EXPECT_EQ(client.read().status, 200);
  }
}

TEST(PoliteProxied, KnowsTheClientFromAProxyHeader) {
  HttpOptions options;
  options.politeness = strict();
  options.proxy_protocol = true;
  Server server(options);
  Answer answer = *Server::make("/feed.rss", "<rss/>");
  answer.is_feed = true;
  server.loop().publish({std::make_shared<const Published>(std::move(answer))});
  int refused = 0;
  for (int i = 0; i < 5; ++i) {
    Client client(server.port());
    client.send(proxy_header("203.0.113.7"));
    client.get("/feed.rss");
    refused += client.read().status == 429 ? 1 : 0;
  }
  EXPECT_EQ(refused, 2);
}

}  // namespace
}  // namespace feedd::daemon
