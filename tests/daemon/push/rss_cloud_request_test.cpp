// The rssCloud server's registrations and what it sends.
#include "daemon/push/rss_cloud_request.hpp"

#include "daemon/push/form.hpp"
#include "daemon/push/notify_result.hpp"
#include "daemon/push/xml_rpc_message.hpp"
#include "tests/daemon/push/python_xml_rpc.hpp"

#include <array>

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

const Fields registration{{"notifyProcedure", ""},
                          {"port", "5337"},
                          {"path", "/feedupdated"},
                          {"protocol", "http-post"},
                          {"url1", "https://example.org/feed.rss"},
                          {"url2", "https://example.org/tags/korea.rss"}};

Fields changed(Fields fields, std::string_view name, const std::string& value) {
  for (auto& field : fields)
    if (field.first == name) field.second = value;
  return fields;
}
Fields with(Fields fields, const std::string& name, const std::string& value) {
  fields.emplace_back(name, value);
  return fields;
}

auto read(const Fields& fields, std::string_view peer = "192.0.2.7", const CloudRules& rules = {}) {
  return read_cloud_registration(form_type, form(fields), peer, rules);
}
CloudRegistration taken(const std::variant<CloudRegistration, CloudRefusal>& result) {
  if (const auto* refusal = std::get_if<CloudRefusal>(&result)) ADD_FAILURE() << refusal->reason;
  return std::holds_alternative<CloudRegistration>(result) ? std::get<CloudRegistration>(result) : CloudRegistration{};
}
CloudRefusal refused(const std::variant<CloudRegistration, CloudRefusal>& result) {
  EXPECT_TRUE(std::holds_alternative<CloudRefusal>(result));
  return std::holds_alternative<CloudRefusal>(result) ? std::get<CloudRefusal>(result) : CloudRefusal{};
}
auto call(std::string_view body) {
  return read_cloud_registration("text/xml", body, "192.0.2.7");
}

TEST(CloudRegistration, WithoutADomainIsOfWhoAsked) {
  const CloudRegistration one = taken(read(registration));
  EXPECT_EQ(one.callback, "http://192.0.2.7:5337/feedupdated");
  EXPECT_EQ(one.protocol, CloudProtocol::http_post);
  EXPECT_EQ(one.variant, CloudVariant::form);
  EXPECT_FALSE(one.has_domain);
  EXPECT_EQ(one.feeds,
            (std::vector<std::string>{"https://example.org/feed.rss", "https://example.org/tags/korea.rss"}));
}

TEST(CloudRegistration, OfAnAddressOfIPv6HasItInBrackets) {
  EXPECT_EQ(taken(read(registration, "2001:db8::7")).callback, "http://[2001:db8::7]:5337/feedupdated");
  EXPECT_EQ(taken(read(registration, "::ffff:192.0.2.7")).callback, "http://192.0.2.7:5337/feedupdated");
}

TEST(CloudRegistration, WithADomainIsOfThat) {
  const CloudRegistration one = taken(read(with(registration, "domain", "Reader.example")));
  EXPECT_EQ(one.callback, "http://reader.example:5337/feedupdated");
  EXPECT_TRUE(one.has_domain);
}

TEST(CloudRegistration, OverHttpsIsCalledOverHttps) {
  const Fields secure =
      with(changed(changed(registration, "protocol", "https-post"), "port", "443"), "domain", "reader.example");
  const CloudRegistration one = taken(read(secure));
  EXPECT_EQ(one.callback, "https://reader.example/feedupdated");
  EXPECT_EQ(one.protocol, CloudProtocol::https_post);
}

TEST(CloudRegistration, TakesAPathWithoutItsSlashAndOneUrlWithoutItsNumber) {
  EXPECT_EQ(taken(read(changed(registration, "path", "a/b?c"))).callback, "http://192.0.2.7:5337/a/b?c");
  const Fields one{{"port", "80"}, {"path", "/"}, {"protocol", "http-post"}, {"url", "https://example.org/feed.rss"}};
  EXPECT_EQ(taken(read(one)).feeds.size(), 1U);
}

