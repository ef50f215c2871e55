#include "daemon/push/conversations.hpp"

#include "tests/support/http_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using support::HttpPeer;
using support::PeerAnswer;
using support::PeerRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class ConversationsTest : public ::testing::Test {
 protected:
  bool ask(const std::string& url) {
    return conversations.ask({url, "GET", {}, {}}, [this](const content::Result<HttpResponse>& answer) {
      answers.push_back(answer ? answer->status : 0);
    });
  }
  template <class Until>
  void run_until(const Until& until) {
    context.restart();
    while (!until() && context.run_one_for(HttpPeer::patience) != 0) {
    }
  }
  /// Until the question numbered 1 sleeps before its next attempt, and then no longer.
  void wake_when_asleep() {
    run_until([&] { return dispatcher.schedule().asleep() != 0; });
    ASSERT_TRUE(dispatcher.wake(make_job(Desk::conversation, 1)));
  }

  HttpPeer peer;
  boost::asio::io_context context{1};
  NetworkGuard guard = NetworkGuard::create({"127.0.0.0/8"}).value();
  Dispatcher dispatcher{context, guard, [](const auto&, const auto&) {}};
  Conversations conversations{dispatcher, guard, 20};
  std::vector<int> answers;  ///< statuses; 0: nobody answered
};

TEST_F(ConversationsTest, Tell_what_was_answered) {
  peer.answer_by([](const PeerRequest&) { return PeerAnswer{404, {}, "", PeerAnswer::Manner::whole, 0ms}; });
  ASSERT_TRUE(ask(peer.url("/callback?a=b")));
  run_until([&] { return !answers.empty(); });
  EXPECT_THAT(answers, ElementsAre(404));
  EXPECT_EQ(peer.requests().at(0).target, "/callback?a=b");
  EXPECT_EQ(conversations.waiting(), 0U);
}

TEST_F(ConversationsTest, Ask_once_whatever_is_answered) {
  peer.answer_by([](const PeerRequest&) { return PeerAnswer{503, {}, "", PeerAnswer::Manner::whole, 0ms}; });
  ASSERT_TRUE(ask(peer.url("/")));
  run_until([&] { return !answers.empty(); });
  EXPECT_THAT(answers, ElementsAre(503));
  EXPECT_EQ(dispatcher.schedule().asleep(), 0U);
  EXPECT_TRUE(dispatcher.is_idle());
}

TEST_F(ConversationsTest, Ask_three_times_where_nobody_answers) {
  peer.answer_by([](const PeerRequest&) { return PeerAnswer{200, {}, "", PeerAnswer::Manner::dropped, 0ms}; });
  ASSERT_TRUE(ask(peer.url("/")));
  wake_when_asleep();
  wake_when_asleep();
  run_until([&] { return !answers.empty(); });
  EXPECT_THAT(answers, ElementsAre(0));
  EXPECT_EQ(peer.requests().size(), 3U);
  EXPECT_TRUE(dispatcher.is_idle());
}

TEST_F(ConversationsTest, Ask_no_more_after_an_answer_at_last) {
  peer.answer_by([&](const PeerRequest&) {
    return PeerAnswer{
        200, {}, "", peer.requests().size() < 2 ? PeerAnswer::Manner::dropped : PeerAnswer::Manner::whole, 0ms};
  });
  ASSERT_TRUE(ask(peer.url("/")));
  wake_when_asleep();
  run_until([&] { return !answers.empty(); });
  EXPECT_THAT(answers, ElementsAre(200));
}

TEST_F(ConversationsTest, Do_not_try_again_where_they_may_not_go) {
  ASSERT_TRUE(ask("http://192.168.1.1/"));
  run_until([&] { return !answers.empty(); });
  EXPECT_THAT(answers, ElementsAre(0));
  EXPECT_EQ(dispatcher.schedule().asleep(), 0U);
}

TEST_F(ConversationsTest, Leave_a_host_in_peace_after_what_five_seconds_allow) {
  for (int question = 0; question < 130; ++question) ASSERT_TRUE(ask("https://reader.example/"));
  EXPECT_NEAR(static_cast<double>(dispatcher.schedule().waiting()), 100, 5);
  EXPECT_NEAR(static_cast<double>(dispatcher.schedule().asleep()), 30, 5);
  ASSERT_TRUE(ask("https://other.example/"));
  EXPECT_NEAR(static_cast<double>(dispatcher.schedule().waiting()), 101, 5) << "each host by itself";
}

TEST_F(ConversationsTest, Ask_hosts_of_allowed_networks_as_fast_as_they_answer) {
  for (int question = 0; question < 500; ++question) ASSERT_TRUE(ask(peer.url("/")));
  EXPECT_EQ(dispatcher.schedule().asleep(), 0U);
  run_until([&] { return answers.size() == 500; });
  EXPECT_EQ(answers.size(), 500U);
}

TEST_F(ConversationsTest, Refuse_a_host_that_floods_and_no_other) {
  for (int question = 0; question < 1024; ++question) ASSERT_TRUE(ask("https://reader.example/")) << question;
  EXPECT_FALSE(ask("https://reader.example/"));
  EXPECT_TRUE(ask("https://other.example/"));
}

TEST_F(ConversationsTest, Refuse_more_than_they_can_keep) {
  int asked = 0;
  while (asked < 100'000 && ask("https://reader" + std::to_string(asked) + ".example/")) ++asked;
  EXPECT_EQ(asked, 8192);
  EXPECT_EQ(conversations.waiting(), 8192U);
}

TEST_F(ConversationsTest, Take_a_host_again_that_has_answered) {
  for (int question = 0; question < 1024; ++question) ASSERT_TRUE(ask(peer.url("/")));
  ASSERT_FALSE(ask(peer.url("/")));
  run_until([&] { return !answers.empty(); });
  EXPECT_TRUE(ask(peer.url("/")));
}

TEST_F(ConversationsTest, May_ask_another_from_an_answer) {
  ASSERT_TRUE(conversations.ask({peer.url("/first"), "GET", {}, {}},
                                [&](const auto&) { EXPECT_TRUE(ask(peer.url("/second"))); }));
  run_until([&] { return !answers.empty(); });
  EXPECT_THAT(answers, ElementsAre(200));
}

}  // namespace
}  // namespace feedd::daemon::push
