#include "daemon/push/hub/canary.hpp"

#include "tests/daemon/push/hub/conversation.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The peer is a hub.
class CanaryTest : public ConversationTest {
 protected:
  CanaryTest() {
    peer.answer_by(always(answer_with(202)));
    desks->canary.use({peer.url("/hub")});
    desks->settle();
  }
  /// What the hub was asked for last.
  std::string asked(const std::string& name) {
    const auto fields = read_form(peer.requests().back().body, 20).value();
    for (const auto& [key, value] : fields)
      if (key == name) return value;
    return {};
  }
  std::string callback() { return asked("hub.callback").substr(std::string("https://news.example").size()); }
  Replied call(const std::string& path, const Fields& query) {
    Submission submission;
    submission.path = path;
    submission.query = form(query);
    Replied answer;
    desks->canary.handle(submission, [&](const Fetched& fetched) { answer = replied(fetched); });
    return answer;
  }
  Replied verify(const std::string& topic = "https://news.example/feed.atom", const std::string& lease = "1000") {
    return call(
        callback(),
        {{"hub.mode", "subscribe"}, {"hub.topic", topic}, {"hub.challenge", "c4a11e"}, {"hub.lease_seconds", lease}});
  }
  int deliver(const std::string& path) {
    Submission submission;
    submission.is_post = true;
    submission.path = path;
    int status = 0;
    desks->canary.handle(submission, [&](const Fetched& fetched) { status = replied(fetched).status; });
    return status;
  }
  CanaryReport report() { return desks->canary.report().at(0); }
};

TEST_F(CanaryTest, Subscribes_to_the_sites_feed_at_each_hub) {
  EXPECT_EQ(asked("hub.mode"), "subscribe");
  EXPECT_EQ(asked("hub.topic"), "https://news.example/feed.atom");
  EXPECT_TRUE(callback().starts_with(canary_folder));
  EXPECT_FALSE(report().is_subscribed);
  EXPECT_NE(report().error, "");
}

TEST_F(CanaryTest, Is_subscribed_when_the_hub_has_asked) {
  const Replied answer = verify();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "c4a11e");
  EXPECT_TRUE(report().is_subscribed);
  EXPECT_EQ(report().error, "");
}

TEST_F(CanaryTest, Confirms_nothing_that_it_did_not_ask_for) {
  EXPECT_EQ(verify("https://news.example/feed.rss").status, 404);
  EXPECT_EQ(call(std::string(canary_folder) + "guess", {{"hub.challenge", "c4a11e"}}).status, 410);
  EXPECT_EQ(call(callback(), {{"hub.mode", "unsubscribe"}, {"hub.challenge", "c4a11e"}}).status, 404);
  EXPECT_FALSE(report().is_subscribed);
}

TEST_F(CanaryTest, Measures_from_the_commit_to_the_arrival) {
  verify();
  ServedNews news = room.publish("A.md", "A");
  news.committed -= 90s;
  desks->served(news);
  EXPECT_GE(report().overdue, 90s);
  EXPECT_EQ(deliver(callback()), 200);
  EXPECT_EQ(report().arrivals, 1U);
  EXPECT_GE(report().latency, 90s);
  EXPECT_LT(report().latency, 120s);
  EXPECT_EQ(report().overdue, 0s);
}

TEST_F(CanaryTest, Awaits_the_oldest_news_that_has_not_come_however_much_comes_after_it) {
  verify();
  ServedNews news = room.publish("A.md", "A");
  news.committed -= 90s;
  desks->served(news);
  for (int more = 0; more < 300; ++more)
    desks->times.note(news.revision + 1 + static_cast<std::uint64_t>(more), std::chrono::steady_clock::now());
  desks->canary.announce(news.revision + 300);
  EXPECT_GE(report().overdue, 90s) << "it does not look well while nothing arrives";
}

TEST_F(CanaryTest, Awaits_nothing_before_it_is_subscribed) {
  publish("A");
  EXPECT_EQ(report().overdue, 0s);
}

TEST_F(CanaryTest, Renews_after_half_its_lease) {
  verify();
  room.pass(499s);
  desks->canary.renew();
  desks->settle();
  EXPECT_THAT(peer.requests(), SizeIs(1));
  room.pass(1s);
  desks->canary.renew();
  desks->settle();
  EXPECT_THAT(peer.requests(), SizeIs(2));
}

TEST_F(CanaryTest, Says_why_it_is_not_subscribed_and_tries_again) {
  peer.answer_by(always(answer_with(403)));
  desks->canary.use({peer.url("/strict")});
  desks->settle();
  EXPECT_THAT(desks->canary.report(), SizeIs(1));
  EXPECT_THAT(report().error, HasSubstr("403"));
  const std::size_t before = peer.requests().size();
  room.pass(600s);
  desks->canary.renew();
  desks->settle();
  EXPECT_EQ(peer.requests().size(), before + 1);
}

TEST_F(CanaryTest, Knows_a_hub_no_more_that_is_not_named_any_more) {
  const std::string before = callback();
  desks->canary.use({});
  EXPECT_THAT(desks->canary.report(), IsEmpty());
  EXPECT_EQ(deliver(before), 410) << "so the hub forgets it";
}

}  // namespace
}  // namespace feedd::daemon::push
