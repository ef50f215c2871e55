// TLS contexts and connections by TLS: how they begin, what they carry, how they end.
#include "daemon/http/media.hpp"
#include "tests/daemon/http/proxied.hpp"
#include "tests/daemon/http/tls_client.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

using std::chrono::milliseconds;
using testing::AnyOf;
using testing::HasSubstr;

HttpOptions quick() {
  auto options = quick_options();
  options.header_time = milliseconds{200};
  options.drain_grace = milliseconds{50};
  return options;
}

/// A loop that listens by TLS with one certificate.
class TlsServer : public Server {
 public:
  explicit TlsServer(HttpOptions options = {}, Backend backend = refusing(),
                     std::shared_ptr<const TlsContext> tls = make_tls(issue()))
      : Server(std::move(options), std::move(backend)), tls_port(listen_by_tls(std::move(tls))) {}
  const int tls_port;
};

/// What `create` says of the pair.
std::string complaint(const std::string& certificate, const std::string& key) {
  const auto made =
      TlsContext::create({"fullchain.pem", certificate}, {"privkey.pem", key}, TlsVersion::tls_1_2, TicketKeys{});
  return made ? "none" : made.error().to_string();
}

TEST(TlsContext, SaysWhatIsWrongAndWhere) {
  const auto good = issue(), other = issue(), weak = issue("localhost", 90, 0, 1024);
  EXPECT_EQ(complaint(good.certificate, good.key), "none");
  EXPECT_THAT(complaint("", good.key), HasSubstr("fullchain.pem: there is no certificate in it"));
  EXPECT_THAT(complaint(good.key, good.key), HasSubstr("fullchain.pem: there is no certificate in it"));
  EXPECT_THAT(complaint(good.certificate, ""), HasSubstr("privkey.pem: there is no private key in it"));
  EXPECT_THAT(complaint(good.certificate, other.key),
              HasSubstr("privkey.pem: it is not the key of the first certificate in fullchain.pem"));
  EXPECT_THAT(complaint(good.certificate + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", good.key),
              HasSubstr("fullchain.pem: one behind the first cannot be read"));
  EXPECT_THAT(complaint(weak.certificate, weak.key), HasSubstr("fullchain.pem: ee key too small"));
  EXPECT_EQ(complaint(good.certificate + other.certificate, good.key), "none") << "whatever the chain is";
}

TEST(TlsContext, RefusesAKeyUnderAPassphrase) {
  const auto good = issue();
  EXPECT_THAT(complaint(good.certificate, under_passphrase(good.key)),
              HasSubstr("privkey.pem: it is under a passphrase"));
}

TEST(TlsContext, KnowsWhomItIsForAndHowLong) {
  const auto tls = make_tls(issue("feeds.example", 10, -3));
  const auto now = std::chrono::system_clock::now();
  EXPECT_EQ(tls->names(), "feeds.example");
  EXPECT_NEAR(std::chrono::duration<double>(tls->expires() - now).count(), 7.0 * 86400, 60);
  EXPECT_NEAR(std::chrono::duration<double>(now - tls->valid_from()).count(), 3.0 * 86400, 60);
  const auto renewed = tls->with(tls->tickets().renewed());
  EXPECT_EQ((*renewed)->names(), "feeds.example");
  EXPECT_EQ((*renewed)->expires(), tls->expires());
}

TEST(Tls, ServesByBothVersions) {
  TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client{server.tls_port, {.version = version, .protocols = "\x02h2\x08http/1.1"}};
    client.get("/feed.rss");
    EXPECT_EQ(client.read().body, "<rss/>");
    EXPECT_EQ(client.version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
    EXPECT_THAT(client.cipher(), AnyOf(HasSubstr("AES_128_GCM"), HasSubstr("AES128-GCM")));
    EXPECT_EQ(client.protocol(), "http/1.1");
    client.get("/feed.rss", "If-None-Match: *\r\n");
    EXPECT_EQ(client.read().status, 304);
  }
  Client plain{server.port()};
  plain.get("/feed.rss");
  EXPECT_EQ(plain.read().status, 200);
}

TEST(Tls, RefusesWhoSpeaksNothingItDoes) {
  TlsServer server;
  TlsClient old{server.tls_port, {.version = TLS1_1_VERSION}};
  EXPECT_FALSE(old.shake_hands());
  TlsClient newer{server.tls_port, {.protocols = "\x02h2"}};
  EXPECT_FALSE(newer.shake_hands());
  EXPECT_EQ(newer.failure(), "tlsv1 alert no application protocol");
  TlsServer strict{{}, Server::refusing(), make_tls(issue(), TicketKeys{}, TlsVersion::tls_1_3)};
  TlsClient behind{strict.tls_port, {.version = TLS1_2_VERSION}};
  EXPECT_FALSE(behind.shake_hands());
  EXPECT_EQ(behind.failure(), "tlsv1 alert protocol version");
}

TEST(Tls, ResumesAcrossCertificatesForAsLongAsKeysAreKept) {
  const TicketKeys keys;
  TlsServer server{{}, Server::refusing(), make_tls(issue("old.example"), keys)};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    server.loop().use(make_tls(issue("old.example"), keys));
    TlsClient first{server.tls_port, {.version = version}};
    first.get("/feed.rss");
    EXPECT_EQ(first.read().status, 200);
    EXPECT_FALSE(first.was_resumed());
    EXPECT_EQ(first.peer(), "/CN=old.example");
    server.loop().use(make_tls(issue("new.example"), keys));
    TlsClient second{server.tls_port, {.version = version, .session = first.session()}};
    second.get("/feed.rss");
    EXPECT_EQ(second.read().status, 200);
    EXPECT_TRUE(second.was_resumed());
    server.loop().use(*make_tls(issue("new.example"), keys)->with(keys.renewed()));
    TlsClient third{server.tls_port, {.version = version, .session = second.session()}};
    third.get("/feed.rss");
    EXPECT_EQ(third.read().status, 200);
    EXPECT_TRUE(third.was_resumed()) << version;
    server.loop().use(make_tls(issue("new.example"), keys.renewed().renewed()));
    TlsClient last{server.tls_port, {.version = version, .session = first.session()}};
    last.get("/feed.rss");
    EXPECT_EQ(last.read().status, 200);
    EXPECT_FALSE(last.was_resumed());
    EXPECT_EQ(last.peer(), "/CN=new.example");
  }
}

