// Publishing to a hub.
#include "daemon/push/form.hpp"
#include "tests/daemon/push/news.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

const Endpoint hub{"websub", "https://hub.example/?a=b", "", "", false};

TEST(WebSubPublish, NamesTheTopicBothWays) {
  const OutgoingRequest request = find_kind("websub")->request(hub, news());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://hub.example/?a=b");
  EXPECT_EQ(header(request, "Content-Type"), "application/x-www-form-urlencoded");
  const auto fields = read_form(*request.body, 10);
  ASSERT_TRUE(fields);
  EXPECT_EQ(*fields, (Fields{{"hub.mode", "publish"},
                             {"hub.url", "https://example.org/tags/korea.rss"},
                             {"hub.topic", "https://example.org/tags/korea.rss"}}));
}

TEST(WebSubPublish, IsDeliveredByAnySuccess) {
  const Kind& kind = *find_kind("websub");
  EXPECT_EQ(kind.unit, Unit::topic);
  EXPECT_EQ(word(kind.judge(answered(204), now)), "delivered");
  EXPECT_EQ(word(kind.judge(answered(202, "<html>thanks</html>"), now)), "delivered");
  EXPECT_EQ(word(kind.judge(answered(302), now)), "refused");
  EXPECT_EQ(word(kind.judge(answered(503), now)), "again");
}

}  // namespace
}  // namespace feedd::daemon::push
