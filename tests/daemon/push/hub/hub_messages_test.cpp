// What the hub sends: WebSub sections 5.2, 5.3 and 7.
#include "daemon/push/hub/hub_messages.hpp"

#include "daemon/push/form.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using Mode = HubRequest::Mode;

const std::string topic = "https://example.org/feed.rss?a=b&c";

Fields query_of(const OutgoingRequest& request, std::size_t from) {
  const auto fields = read_form(std::string_view(request.url).substr(from), 20);
  return fields ? *fields : Fields{};
}
std::string header(const OutgoingRequest& request, std::string_view name) {
  for (const auto& [own, value] : request.headers)
    if (own == name) return value;
  return {};
}

TEST(HubVerification, AsksTheCallbackWithModeTopicChallengeAndLease) {
  const std::string callback = "https://reader.example/cb";
  const OutgoingRequest request = verification(Mode::subscribe, callback, topic, "c4a11e", std::chrono::days{10});
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.body, nullptr);
  ASSERT_TRUE(request.url.starts_with(callback + "?"));
  EXPECT_EQ(query_of(request, callback.size() + 1), (Fields{{"hub.mode", "subscribe"},
                                                            {"hub.topic", topic},
                                                            {"hub.challenge", "c4a11e"},
                                                            {"hub.lease_seconds", "864000"}}));
}

TEST(HubVerification, KeepsTheCallbacksOwnQuery) {
  const std::string callback = "https://reader.example/cb?hub.topic=mine&k=%7e[]+";
  const OutgoingRequest request = verification(Mode::subscribe, callback, topic, "c", std::chrono::days{1});
  ASSERT_TRUE(request.url.starts_with(callback + "&hub.mode=subscribe&")) << request.url;
}

TEST(HubVerification, OfAnUnsubscribingTellsNoLease) {
  const OutgoingRequest request =
      verification(Mode::unsubscribe, "https://r.example/", topic, "c", std::chrono::days{1});
  EXPECT_NE(request.url.find("hub.mode=unsubscribe"), std::string::npos);
  EXPECT_EQ(request.url.find("lease"), std::string::npos);
}

TEST(HubDenial, SaysTopicAndReason) {
  const OutgoingRequest request = denial("https://r.example/?k", topic, "no such topic");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(query_of(request, std::string_view("https://r.example/?k&").size()),
            (Fields{{"hub.mode", "denied"}, {"hub.topic", topic}, {"hub.reason", "no such topic"}}));
}

OutgoingRequest delivered(const std::shared_ptr<const std::string>& body, const std::string& secret,
                          Algorithm algorithm = Algorithm::sha256) {
  const std::vector<std::string> hubs{"https://example.org/hub", "https://other.example/"};
  return delivery("https://r.example/cb", body, "application/rss+xml; charset=utf-8", hubs, topic, secret, algorithm);
}

TEST(HubDelivery, IsTheDocumentInItsOwnMediaType) {
  const auto body = std::make_shared<const std::string>("<rss/>");
  const OutgoingRequest request = delivered(body, "");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://r.example/cb");
  EXPECT_EQ(request.body, body) << "the bytes are shared, not copied";
  EXPECT_EQ(header(request, "Content-Type"), "application/rss+xml; charset=utf-8");
}

TEST(HubDelivery, NamesHubsAndSelf) {
  EXPECT_EQ(
      header(delivered(std::make_shared<const std::string>("x"), ""), "Link"),
      "<https://example.org/hub>; rel=\"hub\", <https://other.example/>; rel=\"hub\", <" + topic + ">; rel=\"self\"");
}

TEST(HubDelivery, IsSignedWhereThereIsASecret) {
  const auto body = std::make_shared<const std::string>("Hi There");
  EXPECT_EQ(header(delivered(body, ""), "X-Hub-Signature"), "");
  const std::string key(20, '\x0b');
  EXPECT_EQ(header(delivered(body, key), "X-Hub-Signature"),
            "sha256=b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
      << "RFC 4231, case 1";
  EXPECT_EQ(header(delivered(body, key, Algorithm::sha1), "X-Hub-Signature"),
            "sha1=b617318655057264e28bc0b6fb378c8ef146be00")
      << "RFC 2202, case 1";
}

}  // namespace
}  // namespace feedd::daemon::push