TEST(Tls, SendsALargeBodyToASlowReaderWhole) {
  TlsServer server;
  std::string large(8 << 20, 'x');
  for (std::size_t i = 0; i < large.size(); i += 997) large[i] = static_cast<char>('a' + i % 26);
  server.publish("/large", large);
  TlsClient client{server.tls_port, {.receive_buffer = 4096}};
  client.get("/large");
  client.get("/feed.rss");
  client.wait_for_answer();
  server.publish("/large", "swapped while it is being sent");
  server.sync();
  EXPECT_TRUE(client.read().body == large);
  EXPECT_EQ(client.read().body, "<rss/>");
}

TEST(Tls, AnswersPipelinedRequestsInOrder) {
  TlsServer server;
  server.publish("/long", std::string(40000, 'l'));
  constexpr int count = 500;
  TlsClient client{server.tls_port};
  std::string requests;
  for (int i = 0; i < count; ++i)
    requests += "GET " + std::string{i % 3 == 0 ? "/long" : "/none"} + " HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(requests);
  for (int i = 0; i < count; ++i) ASSERT_EQ(client.read().status, i % 3 == 0 ? 200 : 404) << i;
}

TEST(Tls, TakesEverythingByteByByte) {
  TlsServer server;
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client{server.tls_port, {.version = version}};
    client.drip(server);
    client.get("/feed.rss");
    EXPECT_EQ(client.read().status, 200);
    client.send("GET /feed.rss HTTP/1.1\r\nHo");
    client.send("st: a\r\n\r\n");
    EXPECT_EQ(client.read().status, 200);
  }
}

