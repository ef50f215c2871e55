// notifyResult.
#include "daemon/push/notify_result.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

TEST(NotifyResult, OfServersIsRead) {
  const auto yes =
      read_notify_result("<?xml version=\"1.0\"?>\n<notifyResult success=\"true\" msg=\"Thanks &amp; bye.\"/>\n");
  ASSERT_TRUE(yes);
  EXPECT_TRUE(yes->success);
  EXPECT_EQ(yes->message, "Thanks & bye.");
  const auto no = read_notify_result("<notifyResult msg='No' success='false'></notifyResult>");
  ASSERT_TRUE(no);
  EXPECT_FALSE(no->success);
  EXPECT_TRUE(read_notify_result("<notifyResult success=\"True\"/>")->success);
  EXPECT_TRUE(
      read_notify_result("<?xml version=\"1.0\"?><result success=\"true\" msg=\"Thanks for the ping.\"/>")->success);
  EXPECT_FALSE(read_notify_result("<result success=\"false\" msg=\"No.\"/>")->success);
  EXPECT_FALSE(read_notify_result("<other success=\"true\"/>"));
}

TEST(NotifyResult, IsNothingWhereItIsAnotherDocument) {
  for (const char* body :
       {"", "OK", "<html/>", "<notifyResult/>", "<notifyResult success=\"true\"", "{\"success\":true}"})
    EXPECT_FALSE(read_notify_result(body)) << body;
}

TEST(NotifyResult, IsWrittenSoThatItReadsAsItWas) {
  const std::string text = print_notify_result({false, "\"a\" <b> & 한국\x01"});
  EXPECT_EQ(text, "<?xml version=\"1.0\"?><notifyResult success=\"false\" msg=\"&quot;a&quot; &lt;b> &amp; 한국\"/>");
  EXPECT_EQ(read_notify_result(text)->message, "\"a\" <b> & 한국");
  EXPECT_EQ(print_notify_result({true, "Thanks."}),
            "<?xml version=\"1.0\"?><notifyResult success=\"true\" msg=\"Thanks.\"/>");
}

}  // namespace
}  // namespace feedd::daemon::push
