#include "tests/daemon/http_sending.hpp"

#include <cstdlib>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using testing::HasSubstr;

void expect_error(const Answer& answer, const std::string& operation, const std::string& reason) {
  ASSERT_FALSE(answer) << answer->status;
  EXPECT_EQ(answer.error().operation, operation) << answer.error().to_string();
  EXPECT_THAT(answer.error().reason, HasSubstr(reason));
}

/// Refuses connections: it was a peer's, and is nobody's now.
std::string url_of_nobody() {
  const HttpPeer peer;
  return peer.url("/");
}

TEST(HttpSender, GivesAHeaderOfTwoLinesBack) {
  HttpPeer peer;
  Sending sending;
  const std::vector<std::pair<std::string, std::string>> wrong = {{"X-A", "b\r\nX-C: d"}, {"X-A\nX-C", "d"}};
  for (const auto& header : wrong) {
    OutgoingRequest request = post(peer.url("/"));
    request.headers = {header};
    const Answer answer = sending.answer_to(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().operation, "header");
  }
  EXPECT_TRUE(peer.requests().empty());
}

TEST(HttpSender, TakesAddressesOfHttpOnly) {
  Sending sending;
  for (const char* url : {"", "nowhere", "ftp://127.0.0.1/", "file:///etc/hostname", "gopher://127.0.0.1/"})
    expect_error(sending.answer_to(post(url)), "address", "must be an address of http or https");
}

TEST(HttpSender, RefusesAForbiddenNetworkHoweverItIsNamed) {
  HttpPeer peer;
  Sending sending({}, guard({"10.0.0.0/8"}));
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]"})
    expect_error(sending.answer_to(post(peer.url("/", host))), "address", "which is not public");
  EXPECT_EQ(peer.connections(), 0U);
}

TEST(HttpSender, JudgesAnAllowedNetworkByAddressNotByName) {
  HttpPeer peer;
  Sending sending({}, guard({"127.0.0.1/32"}));
  EXPECT_TRUE(sending.answer_to(post(peer.url("/", "localhost"))));
  expect_error(sending.answer_to(post(peer.url("/", "127.0.0.2"))), "address", "leads to 127.0.0.2");
}

TEST(HttpSender, SaysWhyNothingIsConnected) {
  Sending sending;
  const Answer answer = sending.answer_to(post(url_of_nobody()));
  expect_error(answer, "fetch", "Couldn't connect to server");
  EXPECT_THAT(answer.error().reason, HasSubstr("127.0.0.1 port"));
}

TEST(HttpSender, SaysThatANameLeadsNowhere) {
  Sending sending;
  expect_error(sending.answer_to(post("http://nowhere.invalid/")), "fetch", "nowhere.invalid");
}

TEST(HttpSender, SaysThatTlsFailed) {
  const HttpPeer peer;
  Sending sending;
  std::string url = peer.url("/");
  url.insert(4, "s");
  expect_error(sending.answer_to(post(url)), "fetch", "SSL connect error: ");
}

TEST(HttpSender, NamesNoPasswordInAnError) {
  Sending sending;
  std::string url = url_of_nobody();
  url.insert(7, "mira:secret@");
  const Answer answer = sending.answer_to(post(url));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().to_string(), testing::Not(HasSubstr("secret")));
}

TEST(HttpSender, EndsAnAttemptAtItsDeadline) {
  SendLimits limits;
  limits.total_time = 30ms;
  Sending sending(limits);
  HttpPeer silent(always(in_manner(Manner::silent)));
  expect_error(sending.answer_to(post(silent.url("/"))), "fetch", "Timeout was reached");
  for (const int status : {200, 503}) {
    PeerAnswer drops = in_manner(Manner::dripping, std::string(60'000, 'x'));
    drops.status = status;
    HttpPeer peer(always(drops));
    const Answer answer = sending.answer_to(post(peer.url("/")));
    if (status == 503) expect_error(answer, "fetch", "Timeout was reached");
    if (status == 200) {
      EXPECT_TRUE(answer && answer->truncated) << "it has said that it was well";
    }
  }
}

TEST(HttpSender, WaitsForASlowAnswerWithinTheDeadline) {
  PeerAnswer answer = in_manner(Manner::dripping, "drops");
  answer.delay = 20ms;
  HttpPeer peer(always(answer));
  Sending sending;
  EXPECT_EQ(sending.answer_to(post(peer.url("/")))->body, "drops");
}

TEST(HttpSender, LetsNobodyWaitForAnotherRequest) {
  PeerAnswer slow;
  slow.manner = Manner::silent;
  HttpPeer stuck(always(slow)), quick;
  Sending sending;
  for (int i = 0; i < 10; ++i) sending.sender->send(post(stuck.url("/")), [](const Answer&) {});
  bool answered = false;
  sending.sender->send(post(quick.url("/")), [&](const Answer& answer) {
    answered = answer.has_value();
    sending.context.stop();
  });
  sending.context.run_for(HttpPeer::patience);
  EXPECT_TRUE(answered);
  EXPECT_EQ(sending.sender->under_way(), 10U);
}

TEST(HttpSender, SaysThatAnAnswerBrokeOff) {
  Sending sending;
  HttpPeer dropping(always(in_manner(Manner::dropped)));
  expect_error(sending.answer_to(post(dropping.url("/"))), "fetch", "");
  PeerAnswer half = in_manner(Manner::cut, "half of it");
  half.status = 500;
  HttpPeer cutting(always(half));
  expect_error(sending.answer_to(post(cutting.url("/"))), "fetch", "");
}

TEST(HttpSender, TakesAGoodStatusWhateverBreaksOffBehindIt) {
  Sending sending;
  HttpPeer cutting(always(in_manner(Manner::cut, "half of it")));
  const Answer answer = sending.answer_to(post(cutting.url("/")));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->status, 200);
  EXPECT_TRUE(answer->truncated);
}

TEST(HttpSender, SendsAgainOnAnotherConnectionAfterAFailure) {
  HttpPeer peer([asked = 0](const PeerRequest&) mutable {
    const bool fails = ++asked == 1;
    PeerAnswer answer = in_manner(fails ? Manner::cut : Manner::whole, "half of it");
    answer.status = fails ? 500 : 200;
    return answer;
  });
  Sending sending;
  EXPECT_FALSE(sending.answer_to(post(peer.url("/"))));
  const Answer answer = sending.answer_to(post(peer.url("/")));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->body, "half of it");
  EXPECT_FALSE(answer->truncated);
}

