// A loop over real sockets: what it serves, in which order, and how it ends.
#include "daemon/http/io_loop.hpp"

#include "content/digest.hpp"
#include "tests/daemon/http/loopback.hpp"

#include <map>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

/// Keeps what is asked until the test answers it, from the test's thread.
class SlowBackend {
 public:
  [[nodiscard]] Backend backend() {
    auto made = Server::refusing();
    made.fetch = [this](std::string path, std::function<void(Fetched)> done) {
      const std::lock_guard lock{mutex_};
      asked_[std::move(path)].set_value(std::move(done));
    };
    return made;
  }
  std::function<void(Fetched)> wait_for(const std::string& path) {
    std::future<std::function<void(Fetched)>> future;
    {
      const std::lock_guard lock{mutex_};
      future = asked_[path].get_future();
    }
    return future.get();
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::promise<std::function<void(Fetched)>>> asked_;
};

TEST(IoLoop, ServesWhatIsPublishedOnOneConnection) {
  Server server;
  Client client{server.port()};
  client.get("/feed.rss");
  const auto first = client.read();
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "<rss/>");
  EXPECT_EQ(first.field("ETag"), "\"1-abc\"");
  EXPECT_EQ(first.field("Connection"), "");
  EXPECT_NE(first.field("Date"), "");
  client.get("/feed.rss", "If-None-Match: W/\"1-abc\"\r\n");
  EXPECT_EQ(client.read().status, 304);
  client.ask("HEAD", "/feed.rss");
  const auto head = client.read(true);
  EXPECT_EQ(head.field("Content-Length"), "6");
  client.get("/feed.rss", "Connection: close\r\n");
  EXPECT_EQ(client.read().field("Connection"), "close");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server.loop().counters().requests, 4U);
  EXPECT_EQ(server.loop().counters().ok, 3U);
  EXPECT_EQ(server.loop().counters().not_modified, 1U);
}

TEST(IoLoop, SpeaksHttp10) {
  Server server;
  Client brief{server.port()};
  brief.send("GET /feed.rss HTTP/1.0\r\n\r\n");
  EXPECT_EQ(brief.read().status, 200);
  EXPECT_TRUE(brief.ended());
  Client kept{server.port()};
  kept.send("GET /feed.rss HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.read().field("Connection"), "keep-alive");
  kept.send("GET /feed.rss HTTP/1.0\r\n\r\n");
  EXPECT_EQ(kept.read().status, 200);
}

TEST(IoLoop, AnswersPipelinedRequestsInOrder) {
  Server server;
  constexpr int count = 500;
  Client client{server.port()};
  std::string requests;
  for (int i = 0; i < count; ++i)
    requests += "GET " + std::string{i % 3 == 0 ? "/feed.rss" : "/none"} + " HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(requests);
  for (int i = 0; i < count; ++i) ASSERT_EQ(client.read().status, i % 3 == 0 ? 200 : 404) << i;
}

TEST(IoLoop, TakesARequestByteByByte) {
  Server server;
  Client client{server.port()};
  for (const char c : std::string{"GET /feed.rss HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    client.send(std::string_view{&c, 1});
    server.sync();
  }
  EXPECT_EQ(client.read().status, 200);
}

TEST(IoLoop, StillAnswersAClientThatHasEndedItsSide) {
  SlowBackend slow;
  Server server{{}, slow.backend()};
  Client client{server.port()};
  client.get("/late.rss");
  client.get("/feed.rss");
  client.end_input();
  slow.wait_for("/late.rss")(Server::make("/late.rss", "late"));
  EXPECT_EQ(client.read().body, "late");
  EXPECT_EQ(client.read().body, "<rss/>");
  EXPECT_TRUE(client.ended());
}

TEST(IoLoop, KeepsPipelinedRequestsBehindAPendingOneInOrder) {
  SlowBackend slow;
  Server server{{}, slow.backend()};
  Client client{server.port()};
  client.get("/feed.rss");
  client.get("/late.rss");
  client.get("/feed.rss", "If-None-Match: *\r\n");
  const auto done = slow.wait_for("/late.rss");
  EXPECT_EQ(client.read().body, "<rss/>");
  client.get("/none-of-it.rss");  // comes in while the answer is awaited
  done(Server::make("/late.rss", "late"));
  EXPECT_EQ(client.read().body, "late");
  EXPECT_EQ(client.read().status, 304);
  slow.wait_for("/none-of-it.rss")(Refusal::overloaded);
  const auto busy = client.read();
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.field("Retry-After"), "30");
}

TEST(IoLoop, ForgetsAnAnswerWhoseClientIsGone) {
  SlowBackend slow;
  Server server{{}, slow.backend()};
  std::function<void(Fetched)> done;
  {
    Client client{server.port()};
    client.get("/late.rss");
    done = slow.wait_for("/late.rss");
  }
  Client other{server.port()};
  other.get("/feed.rss");
  EXPECT_EQ(other.read().status, 200);
  done(Server::make("/late.rss", "late"));
  server.sync();
  other.get("/feed.rss");
  EXPECT_EQ(other.read().body, "<rss/>");
}

TEST(IoLoop, AnswersUnknownPathsWithoutAsking) {
  SlowBackend slow;
  Server server{{}, slow.backend()};
  server.loop().set_known(std::make_shared<const KnownPaths>(KnownPaths{content::digest64("/feed.rss")}));
  Client client{server.port()};
  client.get("/made-up");
  const auto response = client.read();
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.field("X-Content-Type-Options"), "nosniff");
  client.get("/bl%2Fog");
  EXPECT_EQ(client.read().status, 404);
  client.get("/%ff");
  EXPECT_EQ(client.read().status, 400);
}

