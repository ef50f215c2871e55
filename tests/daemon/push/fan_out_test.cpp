#include "daemon/push/fan_out.hpp"

#include "tests/daemon/push/desks.hpp"

#include <map>
#include <optional>

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Subscribers at one peer; desks are set up again where a test kills them.
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

TEST_F(FanOutTest, Sends_a_subscriber_what_its_topic_says_now_and_once) {
  const std::int64_t key = subscribe(one("/a"));
  desks->settle();
  EXPECT_EQ(asked(), 0U);
  const std::uint64_t news = publish("A");
  desks->settle();
  desks->settle();
  ASSERT_THAT(bodies(peer), ElementsAre(at_revision(news)));
  const PeerRequest request = peer.requests().front();
  EXPECT_EQ(request.header("content-type"), "application/rss+xml");
  EXPECT_EQ(request.header("link"),
            "<https://news.example/hub>; rel=\"hub\", <https://news.example/feed.rss>; rel=\"self\"");
  EXPECT_EQ(request.header("x-hub-signature"), "");
  EXPECT_EQ(kept(key)->told, news);
  EXPECT_EQ(desks->fan_out.figures().delivered, 1U);
}

TEST_F(FanOutTest, Signs_with_the_secret_of_each) {
  Subscription some = one("/a");
  some.secret = "secret of a";
  subscribe(some);
  publish("A");
  desks->settle();
  const PeerRequest request = peer.requests().front();
  EXPECT_EQ(request.header("x-hub-signature"), signature(Algorithm::sha256, "secret of a", request.body));
}

TEST_F(FanOutTest, Sends_nothing_to_who_is_told_and_to_other_topics) {
  Subscription told = one("/told");
  told.told = room.served() + 100;
  subscribe(told);
  subscribe(one("/tag", "tags/sky.rss"));
  subscribe(one("/atom", "feed.atom"));
  publish("A", {"sea"});
  desks->settle();
  ASSERT_EQ(asked(), 1U);
  EXPECT_EQ(peer.requests().front().target, "/atom");
}

TEST_F(FanOutTest, Sends_a_document_to_all_of_a_topic_each_once) {
  constexpr std::size_t count = 700;  // more than two steps of looking through them
  for (std::size_t number = 0; number < count; ++number) subscribe(one('/' + std::to_string(number)));
  publish("A");
  desks->settle();
  std::map<std::string, int> times;
  for (const PeerRequest& request : peer.requests()) ++times[request.target];
  EXPECT_EQ(times.size(), count);
  EXPECT_EQ(asked(), count);
  EXPECT_LT(room.fetches, 100) << "it is kept while it is being sent to anybody";
}

TEST_F(FanOutTest, Sends_the_newest_once_more_where_news_came_while_one_was_under_way) {
  subscribe(one("/a"));
  peer.answer_by(always(slow()));
  const std::uint64_t first = publish("A");
  desks->run_until([&] { return asked() == 1; });
  publish("B");
  const std::uint64_t last = publish("C");
  desks->settle();
  EXPECT_THAT(bodies(peer), ElementsAre(at_revision(first), at_revision(last)));
}

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

TEST_F(FanOutTest, Ends_a_subscription_that_is_gone) {
  const std::int64_t gone = subscribe(one("/gone")), stays = subscribe(one("/stays"));
  peer.answer_by([](const PeerRequest& request) { return answer_with(request.target == "/gone" ? 410 : 404); });
  publish("A");
  desks->settle();
  EXPECT_FALSE(kept(gone));
  EXPECT_TRUE(kept(stays));
  EXPECT_EQ(desks->fan_out.figures().ended, 1U);
}

TEST_F(FanOutTest, Ends_a_subscription_whose_lease_has_ended_and_sends_it_nothing) {
  Subscription some = one("/a");
  some.expires = room.now() + 1s;
  const std::int64_t key = subscribe(some);
  room.pass(1s);
  publish("A");
  desks->settle();
  EXPECT_EQ(asked(), 0U);
  EXPECT_FALSE(kept(key));
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
  EXPECT_THAT(bodies(peer), ElementsAre(at_revision(news), at_revision(news, "tags/sea")));
}

TEST_F(FanOutTest, Sends_no_more_than_a_group_and_what_is_under_way_before_it_is_on_disk) {
  constexpr std::size_t count = 1200;
  for (std::size_t number = 0; number < count; ++number) subscribe(one('/' + std::to_string(number)));
  room.disk_is_full = true;
  publish("A");
  desks->run_until(
      [&] { return desks->dispatcher.settlements().is_full() && desks->dispatcher.schedule().under_way() == 0; });
  EXPECT_GE(asked(), Settlements::group_limit);
  EXPECT_LE(asked(), Settlements::group_limit + ScheduleLimits{}.under_way);
  room.disk_is_full = false;
  desks->settle();
  EXPECT_EQ(asked(), count) << "and the rest then, each once";
}

