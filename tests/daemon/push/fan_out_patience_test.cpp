// What fails is tried again, given up, and dropped by people; restarts.
#include "tests/daemon/push/fanning_out.hpp"

namespace feedd::daemon::push {
namespace {

TEST_F(FanOutTest, Tries_again_later_what_failed_and_then_sends_the_newest) {
  const std::int64_t key = subscribe(one("/a"));
  peer.answer_by(always(answer_with(500, "down")));
  publish("A");
  desks->settle();
  EXPECT_EQ(asked(), 1U);
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 1U);
  const Trouble trouble = kept(key)->trouble;
  EXPECT_EQ(trouble.attempts, 1U);
  EXPECT_EQ(trouble.since, room.now());
  EXPECT_GE(trouble.retry_at, room.now() + 1s);
  EXPECT_LE(trouble.retry_at, room.now() + 2s);
  EXPECT_THAT(trouble.error, HasSubstr("500"));
  const std::uint64_t last = publish("B");
  desks->settle();
  EXPECT_EQ(asked(), 1U) << "news does not hasten it";
  peer.answer_by({});
  EXPECT_EQ(desks->retry_all(), 1U);
  EXPECT_EQ(bodies(peer).back(), at_revision(last));
  EXPECT_EQ(kept(key)->trouble.attempts, 0U);
}

TEST_F(FanOutTest, Waits_longer_each_time) {
  const std::int64_t key = subscribe(one("/a"));
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  for (int attempt = 2; attempt <= 5; ++attempt) desks->retry_all();
  EXPECT_EQ(kept(key)->trouble.attempts, 5U);
  EXPECT_GE(kept(key)->trouble.retry_at, room.now() + 16s);
  EXPECT_LE(kept(key)->trouble.retry_at, room.now() + 32s);
}

TEST_F(FanOutTest, Waits_as_long_as_it_is_asked_to) {
  const std::int64_t key = subscribe(one("/a"));
  PeerAnswer busy = answer_with(429);
  busy.headers = {{"Retry-After", "600"}};
  peer.answer_by(always(busy));
  publish("A");
  desks->settle();
  EXPECT_EQ(kept(key)->trouble.retry_at, room.now() + 600s);
}

TEST_F(FanOutTest, Gives_up_after_two_days_and_keeps_the_subscription) {
  const std::int64_t key = subscribe(one("/a"));
  peer.answer_by(always(no_answer()));
  const std::uint64_t news = publish("A");
  desks->settle();
  room.pass(48h);
  desks->retry_all();
  EXPECT_EQ(kept(key)->trouble.given_up, 0U);
  room.pass(1s);
  desks->retry_all();
  EXPECT_EQ(kept(key)->trouble.given_up, news);
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U);
  restart();
  desks->settle();
  EXPECT_EQ(asked(), 3U) << "it is tried no more";
}

TEST_F(FanOutTest, Gives_newer_news_all_its_attempts_after_older_was_given_up) {
  const std::int64_t key = subscribe(one("/a"));
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  room.pass(49h);
  desks->retry_all();
  const std::uint64_t news = publish("B");
  desks->settle();
  EXPECT_EQ(asked(), 3U) << "at once";
  EXPECT_EQ(kept(key)->trouble.attempts, 1U);
  EXPECT_EQ(kept(key)->trouble.given_up, 0U);
  EXPECT_EQ(desks->listed().at(0).at("state"), "retrying");
  peer.answer_by({});
  desks->retry_all();
  EXPECT_EQ(bodies(peer).back(), at_revision(news));
}

