// What is asked of the hub: WebSub section 5.1.
#include "daemon/push/hub/hub_request.hpp"

#include "daemon/push/form.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using Mode = HubRequest::Mode;
using std::chrono::days;
using std::chrono::seconds;

const Fields subscription{{"hub.mode", "subscribe"},
                          {"hub.topic", "https://example.org/feed.rss"},
                          {"hub.callback", "https://reader.example/cb?k=%7e&x[]=1"}};

Fields with(Fields fields, const std::string& name, const std::string& value) {
  fields.emplace_back(name, value);
  return fields;
}
Fields without(Fields fields, std::string_view name) {
  std::erase_if(fields, [&](const auto& field) { return field.first == name; });
  return fields;
}
Fields changed(Fields fields, std::string_view name, const std::string& value) {
  for (auto& field : fields)
    if (field.first == name) field.second = value;
  return fields;
}

auto read(const Fields& fields, const HubRules& rules = {}) {
  return read_hub_request(form_type, form(fields), rules);
}
HubRequest taken(const Fields& fields, const HubRules& rules = {}) {
  const auto request = read(fields, rules);
  if (const auto* refusal = std::get_if<HubRefusal>(&request)) ADD_FAILURE() << refusal->reason;
  return std::holds_alternative<HubRequest>(request) ? std::get<HubRequest>(request) : HubRequest{};
}
/// The reason; empty where it was taken. The status must be 400.
std::string refusal(const Fields& fields, const HubRules& rules = {}) {
  const auto request = read(fields, rules);
  if (!std::holds_alternative<HubRefusal>(request)) return {};
  EXPECT_EQ(std::get<HubRefusal>(request).status, 400);
  return std::get<HubRefusal>(request).reason;
}

TEST(HubSubscription, HasTopicCallbackAndTheUsualLease) {
  const HubRequest request = taken(subscription);
  EXPECT_EQ(request.mode, Mode::subscribe);
  EXPECT_EQ(request.topic, "https://example.org/feed.rss");
  EXPECT_EQ(request.callback, "https://reader.example/cb?k=%7e&x[]=1") << "the callback's query, byte for byte";
  EXPECT_EQ(request.lease, days{10});
  EXPECT_EQ(request.secret, "");
}

TEST(HubSubscription, KeepsTheTopicAsItIsWritten) {
  const HubRequest request = taken(changed(subscription, "hub.topic", "HTTPS://Example.org:443/tags/\xED\x95\x9C.rss"));
  EXPECT_EQ(request.topic, "https://example.org/tags/%ED%95%9C.rss");
  EXPECT_EQ(request.written_topic, "HTTPS://Example.org:443/tags/\xED\x95\x9C.rss");
  EXPECT_EQ(taken(changed(subscription, "hub.topic", "https://example.org/\xFF")).written_topic,
            "https://example.org/%FF")
      << "what is no UTF-8 has no place in the store";
}

TEST(HubSubscription, MayEnd) {
  const HubRequest request = taken(changed(subscription, "hub.mode", "unsubscribe"));
  EXPECT_EQ(request.mode, Mode::unsubscribe);
  EXPECT_EQ(request.callback, "https://reader.example/cb?k=%7e&x[]=1");
}

TEST(HubRequestForm, HasAModeThatThereIs) {
  EXPECT_NE(refusal(without(subscription, "hub.mode")).find("hub.mode"), std::string::npos);
  for (const char* mode : {"", "Subscribe", "denied", "delete"})
    EXPECT_NE(refusal(changed(subscription, "hub.mode", mode)).find("hub.mode"), std::string::npos) << mode;
}

TEST(HubSubscription, NeedsTopicAndCallback) {
  for (const char* name : {"hub.topic", "hub.callback"}) {
    EXPECT_TRUE(refusal(without(subscription, name)).starts_with(std::string(name) + " is missing"));
    EXPECT_TRUE(refusal(changed(subscription, name, "")).starts_with(std::string(name) + " is missing"));
  }
}

TEST(HubSubscription, HasEachParameterOnce) {
  for (const char* name : {"hub.mode", "hub.topic", "hub.callback", "hub.lease_seconds", "hub.secret"}) {
    const Fields twice = with(with(subscription, name, "1"), name, "1");
    EXPECT_EQ(refusal(twice), std::string(name) + " is there more than once.");
  }
}

TEST(HubSubscription, PassesOverWhatItDoesNotKnow) {
  // PubSubHubbub 0.3 sends hub.verify, twice even, and hub.verify_token.
  const Fields old =
      with(with(with(subscription, "hub.verify", "async"), "hub.verify", "sync"), "hub.verify_token", "t");
  EXPECT_EQ(taken(old).topic, "https://example.org/feed.rss");
}

TEST(HubSubscription, RefusesAddressesThatItWouldNotCall) {
  for (const char* name : {"hub.topic", "hub.callback"})
    for (const char* url :
         {"/relative", "ftp://example.org/", "javascript:alert(1)", "https://u:p@example.org/",
          "https://example.org/#f", "https://", "https://example.org:22/", "https://example.org/a b"}) {
      const std::string reason = refusal(changed(subscription, name, url));
      EXPECT_TRUE(reason.starts_with(std::string(name) + " ") && reason.ends_with('.')) << url << ": " << reason;
    }
  EXPECT_NE(refusal(changed(subscription, "hub.callback", "https://e.example/" + std::string(2048, 'a'))), "");
}