TEST(Tls, TakesNewKeysAndNoNewHandshake) {
  TlsServer server;
  TlsClient modern{server.tls_port};
  for (int i = 0; i < 3; ++i) {
    if (i > 0) modern.update_keys();
    modern.get("/feed.rss");
    EXPECT_EQ(modern.read().status, 200);
  }
  TlsClient old{server.tls_port, {.version = TLS1_2_VERSION}};
  old.get("/feed.rss");
  EXPECT_EQ(old.read().status, 200);
  old.renegotiate();
  EXPECT_EQ(old.read().status, 0);
  EXPECT_EQ(old.failure(), "no renegotiation");
}

TEST(Tls, TellsWhoSpeaksHttp) {
  TlsServer server{quick()};
  for (const std::string method : {"GET", "POST", "OPTIONS"}) {
    Client client{server.tls_port};
    client.ask(method, "/feed.rss");
    const auto response = client.read();
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_THAT(response.body, HasSubstr("This port speaks HTTPS"));
    EXPECT_TRUE(client.ended());
  }
}

TEST(Tls, IsLeftAloneByNoise) {
  TlsServer server{quick()};
  std::string hello;
  {
    TlsClient client{server.tls_port};
    hello = client.take_hello();
  }
  Client noise{server.tls_port};
  noise.send(std::string(100, '\0'));
  EXPECT_EQ(noise.read().status, 0);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5}, hello.size() - 1, hello.size()}) {
    TlsClient broken{server.tls_port};
    broken.send_raw(hello.substr(0, size));
    server.sync();
    broken.reset();
  }
  TlsClient client{server.tls_port};
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
}

TEST(Tls, EndsOnlyTheConnectionThatBreaksItsRules) {
  TlsServer server{quick()};
  std::mt19937 random;  // the same each time
  for (int round = 0; round < 300; ++round) {
    TlsClient client{server.tls_port, {.version = round % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION}};
    const bool is_later = round % 3 == 0;
    if (is_later) {
      ASSERT_TRUE(client.shake_hands());
    }
    auto bytes = is_later ? std::string("\x17\x03\x03\x00\x40", 5) + std::string(64, 'x') : client.take_hello();
    for (int i = 0; i < 1 + round % 4; ++i) bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    client.send_raw(bytes);
    if (round % 5 == 0) client.reset();
  }
  TlsClient client{server.tls_port};
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
}

TEST(Tls, GivesAHandshakeTheTimeOfAHead) {
  TlsServer server{quick()};
  Client silent{server.tls_port};
  TlsClient slow{server.tls_port}, later{server.tls_port};
  slow.send_raw(slow.take_hello().substr(0, 20));
  EXPECT_TRUE(later.shake_hands());
  later.send_raw("\x17\x03\x03\x01");  // of a record
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(slow.ended());
  EXPECT_EQ(later.read().status, 408);
}

TEST(Tls, EndsWithAWord) {
  TlsServer server{quick()};
  for (const std::string fields : {"Connection: close\r\n", "Expect: 7\r\n"}) {
    TlsClient client{server.tls_port};
    client.get("/feed.rss", fields);
    EXPECT_NE(client.read().status, 0);
    EXPECT_TRUE(client.ended());
    EXPECT_TRUE(client.was_told_the_end()) << fields;
  }
  TlsClient idle{server.tls_port}, asking{server.tls_port};
  EXPECT_TRUE(idle.shake_hands());
  asking.get("/feed.rss");
  EXPECT_EQ(asking.read().status, 200);
  server.loop().drain(std::chrono::seconds{10});
  asking.get("/feed.rss");
  EXPECT_EQ(asking.read().field("Connection"), "close");
  EXPECT_TRUE(asking.ended());
  EXPECT_TRUE(asking.was_told_the_end());
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(idle.was_told_the_end());
  server.loop().join();
  EXPECT_EQ(server.loop().counters().open_connections, 0U);
}

