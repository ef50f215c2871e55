// Who gets a delta, and how a connection comes by it.
#include "daemon/http/delta.hpp"

#include "content/digest.hpp"
#include "tests/daemon/http/loopback.hpp"

#include <vector>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using testing::HasSubstr;

const std::string old_digest = content::named_digest("old", "/feed.rss");
const std::string digest = content::named_digest("new", "/feed.rss");
const std::string base = "7-" + old_digest;
constexpr std::string_view newsboat = "newsboat/2.21.0 (Linux x86_64)";

std::shared_ptr<const Published> feed(int status = 200) {
  Answer answer;
  answer.path = "/feed.rss";
  answer.status = status;
  answer.etag = "9-" + digest;
  answer.changed_at = content::Timestamp{std::chrono::seconds{1600319100}};
  answer.bodies[0] = std::make_shared<const std::string>(status == 226 ? "<delta/>" : "<rss/>");
  if (status == 226) {
    answer.delta_base = base;
    answer.fields = {"Cache-Control: no-store"};
    answer.bodies[1] = std::make_shared<const std::string>("zip");
  }
  return std::make_shared<const Published>(std::move(answer));
}

std::string base_of(std::string_view tags, std::string_view agent = newsboat, std::string_view a_im = "feed",
                    DeltaReaders readers = DeltaReaders::known) {
  Request request;
  const std::string head = "A-IM: " + std::string{a_im} + "\r\n";
  request.head = head;
  request.user_agent = agent;
  if (!tags.empty()) request.if_none_match.add(tags);
  const auto found = delta_base(request, *feed(), readers);
  return found ? std::string{found->tag} + " at " + std::to_string(found->revision) : "";
}

TEST(DeltaBase, IsTheOneEarlierTagInEveryFormItComes) {
  const std::string expected = base + " at 7";
  EXPECT_EQ(base_of('"' + base + '"'), expected);
  EXPECT_EQ(base_of("W/\"" + base + '"'), expected);
  EXPECT_EQ(base_of('"' + base + "-gzip\""), expected);
  EXPECT_EQ(base_of(base), expected);
}

TEST(DeltaBase, IsNothingForAnyOtherTag) {
  const std::vector<std::string> others = {"",
                                           "*",
                                           "\"other\"",
                                           '"' + base + "\", \"other\"",
                                           '"' + base + "\", \"8-" + old_digest + '"',
                                           '"' + base + "-x\"",
                                           "\"9-" + old_digest + '"',
                                           "\"10-" + old_digest + '"',
                                           "\"99999999999999999999-" + old_digest + '"',
                                           "\"7-" + digest + '"',
                                           '"' + old_digest + '"',
                                           "\"7-abc\"",
                                           "\"7-" + content::named_digest("old", "/feed.atom") + '"',
                                           "\"7-" + std::string(32, 'a') + '"'};
  for (const std::string& tags : others) EXPECT_EQ(base_of(tags), "") << tags;
  Request twice;
  twice.head = "A-IM: feed\r\n";
  twice.user_agent = newsboat;
  const std::string tag = '"' + base + '"';
  twice.if_none_match.add(tag);
  twice.if_none_match.add(tag);
  EXPECT_FALSE(delta_base(twice, *feed(), DeltaReaders::known)) << "two lines are a list";
}

TEST(DeltaBase, IsForReadersThatAreKnownToTakeIt) {
  const std::string tag = '"' + base + '"';
  for (const char* agent : {"", "rss2email/3.13.1 (https://github.com/rss2email/rss2email)", "newsboats/1",
                            "Mozilla/5.0 (compatible; newsboat/2.21)"}) {
    EXPECT_EQ(base_of(tag, agent), "") << agent;
    EXPECT_NE(base_of(tag, agent, "feed", DeltaReaders::all), "") << agent;
  }
  EXPECT_NE(base_of(tag, "Newsboat"), "");
  EXPECT_EQ(base_of(tag, newsboat, "feed", DeltaReaders::none), "");
}

