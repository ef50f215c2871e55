#include "daemon/push/pings.hpp"

#include "daemon/push/form.hpp"
#include "tests/daemon/push/desks.hpp"

#include <optional>
#include <set>

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Endpoints of the configuration at one peer; desks are set up again where a test kills them.
class PingsTest : public ::testing::Test {
 protected:
  PingsTest() { room.publish("before.md", "Before"); }

  void use(std::vector<std::string> kinds) {
    for (std::string& kind : kinds) config.endpoints.push_back({kind, peer.url('/' + kind), "secret"});
    desks.emplace(room, config);
  }
  /// What was not written is lost, and there are new ones on the same store.
  void restart() {
    desks.reset();
    desks.emplace(room, config);
  }
  std::uint64_t publish(const std::string& title, std::vector<std::string> tags = {}) {
    const ServedNews news = room.publish(title + ".md", title, std::move(tags));
    desks->served(news);
    return news.revision;
  }
  [[nodiscard]] std::size_t asked() const { return peer.requests().size(); }
  /// What the webhook was told of, request by request: titles of articles.
  [[nodiscard]] std::vector<std::string> told() const {
    std::vector<std::string> all;
    for (const std::string& body : bodies(peer)) {
      std::string titles;
      const boost::json::value changes = boost::json::parse(body);
      for (const auto& article : changes.at("articles").as_array())
        titles += std::string(article.at("title").as_string()) + ' ';
      all.push_back(titles);
    }
    return all;
  }
  [[nodiscard]] boost::json::object only_listed() {
    const auto lines = desks->listed();
    EXPECT_EQ(lines.size(), 1U);
    return lines.empty() ? boost::json::object{{"state", "none"}, {"attempts", 0}} : lines.front();
  }

  HttpPeer peer;
  Newsroom room;
  PushConfig config;
  std::optional<Desks> desks;
};

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

TEST_F(PingsTest, Try_again_later_what_failed) {
  use({"webhook"});
  peer.answer_by(always(answer_with(500, "out of order")));
  publish("A");
  desks->settle();
  EXPECT_EQ(asked(), 1U);
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 1U);
  const auto line = only_listed();
  EXPECT_EQ(line.at("state"), "retrying");
  EXPECT_EQ(line.at("attempts"), 1);
  EXPECT_THAT(std::string(line.at("error").as_string()), HasSubstr("out of order"));
  const std::string retry_at(line.at("retry_at").as_string());
  EXPECT_GE(retry_at, content::to_rfc3339(room.now() + 1s));
  EXPECT_LE(retry_at, content::to_rfc3339(room.now() + 2s));
  peer.answer_by({});
  EXPECT_EQ(desks->retry_all(), 1U);
  EXPECT_THAT(told(), ElementsAre("A ", "A "));
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(PingsTest, Wait_as_long_as_they_are_asked_to) {
  use({"webhook"});
  PeerAnswer busy = answer_with(503);
  busy.headers = {{"Retry-After", "600"}};
  peer.answer_by(always(busy));
  publish("A");
  desks->settle();
  EXPECT_EQ(only_listed().at("retry_at").as_string(), content::to_rfc3339(room.now() + 600s));
}

TEST_F(PingsTest, Do_not_hasten_what_waits_for_its_next_attempt_by_newer_news) {
  use({"webhook"});
  peer.answer_by(always(answer_with(500)));
  publish("A");
  desks->settle();
  publish("B");
  desks->settle();
  EXPECT_EQ(asked(), 1U);
  peer.answer_by({});
  desks->retry_all();
  EXPECT_EQ(told().back(), "A B ");
}

TEST_F(PingsTest, Give_up_what_is_refused_three_times) {
  use({"webhook"});
  peer.answer_by(always(answer_with(404)));
  publish("A");
  desks->settle();
  for (int attempt = 2; attempt <= 3; ++attempt) {
    EXPECT_EQ(only_listed().at("state"), "retrying");
    desks->retry_all();
  }
  EXPECT_EQ(asked(), 3U);
  EXPECT_EQ(only_listed().at("state"), "given_up");
  EXPECT_EQ(desks->pings.report().at(0).given_up, 1U);
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U);
}

TEST_F(PingsTest, Give_up_after_two_days) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  room.pass(48h);
  desks->retry_all();
  EXPECT_EQ(only_listed().at("state"), "retrying") << "two days, and not one of them less";
  room.pass(1s);
  desks->retry_all();
  EXPECT_EQ(only_listed().at("state"), "given_up");
}

