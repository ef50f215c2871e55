#include "tests/daemon/push/hub/asking_hub.hpp"

namespace feedd::daemon::push {
namespace {

TEST_F(HubTest, Takes_a_subscription_that_its_callback_confirms) {
  const Replied answer = ask({{"hub.mode", "subscribe"},
                              {"hub.topic", own_topic_url},
                              {"hub.callback", peer.url("/cb?k=v")},
                              {"hub.secret", "s3cret"},
                              {"hub.lease_seconds", "172800"}});
  EXPECT_EQ(answer.status, 202);
  EXPECT_THAT(kept(), IsEmpty()) << "nobody is subscribed who was not asked";
  desks->settle();
  const PeerRequest question = peer.requests().at(0);
  EXPECT_EQ(question.method, "GET");
  EXPECT_TRUE(question.target.starts_with("/cb?k=v&"));
  EXPECT_EQ(asked_for(question, "hub.mode"), "subscribe");
  EXPECT_EQ(asked_for(question, "hub.topic"), own_topic_url);
  EXPECT_EQ(asked_for(question, "hub.lease_seconds"), "172800");
  ASSERT_THAT(kept(), SizeIs(1));
  const Subscription one = kept().front();
  EXPECT_EQ(one.topic, "feed.atom");
  EXPECT_EQ(one.secret, "s3cret");
  EXPECT_EQ(one.expires, room.now() + 172800s);
  EXPECT_EQ(one.told, room.served());
  EXPECT_EQ(desks->hub.subscriptions(), 1U);
}

TEST_F(HubTest, Asks_with_a_challenge_that_nobody_can_know) {
  subscribe("/a");
  subscribe("/b");
  const std::string first = asked_for(peer.requests().at(0), "hub.challenge");
  EXPECT_EQ(first.size(), 32U);
  EXPECT_NE(first, asked_for(peer.requests().at(1), "hub.challenge"));
}

TEST_F(HubTest, Takes_nobody_whose_callback_does_not_confirm) {
  for (const PeerAnswer& answer :
       {answer_with(404), answer_with(200, "yes"), answer_with(200), answer_with(500), answer_with(302)}) {
    peer.answer_by(always(answer));
    EXPECT_EQ(ask_for("subscribe", "/a").status, 202);
    desks->settle();
  }
  EXPECT_THAT(kept(), IsEmpty());
}

TEST_F(HubTest, Tells_a_subscriber_of_what_comes_after_it_asked) {
  subscribe("/a");
  publish("A");
  desks->settle();
  EXPECT_THAT(bodies(peer), SizeIs(1));
}

TEST_F(HubTest, Tells_a_subscriber_of_what_came_while_it_was_being_asked) {
  peer.answer_by([](const PeerRequest& request) {
    PeerAnswer answer = confirm(request);
    answer.delay = 50ms;
    return answer;
  });
  EXPECT_EQ(ask_for("subscribe", "/a").status, 202);
  desks->run_until([&] { return peer.requests().size() == 1; });
  const std::uint64_t news = publish("A");
  desks->settle();
  EXPECT_THAT(bodies(peer), ElementsAre("feed at " + std::to_string(news)));
}

TEST_F(HubTest, Renews_a_lease_and_tells_nothing_again) {
  subscribe("/a");
  publish("A");
  desks->settle();
  room.pass(24h);
  subscribe("/a");
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept().front().expires, room.now() + config.lease);
  EXPECT_THAT(bodies(peer), SizeIs(1));
}

TEST_F(HubTest, Refuses_what_is_no_feed_of_this_site) {
  for (const char* topic : {"https://other.example/feed.atom", "https://news.example/feed.xyz",
                            "https://news.example/tags/nothing.rss", "https://news.example/"})
    EXPECT_EQ(ask_for("subscribe", "/a", topic).status, 404) << topic;
  EXPECT_TRUE(peer.requests().empty());
}

TEST_F(HubTest, Knows_a_topic_however_it_is_written) {
  subscribe("/a", "HTTPS://News.Example:443/tags/sea.rss");
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept().front().topic, "tags/sea.rss");
}

TEST_F(HubTest, Ends_a_subscription_where_its_callback_confirms) {
  subscribe("/a");
  EXPECT_EQ(ask_for("unsubscribe", "/a").status, 202);
  desks->settle();
  EXPECT_EQ(asked_for(peer.requests().back(), "hub.mode"), "unsubscribe");
  EXPECT_THAT(kept(), IsEmpty());
  EXPECT_EQ(desks->hub.subscriptions(), 0U);
  publish("A");
  desks->settle();
  EXPECT_THAT(bodies(peer), IsEmpty());
}

TEST_F(HubTest, Keeps_a_subscription_that_somebody_else_wants_to_end) {
  subscribe("/a");
  peer.answer_by(always(answer_with(404)));
  EXPECT_EQ(ask_for("unsubscribe", "/a").status, 202);
  desks->settle();
  EXPECT_THAT(kept(), SizeIs(1));
}

TEST_F(HubTest, Does_not_end_what_is_not_there) {
  EXPECT_EQ(ask_for("unsubscribe", "/a").status, 404);
}

