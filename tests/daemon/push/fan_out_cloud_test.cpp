// Notifications of rssCloud.
#include "tests/daemon/push/fanning_out.hpp"

namespace feedd::daemon::push {
namespace {

/// rssCloud's wires, whose notifications name the feed and do not bring it.
class CloudFanOutTest : public FanOutTest {};

TEST_F(CloudFanOutTest, Names_the_feed_as_it_was_registered) {
  Subscription form = one("/form", "feed.rss", Wire::cloud_http_post),
               call = one("/call", "feed.rss", Wire::cloud_xml_rpc);
  form.topic_url = call.topic_url = "http://NEWS.example/feed.rss";
  call.procedure = "river.changed";
  subscribe(form);
  subscribe(call);
  publish("A");
  desks->settle();
  EXPECT_THAT(bodies(peer), Contains("url=http%3A%2F%2FNEWS.example%2Ffeed.rss"));
  EXPECT_THAT(bodies(peer), Contains(HasSubstr("<methodName>river.changed</methodName>")));
}

TEST_F(CloudFanOutTest, Ends_a_registration_that_could_not_be_told_of_three_news_in_a_row) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  peer.answer_by(always(no_answer()));
  for (const char* title : {"A", "B"}) {
    publish(title);
    desks->settle();
    for (int attempt = 0; attempt < 3; ++attempt) desks->retry_all();
    EXPECT_TRUE(kept(key)) << "attempts to tell of the same are no strikes";
  }
  publish("C");
  desks->settle();
  desks->retry_all();
  EXPECT_FALSE(kept(key));
}

TEST_F(CloudFanOutTest, Counts_failures_anew_after_a_success) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  for (int round = 0; round < 3; ++round) {
    peer.answer_by(always(no_answer()));
    publish("round " + std::to_string(round));
    desks->settle();
    desks->retry_all();
    peer.answer_by({});
    desks->retry_all();
  }
  EXPECT_TRUE(kept(key));
}

TEST_F(CloudFanOutTest, Counts_no_failure_where_the_feed_cannot_be_made_here) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  room.makes_documents = false;
  publish("A");
  desks->settle();
  for (int attempt = 0; attempt < 5; ++attempt) {
    EXPECT_TRUE(desks->fan_out.retry(key));
    desks->settle();
  }
  ASSERT_TRUE(kept(key)) << "it has done nothing wrong";
  EXPECT_EQ(kept(key)->trouble.attempts, 0U);
  room.makes_documents = true;
  EXPECT_TRUE(desks->fan_out.retry(key));
  desks->settle();
  EXPECT_EQ(asked(), 1U);
}

TEST_F(CloudFanOutTest, Does_not_take_a_410_for_the_end) {
  const std::int64_t key = subscribe(one("/a", "feed.rss", Wire::cloud_http_post));
  peer.answer_by(always(answer_with(410)));
  publish("A");
  desks->settle();
  EXPECT_TRUE(kept(key));
}

}  // namespace
}  // namespace feedd::daemon::push
