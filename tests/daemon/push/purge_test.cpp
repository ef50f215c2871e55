// Caches told to let go.
#include "daemon/push/surrogate_key.hpp"
#include "tests/daemon/push/news.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

/// As much as the kind tells at once.
News most_of(const Kind& kind) {
  News all = news();
  all.feeds.clear();
  all.articles.clear();
  for (std::size_t i = 0; i < kind.feeds_at_once; ++i)
    all.feeds.push_back(changed_feed("languages/한국-" + std::to_string(i)));
  for (std::size_t i = 0; i < kind.articles_at_once; ++i)
    all.articles.push_back(
        {"i", "https://example.org/articles/" + std::string(100, 'a') + std::to_string(i), "", false, {}, {}});
  return all;
}

TEST(Purge, IsSentToTheAddressItself) {
  const OutgoingRequest request = purge_request({"purge", "", "", "", false}, news());
  EXPECT_EQ(request.method, "PURGE");
  EXPECT_EQ(request.url, "https://example.org/tags/korea.rss");
  EXPECT_TRUE(request.headers.empty());
  EXPECT_EQ(request.body, nullptr);
}

TEST(Purge, IsSentToACacheThatIsToldWhichHostItIsAbout) {
  for (const char* cache : {"http://cache:6081", "http://cache:6081/"}) {
    const OutgoingRequest request = purge_request({"purge", cache, "", "", false}, news());
    EXPECT_EQ(request.url, "http://cache:6081/tags/korea.rss");
    EXPECT_EQ(header(request, "Host"), "example.org");
  }
  News all = news();
  all.topic = "https://example.org:8443/blog/feed.rss?x=1";
  const OutgoingRequest request = purge_request({"purge", "http://cache", "", "", false}, all);
  EXPECT_EQ(request.url, "http://cache/blog/feed.rss?x=1");
  EXPECT_EQ(header(request, "Host"), "example.org:8443");
}

TEST(Purge, CarriesATokenWhereThereIsOne) {
  EXPECT_EQ(header(purge_request({"purge", "", "t", "", false}, news()), "Authorization"), "Bearer t");
}

TEST(Purge, OfWhatIsNotInTheCacheIsDone) {
  const auto judged = [](int status) { return word(judge_purge(answered(status), now)); };
  EXPECT_EQ(judged(200), "delivered");
  EXPECT_EQ(judged(404), "delivered");
  EXPECT_EQ(judged(412), "delivered");
  EXPECT_EQ(judged(405), "refused");
  EXPECT_EQ(judged(403), "refused");
  EXPECT_EQ(judged(503), "again");
}

TEST(PurgeFastly, NamesTheKeysOfFeedsArticlesAndListings) {
  const Endpoint fastly{"purge-fastly", "https://api.fastly.example/service/ID/purge", "token", "", false};
  const OutgoingRequest request = find_kind("purge-fastly")->request(fastly, news());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, fastly.url);
  EXPECT_EQ(header(request, "Fastly-Key"), "token");
  EXPECT_EQ(header(request, "Surrogate-Key"),
            "feedd/listings feedd/tags/korea feedd/articles/first-snow " + article_surrogate_key("눈"));
}

TEST(PurgeFastly, StaysWithin256KeysAndItsHeaderLimit) {
  const OutgoingRequest request = fastly_request({}, most_of(*find_kind("purge-fastly")));
  const std::string keys = header(request, "Surrogate-Key");
  EXPECT_EQ(std::count(keys.begin(), keys.end(), ' '), 255);
  EXPECT_LE(keys.size(), 16'384U);
}

TEST(PurgeCloudflare, SendsTags) {
  const Endpoint cloudflare{"purge-cloudflare", "https://api.cloudflare.example/zones/Z/purge_cache", "token", "",
                            false};
  const OutgoingRequest request = find_kind("purge-cloudflare")->request(cloudflare, news());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(header(request, "Authorization"), "Bearer token");
  EXPECT_EQ(header(request, "Content-Type"), "application/json");
  EXPECT_EQ(
      json::parse(*request.body),
      (json::value{
          {"tags", {"feedd/listings", "feedd/tags/korea", "feedd/articles/first-snow", article_surrogate_key("눈")}}}));
}

TEST(PurgeCloudflare, StaysWithin30Tags) {
  const OutgoingRequest request = cloudflare_request({}, most_of(*find_kind("purge-cloudflare")));
  EXPECT_EQ(json::parse(*request.body).at("tags").as_array().size(), 30U);
}

TEST(PurgeByKey, PassesOverPagesThatAnotherSiteHas) {
  News all = news();
  for (ChangedArticle& article : all.articles) article.url = "https://www.paper.example/x";
  EXPECT_EQ(header(fastly_request({}, all), "Surrogate-Key"), "feedd/listings feedd/tags/korea");
}

TEST(PurgeCloudflare, IsJudgedByWhatItsBodySays) {
  const auto judged = [](int status, const char* body) { return judge_cloudflare(answered(status, body), now); };
  EXPECT_EQ(word(judged(200, R"({"success":true,"errors":[],"result":{"id":"x"}})")), "delivered");
  EXPECT_EQ(word(judged(200, "")), "delivered");
  const Verdict refused = judged(200, R"({"success":false,"errors":[{"code":1094,"message":"Too many tags"}]})");
  EXPECT_EQ(word(refused), "refused");
  EXPECT_EQ(refused.reason, "answered 200: Too many tags");
  EXPECT_EQ(word(judged(200, R"({"success":false,"errors":"?"})")), "refused");
  EXPECT_EQ(word(judged(429, R"({"success":false,"errors":[{"message":"slow"}]})")), "again");
  EXPECT_EQ(word(judged(403, R"({"success":false,"errors":[{"message":"Authentication error"}]})")), "refused");
}

}  // namespace
}  // namespace feedd::daemon::push
