// What fails is tried again, given up, and dropped by people.
#include "tests/daemon/push/pinging.hpp"

namespace feedd::daemon::push {
namespace {

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

TEST_F(PingsTest, Count_refusals_in_a_row_only) {
  use({"webhook"});
  publish("before");
  desks->settle();
  const std::size_t before = asked();
  for (const int status : {404, 404, 503, 404, 404}) {
    peer.answer_by(always(answer_with(status)));
    if (asked() == before)
      publish("A"), desks->settle();
    else
      desks->retry_all();
    EXPECT_EQ(only_listed().at("state"), "retrying") << status;
  }
  desks->retry_all();
  EXPECT_EQ(only_listed().at("state"), "given_up");
}

TEST_F(PingsTest, Try_what_came_later_as_long_as_any) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  room.pass(47h);
  publish("B");
  desks->settle();
  room.pass(2h);
  desks->retry_all();
  EXPECT_EQ(only_listed().at("state"), "retrying");
  room.pass(47h);
  desks->retry_all();
  EXPECT_EQ(only_listed().at("state"), "given_up");
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

TEST_F(PingsTest, Given_up_stay_so_where_what_comes_is_no_news) {
  use({"webhook"});
  peer.answer_by(always(no_answer()));
  publish("A");
  desks->settle();
  room.pass(49h);
  desks->retry_all();
  content::Batch import = support::batch_of({support::arrival("old.md", "Imported")});
  import.quiet = true;
  room.commit(std::move(import));
  desks->served(room.serve());
  desks->settle();
  restart();
  desks->settle();
  EXPECT_EQ(asked(), 2U);
  EXPECT_EQ(only_listed().at("state"), "given_up");
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
