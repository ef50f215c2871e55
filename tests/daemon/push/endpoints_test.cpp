#include "daemon/push/endpoints.hpp"

#include "tests/daemon/push/push_tables.hpp"

#include <map>

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using support::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class EndpointsTest : public PushTables {
 protected:
  using Configured = std::vector<std::pair<std::string, std::string>>;

  std::vector<std::string> urls() {
    std::vector<std::string> all;
    for (const EndpointState& one : endpoints.all()) all.push_back(one.kind + ' ' + one.url);
    return all;
  }
  EndpointState state() { return endpoints.all().at(0); }
  std::map<std::string, SubjectState> subjects() {
    std::map<std::string, SubjectState> all;
    endpoints.each_subject(
        [&](std::int64_t, std::string_view subject, SubjectState one) { all.emplace(subject, std::move(one)); });
    return all;
  }
  /// One endpoint, and its key.
  std::int64_t keep_one() {
    endpoints.keep({{"webhook", "https://a/"}}, 5);
    return state().key;
  }

  Endpoints endpoints{*database};
};
FEEDD_ON_EVERY_ENGINE(EndpointsTest);

TEST_P(EndpointsTest, Are_those_that_are_configured) {
  endpoints.keep({{"websub", "https://a/"}, {"webhook", "https://b/"}}, 5);
  EXPECT_THAT(urls(), ElementsAre("websub https://a/", "webhook https://b/"));
  endpoints.keep({{"webhook", "https://b/"}, {"webhook", "https://a/"}}, 9);
  EXPECT_THAT(urls(), ElementsAre("webhook https://b/", "webhook https://a/"));
  endpoints.keep({}, 9);
  EXPECT_THAT(urls(), IsEmpty());
}

TEST_P(EndpointsTest, New_ones_count_as_told_and_others_stay_told_what_they_were) {
  endpoints.keep({{"websub", "https://a/"}}, 5);
  endpoints.keep({{"websub", "https://a/"}, {"websub", "https://b/"}}, 9);
  EXPECT_EQ(endpoints.all().at(0).told, 5U);
  EXPECT_EQ(endpoints.all().at(1).told, 9U);
}

TEST_P(EndpointsTest, Kept_take_nothing_of_what_is_known_of_them) {
  const std::int64_t key = keep_one();
  endpoints.note_delivered(key, "feed", 7, at(2), 30ms);
  endpoints.note_failed(key, "tags/a", {5, {2, at(2), at(3), 0, "x"}}, at(2));
  endpoints.keep({{"webhook", "https://a/"}}, 9);
  EXPECT_EQ(subjects().size(), 2U);
  EXPECT_EQ(state().delivered, 1U);
}

TEST_P(EndpointsTest, Removed_take_their_subjects_along) {
  endpoints.note_delivered(keep_one(), "feed", 7, at(2), 30ms);
  endpoints.keep({}, 9);
  EXPECT_THAT(subjects(), IsEmpty());
}

TEST_P(EndpointsTest, Are_never_given_the_number_of_one_that_was_removed) {
  const std::int64_t first = keep_one();
  endpoints.keep({{"webhook", "https://b/"}}, 5);
  EXPECT_GT(state().key, first) << "what is under way to the first would be noted of the second";
}

TEST_P(EndpointsTest, Take_a_word_about_one_that_was_removed_and_do_nothing) {
  const std::int64_t gone = keep_one();
  endpoints.keep({}, 9);
  EXPECT_NO_THROW(endpoints.note_delivered(gone, "feed", 7, at(2), 30ms)) << "a group of settlements would never end";
  EXPECT_NO_THROW(endpoints.note_failed(gone, "feed", {5, {1, at(2), at(3), 0, "x"}}, at(2)));
  EXPECT_NO_THROW(endpoints.note_all_told(gone, 7));
  EXPECT_THAT(subjects(), IsEmpty());
}

TEST_P(EndpointsTest, Note_a_delivery) {
  const std::int64_t key = keep_one();
  endpoints.note_delivered(key, "feed", 7, at(2), 30ms);
  EXPECT_EQ(subjects()["feed"].told, 7U);
  EXPECT_EQ(state().told, 5U) << "of everything else";
  EXPECT_EQ(state().delivered, 1U);
  EXPECT_EQ(state().last_success, at(2));
  EXPECT_EQ(state().latency, 30ms);
}

