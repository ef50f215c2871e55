// Restarts, crashes, other configurations, and news that comes to be served out of order.
#include "tests/daemon/push/pinging.hpp"

namespace feedd::daemon::push {
namespace {

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

}  // namespace
}  // namespace feedd::daemon::push