TEST(IoLoop, SwapsDropsAndReleasesTickets) {
  Server server;
  Client client{server.port()};
  auto released = std::make_shared<std::promise<void>>();
  auto waiting = released->get_future();
  server.loop().publish({Server::make("/feed.rss", "new")},
                        std::shared_ptr<void>{nullptr, [released](void*) { released->set_value(); }});
  waiting.get();
  client.get("/feed.rss");
  EXPECT_EQ(client.read().body, "new");
  server.loop().drop({"/feed.rss"});
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 404) << "the backend knows nothing";
}

TEST(IoLoop, LetsClientsWaitUntilItIsReady) {
  auto opened = listen_on("127.0.0.1:0").value();
  const auto address = bound_address(opened.front());
  IoLoop loop{0, opened, {}, Server::refusing()};
  Client client{std::stoi(address.substr(address.rfind(':') + 1))};
  client.get("/feed.rss");
  std::promise<void> turn;
  loop.post([&] { turn.set_value(); });
  turn.get_future().get();
  EXPECT_EQ(loop.counters().accepted, 0U);
  loop.set_ready();
  EXPECT_EQ(client.read().status, 404);
  loop.drain(milliseconds{0});
  loop.join();
  ::close(opened.front());
}

TEST(IoLoop, SendsALargeBodyToASlowReaderWhole) {
  Server server;
  std::string large(8 << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>('a' + i % 26);
  server.publish("/large", large);
  Client client{server.port(), 4096};
  client.get("/large");
  client.get("/feed.rss");
  client.wait();
  server.publish("/large", "swapped while it is being sent");
  server.sync();
  EXPECT_EQ(client.read().body, large);
  EXPECT_EQ(client.read().body, "<rss/>");
}

TEST(IoLoop, DrainsWithAWordToThoseWhoStillAsk) {
  HttpOptions options;
  options.drain_grace = milliseconds{100};
  options.sweep_interval = milliseconds{20};
  Server server{options};
  Client idle{server.port()};
  Client asking{server.port()};
  asking.get("/feed.rss");
  EXPECT_EQ(asking.read().field("Connection"), "");
  std::promise<void> accepting;
  server.loop().drain(std::chrono::seconds{10}, {nullptr, [&](void*) { accepting.set_value(); }});
  accepting.get_future().get();  // long before it ends
  asking.get("/feed.rss");
  const auto last = asking.read();
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.field("Connection"), "close");
  EXPECT_TRUE(asking.ended());
  EXPECT_TRUE(idle.ended());
  server.loop().join();
  EXPECT_EQ(server.loop().counters().open_connections, 0U);
}

TEST(IoLoop, DrainsNoLongerThanItsDeadline) {
  SlowBackend slow;
  Server server{{}, slow.backend()};
  Client client{server.port()};
  client.get("/never.rss");
  const auto done = slow.wait_for("/never.rss");
  server.loop().drain(milliseconds{50});
  server.loop().join();
  EXPECT_TRUE(client.ended());
  done(Refusal::not_found);  // nobody is there any more
}

}  // namespace
}  // namespace feedd::daemon
