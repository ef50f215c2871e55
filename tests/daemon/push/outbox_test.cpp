#include "daemon/push/outbox.hpp"

#include "tests/daemon/push/desks.hpp"

#include <optional>

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// An aggregator and a subscriber that do not answer, and news for both.
class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    room.publish("before.md", "Before");
    PushConfig config;
    config.endpoints = {{"rss-cloud", peer.url("/aggregator"), ""}};
    peer.answer_by(always(no_answer()));
    desks.emplace(room, config);
  }
  std::int64_t subscribe(const std::string& path) {
    Subscription one;
    one.topic = "feed.atom";
    one.callback = peer.url(path);
    one.host = host_of(one.callback);
    one.expires = room.now() + 1h;
    one.told = room.served();
    room.change([&](content::sql::Database& database) {
      Subscriptions(database).put(one);
      one.key = Subscriptions(database).find(one.topic, one.callback, one.wire)->key;
    });
    return one.key;
  }
  void publish(const std::string& title, std::vector<std::string> tags = {}) {
    desks->served(room.publish(title + ".md", title, std::move(tags)));
    desks->settle();
  }
  std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const auto& line : desks->listed()) all.emplace_back(line.at("id").as_string());
    return all;
  }

  HttpPeer peer;
  Newsroom room;
  std::optional<Desks> desks;
};

TEST_F(OutboxTest, Names_what_is_not_told) {
  const std::int64_t key = subscribe("/reader");
  publish("A", {"sea"});
  const auto lines = desks->listed();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(ids(), UnorderedElementsAre("e1:feed", "e1:tags/sea", "s" + std::to_string(key)));
  EXPECT_EQ(lines[0].at("kind"), "rss-cloud");
  EXPECT_EQ(lines[0].at("subject"), "feed");
  EXPECT_EQ(lines[2].at("kind"), "subscriber");
  EXPECT_EQ(lines[2].at("url").as_string(), peer.url("/reader"));
  EXPECT_EQ(lines[2].at("subject"), "feed.atom");
  for (const auto& line : lines) EXPECT_EQ(line.at("state"), "retrying");
}

TEST_F(OutboxTest, Is_empty_where_all_is_told) {
  peer.answer_by({});
  subscribe("/reader");
  publish("A");
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(OutboxTest, Retries_one_thing_or_all_of_an_endpoint_or_everything) {
  const std::string key = std::to_string(subscribe("/reader"));
  publish("A", {"sea"});
  EXPECT_EQ(desks->outbox.retry("e1:tags/sea").value(), 1U);
  desks->settle();
  EXPECT_EQ(desks->outbox.retry("e1").value(), 2U);
  desks->settle();
  EXPECT_EQ(desks->outbox.retry("s" + key).value(), 1U);
  desks->settle();
  EXPECT_EQ(desks->outbox.retry("").value(), 3U);
}

TEST_F(OutboxTest, Drops_one_thing_and_leaves_the_rest) {
  const std::string key = std::to_string(subscribe("/reader"));
  publish("A", {"sea"});
  EXPECT_EQ(desks->outbox.drop("e1:feed").value(), 1U);
  desks->settle();
  EXPECT_THAT(ids(), UnorderedElementsAre("e1:tags/sea", "s" + key));
  EXPECT_EQ(desks->outbox.drop("e1:feed").value(), 0U) << "it waits no more";
  EXPECT_EQ(desks->outbox.drop("").value(), 2U);
  desks->settle();
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(OutboxTest, Reaches_everything_however_much_it_is) {
  for (int number = 0; number < 2100; ++number) subscribe('/' + std::to_string(number));
  publish("A");
  EXPECT_EQ(desks->listed().size(), 1001U) << "an endpoint's, and no more of the others than a person reads";
  EXPECT_EQ(desks->outbox.drop("").value(), 2101U);
  desks->settle();
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_F(OutboxTest, Refuses_what_is_no_name) {
  for (const char* name : {"x", "e", "s", "e1x", "s1:feed", ":", "12", "e-", "e:feed"})
    EXPECT_FALSE(desks->outbox.retry(name)) << name;
  EXPECT_EQ(desks->outbox.retry("e99").value(), 0U);
  EXPECT_EQ(desks->outbox.drop("s99").value(), 0U);
}

}  // namespace
}  // namespace feedd::daemon::push
