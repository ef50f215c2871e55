// The table of kinds, and what a status means.
#include "daemon/push/announcement.hpp"

#include "tests/daemon/push/news.hpp"
#include "tests/daemon/push/python_xml_rpc.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using std::chrono::seconds;

TEST(Kinds, AreFoundByTheNamesOfTheConfiguration) {
  for (const char* name :
       {"websub", "xml-rpc", "rss-cloud", "index-now", "webhook", "purge", "purge-fastly", "purge-cloudflare"}) {
    ASSERT_NE(find_kind(name), nullptr) << name;
    EXPECT_EQ(find_kind(name)->name, name);
  }
  EXPECT_EQ(kinds().size(), 8U);
  EXPECT_EQ(find_kind("pigeon"), nullptr);
}

TEST(Kinds, OfFeedsTellOfOneAndOfTopicsOfNone) {
  for (const Kind& kind : kinds()) {
    if (kind.unit == Unit::changes)
      EXPECT_GT(kind.articles_at_once + kind.feeds_at_once, 1U) << kind.name;
    else
      EXPECT_EQ(kind.feeds_at_once, kind.unit == Unit::feed ? 1U : 0U) << kind.name;
  }
}

TEST(Kinds, AskTheSameOfTheSame) {
  const Endpoint endpoint{"", "https://endpoint.example/x", "s", "k", false};
  for (const Kind& kind : kinds()) {
    const OutgoingRequest one = kind.request(endpoint, news()), other = kind.request(endpoint, news());
    EXPECT_EQ(one.url, other.url);
    EXPECT_EQ(one.headers, other.headers) << kind.name;
    EXPECT_EQ(one.body ? *one.body : "", other.body ? *other.body : "") << kind.name;
  }
}

TEST(Kinds, KeepSecretsOutOfAddressAndBody) {
  const Endpoint endpoint{"", "https://endpoint.example/x", "S3CRET", "k", false};
  for (const Kind& kind : kinds()) {
    const OutgoingRequest request = kind.request(endpoint, news());
    EXPECT_EQ(request.url.find("S3CRET"), std::string::npos) << kind.name;
    EXPECT_TRUE(!request.body || request.body->find("S3CRET") == std::string::npos) << kind.name;
  }
}

TEST(Kinds, NothingIsPlainerThanPlain) {
  const Kind& kind = *find_kind("xml-rpc");
  const HttpResponse response = answered(200, std::string(python::unknown_method));
  EXPECT_EQ(word(judge(kind, {"xml-rpc", "", "", "", false}, response, now)), "plainer");
  EXPECT_EQ(word(judge(kind, {"xml-rpc", "", "", "", true}, response, now)), "refused");
}

TEST(ChangedFeed, HasItsAddressByFormat) {
  const ChangedFeed feed = changed_feed("feed");
  EXPECT_EQ(feed.url("rss"), "https://example.org/feed.rss");
  EXPECT_EQ(feed.url("json"), "https://example.org/feed.json");
  EXPECT_EQ(feed.url("pdf"), "");
  EXPECT_EQ(ChangedFeed{}.url("rss"), "");
}

TEST(Status, SaysWhetherItIsWorthAnotherAttempt) {
  for (const int status : {200, 201, 202, 204, 299})
    EXPECT_EQ(word(judge_status(answered(status), now)), "delivered") << status;
  for (const int status : {0, 408, 425, 429, 500, 502, 503, 504, 599})
    EXPECT_EQ(word(judge_status(answered(status), now)), "again") << status;
  for (const int status : {300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 410, 413, 422, 451, 600})
    EXPECT_EQ(word(judge_status(answered(status), now)), "refused") << status;
}

TEST(Status, WaitsAsLongAsItIsAsked) {
  const auto wait = [](int status, const char* text) {
    return judge_status(answered(status, "", {{"retry-after", text}}), now).not_before;
  };
  EXPECT_EQ(wait(503, "120"), seconds{120});
  EXPECT_EQ(wait(429, "Mon, 30 Nov 2026 00:05:00 GMT"), seconds{300});
  EXPECT_EQ(wait(503, "Sun, 29 Nov 2026 00:05:00 GMT"), seconds{0}) << "the past is now";
  for (const char* none : {"", "soon", "-5", "1.5", "12 minutes"}) EXPECT_EQ(wait(503, none), seconds{0}) << none;
  EXPECT_EQ(wait(200, "120"), seconds{0});
  EXPECT_EQ(wait(404, "120"), seconds{120});
}

TEST(Status, WaitsNoLongerThanADay) {
  for (const char* text : {"86401", "9999999999999999999999", "9223372036854775807", "Fri, 31 Dec 9999 23:59:59 GMT"})
    EXPECT_EQ(judge_status(answered(503, "", {{"retry-after", text}}), now).not_before, seconds{86400}) << text;
}

TEST(Status, GivesAReasonOfOneLineThatATerminalMayShow) {
  const std::string reason =
      judge_status(answered(400, "No such\r\n topic\x1B[31m\x7F" + std::string(5000, 'x')), now).reason;
  EXPECT_TRUE(reason.starts_with("answered 400: No such topic[31m")) << reason;
  EXPECT_LT(reason.size(), 250U);
}

TEST(Status, LeavesPagesForPeopleOutOfReasons) {
  EXPECT_EQ(judge_status(answered(500, " <!doctype html><html>..."), now).reason, "answered 500");
}

TEST(Status, SaysWhereARedirectLeads) {
  const std::string reason = judge_status(answered(301, "", {{"location", "https://new.example/"}}), now).reason;
  EXPECT_NE(reason.find("https://new.example/"), std::string::npos) << reason;
}

}  // namespace
}  // namespace feedd::daemon::push
