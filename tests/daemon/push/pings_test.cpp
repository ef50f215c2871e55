#include "daemon/push/form.hpp"
#include "tests/daemon/push/pinging.hpp"

#include <set>

namespace feedd::daemon::push {
namespace {

TEST_F(PingsTest, Tell_once_of_what_is_new_and_nothing_of_what_was_there_before) {
  use({"webhook"});
  desks->settle();
  EXPECT_EQ(asked(), 0U);
  publish("A");
  desks->settle();
  desks->settle();
  EXPECT_THAT(told(), ElementsAre("A "));
  EXPECT_THAT(desks->listed(), IsEmpty());
  const PingReport report = desks->pings.report().at(0);
  EXPECT_EQ(report.state.delivered, 1U);
  EXPECT_EQ(report.state.last_success, room.now());
  EXPECT_EQ(report.pending, 0U);
}

TEST_F(PingsTest, Tell_a_hub_of_each_feed_in_each_format) {
  use({"websub"});
  publish("A", {"sea"});
  desks->settle();
  std::vector<std::string> topics;
  for (const std::string& body : bodies(peer)) topics.push_back(read_form(body, 9).value().at(1).second);
  EXPECT_EQ(topics.size(), 2 * feeds::formats().size());
  EXPECT_THAT(topics, ::testing::IsSupersetOf({"https://news.example/feed.rss", "https://news.example/tags/sea.rss",
                                               "https://news.example/feed.atom", "https://news.example/feed.json"}));
}

TEST_F(PingsTest, Tell_an_aggregator_of_each_feed_once) {
  use({"rss-cloud"});
  publish("A", {"sea", "sky"});
  desks->settle();
  EXPECT_THAT(bodies(peer), UnorderedElementsAre(HasSubstr("feed.rss"), HasSubstr("sea.rss"), HasSubstr("sky.rss")));
}

TEST_F(PingsTest, Tell_nobody_of_a_hidden_feed) {
  use({"rss-cloud", "webhook"});
  publish("A", {"hidden"});
  desks->settle();
  for (const std::string& body : bodies(peer)) EXPECT_THAT(body, ::testing::Not(HasSubstr("tags")));
  EXPECT_EQ(asked(), 2U);
}

TEST_F(PingsTest, Tell_what_came_while_one_is_under_way_in_one_more) {
  use({"webhook"});
  PeerAnswer slow;
  slow.delay = 100ms;
  peer.answer_by(always(slow));
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  for (const char* title : {"B", "C", "D"}) publish(title);
  desks->settle();
  EXPECT_THAT(told(), ElementsAre("A ", "B C D "));
}

TEST_F(PingsTest, Coalesce_what_waits_to_the_newest) {
  use({"rss-cloud"});
  for (const char* title : {"A", "B", "C"}) publish(title);
  desks->settle();
  EXPECT_EQ(asked(), 1U);
}

PeerAnswer know_plain_pings_only(const PeerRequest& request) {
  if (request.body.find("extendedPing") == std::string::npos)
    return answer_with(200,
                       "<?xml version=\"1.0\"?><methodResponse><params><param><value><boolean>0</boolean></value>"
                       "</param></params></methodResponse>");
  return answer_with(
      200,
      "<?xml version=\"1.0\"?><methodResponse><fault><value><struct><member><name>faultCode</name><value>"
      "<int>-32601</int></value></member><member><name>faultString</name><value>method not found</value>"
      "</member></struct></value></fault></methodResponse>");
}

TEST_F(PingsTest, Call_more_plainly_whom_the_full_call_is_unknown_to) {
  use({"xml-rpc"});
  peer.answer_by(know_plain_pings_only);
  publish("A");
  desks->settle();
  publish("B");
  desks->settle();
  EXPECT_THAT(bodies(peer),
              ElementsAre(HasSubstr("extendedPing"), HasSubstr("weblogUpdates.ping"), HasSubstr("weblogUpdates.ping")));
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(PingsTest, Say_the_same_plain_words_once) {
  use({"xml-rpc"});
  peer.answer_by(know_plain_pings_only);
  publish("A", {"sea", "sky"});
  desks->settle();
  publish("B", {"sea", "sky"});
  desks->settle();
  const auto all = bodies(peer);
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const std::string& body) { return body.find("weblogUpdates.ping") != std::string::npos; }),
            2);
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(PingsTest, Tell_of_a_commit_with_more_than_a_request_takes_in_several) {
  use({"purge-cloudflare"});
  std::vector<content::Arrival> all;
  for (int number = 0; number < 40; ++number) {
    all.push_back(support::arrival(std::to_string(number) + ".md", std::to_string(number)));
    all.back().article.tags = {"tag " + std::to_string(number)};
  }
  room.commit(support::batch_of(std::move(all)));
  desks->served(room.serve());
  desks->settle();
  std::set<std::string> tags;
  for (const std::string& body : bodies(peer)) {
    const boost::json::value purge = boost::json::parse(body);
    const auto& some = purge.at("tags").as_array();
    EXPECT_LE(some.size(), 30U) << "more are refused";
    for (const auto& tag : some) tags.insert(std::string(tag.as_string()));
  }
  EXPECT_EQ(tags.size(), 82U) << "the listings, the site's feed, forty tags and forty articles";
  EXPECT_THAT(desks->listed(), IsEmpty());
  restart();
  const std::size_t before = asked();
  desks->settle();
  EXPECT_EQ(asked(), before);
}

TEST_F(PingsTest, Send_a_password_and_show_it_to_nobody) {
  const std::string secret = "http://user:pass@127.0.0.1:" + std::to_string(peer.port()) + "/hook";
  config.endpoints = {{"webhook", secret, ""}};
  desks.emplace(room, config);
  peer.answer_by(always(answer_with(404)));
  publish("A");
  desks->settle();
  EXPECT_EQ(peer.requests().at(0).header("authorization"), "Basic dXNlcjpwYXNz");
  EXPECT_EQ(only_listed().at("url").as_string(), peer.url("/hook"));
  EXPECT_EQ(desks->pings.report().at(0).state.url, peer.url("/hook"));
  EXPECT_THAT(desks->pings.report().at(0).state.last_error, ::testing::Not(HasSubstr("pass")));
}

}  // namespace
}  // namespace feedd::daemon::push
