// The generic webhook.
#include "daemon/push/hmac.hpp"
#include "tests/daemon/push/news.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

OutgoingRequest hook(const std::string& secret) {
  return find_kind("webhook")->request({"webhook", "https://hook.example/feedd", secret, "", false}, news());
}

TEST(Webhook, TellsWhatChangedInJson) {
  const json::value expected = json::parse(R"({
    "site": "기술 & <News> \"x\"", "home_page_url": "https://example.org/", "revision": 42,
    "feeds": [{"feed": "tags/korea", "title": "Title of tags/korea",
               "urls": {"atom": "https://example.org/tags/korea.atom", "rss": "https://example.org/tags/korea.rss",
                        "json": "https://example.org/tags/korea.json", "rdf": "https://example.org/tags/korea.rdf"}}],
    "articles": [{"id": "urn:x:1", "url": "https://example.org/articles/first-snow", "title": "First snow",
                  "status": "published", "date_published": "2026-11-01T00:00:00Z", "date_modified": "2026-11-02T00:00:00Z"},
                 {"id": "urn:x:2", "url": "https://example.org/articles/%EB%88%88", "title": "눈",
                  "status": "removed", "date_published": "2026-11-03T00:00:00Z", "date_modified": "2026-11-04T00:00:00Z"}]})");
  EXPECT_EQ(json::parse(*hook("").body), expected);
}

TEST(Webhook, LeavesOutFormatsThatAFeedDoesNotHave) {
  News all = news();
  for (std::string& url : all.feeds.front().urls)
    if (!url.ends_with(".rss")) url.clear();
  const OutgoingRequest request = webhook_request({"webhook", "https://hook.example/", "", "", false}, all);
  EXPECT_EQ(json::parse(*request.body).at("feeds").at(0).at("urls"),
            (json::value{{"rss", "https://example.org/tags/korea.rss"}}));
}

TEST(Webhook, SaysEventAndRevisionInHeaders) {
  const OutgoingRequest request = hook("");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://hook.example/feedd");
  EXPECT_EQ(header(request, "Content-Type"), "application/json");
  EXPECT_EQ(header(request, "X-Feedd-Event"), "changed");
  EXPECT_EQ(header(request, "X-Feedd-Revision"), "42");
}

TEST(Webhook, IsSignedWhereThereIsASecret) {
  const OutgoingRequest request = hook("key");
  EXPECT_EQ(header(request, "X-Hub-Signature"), signature(Algorithm::sha256, "key", *request.body));
  EXPECT_EQ(header(hook(""), "X-Hub-Signature"), "");
}

}  // namespace
}  // namespace feedd::daemon::push