TEST(HubSubscription, TakesHostsInAnyScript) {
  EXPECT_EQ(taken(changed(subscription, "hub.callback", "https://BÜCHER.example/cb")).callback,
            "https://xn--bcher-kva.example/cb");
}

TEST(HubSubscription, HoldsCallbacksToConfiguredPortsAndTopicsToTheUsual) {
  HubRules rules;
  rules.ports = {443};
  EXPECT_EQ(refusal(changed(subscription, "hub.topic", "https://example.org:8443/feed.rss"), rules), "");
  EXPECT_NE(refusal(changed(subscription, "hub.callback", "https://reader.example:8443/"), rules), "");
}

TEST(HubSubscription, TakesTopicsAtOurOwnPortWhateverItIs) {
  HubRules rules;
  rules.own_port = 81;
  EXPECT_EQ(refusal(changed(subscription, "hub.topic", "http://example.org:81/feed.rss"), rules), "");
  EXPECT_NE(refusal(changed(subscription, "hub.callback", "http://example.org:81/"), rules), "");
}

TEST(HubLease, IsBetweenADayAndThirty) {
  const auto lease = [](const char* text) { return taken(with(subscription, "hub.lease_seconds", text)).lease; };
  EXPECT_EQ(lease("864000"), days{10});
  EXPECT_EQ(lease("86401"), seconds{86401});
  for (const char* little : {"0", "1", "86399", "0000"}) EXPECT_EQ(lease(little), days{1}) << little;
  for (const char* much : {"2592001", "99999999999", "99999999999999999999999999"})
    EXPECT_EQ(lease(much), days{30}) << much;
  EXPECT_EQ(lease(""), days{10}) << "an empty one asks for none";
}

TEST(HubLease, IsANumber) {
  for (const char* text : {"-1", "+5", "1.5", "1e6", "ten days", " 86400", "86400s", "0x10"})
    EXPECT_NE(refusal(with(subscription, "hub.lease_seconds", text)).find("hub.lease_seconds"), std::string::npos)
        << text;
}

TEST(HubSecret, HasFewerThan200Bytes) {
  EXPECT_EQ(taken(with(subscription, "hub.secret", std::string(199, 's'))).secret, std::string(199, 's'));
  EXPECT_NE(refusal(with(subscription, "hub.secret", std::string(200, 's'))).find("200"), std::string::npos);
  EXPECT_EQ(taken(with(subscription, "hub.secret", "a &=\xFF")).secret, "a &=\xFF") << "any bytes";
}

TEST(HubPublish, NamesTopicsBothWaysAndSeveral) {
  const HubRequest request = taken({{"hub.mode", "publish"},
                                    {"hub.url", "https://example.org/feed.rss"},
                                    {"hub.topic", "https://EXAMPLE.org/feed.rss"},
                                    {"hub.url", "https://example.org/feed.atom"}});
  EXPECT_EQ(request.mode, Mode::publish);
  EXPECT_EQ(request.topics,
            (std::vector<std::string>{"https://example.org/feed.rss", "https://example.org/feed.atom"}));
  EXPECT_EQ(request.topic, "https://example.org/feed.rss");
  EXPECT_EQ(taken({{"hub.mode", "publish"}, {"hub.topic", "https://example.org/x"}}).topics.size(), 1U);
}

TEST(HubPublish, NeedsATopic) {
  EXPECT_TRUE(refusal({{"hub.mode", "publish"}}).starts_with("hub.url is missing"));
  EXPECT_TRUE(refusal({{"hub.mode", "publish"}, {"hub.url", "feed.rss"}}).starts_with("hub.url must be"));
}

TEST(HubRequestForm, IsAForm) {
  for (const char* type : {"", "application/json", "multipart/form-data; boundary=x", "text/plain"}) {
    const auto request = read_hub_request(type, form(subscription), {});
    ASSERT_TRUE(std::holds_alternative<HubRefusal>(request)) << type;
    EXPECT_EQ(std::get<HubRefusal>(request).status, 415);
  }
  EXPECT_TRUE(std::holds_alternative<HubRequest>(
      read_hub_request("application/x-www-form-urlencoded; charset=UTF-8", form(subscription), {})));
}

TEST(HubRequestForm, IsReadableAndBounded) {
  const std::string good = form(subscription);
  for (const std::string& body :
       {good + "&hub.secret=%zz", good + "&hub.secret=%00", std::string(), good + std::string(1 << 20, '&') + "x=%"}) {
    const auto request = read_hub_request(form_type, body, {});
    EXPECT_TRUE(std::holds_alternative<HubRefusal>(request));
  }
  Fields many = subscription;
  for (int i = 0; i < 100; ++i) many.emplace_back("x", "y");
  EXPECT_NE(refusal(many), "");
}

}  // namespace
}  // namespace feedd::daemon::push
