// What several loops have counted, as one.
#include "daemon/readership.hpp"

#include "tests/daemon/http/loopback.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

namespace json = boost::json;

class ReadershipTest : public ::testing::Test {
 protected:
  ReadershipTest() {
    for (unsigned number = 0; number < 2; ++number) {
      auto descriptors = listen_on("127.0.0.1:0").value();
      const auto address = bound_address(descriptors.front());
      ports.push_back(std::stoi(address.substr(address.rfind(':') + 1)));
      listening.push_back(descriptors.front());
      loops.push_back(std::make_unique<IoLoop>(number, descriptors, HttpOptions{}, Server::refusing()));
      for (const char* path : {"/feed.rss", "/feed.atom", "/tags/x.rss"}) {
        Answer answer = *Server::make(path, "<rss/>");
        answer.is_feed = true;
        loops.back()->publish({std::make_shared<const Published>(std::move(answer))});
      }
      loops.back()->set_ready();
    }
  }
  ~ReadershipTest() override {
    loops.clear();
    for (const int descriptor : listening) ::close(descriptor);
  }
  void ask(std::size_t loop, const std::string& path, const std::string& agent, const std::string& client) {
    Client connection(ports[loop]);
    connection.get(path, "User-Agent: " + agent + "\r\nX-Forwarded-For: " + client + "\r\n");
    EXPECT_EQ(connection.read().status, 200);
  }
  [[nodiscard]] Readership gathered() const {
    return gather_readership(loops,
                             day_number(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())));
  }

  std::vector<std::unique_ptr<IoLoop>> loops;
  std::vector<int> listening, ports;
};

TEST_F(ReadershipTest, AddsUpLoopsAndFormats) {
  ask(0, "/feed.rss", "newsboat/2.31", "203.0.113.7");
  ask(1, "/feed.rss", "newsboat/2.31", "203.0.113.7");
  ask(1, "/feed.atom", "Feedly/1.0 (16 subscribers)", "203.0.113.8");
  ask(0, "/feed.rss", "Feedly/1.0 (4 subscribers)", "203.0.113.8");
  ask(1, "/feed.rss", "Feedly/1.0 (5 subscribers)", "203.0.113.8");
  ask(0, "/tags/x.rss", "curl/8", "203.0.113.9");
  const auto found = gathered();
  ASSERT_EQ(found.feeds.size(), 2U);
  const auto& feed = found.feeds.front();
  EXPECT_EQ(feed.feed, "feed") << "the one most asked for is first";
  EXPECT_EQ(feed.all_formats().requests(), 5U);
  EXPECT_EQ(feed.formats.at("rss")[Outcome::unconditional], 4U);
  // The secret is random: once in a hundred runs two of them share a register.
  EXPECT_NEAR(static_cast<double>(feed.clients_today.value()), 4, 1) << "one client at two loops is one";
  EXPECT_EQ(feed.clients_yesterday, 0U);
  EXPECT_EQ(feed.subscribers.at("Feedly"), 16U + 5U) << "of one format the most, of several formats all";
  EXPECT_NEAR(static_cast<double>(found.clients_today), 5, 1);
  EXPECT_EQ(found.readers.at("newsboat").requests(), 2U);
  EXPECT_EQ(found.kinds.at("feed").requests(), 6U);
}

TEST_F(ReadershipTest, IsLinesWithStableKeys) {
  ask(0, "/tags/x.rss", "curl/8", "203.0.113.9");
  const auto lines = readership_lines(gathered(), "");
  const auto site = json::parse(lines.substr(0, lines.find('\n'))).as_object();
  for (const char* key : {"clients_today", "clients_yesterday", "over_pace", "limited", "readers", "answers"})
    EXPECT_TRUE(site.contains(key)) << key;
  const auto feed = json::parse(lines.substr(lines.find('\n') + 1)).as_object();
  for (const char* key : {"feed", "requests", "unconditional", "changed", "delta", "not_modified", "missing", "limited",
                          "other", "bytes", "clients_today", "clients_yesterday", "subscribers", "formats"})
    EXPECT_TRUE(feed.contains(key)) << key;
  EXPECT_EQ(readership_lines(gathered(), "tags/y"), "");
}

TEST(ReadershipMetrics, NameTheFeedsThatCameFirstAndSumTheRest) {
  ReadershipMetrics shown;
  Readership readership;
  const auto add = [&](const std::string& name) {
    FeedReadership feed;
    feed.feed = name;
    feed.formats["rss"].by_outcome[0] = 1;
    readership.feeds.push_back(std::move(feed));
  };
  for (std::size_t i = 0; i < ReadershipMetrics::named_feeds; ++i) add("tags/" + std::to_string(i));
  Metrics before;
  shown.fill(readership, before);
  readership.feeds.clear();
  for (const char* name : {"tags/new", "tags/newer", "", "tags/7"}) add(name);
  Metrics after;
  shown.fill(readership, after);
  const auto text = after.text();
  EXPECT_NE(text.find(R"(feed="*",format="rss",outcome="unconditional"} 3)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"(feed="tags/7",format="rss",outcome="unconditional"} 1)"), std::string::npos) << text;
  EXPECT_EQ(text.find("tags/new"), std::string::npos);
}

}  // namespace
}  // namespace feedd::daemon