TEST(DeltaBase, IsForWhoAsksForAFeedDelta) {
  const std::string tag = '"' + base + '"';
  for (const char* a_im : {"feed", "vcdiff, feed", "Feed;q=0.5", " ,feed", "vcdiff\r\nA-IM: feed"})
    EXPECT_NE(base_of(tag, newsboat, a_im), "") << a_im;
  for (const char* a_im : {"", "vcdiff", "feed;q=0", "feeds", "feed;q=x"})
    EXPECT_EQ(base_of(tag, newsboat, a_im), "") << a_im;
}

Backend making(std::shared_ptr<const Published> made, int& asked) {
  Backend backend = Server::refusing();
  backend.fetch = [](const std::string& path, const auto& done) {
    if (path == "/feed.rss") return done(feed());
    done(Refusal::not_found);
  };
  backend.delta = [made = std::move(made), &asked](const DeltaRequest& request, const auto& done) {
    ++asked;
    EXPECT_EQ(request.base, base);
    EXPECT_EQ(request.since, 7U);
    done(made ? made : request.current);
  };
  return backend;
}

const std::string asking = "A-IM: feed\r\nUser-Agent: newsboat/2.21\r\nIf-None-Match: \"" + base + "\"\r\n";

TEST(DeltaReply, SaysWhatItIsADeltaToAndWhatItLeadsTo) {
  int asked = 0;
  Server server{{}, making(feed(226), asked)};
  server.loop().publish({feed()});
  server.sync();
  Client client{server.port()};
  client.get("/feed.rss", asking);
  client.get("/feed.rss", asking + "Accept-Encoding: gzip\r\n");
  client.ask("HEAD", "/feed.rss", asking);
  const Response plain = client.read();
  EXPECT_EQ(plain.status, 226);
  EXPECT_EQ(plain.body, "<delta/>");
  EXPECT_THAT(plain.head, HasSubstr("HTTP/1.1 226 IM Used\r\n"));
  EXPECT_EQ(plain.field("IM"), "feed");
  EXPECT_EQ(plain.field("Delta-Base"), '"' + base + '"');
  EXPECT_EQ(plain.field("ETag"), "\"9-" + digest + '"');
  EXPECT_EQ(plain.field("Cache-Control"), "no-store");
  EXPECT_EQ(plain.field("Last-Modified"), "Thu, 17 Sep 2020 05:05:00 GMT");
  const Response coded = client.read();
  EXPECT_EQ(coded.status, 226);
  EXPECT_EQ(coded.body, "zip");
  EXPECT_EQ(coded.field("Delta-Base"), "W/\"" + base + '"');
  EXPECT_EQ(coded.field("ETag"), "W/\"9-" + digest + '"');
  EXPECT_EQ(client.read(true).status, 226);
  EXPECT_EQ(asked, 3);
  client.get("/feed.rss");
  EXPECT_EQ(client.read().body, "<rss/>");
  EXPECT_EQ(asked, 3);
}

TEST(DeltaReply, IsTheWholeDocumentWhereBackendHasNone) {
  int asked = 0;
  Server server{{}, making(nullptr, asked)};
  server.loop().publish({feed()});
  server.sync();
  Client client{server.port()};
  client.get("/feed.rss", asking);
  client.get("/feed.rss", asking);
  for (int i = 0; i < 2; ++i) {
    const Response whole = client.read();
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.body, "<rss/>");
    EXPECT_EQ(whole.field("IM"), "");
  }
  EXPECT_EQ(asked, 2);
}

TEST(DeltaReply, ComesAlsoWhereTheDocumentHadToBeFetched) {
  int asked = 0;
  Server server{{}, making(feed(226), asked)};
  server.loop().drop({"/feed.rss"});
  server.sync();
  Client client{server.port()};
  client.get("/feed.rss", asking);
  client.get("/no-such");
  EXPECT_EQ(client.read().status, 226);
  EXPECT_EQ(client.read().status, 404);
  EXPECT_EQ(asked, 1);
}

TEST(DeltaReply, Is304ForWhoHasTheCurrentDocument) {
  int asked = 0;
  Server server{{}, making(feed(226), asked)};
  server.loop().publish({feed()});
  server.sync();
  Client client{server.port()};
  client.get("/feed.rss", "A-IM: feed\r\nUser-Agent: newsboat/2.21\r\nIf-None-Match: \"9-" + digest + "\"\r\n");
  EXPECT_EQ(client.read().status, 304);
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace feedd::daemon