TEST(Tls, StillAnswersAClientThatHasEndedItsSide) {
  std::promise<std::function<void(Fetched)>> asked;
  auto backend = Server::refusing();
  backend.fetch = [&](const std::string&, std::function<void(Fetched)> done) { asked.set_value(std::move(done)); };
  TlsServer server{{}, std::move(backend)};
  TlsClient client{server.tls_port};
  client.get("/late.rss");
  client.get("/feed.rss");
  client.say_end();
  client.end_input();
  asked.get_future().get()(Server::make("/late.rss", "late"));
  EXPECT_EQ(client.read().body, "late");
  EXPECT_EQ(client.read().body, "<rss/>");
  EXPECT_TRUE(client.ended());
  EXPECT_TRUE(client.was_told_the_end());
}

TEST(Tls, ComesBehindThePROXYHeader) {
  HttpOptions options = quick();
  options.proxy_protocol = true;
  TlsServer server{options};
  TlsClient client{server.tls_port, {.in_front = proxy_header("203.0.113.7")}};
  client.get("/feed.rss");
  EXPECT_EQ(client.read().status, 200);
  const auto header = proxy_header("2001:db8::7", std::string(300, 't'));
  TlsClient slow{server.tls_port, {.in_front = header.substr(0, 30)}};
  server.sync();
  slow.send_raw(header.substr(30) + slow.take_hello());
  slow.get("/feed.rss");
  EXPECT_EQ(slow.read().status, 200);
  TlsClient direct{server.tls_port};
  EXPECT_FALSE(direct.shake_hands());
}

TEST(Tls, CarriesSubmissionsAndMedia) {
  struct File : MediaFile {};
  const std::string bytes(3 * media_piece_bytes + 7, 'm');
  auto file = std::make_shared<File>();
  file->size_bytes = bytes.size();
  file->media_type = "audio/mpeg";
  auto backend = Server::refusing();
  backend.fetch = [file](const std::string&, const auto& done) { done(std::shared_ptr<const MediaFile>{file}); };
  backend.read = [bytes](const auto&, std::uint64_t offset, std::size_t length, const auto& done) {
    done(bytes.substr(offset, length));
  };
  backend.rule = [](std::string_view path) { return path == "/hub" ? std::optional(SubmissionRule{}) : std::nullopt; };
  backend.submit = [](Submission submission, const auto& done) {
    Answer answer;
    answer.media_type = "text/plain";
    answer.bodies[0] = std::make_shared<const std::string>(submission.body);
    done(std::make_shared<const Published>(std::move(answer)));
  };
  TlsServer server{{}, std::move(backend)};
  TlsClient client{server.tls_port};
  client.get("/media/a.mp3");
  EXPECT_EQ(client.read().body, bytes);
  const std::string body(10000, 'b');
  client.send("POST /hub HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n" + body.substr(0, 5000));
  server.sync();
  client.send(body.substr(5000));
  EXPECT_EQ(client.read().body, body);
}

TEST(Tls, TurnsAwayWithoutAHandshakeWhereThereIsNoRoom) {
  std::vector<std::function<void(Fetched)>> asked;
  auto backend = Server::refusing();
  backend.fetch = [&](const std::string&, std::function<void(Fetched)> done) { asked.push_back(std::move(done)); };
  HttpOptions options = quick();
  options.max_connections = 1;
  TlsServer server{options, std::move(backend)};
  TlsClient busy{server.tls_port};
  busy.get("/late.rss");
  server.sync();
  TlsClient other{server.tls_port};
  EXPECT_FALSE(other.shake_hands());
  server.loop().post([&] { asked.front()(Refusal::not_found); });
  EXPECT_EQ(busy.read().status, 404);
}

}  // namespace
}  // namespace feedd::daemon
