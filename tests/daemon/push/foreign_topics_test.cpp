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
  EXPECT_EQ(topics.revision(topic), 0U);
  EXPECT_EQ(topics.content(topic), nullptr);
}

TEST_P(ForeignTopicsTest, One_is_kept_as_it_came) {
  const std::string body("\x1F\x8B\0 feed", 8);
  topics.put(topic, "application/rss+xml", body);
  const auto content = topics.content(topic);
  ASSERT_TRUE(content);
  EXPECT_EQ(*content->body, body);
  EXPECT_EQ(content->media_type, "application/rss+xml");
  EXPECT_EQ(content->self_url, topic);
  EXPECT_EQ(content->revision, 1U);
}

TEST_P(ForeignTopicsTest, Each_change_is_a_revision) {
  topics.put(topic, "text/xml", "a");
  topics.put(topic, "text/xml", "b");
  topics.put(topic, "application/xml", "a");
  EXPECT_EQ(topics.revision(topic), 3U);
  EXPECT_EQ(*topics.content(topic)->body, "a");
  EXPECT_EQ(topics.content(topic)->media_type, "application/xml");
}

TEST_P(ForeignTopicsTest, The_same_again_is_none) {
  topics.put(topic, "text/xml", "a");
  topics.put(topic, "text/xml", "a");
  EXPECT_EQ(topics.revision(topic), 1U);
}

TEST_P(ForeignTopicsTest, One_that_nobody_is_subscribed_to_is_forgotten) {
  topics.put(topic, "text/xml", "a");
  topics.put("https://unwanted.example/", "text/xml", "a");
  Subscription wanted;
  wanted.topic = topic;
  wanted.callback = "https://reader.example/";
  Subscriptions(*database).put(wanted);
  topics.remove_unwanted();
  EXPECT_EQ(topics.revision(topic), 1U);
  EXPECT_EQ(topics.revision("https://unwanted.example/"), 0U);
}

TEST_P(ForeignTopicsTest, Of_another_site_are_none_of_this) {
  ForeignTopics others(*database, 2);
  others.put(topic, "text/xml", "a");
  topics.remove_unwanted();
  EXPECT_EQ(topics.revision(topic), 0U);
  EXPECT_EQ(others.revision(topic), 1U);
}

class PushTablesTest : public PushTables {};
FEEDD_ON_EVERY_ENGINE(PushTablesTest);

TEST_P(PushTablesTest, Are_made_once_and_stand_beside_the_articles) {
  ForeignTopics(*database).put(topic, "text/xml", "a");
  EXPECT_TRUE(content::sql::migrate(*database, push_tables(), "store")) << "a second time changes nothing";
  EXPECT_TRUE(content::ArticleStore::open(place->connect(), "store", {}));
  EXPECT_EQ(ForeignTopics(*database).revision(topic), 1U);
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