TEST_F(FanOutTest, Sends_nothing_to_who_leaves_before_its_turn) {
  const std::int64_t key = subscribe(one("/a"));
  desks->fan_out.forget(key);
  publish("A");
  desks->run_until([&] { return desks->dispatcher.schedule().waiting() == 0; });
  EXPECT_EQ(asked(), 0U);
}

TEST_F(FanOutTest, Takes_an_answer_of_one_that_left_while_it_was_sent_to) {
  const std::int64_t key = subscribe(one("/a"));
  peer.answer_by(always(slow(500)));
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  desks->fan_out.forget(key);
  room.change([&](content::sql::Database& database) { Subscriptions(database).remove(key); });
  desks->settle();
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U) << "it is not tried again";
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

TEST_F(FanOutTest, Leaves_what_is_not_served_yet_until_it_is) {
  const std::int64_t key = subscribe(one("/a"));
  room.write("A.md", "A");
  room.write("B.md", "B", {"sky"});
  desks->fan_out.look_again("feed.rss");
  desks->settle();
  EXPECT_EQ(asked(), 0U);
  EXPECT_EQ(kept(key)->trouble.attempts, 0U) << "that is no failure of the subscriber";
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U);
  desks->served(room.serve());
  desks->settle();
  EXPECT_EQ(asked(), 1U) << "and at once then";
}

TEST_F(FanOutTest, Sends_what_is_served_where_newer_news_is_on_its_way) {
  subscribe(one("/a"));
  const ServedNews first = room.publish("A.md", "A");
  room.write("B.md", "B");
  desks->served({first.revision, first.revision, {}, {}, {}});
  desks->fan_out.announce("feed.rss", first.revision);
  desks->settle();
  EXPECT_THAT(bodies(peer), ElementsAre(at_revision(first.revision)));
  const ServedNews second = room.serve();
  desks->served(second);
  desks->settle();
  EXPECT_THAT(bodies(peer), ElementsAre(at_revision(first.revision), at_revision(second.revision)));
}

/// rssCloud's wires, whose notifications name the feed and do not bring it.
class CloudFanOutTest : public FanOutTest {};

TEST_F(CloudFanOutTest, Names_the_feed_as_it_was_registered) {
  Subscription form = one("/form", "feed.rss", Wire::cloud_http_post),
               call = one("/call", "feed.rss", Wire::cloud_xml_rpc);
  form.topic_url = call.topic_url = "http://NEWS.example/feed.rss";
  call.procedure = "river.changed";
  subscribe(form);
  subscribe(call);
  publish("A");
  desks->settle();
  EXPECT_THAT(bodies(peer), Contains("url=http%3A%2F%2FNEWS.example%2Ffeed.rss"));
  EXPECT_THAT(bodies(peer), Contains(HasSubstr("<methodName>river.changed</methodName>")));
}

TEST_F(CloudFanOutTest, Ends_a_registration_at_the_third_failure_in_a_row) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  desks->retry_all();
  EXPECT_TRUE(kept(key));
  desks->retry_all();
  EXPECT_FALSE(kept(key));
  EXPECT_EQ(asked(), 3U);
}

TEST_F(CloudFanOutTest, Counts_failures_anew_after_a_success) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  for (int round = 0; round < 3; ++round) {
    peer.answer_by(always(no_answer()));
    publish("round " + std::to_string(round));
    desks->settle();
    desks->retry_all();
    peer.answer_by({});
    desks->retry_all();
  }
  EXPECT_TRUE(kept(key));
}

TEST_F(CloudFanOutTest, Counts_no_failure_where_the_feed_cannot_be_made_here) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  room.makes_documents = false;
  publish("A");
  desks->settle();
  for (int attempt = 0; attempt < 5; ++attempt) {
    EXPECT_TRUE(desks->fan_out.retry(key));
    desks->settle();
  }
  ASSERT_TRUE(kept(key)) << "it has done nothing wrong";
  EXPECT_EQ(kept(key)->trouble.attempts, 0U);
  room.makes_documents = true;
  EXPECT_TRUE(desks->fan_out.retry(key));
  desks->settle();
  EXPECT_EQ(asked(), 1U);
}

TEST_F(CloudFanOutTest, Does_not_take_a_410_for_the_end) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  peer.answer_by(always(answer_with(410)));
  publish("A");
  desks->settle();
  EXPECT_TRUE(kept(key));
}

}  // namespace
}  // namespace feedd::daemon::push
