// IndexNow.
#include "tests/daemon/push/news.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

namespace json = boost::json;

const Endpoint engine{"index-now", "https://api.indexnow.example/indexnow", "", "0123456789abcdef", false};

OutgoingRequest request_of(const News& all) {
  return find_kind("index-now")->request(engine, all);
}
json::value body_of(const News& all) {
  return json::parse(*request_of(all).body);
}

TEST(IndexNow, SendsHostKeyItsPlaceAndAddresses) {
  EXPECT_EQ(body_of(news()),
            (json::value{
                {"host", "example.org"},
                {"key", "0123456789abcdef"},
                {"keyLocation", "https://example.org/0123456789abcdef.txt"},
                {"urlList", {"https://example.org/articles/first-snow", "https://example.org/articles/%EB%88%88"}}}));
  EXPECT_EQ(request_of(news()).method, "POST");
  EXPECT_EQ(header(request_of(news()), "Content-Type"), "application/json; charset=utf-8");
}

TEST(IndexNow, HasItsKeyFileBelowTheBaseUrl) {
  News all = news();
  all.base_url = "https://example.org/blog";
  EXPECT_EQ(body_of(all).at("keyLocation"), "https://example.org/blog/0123456789abcdef.txt");
}

TEST(IndexNow, LeavesThePlaceOfTheKeyOutWhereAnotherSiteHasThePages) {
  News all = news();
  all.home_url = "https://www.paper.example/";
  for (ChangedArticle& article : all.articles) article.url = "https://www.paper.example/" + article.title;
  EXPECT_EQ(body_of(all).at("host"), "www.paper.example");
  EXPECT_FALSE(body_of(all).as_object().contains("keyLocation"));
  EXPECT_EQ(body_of(all).at("urlList").as_array().size(), 2U);
}

TEST(IndexNow, IsAboutOneHostAndPrefersTheSites) {
  News all = news();
  all.articles.insert(all.articles.begin(), {"urn:x:3", "https://elsewhere.example/a", "A", false, {}, {}});
  EXPECT_EQ(body_of(all).at("host"), "example.org");
  EXPECT_EQ(body_of(all).at("urlList").as_array().size(), 2U);
}

TEST(IndexNow, TakesTenThousandAtOnceAndNoFeeds) {
  EXPECT_EQ(find_kind("index-now")->articles_at_once, 10'000U);
  EXPECT_EQ(find_kind("index-now")->feeds_at_once, 0U);
  EXPECT_EQ(find_kind("index-now")->unit, Unit::changes);
}

TEST(IndexNow, IsJudgedByItsDocumentedStatuses) {
  const auto judged = [](int status) { return word(judge_index_now(answered(status), now)); };
  EXPECT_EQ(judged(200), "delivered");
  EXPECT_EQ(judged(202), "delivered");
  EXPECT_EQ(judged(400), "refused");
  EXPECT_EQ(judged(403), "refused");
  EXPECT_EQ(judged(422), "refused");
  EXPECT_EQ(judged(429), "again");
  EXPECT_EQ(judged(500), "again");
  EXPECT_NE(judge_index_now(answered(403), now).reason.find("key file"), std::string::npos);
  EXPECT_NE(judge_index_now(answered(422), now).reason.find("host"), std::string::npos);
}

}  // namespace
}  // namespace feedd::daemon::push
