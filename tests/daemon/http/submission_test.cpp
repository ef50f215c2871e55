// Requests that are answered by a conversation: which are taken, how their bodies come in, what the answer does.
#include "content/digest.hpp"
#include "tests/daemon/http/loopback.hpp"
#include "tests/daemon/http/proxied.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

Fetched say(int status, const std::string& text = {}) {
  Answer answer;
  answer.status = status;
  answer.fields = {"Cache-Control: no-store"};
  if (!text.empty()) {
    answer.media_type = "text/plain; charset=utf-8";
    answer.bodies[0] = std::make_shared<const std::string>(text);
  }
  return std::make_shared<const Published>(std::move(answer));
}

/// Rules for `/hub` (POST, 1000 bytes), `/both` (and GET), `/read` (GET only) and `/thrown` (its body is discarded);
/// keeps what is submitted until the test answers it.
class Conversation {
 public:
  struct Asked {
    Submission submission;
    std::function<void(Fetched)> done;
  };

  [[nodiscard]] Backend backend() {
    auto made = Server::refusing();
    made.rule = [](std::string_view path) -> std::optional<SubmissionRule> {
      SubmissionRule rule;
      rule.body_limit_bytes = 1000;
      if (path == "/hub") return rule;
      rule.get = true;
      if (path == "/both") return rule;
      rule.get = false;
      rule.discards_body = true;
      if (path == "/thrown") return rule;
      if (path == "/read") return SubmissionRule{false, true};
      return std::nullopt;
    };
    made.submit = [this](Submission submission, std::function<void(Fetched)> done) {
      const std::lock_guard lock{mutex_};
      asked_.push_back({std::move(submission), std::move(done)});
      changed_.notify_one();
    };
    return made;
  }
  /// The next one, in the order in which they came.
  Asked next() {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, std::chrono::seconds{20}, [this] { return !asked_.empty(); })) {
      ADD_FAILURE() << "nothing is submitted";
      return {{}, [](const Fetched&) {}};
    }
    auto first = std::move(asked_.front());
    asked_.pop_front();
    return first;
  }
  [[nodiscard]] bool empty() {
    const std::lock_guard lock{mutex_};
    return asked_.empty();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Asked> asked_;
};

HttpOptions quick() {
  auto options = quick_options();
  options.header_time = milliseconds{100};
  return options;
}

std::string post(const std::string& path, const std::string& body, const std::string& fields = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: feeds.example\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class SubmissionTest : public testing::Test {
 protected:
  Conversation conversation;
};

TEST_F(SubmissionTest, TellsAllThatTheRequestSays) {
  HttpOptions options;
  options.path_prefix = "/news";
  Server server{options, conversation.backend()};
  Client client{server.port()};
  client.send(post("/news/h%75b?a=%20b", "x=y", "Content-Type: application/x-www-form-urlencoded\r\n"));
  const auto asked = conversation.next();
  EXPECT_TRUE(asked.submission.is_post);
  EXPECT_EQ(asked.submission.path, "/hub");
  EXPECT_EQ(asked.submission.query, "a=%20b");
  EXPECT_EQ(asked.submission.host, "feeds.example");
  EXPECT_EQ(asked.submission.media_type, "application/x-www-form-urlencoded");
  EXPECT_EQ(asked.submission.body, "x=y");
  EXPECT_EQ(asked.submission.peer, "127.0.0.1");
}

TEST_F(SubmissionTest, NamesTheClientThatTheProxyNames) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  client.send(post("/hub", "x", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2, 203.0.113.7\r\n"));
  const auto asked = conversation.next();
  EXPECT_EQ(asked.submission.peer, "203.0.113.7");
}

TEST_F(SubmissionTest, SendsTheAnswerAsItIsAndKeepsTheConnection) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  client.send(post("/hub", "x", "If-None-Match: *\r\n"));
  conversation.next().done(say(422, "hub.topic is missing\n"));
  const auto refused = client.read();
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.head, HasSubstr("HTTP/1.1 422 Unprocessable Content\r\n"));
  EXPECT_EQ(refused.body, "hub.topic is missing\n");
  EXPECT_EQ(refused.field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(refused.field("Cache-Control"), "no-store");
  client.send(post("/hub", "x", "If-None-Match: *\r\n"));
  conversation.next().done(say(200, "fine"));
  EXPECT_EQ(client.read().status, 200) << "a condition means nothing to it";
  client.get("/feed.rss");
  EXPECT_EQ(client.read().body, "<rss/>");
}

TEST_F(SubmissionTest, Answers204WithoutBodyAndLength) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  client.send(post("/hub", "x"));
  conversation.next().done(say(204, "words that must not be sent"));
  const auto response = client.read();
  EXPECT_EQ(response.status, 204);
  EXPECT_THAT(response.head, Not(HasSubstr("\r\nContent-Length")));
  EXPECT_THAT(response.head, Not(HasSubstr("\r\nContent-Type")));
  client.get("/feed.rss");
  EXPECT_EQ(client.read().body, "<rss/>") << "right behind it";
}

