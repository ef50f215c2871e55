// What one loop counts.
#include "daemon/http/traffic.hpp"

#include <string>

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

constexpr std::string_view feedly = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers)";

class TrafficTest : public ::testing::Test {
 protected:
  TrafficTest() { traffic.begin_day(today); }

  void ask(const std::string& path, std::string_view agent, const std::string& client,
           Outcome outcome = Outcome::unconditional) {
    const auto address = parse_ip_address(client);
    Traffic::Asked asked;
    asked.kind = AnswerKind::feed;
    asked.feed = &traffic.feed(path);
    asked.outcome = outcome;
    asked.user_agent = agent;
    asked.client = address;
    asked.bytes = 100;
    traffic.count(asked);
  }
  [[nodiscard]] std::uint64_t clients_of(const std::string& path, DayNumber day) {
    const auto* clients = traffic.feed(path).clients.load();
    if (clients == nullptr || clients->days[day % 2].number != day) return 0;
    return clients->days[day % 2].clients.estimate();
  }
  [[nodiscard]] std::uint64_t claim(const std::string& path, std::string_view agent) {
    const auto* claims = traffic.feed(path).claims.load();
    return claims == nullptr ? 0 : (*claims)[read_user_agent(agent).family].load();
  }

  static constexpr DayNumber today = 20787;
  Traffic traffic{1};  // a secret by which the few clients here have registers of their own
};

TEST_F(TrafficTest, CountsByFeedByKindAndByReader) {
  ask("/feed.rss", "newsboat/2.31", "203.0.113.7");
  ask("/feed.rss", "newsboat/2.31", "203.0.113.7", Outcome::not_modified);
  ask("/feed.atom", "NetNewsWire", "203.0.113.7", Outcome::not_modified);
  const auto& counts = traffic.feed("/feed.rss").counts;
  EXPECT_EQ(counts.requests[static_cast<std::size_t>(Outcome::unconditional)], 1U);
  EXPECT_EQ(counts.requests[static_cast<std::size_t>(Outcome::not_modified)], 1U);
  EXPECT_EQ(counts.bytes, 200U);
  EXPECT_EQ(traffic.of(AnswerKind::feed).requests[static_cast<std::size_t>(Outcome::not_modified)], 2U);
  EXPECT_EQ(traffic.of_readers(read_user_agent("newsboat").family).bytes, 200U);
  Traffic::Asked page;
  page.kind = AnswerKind::document;
  traffic.count(page);
  EXPECT_EQ(traffic.of(AnswerKind::document).requests[static_cast<std::size_t>(Outcome::other)], 1U);
  EXPECT_EQ(traffic.of_readers(read_user_agent("").family).bytes, 0U) << "readers are those of feeds";
}

TEST_F(TrafficTest, ListsItsFeeds) {
  for (const char* path : {"/feed.rss", "/feed.atom", "/feed.rss"}) ask(path, "x", "203.0.113.7");
  std::string paths;
  for (const auto* feed = traffic.feeds(); feed != nullptr; feed = feed->next) paths += feed->path;
  EXPECT_EQ(paths, "/feed.atom/feed.rss");
}

TEST_F(TrafficTest, TellsClientsApartByNetworkAndReader) {
  ask("/feed.rss", "a", "203.0.113.7");
  ask("/feed.rss", "a", "203.0.113.7");
  EXPECT_EQ(clients_of("/feed.rss", today), 1U);
  ask("/feed.rss", "b", "203.0.113.7");
  ask("/feed.rss", "a", "203.0.113.8");
  EXPECT_EQ(clients_of("/feed.rss", today), 3U);
  ask("/feed.rss", "a", "2001:db8::1");
  ask("/feed.rss", "a", "2001:db8::2:1");
  EXPECT_EQ(clients_of("/feed.rss", today), 4U) << "one household";
  ask("/feed.rss", "a", "2001:db8:0:1::1");
  EXPECT_EQ(clients_of("/feed.rss", today), 5U);
  ask("/feed.rss", "a", "nobody known");
  EXPECT_EQ(clients_of("/feed.rss", today), 5U);
  ask("/feed.atom", "a", "203.0.113.7");
  EXPECT_EQ(traffic.clients()->days[today % 2].clients.estimate(), 5U) << "of any feed";
}

