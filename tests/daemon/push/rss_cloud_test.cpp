// Pinging somebody else's rssCloud server.
#include "tests/daemon/push/news.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

std::string_view judged(std::string body, int status = 200) {
  return word(find_kind("rss-cloud")->judge(answered(status, std::move(body)), now));
}

TEST(RssCloudPing, NamesTheFeedInRss) {
  const OutgoingRequest request =
      find_kind("rss-cloud")->request({"rss-cloud", "http://rpc.rsscloud.example:5337/ping", "", "", false}, news());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://rpc.rsscloud.example:5337/ping");
  EXPECT_EQ(*request.body, "url=https%3A%2F%2Fexample.org%2Ftags%2Fkorea.rss");
  EXPECT_EQ(header(request, "Content-Type"), "application/x-www-form-urlencoded");
}

TEST(RssCloudPing, IsDeliveredWhereTheResultSaysSo) {
  EXPECT_EQ(judged("<?xml version=\"1.0\"?><result success=\"true\"/>"), "delivered") << "the reference server";
  EXPECT_EQ(judged("<?xml version=\"1.0\"?><other success=\"true\"/>"), "again");
  EXPECT_EQ(judged("<notifyResult success=\"true\" msg=\"Thanks for the ping.\"/>"), "delivered");
  EXPECT_EQ(judged(""), "delivered") << "some say nothing but 200";
}

TEST(RssCloudPing, ThatFailedIsJudgedByItsMessage) {
  const auto failed = [](const std::string& message) {
    return judged("<notifyResult success=\"false\" msg=\"" + message + "\"/>");
  };
  EXPECT_EQ(failed("The ping was cancelled because the url parameter is missing."), "refused");
  EXPECT_EQ(failed("The ping was cancelled because there was an error reading the resource at URL x."), "again");
  EXPECT_EQ(failed("Pinged too recently."), "again");
  EXPECT_EQ(failed(""), "refused");
}

TEST(RssCloudPing, OfAFeedThatTheServerHasAlreadyIsDelivered) {
  EXPECT_EQ(judged("<notifyResult success=\"false\" msg=\"The feed has not changed since the last ping.\"/>"),
            "delivered");
}

TEST(RssCloudPing, WithAPageForPeopleIsWorthAnotherAttempt) {
  EXPECT_EQ(judged("<html><body>Parked</body></html>"), "again");
}

TEST(RssCloudPing, WithAnErrorStatusIsJudgedByIt) {
  EXPECT_EQ(judged("", 404), "refused");
  EXPECT_EQ(judged("<notifyResult success=\"true\"/>", 500), "again");
}

}  // namespace
}  // namespace feedd::daemon::push
