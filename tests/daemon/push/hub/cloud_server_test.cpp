#include "daemon/push/hub/cloud_server.hpp"

#include "tests/daemon/push/hub/conversation.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CloudServerTest : public ConversationTest {
 protected:
  Replied ask(Fields more, const std::string& feed = "https://news.example/feed.rss") {
    Fields fields{{"port", std::to_string(peer.port())}, {"path", "/told"}, {"protocol", "http-post"}, {"url1", feed}};
    fields.insert(fields.end(), more.begin(), more.end());
    Replied answer;
    desks->cloud.handle(form_submission("/rsscloud/pleaseNotify", fields), desks->served_revision(),
                        [&](const Fetched& fetched) { answer = replied(fetched); });
    desks->settle();
    return answer;
  }
};

TEST_F(CloudServerTest, Registers_a_callback_that_sends_the_challenge_back) {
  const Replied answer = ask({{"domain", "127.0.0.1"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("success=\"true\""));
  EXPECT_EQ(asked_for(peer.requests().at(0), "url"), "https://news.example/feed.rss");
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept().front().expires, room.now() + 25h);
  EXPECT_EQ(kept().front().wire, Wire::cloud_http_post);
}

TEST_F(CloudServerTest, Registers_the_address_that_asks_where_it_takes_a_first_notification) {
  EXPECT_THAT(ask({}).body, HasSubstr("success=\"true\""));
  EXPECT_THAT(bodies(peer).at(0), HasSubstr("feed.rss"));
  EXPECT_THAT(kept(), SizeIs(1));
}

TEST_F(CloudServerTest, Registers_nobody_who_does_not_confirm) {
  peer.answer_by(always(answer_with(200, "yes")));
  EXPECT_THAT(ask({{"domain", "127.0.0.1"}}).body, HasSubstr("success=\"false\""));
  peer.answer_by(always(answer_with(404)));
  EXPECT_THAT(ask({}).body, HasSubstr("success=\"false\""));
  EXPECT_THAT(kept(), IsEmpty());
}

TEST_F(CloudServerTest, Registers_for_several_feeds_by_one_question) {
  EXPECT_EQ(ask({{"domain", "127.0.0.1"}, {"url2", "https://news.example/tags/sea.rss"}}).status, 200);
  EXPECT_THAT(kept(), SizeIs(2));
  EXPECT_THAT(peer.requests(), SizeIs(1));
}

TEST_F(CloudServerTest, Registers_for_rss_of_this_site_only) {
  for (const char* feed :
       {"https://news.example/feed.atom", "https://other.example/feed.rss", "https://news.example/tags/nothing.rss"})
    EXPECT_EQ(ask({{"domain", "127.0.0.1"}}, feed).status, 404) << feed;
  EXPECT_EQ(ask({{"domain", "127.0.0.1"}, {"url2", "https://news.example/feed.atom"}}).status, 404);
  EXPECT_THAT(kept(), IsEmpty());
  EXPECT_TRUE(peer.requests().empty());
}

TEST_F(CloudServerTest, Tells_who_is_registered) {
  ask({{"domain", "127.0.0.1"}});
  publish("A");
  desks->settle();
  ASSERT_THAT(bodies(peer), SizeIs(1));
  EXPECT_EQ(peer.requests().back().target, "/told");
}

TEST_F(CloudServerTest, Renews_and_forgets_after_25_hours) {
  ask({{"domain", "127.0.0.1"}});
  room.pass(24h);
  ask({{"domain", "127.0.0.1"}});
  ASSERT_THAT(kept(), SizeIs(1));
  room.pass(24h);
  desks->hub.sweep();
  desks->settle();
  EXPECT_THAT(kept(), SizeIs(1));
  room.pass(1h);
  publish("A");
  desks->settle();
  EXPECT_THAT(bodies(peer), IsEmpty());
}

}  // namespace
}  // namespace feedd::daemon::push
