// XML-RPC, against what Python's library writes.
#include "daemon/push/xml_rpc_message.hpp"

#include "tests/daemon/push/python_xml_rpc.hpp"

#include <array>

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

/// Without declaration and the line ends between elements, which mean nothing.
std::string squeezed(std::string_view xml) {
  std::string text(xml.substr(xml.find("?>") + 2));
  std::erase(text, '\n');
  return text;
}

TEST(XmlRpcCall, IsWrittenAsPythonWritesIt) {
  const std::array<std::string, 4> parameters = {"기술 & <News> \"x\"", "https://example.org/",
                                                 "https://example.org/tags/korea.html",
                                                 "https://example.org/tags/korea.rss"};
  EXPECT_EQ(squeezed(xml_rpc_call("weblogUpdates.extendedPing", parameters)), squeezed(python::extended_ping));
}

TEST(XmlRpcCall, OfPythonIsRead) {
  const auto call = read_xml_rpc_call(python::please_notify);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->method, "rssCloud.pleaseNotify");
  ASSERT_EQ(call->parameters.size(), 5U);
  EXPECT_EQ(call->parameters[0].text, "myCloud.notify");
  EXPECT_EQ(call->parameters[1].text, "5337");
  ASSERT_EQ(call->parameters[4].type, XmlRpcValue::Type::array);
  ASSERT_EQ(call->parameters[4].items.size(), 2U);
  EXPECT_EQ(call->parameters[4].items[1].text, "https://example.org/tags/korea.rss");
}

TEST(XmlRpcCall, ComesBackAsItWasWritten) {
  const std::array<std::string, 3> parameters = {" a <b> & 'c' ]]> ", "", "한국 \xF0\x9F\x98\x80"};
  const auto call = read_xml_rpc_call(xml_rpc_call("x.y", parameters));
  ASSERT_TRUE(call);
  ASSERT_EQ(call->parameters.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(call->parameters[i].text, parameters[i]);
}

TEST(XmlRpcCall, IsWrittenInCharactersThatXmlHas) {
  const std::array<std::string, 1> parameters = {
      std::string("a\x01\x1F"
                  "b\xFF"
                  "c\0d",
                  8)};
  const std::string call = xml_rpc_call("x", parameters);
  EXPECT_NE(call.find("<string>ab\xEF\xBF\xBD"
                      "cd</string>"),
            std::string::npos)
      << call;
}

TEST(XmlRpcValue, WithoutATypeIsAString) {
  const auto call = read_xml_rpc_call(
      "<methodCall><methodName> m </methodName><params><param><value>bare</value></param>"
      "<param><value/></param></params></methodCall>");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->method, "m");
  EXPECT_EQ(call->parameters[0].text, "bare");
  EXPECT_EQ(call->parameters[1].text, "");
}

TEST(XmlRpcAnswer, OfPythonIsRead) {
  const auto thanks = read_xml_rpc_answer(python::thanks);
  ASSERT_TRUE(thanks && !thanks->fault);
  ASSERT_NE(thanks->value.member("flerror"), nullptr);
  EXPECT_FALSE(thanks->value.member("flerror")->is_true());
  EXPECT_EQ(thanks->value.member("message")->text, "Thanks for the ping.");
  const auto fault = read_xml_rpc_answer(python::fault_four);
  ASSERT_TRUE(fault && fault->fault);
  EXPECT_EQ(fault->fault->code, 4);
  EXPECT_EQ(fault->fault->message, "no & <good>");
}

TEST(XmlRpcAnswer, IsWrittenAsPythonWritesIt) {
  EXPECT_EQ(squeezed(xml_rpc_boolean(true)), squeezed(python::yes));
  EXPECT_EQ(squeezed(xml_rpc_fault(4, "no & <good>")), squeezed(python::fault_four));
  EXPECT_NE(xml_rpc_boolean(false).find("<boolean>0</boolean>"), std::string::npos);
}

TEST(XmlRpcAnswer, InLatinOneIsReadAsWhatItSays) {
  const auto answer = read_xml_rpc_answer(
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><methodResponse><params><param><value>Gr\xFC\xDF"
      "e</value></param></params></methodResponse>");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->value.text,
            "Gr\xC3\xBC\xC3\x9F"
            "e");
}

TEST(XmlRpcAnswer, IsNothingWhereItIsAnotherDocument) {
  for (const char* body : {"", "OK", "<html><body>Parked</body></html>", "{\"flerror\":false}", "<methodResponse/>",
                           "<methodResponse><params><param><value>x</param></params></methodResponse>",
                           "<methodResponse><fault/></methodResponse>",
                           "<methodResponse><fault><value>no struct</value></fault></methodResponse>",
                           "<methodCall><methodName>m</methodName></methodCall>"})
    EXPECT_FALSE(read_xml_rpc_answer(body)) << body;
}

TEST(XmlRpcAnswer, IsReadToABoundInDepth) {
  const auto nested = [](unsigned depth) {
    std::string open, close;
    for (unsigned i = 0; i < depth; ++i) {
      open += "<value><array><data>";
      close += "</data></array></value>";
    }
    return "<methodResponse><params><param>" + open + close + "</param></params></methodResponse>";
  };
  EXPECT_TRUE(read_xml_rpc_answer(nested(8)));
  EXPECT_FALSE(read_xml_rpc_answer(nested(9)));
  EXPECT_FALSE(read_xml_rpc_answer(nested(100'000)));
}

TEST(XmlRpcAnswer, ExpandsNoEntities) {
  const auto answer = read_xml_rpc_answer(
      "<!DOCTYPE m [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY f SYSTEM "
      "\"file:///etc/passwd\">]><methodResponse><params><param>"
      "<value>&a;&f;</value></param></params></methodResponse>");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->value.text, "&a;&f;");
}

}  // namespace
}  // namespace feedd::daemon::push