TEST_F(SubmissionTest, PutsABodyTogetherThatComesInPieces) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  const std::string body = "hub.mode=subscribe\r\n\r\nGET / HTTP/1.1\r\n\r\n";
  for (const char c : post("/hub", body)) {
    client.send(std::string_view{&c, 1});
    server.sync();
  }
  const auto asked = conversation.next();
  EXPECT_EQ(asked.submission.body, body);
  asked.done(say(202));
  EXPECT_EQ(client.read().status, 202);
}

TEST_F(SubmissionTest, TakesAPostWithoutABody) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  client.ask("POST", "/hub");
  const auto asked = conversation.next();
  EXPECT_EQ(asked.submission.body, "");
  asked.done(say(400, "empty"));
  EXPECT_EQ(client.read().body, "empty");
}

TEST_F(SubmissionTest, AnswersPipelinedRequestsInOrder) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  const std::string get = "GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(get + post("/hub", "one") + get + post("/hub", "two") + post("/thrown", "three") + get);
  EXPECT_EQ(client.read().body, "<rss/>");
  auto asked = conversation.next();
  EXPECT_EQ(asked.submission.body, "one");
  client.send(get);  // comes in while the answer is awaited
  asked.done(say(202, "1"));
  EXPECT_EQ(client.read().body, "1");
  EXPECT_EQ(client.read().body, "<rss/>");
  asked = conversation.next();
  EXPECT_EQ(asked.submission.body, "two");
  asked.done(say(202, "2"));
  EXPECT_EQ(client.read().body, "2");
  conversation.next().done(say(202, "3"));
  EXPECT_EQ(client.read().body, "3");
  EXPECT_EQ(client.read().body, "<rss/>");
  EXPECT_EQ(client.read().body, "<rss/>");
}

TEST_F(SubmissionTest, LetsAClientSendThatAsksFirst) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  const std::string head = "POST /hub HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  client.send("GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n" + head);
  EXPECT_EQ(client.read().status, 200);
  const auto go_on = client.read();
  EXPECT_EQ(go_on.status, 100);
  EXPECT_EQ(go_on.head, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(conversation.empty()) << "the body is not there yet";
  client.send("he");
  server.sync();
  client.send("llo");
  const auto asked = conversation.next();
  EXPECT_EQ(asked.submission.body, "hello");
  asked.done(say(202));
  EXPECT_EQ(client.read().field("Connection"), "");
  client.send(head + "again");
  conversation.next().done(say(202));
  EXPECT_EQ(client.read().status, 202) << "no word where the body comes without asking";
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
}

