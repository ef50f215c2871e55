#include "tests/daemon/http_sending.hpp"

#include <set>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

TEST(HttpSender, SendsWhatItIsGivenAndGivesBackTheAnswer) {
  HttpPeer peer([](const PeerRequest&) {
    PeerAnswer answer;
    answer.status = 202;
    answer.headers = {{"X-Tide", "high"}};
    answer.body = "thanks";
    return answer;
  });
  Sending sending;
  OutgoingRequest request = post(peer.url("/callback?a=b"), "<feed/>");
  request.headers = {{"Content-Type", "application/atom+xml"}, {"X-Hub-Signature", "sha256=00"}, {"X-Empty", ""}};
  const Answer answer = sending.answer_to(request);
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->header("x-tide"), "high");
  EXPECT_EQ(answer->body, "thanks");
  EXPECT_EQ(answer->url, request.url);
  EXPECT_FALSE(answer->truncated);
  ASSERT_EQ(peer.requests().size(), 1U);
  const PeerRequest got = peer.requests().front();
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.target, "/callback?a=b");
  EXPECT_EQ(got.body, "<feed/>");
  std::set<std::string> names;
  for (const auto& header : got.headers) names.insert(header.first);
  EXPECT_THAT(names, testing::ElementsAre("accept", "content-length", "content-type", "host", "user-agent", "x-empty",
                                          "x-hub-signature"));
  EXPECT_THAT(got.header("user-agent"), testing::StartsWith("feedd/"));
  EXPECT_EQ(got.header("content-type"), "application/atom+xml");
}

TEST(HttpSender, NamesNoTypeOfABodyUnasked) {
  HttpPeer peer;
  Sending sending;
  ASSERT_TRUE(sending.answer_to(post(peer.url("/"))));
  const PeerRequest got = peer.requests().at(0);
  for (const auto& [name, value] : got.headers) EXPECT_NE(name, "content-type");
}

TEST(HttpSender, SendsALargeBodyWithoutAskingFirst) {
  HttpPeer peer;
  Sending sending;
  const std::string body(3U << 20U, 'x');
  ASSERT_TRUE(sending.answer_to(post(peer.url("/"), body)));
  EXPECT_TRUE(peer.requests().at(0).body == body);
  EXPECT_EQ(peer.requests().at(0).header("expect"), "");
}

TEST(HttpSender, GetsWithoutABody) {
  HttpPeer peer(always(in_manner(Manner::whole, "challenge")));
  Sending sending;
  const Answer answer = sending.answer_to(get(peer.url("/verify")));
  ASSERT_TRUE(answer) << answer.error().to_string();
  EXPECT_EQ(answer->body, "challenge");
  EXPECT_EQ(peer.requests().at(0).method, "GET");
  EXPECT_EQ(peer.requests().at(0).header("content-length"), "");
}

TEST(HttpSender, SendsAPostWithoutABodyAsAnEmptyOne) {
  HttpPeer peer;
  Sending sending;
  OutgoingRequest request = get(peer.url("/"));
  request.method = "POST";
  ASSERT_TRUE(sending.answer_to(request));
  EXPECT_EQ(peer.requests().at(0).method, "POST");
  EXPECT_EQ(peer.requests().at(0).header("content-length"), "0");
}

TEST(HttpSender, GivesEachDoneTheAnswerToItsOwnRequest) {
  HttpPeer peer([](const PeerRequest& request) { return in_manner(Manner::whole, request.target + request.body); });
  Sending sending;
  std::size_t right = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string target = "/" + std::to_string(i);
    const std::string body = "body " + std::to_string(i);
    sending.sender->send(post(peer.url(target), body), [&right, expected = target + body](const Answer& answer) {
      if (answer && answer->body == expected) ++right;
    });
  }
  sending.run();
  EXPECT_EQ(right, 200U);
}

TEST(HttpSender, ADoneMaySend) {
  HttpPeer peer;
  Sending sending;
  int left = 20;
  std::function<void(Answer)> again = [&](const Answer& answer) {
    ASSERT_TRUE(answer);
    if (left-- > 0) sending.sender->send(post(peer.url("/")), again);
  };
  sending.sender->send(post(peer.url("/")), again);
  sending.run();
  EXPECT_EQ(peer.requests().size(), 21U);
  EXPECT_EQ(peer.connections(), 1U) << "a handle and its connection are free before Done is called";
}

TEST(HttpSender, CallsNoDoneWithinSend) {
  Sending sending;
  bool within = true;
  for (const char* url : {"nowhere", "ftp://127.0.0.1/", "http://127.0.0.1:1/"})
    sending.sender->send(post(url), [&](const Answer& answer) {
      EXPECT_FALSE(within);
      EXPECT_FALSE(answer);
    });
  EXPECT_EQ(sending.sender->under_way(), 3U);
  within = false;
  sending.run();
}