TEST(HttpSender, CutsABodyAtItsBound) {
  SendLimits limits;
  limits.max_body_bytes = 1000;
  for (const Manner manner : {Manner::whole, Manner::endless, Manner::closing}) {
    PeerAnswer large = in_manner(manner, std::string(900, 'a') + std::string(900, 'b'));
    large.status = 503;
    HttpPeer peer(always(large));
    Sending sending(limits);
    const Answer answer = sending.answer_to(post(peer.url("/")));
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->status, 503);
    EXPECT_TRUE(answer->truncated);
    EXPECT_EQ(answer->body, std::string(900, 'a') + std::string(100, 'b'));
  }
}

TEST(HttpSender, TakesABodyOfJustItsBoundWhole) {
  SendLimits limits;
  limits.max_body_bytes = 1000;
  HttpPeer peer(always(in_manner(Manner::whole, std::string(1000, 'a'))));
  Sending sending(limits);
  const Answer answer = sending.answer_to(post(peer.url("/")));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_FALSE(answer->truncated);
  EXPECT_EQ(answer->body.size(), 1000U);
}

TEST(HttpSender, UndoesNoCodingOfABody) {
  PeerAnswer coded = in_manner(Manner::whole, "not gzip at all");
  coded.headers = {{"Content-Encoding", "gzip"}};
  HttpPeer peer(always(coded));
  Sending sending;
  EXPECT_EQ(sending.answer_to(post(peer.url("/")))->body, "not gzip at all");
  EXPECT_EQ(peer.requests().at(0).header("accept-encoding"), "");
}

TEST(HttpSender, TakesNoMoreHeadersThanItsBound) {
  SendLimits limits;
  limits.max_header_bytes = 4096;
  Sending sending(limits);
  PeerAnswer answer;
  for (int i = 0; i < 20; ++i) answer.headers.emplace_back("X-" + std::to_string(i), std::string(100, 'x'));
  HttpPeer modest(always(answer));
  EXPECT_TRUE(sending.answer_to(post(modest.url("/"))));
  for (int i = 20; i < 60; ++i) answer.headers.emplace_back("X-" + std::to_string(i), std::string(100, 'x'));
  HttpPeer verbose(always(answer));
  expect_error(sending.answer_to(post(verbose.url("/"))), "too-large", "headers of the answer are larger than 4 KiB");
}

TEST(HttpSender, KeepsNoCookies) {
  PeerAnswer answer;
  answer.headers = {{"Set-Cookie", "a=b; Path=/"}};
  HttpPeer peer(always(answer));
  Sending sending;
  ASSERT_TRUE(sending.answer_to(post(peer.url("/"))));
  ASSERT_TRUE(sending.answer_to(post(peer.url("/"))));
  EXPECT_EQ(peer.requests().at(1).header("cookie"), "");
}

TEST(HttpSender, AsksNoProxyOfTheEnvironment) {
  HttpPeer proxy, peer;
  ::setenv("http_proxy", proxy.url("/").c_str(), 1);
  ::setenv("ALL_PROXY", proxy.url("/").c_str(), 1);
  Sending sending;
  EXPECT_TRUE(sending.answer_to(post(peer.url("/"))));
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  EXPECT_EQ(proxy.connections(), 0U);
  EXPECT_EQ(peer.requests().size(), 1U);
}

}  // namespace
}  // namespace feedd::daemon