TEST_F(SubmissionTest, RefusesAsSoonAsItCanTell) {
  Server server{quick(), conversation.backend()};
  const std::pair<std::string, int> cases[] = {
      {"POST /hub HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n", 413},
      {"POST /thrown HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", 413},
      {"POST /hub HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411},
      {"POST /hub HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 400},
      {"POST /hub HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 405},
      {"GET /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
  };
  for (const auto& [head, status] : cases) {
    Client client{server.port()};
    client.send(head);
    const auto response = client.read();
    EXPECT_EQ(response.status, status) << head;
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_TRUE(client.ended());
  }
  EXPECT_TRUE(conversation.empty());
}

TEST_F(SubmissionTest, NamesTheMethodsThatAPathTakes) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  const std::tuple<std::string, std::string, std::string> cases[] = {
      {"GET", "/hub", "POST, OPTIONS"},
      {"DELETE", "/hub", "POST, OPTIONS"},
      {"PUT", "/both", "GET, HEAD, POST, OPTIONS"},
      {"POST", "/read", "GET, HEAD, OPTIONS"},
      {"POST", "/feed.rss", "GET, HEAD, OPTIONS"},
      {"POST", "/none", "GET, HEAD, OPTIONS"},
  };
  for (const auto& [method, path, allowed] : cases) {
    client.ask(method, path, "Content-Length: 3\r\n");
    client.send("abc");
    const auto response = client.read();
    EXPECT_EQ(response.status, 405) << method << path;
    EXPECT_EQ(response.field("Allow"), allowed) << method << path;
  }
  EXPECT_TRUE(conversation.empty());
}

TEST_F(SubmissionTest, TellsOptionsWhatAPathTakesAndOtherSitesNothing) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  for (const auto& [path, allowed] :
       {std::pair{"/hub", "POST, OPTIONS"}, {"/both", "GET, HEAD, POST, OPTIONS"}, {"/read", "GET, HEAD, OPTIONS"}}) {
    client.ask("OPTIONS", path, "Origin: https://reader.example\r\n");
    const auto response = client.read();
    EXPECT_EQ(response.status, 204) << path;
    EXPECT_EQ(response.field("Allow"), allowed) << path;
    EXPECT_EQ(response.field("Access-Control-Allow-Origin"), "") << path;
  }
  EXPECT_TRUE(conversation.empty());
}

TEST_F(SubmissionTest, IsForTheHostThatTheTargetNames) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  client.send(post("http://other.example:80/hub", "x"));
  EXPECT_EQ(conversation.next().submission.host, "other.example:80");
}

TEST_F(SubmissionTest, ComesFromWhomAProxyHeaderNames) {
  HttpOptions options;
  options.proxy_protocol = true;
  options.trusted_proxies = {Network::parse("192.0.2.0/24").value()};
  Server server{options, conversation.backend()};
  const std::tuple<std::string, std::string, std::string> cases[] = {
      {proxy_header("203.0.113.7"), "198.51.100.1", "203.0.113.7"},
      {proxy_header("192.0.2.1"), "198.51.100.1", "198.51.100.1"},
      {proxy_header("192.0.2.1"), "", "192.0.2.1"},
      {local_proxy_header(), "", "127.0.0.1"},
      {local_proxy_header(), "198.51.100.1", "198.51.100.1"},
      {unknown_proxy_header(), "198.51.100.1", ""},
  };
  for (const auto& [header, named, known] : cases) {
    Client client{server.port()};
    const auto lines = named.empty() ? "" : "X-Forwarded-For: " + named + "\r\n";
    client.send(header + post("/hub", "x", lines));
    auto asked = conversation.next();
    EXPECT_EQ(asked.submission.peer, known);
    asked.done(say(202));
    EXPECT_EQ(client.read().status, 202);
    client.send(post("/hub", "x", lines));
    EXPECT_EQ(conversation.next().submission.peer, known) << "the whole connection is of this client";
  }
}

TEST_F(SubmissionTest, TakesGetAndHeadWhereTheRuleSaysSo) {
  Server server{{}, conversation.backend()};
  server.loop().set_known(std::make_shared<const KnownPaths>(KnownPaths{content::digest64("/feed.rss")}));
  Client client{server.port()};
  client.get("/read?hub.challenge=1", "If-None-Match: *\r\nContent-Length: 3\r\n");
  client.send("abc");
  const auto asked = conversation.next();
  EXPECT_FALSE(asked.submission.is_post);
  EXPECT_EQ(asked.submission.query, "hub.challenge=1");
  EXPECT_EQ(asked.submission.body, "");
  asked.done(say(200, "1"));
  EXPECT_EQ(client.read().body, "1");
  client.ask("HEAD", "/both");
  conversation.next().done(say(200, "four"));
  EXPECT_EQ(client.read(true).field("Content-Length"), "4");
  client.get("/none");
  EXPECT_EQ(client.read().status, 404);
}

TEST_F(SubmissionTest, AsksForNoRuleWhereTheTableHasTheAnswer) {
  auto backend = conversation.backend();
  backend.rule = [](std::string_view path) -> std::optional<SubmissionRule> {
    EXPECT_NE(path, "/feed.rss");
    return std::nullopt;
  };
  Server server{{}, backend};
  Client client{server.port()};
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
  client.get("/other");
  EXPECT_EQ(client.read().status, 404);
}

TEST_F(SubmissionTest, DoesNotWaitForABodyItDiscards) {
  Server server{{}, conversation.backend()};
  Client client{server.port()};
  client.send("POST /thrown HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  auto asked = conversation.next();
  asked.done(say(202));
  const auto response = client.read();
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.field("Connection"), "");
  client.send("hello" + post("/thrown", "hello"));
  asked = conversation.next();
  EXPECT_EQ(asked.submission.body, "");
  asked.done(say(202));
  EXPECT_EQ(client.read().status, 202);
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
}

TEST_F(SubmissionTest, GivesABodyNoMoreTimeForComingInDrops) {
  Server server{quick(), conversation.backend()};
  Client slow{server.port()};
  slow.send("POST /hub HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  std::future<Response> refusal = std::async(std::launch::async, [&slow] { return slow.read(); });
  int drops = 0;  // fewer than the whole body, however fast they go
  while (drops < 900 && refusal.wait_for(milliseconds{5}) != std::future_status::ready) {
    slow.send("x");
    ++drops;
  }
  EXPECT_EQ(refusal.get().status, 408);
  EXPECT_LT(drops, 900);
  EXPECT_TRUE(conversation.empty());
}

TEST_F(SubmissionTest, ClosesWhereADiscardedBodyComesInDrops) {
  Server server{quick(), conversation.backend()};
  Client slow{server.port()};
  slow.send("POST /thrown HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  conversation.next().done(say(202));
  EXPECT_EQ(slow.read().status, 202);
  std::future<bool> end = std::async(std::launch::async, [&slow] { return slow.ended(); });
  int drops = 0;
  while (drops < 900 && end.wait_for(milliseconds{5}) != std::future_status::ready) {
    slow.send("x");
    ++drops;
  }
  EXPECT_TRUE(end.get()) << "no second answer";
  EXPECT_LT(drops, 900);
}

TEST_F(SubmissionTest, BoundsWhatAllBodiesTakeTogether) {
  HttpOptions options;
  options.bodies_limit_bytes = 1000;
  Server server{options, conversation.backend()};
  auto first = std::make_unique<Client>(server.port());
  first->send("POST /hub HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 600\r\n\r\n");
  EXPECT_EQ(first->read().status, 100);
  Client second{server.port()};
  second.send(post("/hub", std::string(500, 'x')));
  const auto busy = second.read();
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.field("Retry-After"), "30");
  EXPECT_EQ(busy.field("Connection"), "") << "its body is read away";
  second.send(post("/hub", std::string(400, 'x')));
  conversation.next().done(say(202));
  EXPECT_EQ(second.read().status, 202);
  first.reset();  // gone in the middle: what was set aside for it is free again
  while (server.loop().counters().open_connections > 1) server.sync();
  second.send(post("/hub", std::string(1000, 'x')));
  conversation.next().done(say(202));
  EXPECT_EQ(second.read().status, 202);
}

TEST_F(SubmissionTest, ForgetsAnAnswerWhoseClientIsGone) {
  Server server{{}, conversation.backend()};
  Conversation::Asked asked;
  {
    Client client{server.port()};
    client.send(post("/hub", "x"));
    asked = conversation.next();
  }
  Client other{server.port()};
  other.get("/feed.rss");
  EXPECT_EQ(other.read().status, 200);
  asked.done(say(202));
  server.sync();
  other.get("/feed.rss");
  EXPECT_EQ(other.read().status, 200);
}

TEST_F(SubmissionTest, AnswersWhileItDrains) {
  HttpOptions options;
  options.drain_grace = milliseconds{50};
  options.sweep_interval = milliseconds{10};
  Server server{options, conversation.backend()};
  Client client{server.port()};
  client.send("POST /hub HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  server.loop().drain(std::chrono::seconds{10});
  client.send("hello");
  conversation.next().done(say(202));
  const auto last = client.read();
  EXPECT_EQ(last.status, 202);
  EXPECT_EQ(last.field("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

}  // namespace
}  // namespace feedd::daemon
