#include "tests/daemon/http_sending.hpp"

#include <functional>
#include <optional>

namespace feedd::daemon {
namespace {

/// Answers nobody before `count` have asked: what is not sent at once is never answered.
class Crowd {
 public:
  explicit Crowd(std::size_t count) : count_(count) {}
  PeerAnswer operator()(const PeerRequest&) {
    PeerAnswer answer;
    answer.manner = ++asked_ < count_ ? Manner::silent : Manner::whole;
    return answer;
  }

 private:
  std::size_t count_, asked_ = 0;
};

TEST(HttpSender, SendsManyAtOnce) {
  constexpr std::size_t count = 100;
  SendLimits limits;
  limits.total_time = 20s;
  HttpPeer peer(Crowd{count});
  Sending sending(limits);
  std::size_t answered = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sending.sender->send(post(peer.url("/" + std::to_string(i))), [&](const Answer& answer) {
      EXPECT_TRUE(answer) << answer.error().to_string();
      ++answered;
      sending.context.stop();  // the hundredth is answered; the others wait
    });
  }
  EXPECT_EQ(sending.sender->under_way(), count);
  sending.context.run_for(HttpPeer::patience);
  EXPECT_EQ(answered, 1U);
  EXPECT_EQ(sending.sender->under_way(), count - 1);
  EXPECT_EQ(peer.connections(), count);
}

TEST(HttpSender, ReusesConnections) {
  HttpPeer peer;
  Sending sending;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(sending.answer_to(post(peer.url("/"))));
  EXPECT_EQ(peer.requests().size(), 10U);
  EXPECT_EQ(peer.connections(), 1U);
}

TEST(HttpSender, SleepsOnWhenAnIdleConnectionIsClosed) {
  std::optional<HttpPeer> gone(std::in_place);
  PeerAnswer late;
  late.delay = 100ms;
  HttpPeer peer(always(late));
  Sending sending;
  ASSERT_TRUE(sending.answer_to(post(gone->url("/"))));
  sending.send(post(peer.url("/")));
  gone.reset();
  std::size_t steps = 0;
  for (sending.context.restart(); sending.context.run_one_for(HttpPeer::patience) != 0;) ++steps;
  EXPECT_TRUE(sending.answers.back());
  EXPECT_LT(steps, 100U) << "it goes on looking at what nobody uses";
}

TEST(HttpSender, ConnectsAnewWhereAnIdleConnectionWasClosed) {
  HttpPeer peer(always(in_manner(Manner::closing)));
  Sending sending;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(sending.answer_to(post(peer.url("/"))));
  EXPECT_EQ(peer.connections(), 3U);
}

TEST(HttpSender, ReusesMoreConnectionsAtOnceThanItKeepsIdle) {
  SendLimits limits;
  limits.max_idle_connections = 2;
  HttpPeer peer;
  Sending sending(limits);
  int left = 90;
  std::function<void(Answer)> again = [&](const Answer& answer) {
    ASSERT_TRUE(answer);
    if (left-- > 0) sending.sender->send(post(peer.url("/")), again);
  };
  for (int i = 0; i < 10; ++i) sending.sender->send(post(peer.url("/")), again);
  sending.run();
  EXPECT_EQ(peer.requests().size(), 100U);
  EXPECT_LE(peer.connections(), 20U);
}

TEST(HttpSender, KeepsAsManyIdleConnectionsAsItMay) {
  SendLimits limits;
  limits.max_idle_connections = 3;
  const std::vector<HttpPeer> peers(8);
  Sending sending(limits);
  for (const HttpPeer& peer : peers) ASSERT_TRUE(sending.answer_to(post(peer.url("/"))));
  for (const HttpPeer& peer : peers) sending.send(post(peer.url("/")));  // at once: what is kept now is used
  sending.run();
  std::size_t connections = 0;
  for (const HttpPeer& peer : peers) connections += peer.connections();
  EXPECT_EQ(connections, 2 * peers.size() - limits.max_idle_connections);
}

}  // namespace
}  // namespace feedd::daemon