TEST_F(PingsTest, Give_newer_news_all_its_attempts_after_older_was_given_up) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  room.pass(49h);
  desks->retry_all();
  publish("B");
  desks->settle();
  EXPECT_EQ(asked(), 3U) << "at once";
  EXPECT_EQ(only_listed().at("state"), "retrying");
  EXPECT_EQ(only_listed().at("attempts"), 1);
  restart();
  peer.answer_by({});
  desks->retry_all();
  EXPECT_EQ(told().back(), "A B ") << "and what was given up is told along";
}

TEST_F(PingsTest, Given_up_stay_so_after_a_restart_until_somebody_asks) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  room.pass(49h);
  desks->retry_all();
  restart();
  desks->settle();
  EXPECT_EQ(asked(), 2U);
  EXPECT_EQ(only_listed().at("state"), "given_up");
  peer.answer_by({});
  EXPECT_EQ(desks->retry_all(), 1U);
  EXPECT_EQ(told().back(), "A ");
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(PingsTest, Go_on_after_a_restart_where_they_were) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  desks->retry_all();
  restart();
  desks->settle();
  EXPECT_EQ(only_listed().at("attempts"), 2);
  EXPECT_EQ(asked(), 2U) << "not before its time";
  peer.answer_by({});
  desks->retry_all();
  EXPECT_EQ(told().back(), "A ");
}

TEST_F(PingsTest, Tell_after_a_restart_what_came_before_it_and_is_not_told) {
  use({"webhook"});
  desks.reset();
  room.publish("A.md", "A");
  restart();
  desks->settle();
  EXPECT_THAT(told(), ElementsAre("A "));
}

TEST_F(PingsTest, Tell_nothing_again_after_a_restart) {
  use({"webhook", "websub", "rss-cloud"});
  publish("A", {"sea"});
  desks->settle();
  const std::size_t before = asked();
  restart();
  desks->settle();
  EXPECT_EQ(asked(), before);
}

TEST_F(PingsTest, Tell_a_subject_that_failed_and_no_other_after_a_restart) {
  use({"rss-cloud"});
  peer.answer_by([](const PeerRequest& request) {
    return request.body.find("sea") == std::string::npos ? answer_with(200) : no_answer();
  });
  publish("A", {"sea"});
  publish("B", {"sky"});
  desks->settle();
  peer.answer_by({});
  const std::size_t before = asked();
  restart();
  desks->retry_all();
  EXPECT_EQ(asked(), before + 1);
  EXPECT_THAT(peer.requests().back().body, HasSubstr("sea"));
}

TEST_F(PingsTest, Tell_again_after_a_crash_what_was_told_and_not_noted) {
  use({"webhook"});
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  restart();
  desks->settle();
  EXPECT_THAT(told(), ElementsAre("A ", "A "));
}

TEST_F(PingsTest, Note_what_was_told_when_the_disk_has_room_again) {
  use({"webhook"});
  room.disk_is_full = true;
  publish("A");
  desks->run_until([&] { return desks->pings.report().at(0).state.delivered == 1; });
  desks->dispatcher.settlements().flush();
  room.disk_is_full = false;
  desks->settle();
  restart();
  desks->settle();
  EXPECT_EQ(asked(), 1U);
}

TEST_F(PingsTest, Tell_a_new_endpoint_only_what_comes) {
  use({"webhook"});
  publish("A");
  desks->settle();
  HttpPeer other;
  config.endpoints.push_back({"webhook", other.url("/"), ""});
  desks->use(config);
  desks->settle();
  EXPECT_TRUE(other.requests().empty());
  publish("B");
  desks->settle();
  EXPECT_EQ(other.requests().size(), 1U);
  EXPECT_THAT(told(), ElementsAre("A ", "B "));
}

TEST_F(PingsTest, Tell_an_endpoint_that_is_gone_nothing_more) {
  use({"webhook"});
  peer.answer_by(always(answer_with(500)));
  publish("A");
  desks->settle();
  desks->use({});
  publish("B");
  desks->settle();
  EXPECT_EQ(asked(), 1U);
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U);
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(PingsTest, Take_an_answer_of_an_endpoint_that_is_gone_meanwhile) {
  use({"webhook"});
  PeerAnswer slow;
  slow.delay = 50ms;
  peer.answer_by(always(slow));
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  desks->use({});
  desks->settle();
  EXPECT_TRUE(desks->dispatcher.is_idle());
}

TEST_F(PingsTest, Do_not_stop_at_what_was_told_to_an_endpoint_that_leaves_the_store_meanwhile) {
  use({"webhook"});
  PeerAnswer slow;
  slow.delay = 50ms;
  peer.answer_by(always(slow));
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  ASSERT_TRUE(room.change([](content::sql::Database& database) { Endpoints(database).keep({}, 0); }));
  desks->settle();  // it is noted of one that is not there, between a reload's two steps
  EXPECT_TRUE(desks->dispatcher.settlements().is_empty());
}

