// What Python 3.11's xmlrpc.client wrote, byte for byte: an independent writer of XML-RPC. Above each, the expression
// that wrote it (`from xmlrpc.client import *`).
#pragma once

#include <string_view>

namespace feedd::python {

// dumps(("기술 & <News> \"x\"", "https://example.org/", "https://example.org/tags/korea.html",
//   "https://example.org/tags/korea.rss"), "weblogUpdates.extendedPing")
constexpr std::string_view extended_ping = R"(<?xml version='1.0'?>
<methodCall>
<methodName>weblogUpdates.extendedPing</methodName>
<params>
<param>
<value><string>기술 &amp; &lt;News&gt; "x"</string></value>
</param>
<param>
<value><string>https://example.org/</string></value>
</param>
<param>
<value><string>https://example.org/tags/korea.html</string></value>
</param>
<param>
<value><string>https://example.org/tags/korea.rss</string></value>
</param>
</params>
</methodCall>
)";

// dumps(("기술 & <News> \"x\"", "https://example.org/"), "weblogUpdates.ping")
constexpr std::string_view plain_ping = R"(<?xml version='1.0'?>
<methodCall>
<methodName>weblogUpdates.ping</methodName>
<params>
<param>
<value><string>기술 &amp; &lt;News&gt; "x"</string></value>
</param>
<param>
<value><string>https://example.org/</string></value>
</param>
</params>
</methodCall>
)";

// dumps(({"flerror": False, "message": "Thanks for the ping."},), methodresponse=True)
constexpr std::string_view thanks = R"(<?xml version='1.0'?>
<methodResponse>
<params>
<param>
<value><struct>
<member>
<name>flerror</name>
<value><boolean>0</boolean></value>
</member>
<member>
<name>message</name>
<value><string>Thanks for the ping.</string></value>
</member>
</struct></value>
</param>
</params>
</methodResponse>
)";

// dumps(({"flerror": True, "message": "Pinged too often, 조금 <slow> down"},), methodresponse=True)
constexpr std::string_view too_often = R"(<?xml version='1.0'?>
<methodResponse>
<params>
<param>
<value><struct>
<member>
<name>flerror</name>
<value><boolean>1</boolean></value>
</member>
<member>
<name>message</name>
<value><string>Pinged too often, 조금 &lt;slow&gt; down</string></value>
</member>
</struct></value>
</param>
</params>
</methodResponse>
)";

// dumps(Fault(1, "<class 'Exception'>:method \"weblogUpdates.extendedPing\" is not supported"),
//   methodresponse=True)
constexpr std::string_view unknown_method = R"(<?xml version='1.0'?>
<methodResponse>
<fault>
<value><struct>
<member>
<name>faultCode</name>
<value><int>1</int></value>
</member>
<member>
<name>faultString</name>
<value><string>&lt;class 'Exception'&gt;:method "weblogUpdates.extendedPing" is not supported</string></value>
</member>
</struct></value>
</fault>
</methodResponse>
)";

// dumps(Fault(1, "<class 'TypeError'>:ping() takes 2 positional arguments but 4 were given"), methodresponse=True)
constexpr std::string_view other_parameters = R"(<?xml version='1.0'?>
<methodResponse>
<fault>
<value><struct>
<member>
<name>faultCode</name>
<value><int>1</int></value>
</member>
<member>
<name>faultString</name>
<value><string>&lt;class 'TypeError'&gt;:ping() takes 2 positional arguments but 4 were given</string></value>
</member>
</struct></value>
</fault>
</methodResponse>
)";

// dumps((True,), methodresponse=True)
constexpr std::string_view yes = R"(<?xml version='1.0'?>
<methodResponse>
<params>
<param>
<value><boolean>1</boolean></value>
</param>
</params>
</methodResponse>
)";

// dumps(Fault(4, "no & <good>"), methodresponse=True)
constexpr std::string_view fault_four = R"(<?xml version='1.0'?>
<methodResponse>
<fault>
<value><struct>
<member>
<name>faultCode</name>
<value><int>4</int></value>
</member>
<member>
<name>faultString</name>
<value><string>no &amp; &lt;good&gt;</string></value>
</member>
</struct></value>
</fault>
</methodResponse>
)";

// dumps(("myCloud.notify", 5337, "/RPC2", "xml-rpc", ["https://example.org/feed.rss",
//   "https://example.org/tags/korea.rss"]), "rssCloud.pleaseNotify")
constexpr std::string_view please_notify = R"(<?xml version='1.0'?>
<methodCall>
<methodName>rssCloud.pleaseNotify</methodName>
<params>
<param>
<value><string>myCloud.notify</string></value>
</param>
<param>
<value><int>5337</int></value>
</param>
<param>
<value><string>/RPC2</string></value>
</param>
<param>
<value><string>xml-rpc</string></value>
</param>
<param>
<value><array><data>
<value><string>https://example.org/feed.rss</string></value>
<value><string>https://example.org/tags/korea.rss</string></value>
</data></array></value>
</param>
</params>
</methodCall>
)";

// dumps(("", 443, "/notify", "https-post", ["https://example.org/feed.rss"], "reader.example"),
//   "rssCloud.pleaseNotify")
constexpr std::string_view please_notify_domain = R"(<?xml version='1.0'?>
<methodCall>
<methodName>rssCloud.pleaseNotify</methodName>
<params>
<param>
<value><string></string></value>
</param>
<param>
<value><int>443</int></value>
</param>
<param>
<value><string>/notify</string></value>
</param>
<param>
<value><string>https-post</string></value>
</param>
<param>
<value><array><data>
<value><string>https://example.org/feed.rss</string></value>
</data></array></value>
</param>
<param>
<value><string>reader.example</string></value>
</param>
</params>
</methodCall>
)";

// dumps(("https://example.org/feed.rss",), "myCloud.notify")
constexpr std::string_view notify = R"(<?xml version='1.0'?>
<methodCall>
<methodName>myCloud.notify</methodName>
<params>
<param>
<value><string>https://example.org/feed.rss</string></value>
</param>
</params>
</methodCall>
)";

}  // namespace feedd::python
