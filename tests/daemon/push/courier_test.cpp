// The courier as a whole, on its own thread.
#include "daemon/push/courier.hpp"

#include "tests/daemon/push/hub/conversation.hpp"

#include <future>

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class CourierTest : public ::testing::Test {
 protected:
  CourierTest() : peer(confirm) {
    room.publish("before.md", "Before");
    config.endpoints = {{"webhook", peer.url("/webhook"), ""}};
  }
  void start(bool announce = false) {
    courier =
        std::make_unique<Courier>(config, NetworkGuard::create({"127.0.0.0/8"}).value(), room.reader(), room.place());
    courier->start(room.served(), announce);
  }
  std::string outbox(const std::string& action) {
    std::promise<std::string> answer;
    courier->outbox({{"action", action}}, [&](const content::Result<std::string>& said) {
      answer.set_value(said ? *said : said.error().to_string());
    });
    return answer.get_future().get();
  }
  Replied submit(Submission submission) {
    std::promise<Replied> answer;
    courier->submit(std::move(submission), [&](const Fetched& fetched) { answer.set_value(replied(fetched)); });
    return answer.get_future().get();
  }
  /// Asked again until the courier has begun.
  Replied subscribe(const std::string& path) {
    const Fields fields{
        {"hub.mode", "subscribe"}, {"hub.topic", "https://news.example/feed.atom"}, {"hub.callback", peer.url(path)}};
    for (;;)
      if (const Replied answer = submit(form_submission("/hub", fields)); answer.status != -1) return answer;
  }
  std::size_t subscriptions() {
    std::size_t count = 0;
    room.change([&](content::sql::Database& database) { count = Subscriptions(database).count(); });
    return count;
  }
  /// Waits until it is so, asking the courier's thread again and again.
  template <class Until>
  bool await(const Until& until) {
    const auto deadline = std::chrono::steady_clock::now() + HttpPeer::patience;
    while (!until()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      static_cast<void>(outbox("list"));
    }
    return true;
  }
  std::chrono::milliseconds time_to_stop(std::chrono::milliseconds deadline) {
    const auto began = std::chrono::steady_clock::now();
    courier->stop(deadline);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  }

  HttpPeer peer;
  Newsroom room;
  PushConfig config;
  std::unique_ptr<Courier> courier;
};

TEST_F(CourierTest, Tells_endpoints_and_subscribers) {
  start();
  EXPECT_EQ(subscribe("/reader").status, 202);
  ASSERT_TRUE(await([&] { return subscriptions() == 1; }));
  courier->served(room.publish("A.md", "A"));
  EXPECT_TRUE(peer.wait_for(3));  // a question, and two deliveries
  EXPECT_THAT(bodies(peer), SizeIs(2));
}

TEST_F(CourierTest, Tells_a_new_endpoint_nothing_of_before_unless_it_shall_announce_it) {
  start();
  ASSERT_TRUE(await([&] { return outbox("list").empty(); }));
  courier->stop(5s);
  EXPECT_TRUE(peer.requests().empty());
  config.endpoints.push_back({"webhook", peer.url("/announced"), ""});
  start(true);
  EXPECT_TRUE(peer.wait_for(1));
  EXPECT_EQ(peer.requests().front().target, "/announced");
}

TEST_F(CourierTest, Takes_requests_at_its_paths_and_no_others) {
  config.endpoints = {{"index-now", peer.url("/index-now"), ""}};
  config.index_now_key = "0123456789abcdef";
  start();
  EXPECT_TRUE(courier->rule("/hub"));
  EXPECT_FALSE(courier->rule("/hub")->get);
  EXPECT_TRUE(courier->rule("/rsscloud/pleaseNotify"));
  EXPECT_TRUE(courier->rule("/RPC2"));
  EXPECT_TRUE(courier->rule("/canary/x")->get);
  EXPECT_TRUE(courier->rule("/canary/x")->discards_body);
  EXPECT_FALSE(courier->rule("/feed.atom"));
  EXPECT_FALSE(courier->rule("/robots.txt"));
  ASSERT_TRUE(await([&] { return courier->rule("/0123456789abcdef.txt").has_value(); }));
  EXPECT_FALSE(courier->rule("/0123456789abcdef.txt")->post);
  Submission key;
  key.path = "/0123456789abcdef.txt";
  EXPECT_EQ(submit(key).body, "0123456789abcdef");
}

TEST_F(CourierTest, Takes_no_requests_where_they_are_switched_off) {
  config.hub = config.rss_cloud = false;
  start();
  EXPECT_FALSE(courier->rule("/hub"));
  EXPECT_FALSE(courier->rule("/RPC2"));
}

TEST_F(CourierTest, Mints_a_key_for_search_engines_once) {
  config.endpoints = {{"index-now", peer.url("/index-now"), ""}};
  const auto key = [&] {
    std::string kept;
    room.change([&](content::sql::Database& database) { kept = Endpoints(database).setting("index-now-key"); });
    return kept;
  };
  start();
  ASSERT_TRUE(await([&] { return !key().empty(); }));
  const std::string first = key();
  EXPECT_EQ(first.size(), 32U);
  courier->stop(5s);
  start();
  ASSERT_TRUE(await([&] { return courier->rule('/' + first + ".txt").has_value(); }));
}

