#include "tests/daemon/push/fanning_out.hpp"

#include <map>

namespace feedd::daemon::push {
namespace {

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

TEST_F(FanOutTest, Leaves_what_is_not_served_yet_until_it_is) {
  const std::int64_t key = subscribe(one("/a"));
  room.write("A.md", "A");
  room.write("B.md", "B", {"sky"});
  desks->fan_out.renew(*kept(key));
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

}  // namespace
}  // namespace feedd::daemon::push
