// Endpoints of the configuration at one peer, to be told by a test.
#pragma once

#include "daemon/push/pings.hpp"
#include "tests/daemon/push/desks.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace feedd::daemon::push {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Desks are set up again where a test kills them.
class PingsTest : public ::testing::Test {
 protected:
  PingsTest() { room.publish("before.md", "Before"); }

  void use(std::vector<std::string> kinds) {
    for (std::string& kind : kinds) config.endpoints.push_back({kind, peer.url('/' + kind), "secret"});
    desks.emplace(room, config);
  }
  /// What was not written is lost, and there are new ones on the same store.
  void restart() {
    desks.reset();
    desks.emplace(room, config);
  }
  std::uint64_t publish(const std::string& title, std::vector<std::string> tags = {}) {
    const ServedNews news = room.publish(title + ".md", title, std::move(tags));
    desks->served(news);
    return news.revision;
  }
  [[nodiscard]] std::size_t asked() const { return peer.requests().size(); }
  /// What the webhook was told of, request by request: titles of articles.
  [[nodiscard]] std::vector<std::string> told() const {
    std::vector<std::string> all;
    for (const std::string& body : bodies(peer)) {
      std::string titles;
      const boost::json::value changes = boost::json::parse(body);
      for (const auto& article : changes.at("articles").as_array())
        titles += std::string(article.at("title").as_string()) + ' ';
      all.push_back(titles);
    }
    return all;
  }
  [[nodiscard]] boost::json::object only_listed() {
    const auto lines = desks->listed();
    EXPECT_EQ(lines.size(), 1U);
    return lines.empty() ? boost::json::object{{"state", "none"}, {"attempts", 0}} : lines.front();
  }

  HttpPeer peer;
  Newsroom room;
  PushConfig config;
  std::optional<Desks> desks;
};

}  // namespace feedd::daemon::push
