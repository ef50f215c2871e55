// Other publishers' topics.
#include "daemon/push/foreign_topics.hpp"
#include "tests/daemon/push/hub/asking_hub.hpp"

namespace feedd::daemon::push {
namespace {

/// A hub that takes other publishers' topics: the peer is publisher and subscriber.
class OpenHubTest : public HubTest {
 protected:
  OpenHubTest() {
    config.open_hub = true;
    restart();
    peer.answer_by([this](const PeerRequest& request) {
      if (request.target != "/theirs") return confirm(request);
      PeerAnswer answer = answer_with(200, says);
      answer.headers = {{"Content-Type", "application/atom+xml"}};
      answer.delay = delay;
      return answer;
    });
  }
  Replied tell() { return ask({{"hub.mode", "publish"}, {"hub.url", peer.url("/theirs")}}); }
  [[nodiscard]] std::size_t times_fetched() const {
    const auto all = peer.requests();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const PeerRequest& one) { return one.target == "/theirs"; }));
  }

  std::string says = "one";
  std::chrono::milliseconds delay{0};
};

TEST_F(OpenHubTest, Fetches_a_topic_that_has_changed_and_sends_it_on_as_it_is) {
  subscribe("/reader", peer.url("/theirs"));
  desks->settle();
  says = "two";
  EXPECT_EQ(tell().status, 202);
  desks->settle();
  ASSERT_THAT(bodies(peer), ElementsAre("two")) << "what it said at first is no news";
  const PeerRequest last = peer.requests().back();
  EXPECT_EQ(last.header("content-type"), "application/atom+xml");
  EXPECT_THAT(last.header("link"), HasSubstr('<' + peer.url("/theirs") + ">; rel=\"self\""));
}

TEST_F(OpenHubTest, Sends_nothing_where_a_topic_says_the_same) {
  subscribe("/reader", peer.url("/theirs"));
  desks->settle();
  tell();
  desks->settle();
  EXPECT_THAT(bodies(peer), IsEmpty());
}

TEST_F(OpenHubTest, Takes_no_more_than_a_thousand_topics_of_others) {
  room.change([](content::sql::Database& database) {
    for (int i = 0; i < 1000; ++i)
      ForeignTopics(database).put("https://other.example/" + std::to_string(i), "text/xml", "one", false);
  });
  const Replied refused =
      ask({{"hub.mode", "subscribe"}, {"hub.topic", peer.url("/theirs")}, {"hub.callback", peer.url("/reader")}});
  EXPECT_EQ(refused.status, 503);
  EXPECT_THAT(refused.body, HasSubstr("as many topics of others"));
  EXPECT_TRUE(peer.requests().empty());
}

TEST_F(OpenHubTest, Fetches_no_topic_that_nobody_is_subscribed_to) {
  EXPECT_EQ(tell().status, 202);
  desks->settle();
  EXPECT_EQ(times_fetched(), 0U);
}

TEST_F(OpenHubTest, Fetches_a_topic_once_more_that_changed_while_it_was_fetched) {
  subscribe("/reader", peer.url("/theirs"));
  desks->settle();
  delay = 100ms;
  const std::size_t before = times_fetched();
  tell();
  desks->run_until([&] { return times_fetched() == before + 1; });
  for (int again = 0; again < 3; ++again) tell();
  desks->settle();
  EXPECT_EQ(times_fetched(), before + 2);
}

TEST_F(OpenHubTest, Forgets_a_topic_that_nobody_is_subscribed_to_any_more) {
  subscribe("/reader", peer.url("/theirs"));
  desks->settle();
  room.pass(config.lease);
  desks->hub.sweep();
  desks->settle();
  bool is_known = true;
  room.change([&](content::sql::Database& database) {
    is_known = ForeignTopics(database).content(peer.url("/theirs")) != nullptr;
  });
  EXPECT_FALSE(is_known);
}

}  // namespace
}  // namespace feedd::daemon::push
