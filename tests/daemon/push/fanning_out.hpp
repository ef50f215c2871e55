// Subscribers at one peer, to be told by a test.
#pragma once

#include "daemon/push/fan_out.hpp"
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
class FanOutTest : public ::testing::Test {
 protected:
  FanOutTest() {
    room.publish("before.md", "Before");
    desks.emplace(room);
    desks->fan_out.use(Algorithm::sha256, {"https://news.example/hub"});
  }

  Subscription one(const std::string& path, const std::string& topic = "feed.rss", Wire wire = Wire::websub) {
    Subscription some;
    some.topic = topic;
    some.topic_url = "https://news.example/" + topic;
    some.callback = peer.url(path);
    some.wire = wire;
    some.host = host_of(some.callback);
    some.created = room.now();
    some.expires = room.now() + std::chrono::hours(24 * 30);
    some.told = room.served();
    return some;
  }
  /// The key.
  std::int64_t subscribe(const Subscription& some) {
    std::int64_t key = 0;
    room.change([&](content::sql::Database& database) {
      Subscriptions(database).put(some);
      key = Subscriptions(database).find(some.topic, some.callback, some.wire)->key;
    });
    return key;
  }
  std::optional<Subscription> kept(std::int64_t key) {
    std::optional<Subscription> found;
    room.change([&](content::sql::Database& database) { found = Subscriptions(database).load(key); });
    return found;
  }
  void restart() {
    desks.reset();
    desks.emplace(room);
  }
  std::uint64_t publish(const std::string& title, std::vector<std::string> tags = {}) {
    const ServedNews news = room.publish(title + ".md", title, std::move(tags));
    desks->served(news);
    return news.revision;
  }
  [[nodiscard]] std::size_t asked() const { return peer.requests().size(); }
  static std::string at_revision(std::uint64_t revision, const std::string& feed = "feed") {
    return feed + " at " + std::to_string(revision);
  }
  static PeerAnswer slow(int status = 200) {
    PeerAnswer answer = answer_with(status);
    answer.delay = 50ms;
    return answer;
  }

  HttpPeer peer;
  Newsroom room;
  std::optional<Desks> desks;
};

}  // namespace feedd::daemon::push