TEST_F(CourierTest, Tells_new_endpoints_after_a_reload_what_comes_and_removed_ones_nothing) {
  start();
  config.endpoints = {{"webhook", peer.url("/another"), ""}};
  courier->reload(config);
  ASSERT_TRUE(await([&] {
    bool is_there = false;
    room.change([&](content::sql::Database& database) {
      const auto all = Endpoints(database).all();
      is_there = all.size() == 1 && all[0].url == peer.url("/another");
    });
    return is_there;
  }));
  courier->served(room.publish("A.md", "A"));
  ASSERT_TRUE(peer.wait_for(1));
  courier->stop(5s);
  ASSERT_THAT(peer.requests(), SizeIs(1));
  EXPECT_EQ(peer.requests().front().target, "/another");
}

TEST_F(CourierTest, Says_how_things_are) {
  peer.answer_by(always(answer_with(404, "no such thing")));
  start();
  courier->served(room.publish("A.md", "A"));
  ASSERT_TRUE(peer.wait_for(1));
  ASSERT_TRUE(await([&] { return outbox("list").find("no such thing") != std::string::npos; }));
  for (std::size_t asked = 2; asked <= 3; ++asked) {
    EXPECT_THAT(outbox("retry"), HasSubstr("\"announcements\":1"));
    ASSERT_TRUE(peer.wait_for(asked));
    ASSERT_TRUE(
        await([&] { return outbox("list").find(asked == 2 ? "\"attempts\":2" : "given_up") != std::string::npos; }));
  }
  ASSERT_TRUE(await([&] { return !courier->report()->troubles.empty(); }));
  EXPECT_THAT(courier->report()->troubles.front(), HasSubstr("given up"));
  EXPECT_THAT(boost::json::serialize(courier->report()->status), HasSubstr("\"given_up\":1"));
}

TEST_F(CourierTest, Gives_what_is_under_way_until_the_deadline_and_notes_it) {
  peer.answer_by([](const PeerRequest&) {
    PeerAnswer slow;
    slow.delay = 300ms;
    return slow;
  });
  start();
  courier->served(room.publish("A.md", "A"));
  ASSERT_TRUE(peer.wait_for(1));
  EXPECT_LT(time_to_stop(10s), 5s) << "no longer than it takes";
  bool is_noted = false;
  room.change([&](content::sql::Database& database) { is_noted = Endpoints(database).all().at(0).delivered == 1; });
  EXPECT_TRUE(is_noted) << "the next start would tell it once more";
}

TEST_F(CourierTest, Stops_at_its_deadline_where_a_peer_never_answers) {
  PeerAnswer silent;
  silent.manner = PeerAnswer::Manner::silent;
  peer.answer_by(always(silent));
  start();
  courier->served(room.publish("A.md", "A"));
  ASSERT_TRUE(peer.wait_for(1));
  const auto took = time_to_stop(200ms);
  EXPECT_GE(took, 200ms);
  EXPECT_LT(took, 5s);
}

TEST_F(CourierTest, Stops_at_once_where_nothing_is_under_way) {
  start();
  ASSERT_TRUE(await([&] { return outbox("list").empty(); }));
  EXPECT_LT(time_to_stop(20s), 5s);
}

TEST_F(CourierTest, Ends_without_being_started_or_asked_to_stop) {
  courier = std::make_unique<Courier>(config, NetworkGuard::create({}).value(), room.reader(), room.place());
  courier.reset();
  start();
  courier.reset();
}

TEST_F(CourierTest, Holds_requests_that_come_before_it_has_begun) {
  courier = std::make_unique<Courier>(config, NetworkGuard::create({}).value(), room.reader(), room.place());
  std::promise<Replied> answer;
  courier->submit(form_submission("/hub", {}), [&](const Fetched& fetched) { answer.set_value(replied(fetched)); });
  courier->start(0, false);
  EXPECT_EQ(answer.get_future().get().status, 400);
}

TEST_F(CourierTest, Does_what_many_threads_ask_at_once) {
  start();
  ASSERT_EQ(subscribe("/reader").status, 202);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int round = 0; round < 25; ++round) {
        EXPECT_EQ(subscribe('/' + std::to_string(thread) + '-' + std::to_string(round)).status, 202);
        EXPECT_TRUE(courier->rule("/hub"));
        static_cast<void>(courier->report()->status.size());
        static_cast<void>(outbox("list"));
        if (round % 8 == 0) courier->reload(config);
      }
    });
  for (int news = 0; news < 10; ++news) courier->served(room.publish("A.md", "A" + std::to_string(news)));
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(await([&] { return subscriptions() == 101; }));
  courier->stop(5s);
}

}  // namespace
}  // namespace feedd::daemon::push