TEST(CloudRegistration, KeepsAFeedOnce) {
  EXPECT_EQ(taken(read(with(registration, "url3", "https://EXAMPLE.org/feed.rss"))).feeds.size(), 2U);
}

TEST(CloudRegistration, KeepsAFeedAsItIsWrittenWhereXmlCanSaySo) {
  const auto kept = [](std::string_view feed) {
    return taken(read(changed(registration, "url1", std::string(feed)))).feeds.front();
  };
  EXPECT_EQ(kept("https://EXAMPLE.org/눈"), "https://EXAMPLE.org/눈");
  EXPECT_EQ(kept("https://EXAMPLE.org/\xEF\xBF\xBF"), "https://example.org/%EF%BF%BF");
  EXPECT_EQ(kept("https://EXAMPLE.org/\xEB"), "https://example.org/%EB");
}

TEST(CloudRegistration, TakesFiftyFeedsAtOnce) {
  Fields many = registration;
  for (int i = 3; i <= 50; ++i)
    many.emplace_back("url" + std::to_string(i), "https://example.org/" + std::to_string(i));
  EXPECT_EQ(taken(read(many)).feeds.size(), 50U);
  many.emplace_back("url51", "https://example.org/51");
  EXPECT_NE(refused(read(many)).reason.find("50"), std::string::npos);
}

TEST(CloudRegistration, NeedsPortProtocolAndAFeed) {
  for (const char* port : {"", "0", "65536", "-1", "http", "22", "6000"})
    EXPECT_EQ(refused(read(changed(registration, "port", port))).status, 400) << port;
  for (const char* protocol : {"", "soap", "HTTP-POST", "http"})
    EXPECT_NE(refused(read(changed(registration, "protocol", protocol))).reason.find("protocol"), std::string::npos)
        << protocol;
  EXPECT_NE(refused(read({{"port", "80"}, {"path", "/"}, {"protocol", "http-post"}})).reason.find("url1"),
            std::string::npos);
}

TEST(CloudRegistration, RefusesDomainsThatAreMoreThanAHost) {
  for (const char* domain : {"http://reader.example", "reader.example:80", "u@reader.example", "reader.example/x",
                             "a?b", "[::1]", "a b", ".", "a\\b"})
    EXPECT_EQ(refused(read(with(registration, "domain", domain))).status, 400) << domain;
}

TEST(CloudRegistration, RefusesFeedsAndPathsThatAreNoAddress) {
  EXPECT_TRUE(refused(read(changed(registration, "url2", "file:///etc/passwd"))).reason.starts_with("url2 "));
  for (const char* path : {"/a b", "/a#b", "/\r\nX: y"})
    EXPECT_EQ(refused(read(changed(registration, "path", path))).status, 400) << path;
}

TEST(CloudRegistration, HasEachParameterOnce) {
  EXPECT_EQ(refused(read(with(registration, "port", "80"))).reason, "port is there more than once.");
}

TEST(CloudRegistration, KeepsToTheRulesOfPorts) {
  CloudRules rules;
  rules.ports = {443};
  rules.own_port = 81;
  EXPECT_EQ(refused(read(registration, "192.0.2.7", rules)).status, 400);
  const Fields own = changed(changed(registration, "port", "443"), "url2", "http://example.org:81/feed.rss");
  EXPECT_EQ(taken(read(own, "192.0.2.7", rules)).feeds.size(), 2U);
}

TEST(CloudRegistration, OverXmlRpcIsReadFromPython) {
  const CloudRegistration one = taken(call(python::please_notify));
  EXPECT_EQ(one.callback, "http://192.0.2.7:5337/RPC2");
  EXPECT_EQ(one.protocol, CloudProtocol::xml_rpc);
  EXPECT_EQ(one.procedure, "myCloud.notify");
  EXPECT_EQ(one.variant, CloudVariant::xml_rpc);
  EXPECT_FALSE(one.has_domain);
  EXPECT_EQ(one.feeds,
            (std::vector<std::string>{"https://example.org/feed.rss", "https://example.org/tags/korea.rss"}));
  const CloudRegistration other = taken(call(python::please_notify_domain));
  EXPECT_EQ(other.callback, "https://reader.example/notify");
  EXPECT_TRUE(other.has_domain);
}

