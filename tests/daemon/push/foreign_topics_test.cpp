#include "daemon/push/foreign_topics.hpp"

#include "daemon/push/subscriptions.hpp"
#include "tests/daemon/push/push_tables.hpp"

namespace feedd::daemon::push {
namespace {

const std::string topic = "https://other.example/feed";

class ForeignTopicsTest : public PushTables {
 protected:
  ForeignTopics topics{*database};
};
FEEDD_ON_EVERY_ENGINE(ForeignTopicsTest);

TEST_P(ForeignTopicsTest, Nothing_is_known_of_one_that_was_never_fetched) {
  EXPECT_EQ(topics.news(topic), 0U);
  EXPECT_EQ(topics.content(topic), nullptr);
}

TEST_P(ForeignTopicsTest, One_is_kept_as_it_came) {
  const std::string body("\x1F\x8B\0 feed", 8);
  topics.put(topic, "application/rss+xml", body, true);
  const auto content = topics.content(topic);
  ASSERT_TRUE(content);
  EXPECT_EQ(*content->body, body);
  EXPECT_EQ(content->media_type, "application/rss+xml");
  EXPECT_EQ(content->self_url, topic);
  EXPECT_EQ(content->revision, 2U);
}

TEST_P(ForeignTopicsTest, Each_change_is_a_revision) {
  topics.put(topic, "text/xml", "a", true);
  topics.put(topic, "text/xml", "b", true);
  topics.put(topic, "application/xml", "a", true);
  EXPECT_EQ(topics.news(topic), 4U);
  EXPECT_EQ(*topics.content(topic)->body, "a");
  EXPECT_EQ(topics.content(topic)->media_type, "application/xml");
}

TEST_P(ForeignTopicsTest, A_first_look_is_no_news_and_what_comes_behind_it_is) {
  topics.put(topic, "text/xml", "a", false);
  EXPECT_EQ(topics.news(topic), 0U);
  EXPECT_EQ(*topics.content(topic)->body, "a");
  topics.put(topic, "text/xml", "b", false);
  EXPECT_EQ(topics.news(topic), 2U);
}

TEST_P(ForeignTopicsTest, The_same_again_is_none) {
  topics.put(topic, "text/xml", "a", true);
  topics.put(topic, "text/xml", "a", true);
  EXPECT_EQ(topics.news(topic), 2U);
}

TEST_P(ForeignTopicsTest, One_that_nobody_is_subscribed_to_is_forgotten) {
  topics.put(topic, "text/xml", "a", true);
  topics.put("https://unwanted.example/", "text/xml", "a", true);
  Subscription wanted;
  wanted.topic = topic;
  wanted.callback = "https://reader.example/";
  Subscriptions(*database).put(wanted);
  topics.remove_unwanted();
  EXPECT_EQ(topics.news(topic), 2U);
  EXPECT_EQ(topics.news("https://unwanted.example/"), 0U);
}

TEST_P(ForeignTopicsTest, Of_another_site_are_none_of_this) {
  ForeignTopics others(*database, 2);
  others.put(topic, "text/xml", "a", true);
  topics.remove_unwanted();
  EXPECT_EQ(topics.news(topic), 0U);
  EXPECT_EQ(others.news(topic), 2U);
}

class PushTablesTest : public PushTables {};
FEEDD_ON_EVERY_ENGINE(PushTablesTest);

TEST_P(PushTablesTest, Are_made_once_and_stand_beside_the_articles) {
  ForeignTopics(*database).put(topic, "text/xml", "a", true);
  EXPECT_TRUE(content::sql::migrate(*database, push_tables(), "store")) << "a second time changes nothing";
  EXPECT_TRUE(content::ArticleStore::open(place->connect(), "store", {}));
  EXPECT_EQ(ForeignTopics(*database).news(topic), 2U);
  EXPECT_TRUE(content::sql::is_made(*database, push_tables()));
}

TEST_P(PushTablesTest, Of_a_newer_feedd_are_refused) {
  std::vector<std::string_view> newer(push_tables().steps.begin(), push_tables().steps.end());
  newer.push_back("CREATE TABLE push_of_tomorrow(x INTEGER);");
  ASSERT_TRUE(content::sql::migrate(*database, {push_tables().name, newer}, "store"));
  EXPECT_FALSE(content::sql::migrate(*database, push_tables(), "store"));
}

}  // namespace
}  // namespace feedd::daemon::push