TEST_F(HubTest, Sends_no_more_to_who_left_while_it_was_sent_to) {
  subscribe("/a");
  peer.answer_by([](const PeerRequest& request) {
    PeerAnswer answer = confirm(request);
    if (request.method == "POST") answer = answer_with(500), answer.delay = 100ms;
    return answer;
  });
  publish("A");
  desks->run_until([&] { return bodies(peer).size() == 1; });
  EXPECT_EQ(ask_for("unsubscribe", "/a").status, 202);
  desks->settle();
  EXPECT_THAT(kept(), IsEmpty());
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U);
}

TEST_F(HubTest, Leaves_a_new_subscriber_in_peace_when_one_before_it_is_gone_meanwhile) {
  subscribe("/old");
  peer.answer_by([](const PeerRequest& request) {
    PeerAnswer answer = confirm(request);
    if (request.target == "/old") answer = answer_with(410), answer.delay = 200ms;
    return answer;
  });
  publish("A");
  desks->run_until([&] { return bodies(peer).size() == 1; });
  EXPECT_EQ(ask_for("unsubscribe", "/old").status, 202);
  EXPECT_EQ(ask_for("subscribe", "/new").status, 202);
  desks->settle();
  ASSERT_THAT(kept(), SizeIs(1)) << "the 410 was the old one's";
  EXPECT_EQ(kept().front().callback, peer.url("/new"));
}

TEST_F(HubTest, Takes_no_more_than_a_host_or_a_topic_may_have_but_renews) {
  for (int number = 0; number < 8; ++number) subscribe('/' + std::to_string(number));
  EXPECT_EQ(ask_for("subscribe", "/another").status, 403) << "of this topic";
  subscribe("/0", "https://news.example/feed.rss");
  subscribe("/1", "https://news.example/feed.rss");
  EXPECT_EQ(ask_for("subscribe", "/2", "https://news.example/feed.rss").status, 403) << "of this host";
  subscribe("/0");
  EXPECT_EQ(kept().size(), 10U);
}

TEST_F(HubTest, Takes_no_more_than_it_may_have_in_all) {
  config.max_subscriptions = 2;
  restart();
  subscribe("/a");
  subscribe("/b");
  EXPECT_EQ(ask_for("subscribe", "/c").status, 503);
}

TEST_F(HubTest, Calls_no_address_that_is_not_public) {
  EXPECT_EQ(ask({{"hub.mode", "subscribe"}, {"hub.topic", own_topic_url}, {"hub.callback", "http://10.0.0.1/"}}).status,
            403);
}

TEST_F(HubTest, Tells_a_host_that_floods_to_come_later) {
  config.max_per_host = config.max_per_topic = 100'000;
  restart();
  Replied answer;
  for (int number = 0; number < 1025; ++number) answer = ask_for("subscribe", '/' + std::to_string(number));
  EXPECT_EQ(answer.status, 429);
  EXPECT_THAT(answer.fields, ::testing::Contains(HasSubstr("Retry-After")));
}

TEST_F(HubTest, Takes_leases_out_that_have_ended) {
  subscribe("/a");
  room.pass(config.lease);
  desks->hub.sweep();
  desks->settle();
  EXPECT_THAT(kept(), IsEmpty());
  EXPECT_EQ(desks->hub.subscriptions(), 0U);
}

TEST_F(HubTest, Tells_subscribers_of_a_feed_that_is_no_more_and_takes_them_out) {
  subscribe("/a", "https://news.example/tags/sea.rss");
  subscribe("/b");
  desks->hub.end({"tags/sea"});
  desks->settle();
  EXPECT_EQ(asked_for(peer.requests().back(), "hub.mode"), "denied");
  EXPECT_EQ(asked_for(peer.requests().back(), "hub.topic"), "https://news.example/tags/sea.rss");
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept().front().topic, "feed.atom");
}

TEST_F(HubTest, Takes_out_however_many_a_feed_that_is_no_more_had) {
  subscribe("/0", "https://news.example/tags/sea.rss");
  const Subscription first = kept().front();
  room.change([&](content::sql::Database& database) {
    for (int i = 1; i < 600; ++i) {
      Subscription other = first;
      other.callback = peer.url("/" + std::to_string(i));
      Subscriptions(database).put(other);
    }
  });
  const std::size_t before = peer.requests().size();
  desks->hub.end({"tags/sea"});
  desks->settle();
  EXPECT_THAT(kept(), IsEmpty());
  EXPECT_EQ(peer.requests().size() - before, 600U) << "each is told once";
}

TEST_F(HubTest, Knows_its_subscribers_after_a_restart) {
  subscribe("/a");
  restart();
  EXPECT_EQ(desks->hub.subscriptions(), 1U);
  publish("A");
  desks->settle();
  EXPECT_THAT(bodies(peer), SizeIs(1));
}

TEST_F(HubTest, Takes_publish_of_its_own_site_and_does_nothing) {
  EXPECT_EQ(ask({{"hub.mode", "publish"}, {"hub.url", own_topic_url}}).status, 202);
  EXPECT_EQ(ask({{"hub.mode", "publish"}, {"hub.url", "https://other.example/feed"}}).status, 403);
  desks->settle();
  EXPECT_TRUE(peer.requests().empty());
}

TEST_F(HubTest, Answers_what_it_cannot_read) {
  EXPECT_EQ(ask({{"hub.mode", "dance"}}).status, 400);
  EXPECT_EQ(ask({{"hub.mode", "subscribe"}, {"hub.topic", own_topic_url}}).status, 400);
}

}  // namespace
}  // namespace feedd::daemon::push