TEST_P(EndpointsTest, Note_a_failure) {
  const std::int64_t key = keep_one();
  endpoints.note_failed(key, "feed", {5, {3, at(2), at(2, 8), 0, "no answer"}}, at(2, 1));
  const SubjectState failed = subjects()["feed"];
  EXPECT_EQ(failed.told, 5U);
  EXPECT_EQ(failed.trouble.attempts, 3U);
  EXPECT_EQ(failed.trouble.since, at(2));
  EXPECT_EQ(failed.trouble.retry_at, at(2, 8));
  EXPECT_EQ(failed.trouble.error, "no answer");
  EXPECT_EQ(state().last_error, "no answer");
  EXPECT_EQ(state().last_error_at, at(2, 1));
  EXPECT_EQ(state().delivered, 0U);
}

TEST_P(EndpointsTest, Delivered_to_have_no_trouble_left) {
  const std::int64_t key = keep_one();
  endpoints.note_failed(key, "feed", {5, {3, at(2), at(2, 8), 6, "x"}}, at(2));
  endpoints.note_delivered(key, "feed", 7, at(3), 1ms);
  const SubjectState well = subjects()["feed"];
  EXPECT_EQ(well.trouble.attempts, 0U);
  EXPECT_EQ(well.trouble.given_up, 0U);
  EXPECT_EQ(well.trouble.retry_at, content::Timestamp{});
  EXPECT_EQ(well.trouble.error, "");
}

TEST_P(EndpointsTest, Are_never_told_less_than_they_were) {
  const std::int64_t key = keep_one();
  endpoints.note_delivered(key, "feed", 9, at(2), 1ms);
  endpoints.note_delivered(key, "feed", 7, at(2), 1ms);
  endpoints.note_failed(key, "feed", {6, {}}, at(2));
  EXPECT_EQ(subjects()["feed"].told, 9U);
  endpoints.note_all_told(key, 12);
  endpoints.note_all_told(key, 11);
  EXPECT_EQ(state().told, 12U);
}

TEST_P(EndpointsTest, Told_what_failed_before_stay_told) {
  const std::int64_t key = keep_one();
  endpoints.note_failed(key, "feed", {5, {3, at(2), at(2, 8), 0, "x"}}, at(2));
  endpoints.note_failed(key, "feed", {8, {}}, at(3));
  EXPECT_EQ(subjects()["feed"].told, 8U) << "what a person drops comes back with the next start otherwise";
}

TEST_P(EndpointsTest, Told_all_need_no_state_of_a_subject_but_of_the_dead_and_the_newer) {
  const std::int64_t key = keep_one();
  endpoints.note_delivered(key, "old", 7, at(2), 1ms);
  endpoints.note_delivered(key, "new", 9, at(2), 1ms);
  endpoints.note_failed(key, "dead", {5, {0, {}, {}, 6, "x"}}, at(2));
  endpoints.note_all_told(key, 8);
  EXPECT_EQ(state().told, 8U);
  EXPECT_EQ(subjects().size(), 2U);
  EXPECT_FALSE(subjects().contains("old"));
}

TEST_P(EndpointsTest, Keep_small_settings) {
  EXPECT_EQ(endpoints.setting("key"), "");
  endpoints.set("key", "a");
  endpoints.set("key", "b");
  endpoints.set("other", "c");
  EXPECT_EQ(endpoints.setting("key"), "b");
}

TEST_P(EndpointsTest, Of_another_site_are_none_of_this) {
  Endpoints others(*database, 2);
  others.keep({{"webhook", "https://a/"}}, 5);
  others.note_delivered(others.all().at(0).key, "feed", 7, at(2), 1ms);
  others.set("key", "theirs");
  EXPECT_THAT(urls(), IsEmpty());
  EXPECT_THAT(subjects(), IsEmpty());
  EXPECT_EQ(endpoints.setting("key"), "");
  endpoints.keep({}, 9);
  EXPECT_EQ(others.all().size(), 1U);
}

}  // namespace
}  // namespace feedd::daemon::push
