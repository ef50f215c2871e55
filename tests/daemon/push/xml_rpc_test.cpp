// weblogUpdates, and what aggregators answer.
#include "tests/daemon/push/news.hpp"
#include "tests/daemon/push/python_xml_rpc.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

std::string squeezed(std::string_view xml) {
  std::string text(xml.substr(xml.find("?>") + 2));
  std::erase(text, '\n');
  return text;
}

OutgoingRequest ping(bool plain) {
  return find_kind("xml-rpc")->request({"xml-rpc", "http://rpc.example/RPC2", "", "", plain}, news());
}
std::string_view judged(std::string body, int status = 200) {
  return word(find_kind("xml-rpc")->judge(answered(status, std::move(body)), now));
}
std::string struct_answer(const std::string& flerror, const std::string& message) {
  return "<?xml version=\"1.0\"?><methodResponse><params><param><value><struct><member><name>flerror</name><value>" +
         flerror + "</value></member><member><name>message</name><value>" + message +
         "</value></member></struct></value></param></params></methodResponse>";
}
std::string fault(int code, const std::string& message) {
  return "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>" + std::to_string(code) +
         "</int></value></member><member><name>faultString</name><value><string>" + message +
         "</string></value></member></struct></value></fault></methodResponse>";
}

TEST(ExtendedPing, HasNameSitePageAndFeedInTheirSlots) {
  const OutgoingRequest request = ping(false);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://rpc.example/RPC2");
  EXPECT_EQ(header(request, "Content-Type"), "text/xml");
  EXPECT_EQ(squeezed(*request.body), squeezed(python::extended_ping));
}

TEST(PlainPing, HasNameAndSite) {
  EXPECT_EQ(squeezed(*ping(true).body), squeezed(python::plain_ping));
}

TEST(PingAnswer, WithThanksIsDelivered) {
  EXPECT_EQ(judged(std::string(python::thanks)), "delivered");
  EXPECT_EQ(judged(std::string(python::yes)), "delivered");
  for (const char* no : {"0", "<boolean>0</boolean>", "<int>0</int>", "false", "<boolean>false</boolean>", ""})
    EXPECT_EQ(judged(struct_answer(no, "Thanks")), "delivered") << no;
}

TEST(PingAnswer, WithFlerrorIsNotDeliveredHoweverItIsWritten) {
  for (const char* yes :
       {"1", "<boolean>1</boolean>", "<int>1</int>", "true", "<boolean> 1 </boolean>", "<string>TRUE</string>"})
    EXPECT_EQ(judged(struct_answer(yes, "You are not registered")), "refused") << yes;
  EXPECT_EQ(judged(struct_answer("1", "")), "refused");
}

TEST(PingAnswer, SaysItsMessageAsTheReason) {
  const Verdict verdict = judge_xml_rpc(answered(200, struct_answer("1", "Not\n registered")), now);
  EXPECT_EQ(verdict.reason, "flerror: Not registered");
}

TEST(PingAnswer, WithTooOftenIsWorthAnotherAttempt) {
  EXPECT_EQ(judged(std::string(python::too_often)), "again");
  EXPECT_EQ(judged(fault(1, "Please slow down")), "again");
  EXPECT_EQ(judged(fault(-32400, "system error")), "again");
}

TEST(PingAnswer, OfWhoKnowsNoExtendedPingAsksForAPlainOne) {
  EXPECT_EQ(judged(std::string(python::unknown_method)), "plainer");
  EXPECT_EQ(judged(std::string(python::other_parameters)), "plainer");
  EXPECT_EQ(judged(fault(-32601, "server error. requested method weblogUpdates.extendedPing does not exist.")),
            "plainer");
  EXPECT_EQ(judged(fault(-32601, "?")), "plainer");
  EXPECT_EQ(judged(fault(-32602, "?")), "plainer");
  EXPECT_EQ(judged(struct_answer("1", "Wrong number of parameters")), "plainer");
}

TEST(PingAnswer, WithAFaultOfAnotherKindIsRefused) {
  EXPECT_EQ(judged(fault(17, "This weblog is banned")), "refused");
  EXPECT_EQ(judged(std::string(python::fault_four)), "refused");
}

TEST(PingAnswer, WithAFaultAndAnErrorStatusSaysMoreThanTheStatus) {
  EXPECT_EQ(judged(std::string(python::unknown_method), 500), "plainer");
}

TEST(PingAnswer, ThatIsNoXmlRpcIsWorthAnotherAttempt) {
  for (const char* body : {"", "OK", "<html><title>Down for maintenance</title></html>", "<methodResponse>"})
    EXPECT_EQ(judged(body), "again") << body;
}

TEST(PingAnswer, WithAnErrorStatusIsJudgedByIt) {
  EXPECT_EQ(judged("", 404), "refused");
  EXPECT_EQ(judged(std::string(python::thanks), 503), "again");
}

}  // namespace
}  // namespace feedd::daemon::push