TEST_F(FanOutTest, Sends_what_was_given_up_where_somebody_asks) {
  subscribe(one("/a"));
  peer.answer_by(always(no_answer()));
  const std::uint64_t news = publish("A");
  desks->settle();
  room.pass(49h);
  desks->retry_all();
  restart();
  peer.answer_by({});
  EXPECT_EQ(desks->listed().at(0).at("state"), "given_up");
  EXPECT_EQ(desks->retry_all(), 1U);
  EXPECT_EQ(bodies(peer).back(), at_revision(news));
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(FanOutTest, Goes_on_after_a_restart_where_it_was) {
  const std::int64_t fails = subscribe(one("/fails"));
  subscribe(one("/well"));
  peer.answer_by([](const PeerRequest& request) { return request.target == "/well" ? answer_with(200) : no_answer(); });
  publish("A");
  desks->settle();
  restart();
  desks->settle();
  EXPECT_EQ(asked(), 2U) << "neither who has it, nor the other before its time";
  desks->retry_all();
  EXPECT_EQ(asked(), 3U);
  EXPECT_EQ(kept(fails)->trouble.attempts, 2U);
}

TEST_F(FanOutTest, Sends_after_a_restart_what_came_before_it) {
  subscribe(one("/a"));
  subscribe(one("/tag", "tags/sea.rss"));
  desks.reset();
  const std::uint64_t news = room.publish("A.md", "A", {"sea"}).revision;
  restart();
  desks->settle();
  EXPECT_THAT(bodies(peer), UnorderedElementsAre(at_revision(news), at_revision(news, "tags/sea")));
}

TEST_F(FanOutTest, Tells_at_once_who_subscribes_again_what_it_missed) {
  const Subscription some = one("/a");
  const std::int64_t key = subscribe(some);
  peer.answer_by(always(no_answer()));
  const std::uint64_t news = publish("A");
  desks->settle();
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 1U);
  peer.answer_by({});
  subscribe(some);
  EXPECT_EQ(kept(key)->trouble.attempts, 0U);
  desks->fan_out.renew(some);
  desks->settle();
  EXPECT_EQ(bodies(peer).back(), at_revision(news));
  EXPECT_EQ(kept(key)->told, news);
}

TEST_F(FanOutTest, Keeps_a_subscription_that_was_renewed_while_the_last_attempt_was_under_way) {
  const Subscription some = one("/a");
  const std::int64_t key = subscribe(some);
  PeerAnswer gone = answer_with(410);
  gone.delay = 50ms;
  peer.answer_by([&, is_first = true](const PeerRequest&) mutable {
    return std::exchange(is_first, false) ? gone : PeerAnswer{};
  });
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  Subscription renewed = some;
  renewed.expires += std::chrono::hours(24);
  subscribe(renewed);
  desks->settle();
  EXPECT_TRUE(kept(key));
}

TEST_F(FanOutTest, Drops_what_waits_for_good) {
  const std::int64_t key = subscribe(one("/a"));
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  EXPECT_EQ(desks->outbox.drop("s" + std::to_string(key)).value(), 1U);
  desks->settle();
  EXPECT_THAT(desks->listed(), IsEmpty());
  peer.answer_by({});
  restart();
  desks->settle();
  EXPECT_EQ(asked(), 1U);
  const std::uint64_t next = publish("B");
  desks->settle();
  EXPECT_EQ(bodies(peer).back(), at_revision(next)) << "the subscription stays";
}

TEST_F(FanOutTest, Drops_what_is_under_way_whatever_comes_of_it) {
  const std::int64_t key = subscribe(one("/a"));
  peer.answer_by(always(slow(500)));
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  EXPECT_EQ(desks->outbox.drop("s" + std::to_string(key)).value(), 1U);
  desks->settle();
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U);
  EXPECT_EQ(kept(key)->trouble.attempts, 0U);
}

TEST_F(FanOutTest, Drops_nothing_where_nothing_waits) {
  const std::int64_t key = subscribe(one("/a"));
  EXPECT_EQ(desks->outbox.drop("s" + std::to_string(key)).value(), 0U);
  EXPECT_EQ(desks->outbox.retry("s" + std::to_string(key)).value(), 0U);
  EXPECT_EQ(desks->outbox.retry("s12345").value(), 0U);
}

}  // namespace
}  // namespace feedd::daemon::push