TEST_F(PingsTest, Keep_an_endpoint_whose_order_in_the_configuration_changes) {
  use({"webhook", "rss-cloud"});
  std::swap(config.endpoints[0], config.endpoints[1]);
  publish("A");
  desks->use(config);
  desks->settle();
  EXPECT_EQ(asked(), 2U);
}

TEST_F(PingsTest, Call_more_plainly_whom_the_full_call_is_unknown_to) {
  use({"xml-rpc"});
  peer.answer_by([](const PeerRequest& request) {
    if (request.body.find("extendedPing") == std::string::npos)
      return answer_with(200,
                         "<?xml version=\"1.0\"?><methodResponse><params><param><value><boolean>0</boolean></value>"
                         "</param></params></methodResponse>");
    return answer_with(
        200,
        "<?xml version=\"1.0\"?><methodResponse><fault><value><struct><member><name>faultCode</name><value>"
        "<int>-32601</int></value></member><member><name>faultString</name><value>method not found</value>"
        "</member></struct></value></fault></methodResponse>");
  });
  publish("A");
  desks->settle();
  publish("B");
  desks->settle();
  EXPECT_THAT(bodies(peer),
              ElementsAre(HasSubstr("extendedPing"), HasSubstr("weblogUpdates.ping"), HasSubstr("weblogUpdates.ping")));
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

TEST_F(PingsTest, Tell_what_is_served_later_than_what_came_after_it) {
  use({"rss-cloud", "webhook"});
  ServedNews first = room.publish("A.md", "A", {"sea"}), second = room.publish("B.md", "B", {"sky"});
  second.complete = first.revision - 1;
  desks->served(second);
  desks->settle();
  first.complete = second.revision;
  desks->served(first);
  desks->settle();
  EXPECT_THAT(bodies(peer), ::testing::Contains(HasSubstr("sea.rss"))) << "it was not told by then";
  std::string all;
  for (const std::string& body : bodies(peer)) all += body;
  EXPECT_THAT(all, HasSubstr("\"title\":\"A\""));
  EXPECT_THAT(all, HasSubstr("\"title\":\"B\""));
}

TEST_F(PingsTest, Tell_what_waited_when_the_configuration_changed) {
  use({"rss-cloud"});
  const ServedNews first = room.publish("A.md", "A", {"sea"});
  ServedNews second = room.publish("B.md", "B", {"sky"});
  second.complete = first.revision - 1;
  desks->served(second);
  desks->use(config);
  desks->settle();
  EXPECT_THAT(bodies(peer), UnorderedElementsAre(HasSubstr("%2Ffeed.rss"), HasSubstr("sky.rss")));
}

TEST_F(PingsTest, Tell_after_a_crash_what_was_not_served_when_the_rest_was_told) {
  use({"rss-cloud"});
  const ServedNews first = room.publish("A.md", "A", {"sea"});
  ServedNews second = room.publish("B.md", "B", {"sky"});
  second.complete = first.revision - 1;
  desks->served(second);
  desks->settle();
  restart();
  desks->settle();
  EXPECT_THAT(bodies(peer), ::testing::Contains(HasSubstr("sea.rss")));
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

TEST_F(PingsTest, Drop_what_waits_for_good) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  EXPECT_EQ(desks->outbox.drop("").value(), 1U);
  desks->settle();
  EXPECT_THAT(desks->listed(), IsEmpty());
  peer.answer_by({});
  restart();
  desks->settle();
  EXPECT_EQ(asked(), 1U) << "not with the next start either";
  publish("B");
  desks->settle();
  EXPECT_EQ(told().back(), "B ");
}

TEST_F(PingsTest, Drop_what_is_under_way_whatever_comes_of_it) {
  use({"webhook"});
  PeerAnswer slow = answer_with(500);
  slow.delay = 50ms;
  peer.answer_by(always(slow));
  publish("A");
  desks->run_until([&] { return asked() == 1; });
  EXPECT_EQ(desks->outbox.drop("").value(), 1U);
  desks->settle();
  EXPECT_EQ(desks->dispatcher.schedule().asleep(), 0U);
  EXPECT_THAT(desks->listed(), IsEmpty());
}

TEST_F(PingsTest, Drop_what_was_given_up_and_speak_of_it_no_more) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  room.pass(49h);
  desks->retry_all();
  EXPECT_EQ(desks->outbox.drop("").value(), 1U);
  desks->settle();
  EXPECT_THAT(desks->listed(), IsEmpty());
  restart();
  EXPECT_THAT(desks->listed(), IsEmpty());
}

}  // namespace
}  // namespace feedd::daemon::push