TEST_F(TrafficTest, CountsClientsByDay) {
  ask("/feed.rss", "a", "203.0.113.7");
  ask("/feed.rss", "b", "203.0.113.7");
  traffic.begin_day(today + 1);
  ask("/feed.rss", "a", "203.0.113.7");
  EXPECT_EQ(clients_of("/feed.rss", today + 1), 1U);
  EXPECT_EQ(clients_of("/feed.rss", today), 2U);
  traffic.begin_day(today + 2);
  ask("/feed.rss", "c", "203.0.113.7");
  EXPECT_EQ(clients_of("/feed.rss", today + 2), 1U);
  EXPECT_EQ(clients_of("/feed.rss", today), 0U) << "its place is taken";
}

TEST_F(TrafficTest, KeepsTheMostSubscribersSaidInADay) {
  ask("/feed.rss", feedly, "203.0.113.7");
  EXPECT_EQ(claim("/feed.rss", feedly), (std::uint64_t{today} << 32) | 16);
  ask("/feed.rss", "Feedly/1.0 (3 subscribers; like another name of it)", "203.0.113.7");
  EXPECT_EQ(claim("/feed.rss", feedly), (std::uint64_t{today} << 32) | 16);
  traffic.begin_day(today + 1);
  ask("/feed.rss", "Feedly/1.0 (15 subscribers)", "203.0.113.7");
  EXPECT_EQ(claim("/feed.rss", feedly), (std::uint64_t{today + 1} << 32) | 15);
  EXPECT_EQ(claim("/feed.atom", feedly), 0U);
}

TEST_F(TrafficTest, HasBounds) {
  for (std::size_t i = 0; i < Traffic::feed_limit + 10; ++i)
    ask("/tags/" + std::to_string(i) + ".rss", "agent " + std::to_string(i), "203.0.113.7");
  EXPECT_EQ(traffic.feed("/tags/more.rss").path, "");
  EXPECT_EQ(traffic.feed("/tags/more.rss").counts.requests[static_cast<std::size_t>(Outcome::unconditional)], 10U);
  std::size_t with_clients = 0;
  for (const auto* feed = traffic.feeds(); feed != nullptr; feed = feed->next) with_clients += feed->clients != nullptr;
  EXPECT_EQ(with_clients, Traffic::feeds_with_clients);
  EXPECT_EQ(clients_of("/tags/0.rss", today), 1U);
}

TEST_F(TrafficTest, KeepsClientsOfWhatIsReadWhoeverCameFirst) {
  for (std::size_t i = 0; i < Traffic::feeds_with_clients; ++i)
    ask("/tags/" + std::to_string(i) + ".rss", "a", "203.0.113.7");
  ask("/feed.atom", feedly, "203.0.113.7");
  EXPECT_EQ(clients_of("/feed.atom", today), 1U) << "the site's own";
  EXPECT_NE(claim("/feed.atom", feedly), 0U);
  ask("/tags/late.rss", "a", "203.0.113.7");
  EXPECT_EQ(clients_of("/tags/late.rss", today), 0U);
  for (std::uint64_t i = 0; i < Traffic::busy_requests; ++i) ask("/tags/late.rss", feedly, "203.0.113.7");
  EXPECT_EQ(clients_of("/tags/late.rss", today), 1U) << "one that many ask for";
}

TEST_F(TrafficTest, LooksAtTheBeginningOfAnAgentOnly) {
  const std::string filler(1 << 20, 'x');
  EXPECT_EQ(name_of(traffic.agent("newsboat/2 " + filler).family), "newsboat");
  EXPECT_EQ(name_of(traffic.agent(filler + " newsboat/2").family), "others");
}

TEST(ClientDigest, IsOfTheHouseholdOrOfTheWholeAddress) {
  const auto digest = [](const char* address, std::uint64_t seed = 1) {
    return client_digest(parse_ip_address(address).value(), seed);
  };
  EXPECT_EQ(digest("2001:db8::1"), digest("2001:db8::2"));
  EXPECT_NE(digest("2001:db8::1"), digest("2001:db8:0:1::1"));
  EXPECT_NE(digest("203.0.113.7"), digest("203.0.113.8"));
  EXPECT_NE(digest("64:ff9b::203.0.113.7"), digest("64:ff9b::203.0.113.8")) << "IPv4 behind a translator";
  EXPECT_NE(digest("203.0.113.7", 1), digest("203.0.113.7", 2));
}

}  // namespace
}  // namespace feedd::daemon