TEST(HttpSender, FollowsNoRedirect) {
  for (const int status : {301, 302, 303, 307, 308}) {
    HttpPeer peer([&](const PeerRequest&) {
      PeerAnswer answer;
      answer.status = status;
      answer.headers = {{"Location", "/elsewhere"}};
      return answer;
    });
    Sending sending;
    const Answer answer = sending.answer_to(post(peer.url("/")));
    ASSERT_TRUE(answer) << answer.error().to_string();
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(answer->header("location"), "/elsewhere");
    EXPECT_EQ(peer.requests().size(), 1U);
  }
}

TEST(HttpSender, ForgetsThePasswordOfARequestWithTheNext) {
  HttpPeer peer;
  Sending sending;
  const Answer first = sending.answer_to(post(peer.url("/", "mira:se%40cret@127.0.0.1")));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->url, peer.url("/")) << "and keeps it out of the answer";
  ASSERT_TRUE(sending.answer_to(post(peer.url("/"))));
  ASSERT_TRUE(sending.answer_to(get(peer.url("/", "otto@127.0.0.1"))));
  ASSERT_EQ(peer.connections(), 1U);
  EXPECT_EQ(peer.requests().at(0).header("authorization"), "Basic bWlyYTpzZUBjcmV0");
  EXPECT_EQ(peer.requests().at(1).header("authorization"), "");
  EXPECT_EQ(peer.requests().at(2).header("authorization"), "Basic b3R0bzo=");
}

TEST(HttpSender, ForgetsHeadersMethodAndBodyOfARequestWithTheNext) {
  HttpPeer peer(always(in_manner(Manner::whole, "answer")));
  Sending sending;
  OutgoingRequest full = post(peer.url("/"), "secret");
  full.method = "PUT";
  full.headers = {{"Authorization", "Bearer x"}, {"Content-Type", "text/plain"}, {"Host", "other.example"}};
  OutgoingRequest head = get(peer.url("/"));
  head.method = "HEAD";
  ASSERT_TRUE(sending.answer_to(full));
  EXPECT_EQ(sending.answer_to(head)->body, "");
  EXPECT_EQ(sending.answer_to(get(peer.url("/")))->body, "answer");
  ASSERT_TRUE(sending.answer_to(post(peer.url("/"), "open")));
  const auto got = peer.requests();
  ASSERT_EQ(got.size(), 4U);
  EXPECT_EQ(got[0].header("host"), "other.example");
  const std::vector<std::string> methods = {"PUT", "HEAD", "GET", "POST"};
  for (std::size_t i = 1; i < got.size(); ++i) {
    EXPECT_EQ(got[i].method, methods[i]);
    EXPECT_EQ(got[i].body, i == 3 ? "open" : "");
    EXPECT_EQ(got[i].header("authorization"), "");
    EXPECT_EQ(got[i].header("content-type"), "");
    EXPECT_EQ(got[i].header("content-length"), i == 3 ? "4" : "");
    EXPECT_EQ(got[i].header("host"), "127.0.0.1:" + std::to_string(peer.port()));
  }
}

TEST(HttpSender, LetsGoOfABodyWhenItIsSent) {
  HttpPeer peer;
  Sending sending;
  OutgoingRequest request = post(peer.url("/"));
  const std::weak_ptr<const std::string> body = request.body;
  sending.send(std::move(request));
  EXPECT_FALSE(body.expired());
  sending.run();
  EXPECT_TRUE(body.expired());
}

TEST(HttpSender, ADoneMayEndTheSender) {
  HttpPeer peer;
  Sending sending;
  int called = 0;
  for (int i = 0; i < 5; ++i)
    sending.sender->send(post(i == 0 ? "nowhere" : peer.url("/")), [&](const Answer&) {
      ++called;
      sending.sender.reset();
    });
  sending.context.run_for(HttpPeer::patience);
  EXPECT_EQ(called, 1);
}

TEST(HttpSender, ADoneOfAnAnswerMayEndTheSender) {
  HttpPeer peer;
  Sending sending;
  int called = 0;
  for (int i = 0; i < 5; ++i)
    sending.sender->send(post(peer.url("/")), [&](const Answer& answer) {
      EXPECT_TRUE(answer);
      ++called;
      sending.sender.reset();
    });
  sending.context.run_for(HttpPeer::patience);
  EXPECT_EQ(called, 1);
}

TEST(HttpSender, EndsWithWhatIsUnderWayUntold) {
  Sending sending;
  HttpPeer peer([&, asked = 0](const PeerRequest&) mutable {
    if (++asked == 3) sending.context.stop();
    return in_manner(Manner::silent);
  });
  const auto held = std::make_shared<int>();
  bool called = false;
  const auto done = [&called, held](const Answer&) { called = true; };
  for (int i = 0; i < 3; ++i) sending.sender->send(post(peer.url("/")), done);
  sending.context.run_for(HttpPeer::patience);
  sending.sender->send(post("nowhere"), done);
  EXPECT_EQ(sending.sender->under_way(), 4U);
  sending.sender.reset();
  sending.context.restart();
  sending.context.run_for(HttpPeer::patience);
  EXPECT_FALSE(called);
  EXPECT_EQ(held.use_count(), 2) << "and lets go of what it held";
}

}  // namespace
}  // namespace feedd::daemon