TEST(CloudRegistration, OverXmlRpcIsRefusedWithStatus200) {
  for (const std::string& body :
       {std::string(), std::string("<html/>"), std::string(python::notify),
        xml_rpc_call("rssCloud.pleaseNotify", std::array<std::string, 5>{"a", "80", "/", "xml-rpc", "no array"}),
        std::string(1 << 20, ' ')}) {
    const CloudRefusal refusal = refused(call(body));
    EXPECT_EQ(refusal.status, 200);
    EXPECT_EQ(refusal.variant, CloudVariant::xml_rpc);
    EXPECT_FALSE(refusal.reason.empty());
  }
}

TEST(CloudRegistration, ToBeToldOverXmlRpcNamesAProcedure) {
  const Fields rpc = changed(registration, "protocol", "xml-rpc");
  for (const std::string& procedure : {std::string(), std::string("a b"), std::string("<x>"), std::string(101, 'a')})
    EXPECT_NE(refused(read(changed(rpc, "notifyProcedure", procedure))).reason.find("notifyProcedure"),
              std::string::npos);
  EXPECT_EQ(taken(read(changed(rpc, "notifyProcedure", "my_cloud.notify:1/x"))).procedure, "my_cloud.notify:1/x");
}

TEST(CloudRegistration, IsAFormOrXml) {
  EXPECT_EQ(refused(read_cloud_registration("application/json", "{}", "192.0.2.7")).status, 415);
  EXPECT_EQ(refused(read_cloud_registration("", form(registration), "192.0.2.7")).status, 415);
  EXPECT_EQ(refused(read_cloud_registration(form_type, std::string(1 << 20, 'a'), "192.0.2.7")).status, 413);
}

TEST(CloudAnswer, IsInTheWayOfTheQuestion) {
  const auto yes = read_notify_result(cloud_answer(CloudVariant::form, true, "Thanks."));
  ASSERT_TRUE(yes);
  EXPECT_TRUE(yes->success);
  EXPECT_EQ(yes->message, "Thanks.");
  EXPECT_FALSE(read_notify_result(cloud_answer(CloudVariant::form, false, "No."))->success);
  const auto done = read_xml_rpc_answer(cloud_answer(CloudVariant::xml_rpc, true, "Thanks."));
  ASSERT_TRUE(done && !done->fault);
  EXPECT_TRUE(done->value.is_true());
  const auto fault = read_xml_rpc_answer(cloud_answer(CloudVariant::xml_rpc, false, "No."));
  ASSERT_TRUE(fault && fault->fault);
  EXPECT_EQ(fault->fault->message, "No.");
}

TEST(CloudChallenge, IsAGetWithAddressAndChallenge) {
  const OutgoingRequest request = cloud_challenge("https://r.example/n?k=1", "https://example.org/feed.rss", "c4a11e");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://r.example/n?k=1&url=https%3A%2F%2Fexample.org%2Ffeed.rss&challenge=c4a11e");
}

TEST(CloudNotification, IsAFormOrACall) {
  const std::string feed = "https://example.org/feed.rss";
  for (const CloudProtocol protocol : {CloudProtocol::http_post, CloudProtocol::https_post}) {
    const OutgoingRequest request = cloud_notification("https://r.example/n", protocol, "", feed);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://r.example/n");
    EXPECT_EQ(*request.body, "url=https%3A%2F%2Fexample.org%2Ffeed.rss");
  }
  std::string expected(python::notify);
  std::erase(expected, '\n');
  const std::string body =
      *cloud_notification("http://r.example/RPC2", CloudProtocol::xml_rpc, "myCloud.notify", feed).body;
  EXPECT_EQ(body.substr(body.find("?>") + 2), expected.substr(expected.find("?>") + 2));
}

TEST(CloudTest, IsANotification) {
  const CloudRegistration one = taken(read(registration));
  const OutgoingRequest request = cloud_test(one, one.feeds.front());
  EXPECT_EQ(request.url, "http://192.0.2.7:5337/feedupdated");
  EXPECT_EQ(*request.body, "url=https%3A%2F%2Fexample.org%2Ffeed.rss");
}

}  // namespace
}  // namespace feedd::daemon::push
