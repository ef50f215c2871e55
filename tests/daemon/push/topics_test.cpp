#include "daemon/push/topics.hpp"

#include <deque>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Fetched document(std::uint64_t revision, const std::string& body = "<rss/>", int status = 200) {
  Answer answer;
  answer.status = status;
  answer.revision = revision;
  answer.media_type = "application/rss+xml; charset=utf-8";
  answer.fields = {"Link: <https://example.org/feed.rss>; rel=\"self\", <https://hub.example/>; rel=\"hub\""};
  answer.bodies[0] = std::make_shared<const std::string>(body);
  return std::make_shared<const Published>(std::move(answer));
}

/// Documents that come, and loops that have them, when the test says so.
class TopicsTest : public ::testing::Test {
 protected:
  void get(const std::string& topic, std::uint64_t revision) {
    topics.get(topic, revision, [this](std::shared_ptr<const TopicContent> content) {
      given.push_back(content ? std::optional(content->revision) : std::nullopt);
      if (content) kept.push_back(std::move(content));
    });
  }
  void answer(const Fetched& fetched) {
    ASSERT_FALSE(fetches.empty());
    const auto done = std::move(fetches.front().second);
    fetches.pop_front();
    done(fetched);
    poll();
  }
  void pass_barrier() {
    ASSERT_FALSE(barriers.empty());
    const auto passed = std::move(barriers.front());
    barriers.pop_front();
    passed();
    poll();
  }
  void poll() {
    context.restart();
    context.poll();
  }

  boost::asio::io_context context{1};
  std::deque<std::pair<std::string, std::function<void(Fetched)>>> fetches;
  std::deque<std::function<void()>> barriers;
  std::vector<std::optional<std::uint64_t>> given;  ///< revisions; nothing: it could not be had
  std::vector<std::shared_ptr<const TopicContent>> kept;
  Topics topics{context,
                [this](std::string path, auto done) { fetches.emplace_back(std::move(path), std::move(done)); },
                [this](auto passed) { barriers.push_back(std::move(passed)); }};
};

TEST_F(TopicsTest, Give_what_a_document_says) {
  get("tags/한국.rss", 3);
  ASSERT_EQ(fetches.size(), 1U);
  EXPECT_EQ(fetches.front().first, "/tags/한국.rss");
  answer(document(5, "<rss>5</rss>"));
  pass_barrier();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(*kept[0]->body, "<rss>5</rss>");
  EXPECT_EQ(kept[0]->media_type, "application/rss+xml; charset=utf-8");
  EXPECT_EQ(kept[0]->self_url, "https://example.org/feed.rss");
  EXPECT_EQ(kept[0]->revision, 5U);
}

TEST_F(TopicsTest, Are_fetched_once_for_all_who_wait) {
  for (int i = 0; i < 1000; ++i) get("feed.rss", 5);
  EXPECT_EQ(fetches.size(), 1U);
  answer(document(5));
  pass_barrier();
  EXPECT_EQ(given.size(), 1000U);
  EXPECT_THAT(fetches, IsEmpty());
}

TEST_F(TopicsTest, Are_given_only_when_every_loop_has_them) {
  get("feed.rss", 5);
  answer(document(5));
  EXPECT_THAT(given, IsEmpty());
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(5U));
}

TEST_F(TopicsTest, Are_kept_while_somebody_sends_them) {
  get("feed.rss", 5);
  answer(document(6));
  pass_barrier();
  get("feed.rss", 6);
  EXPECT_THAT(given, ElementsAre(6U, 6U)) << "at once";
  kept.clear();
  get("feed.rss", 6);
  EXPECT_EQ(fetches.size(), 1U) << "nobody sends it any more";
}

TEST_F(TopicsTest, Are_fetched_again_where_newer_news_is_wanted) {
  get("feed.rss", 5);
  answer(document(5));
  pass_barrier();
  get("feed.rss", 7);
  ASSERT_EQ(fetches.size(), 1U);
  answer(document(8));
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(5U, 8U));
}

TEST_F(TopicsTest, That_stand_at_an_older_revision_are_not_given) {
  get("feed.rss", 7);
  answer(document(6));
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(std::nullopt));
}

TEST_F(TopicsTest, Are_fetched_once_more_for_whoever_came_while_an_older_one_was_on_its_way) {
  get("feed.rss", 5);
  get("feed.rss", 7);
  get("feed.rss", 5);
  answer(document(5));
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(5U, 5U));
  ASSERT_EQ(fetches.size(), 1U);
  answer(document(7));
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(5U, 5U, 7U));
  EXPECT_THAT(fetches, IsEmpty());
}

TEST_F(TopicsTest, Are_fetched_once_more_and_no_oftener_for_what_there_is_not) {
  get("feed.rss", 5);
  get("feed.rss", 9);
  answer(document(5));
  pass_barrier();
  answer(document(5));
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(5U, std::nullopt));
  EXPECT_THAT(fetches, IsEmpty());
}

TEST_F(TopicsTest, That_cannot_be_had_are_not_given) {
  for (const Fetched& refused : {Fetched(Refusal::overloaded), Fetched(Refusal::not_found), document(9, "", 410)}) {
    get("feed.rss", 5);
    answer(refused);
  }
  EXPECT_THAT(given, ElementsAre(std::nullopt, std::nullopt, std::nullopt));
  EXPECT_THAT(barriers, IsEmpty());
}

TEST_F(TopicsTest, Are_asked_for_again_after_they_could_not_be_had) {
  get("feed.rss", 5);
  answer(Refusal::overloaded);
  get("feed.rss", 5);
  answer(document(5));
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(std::nullopt, 5U));
}

TEST_F(TopicsTest, Are_told_apart) {
  get("feed.rss", 5);
  get("feed.atom", 5);
  ASSERT_EQ(fetches.size(), 2U);
  answer(document(5));
  answer(document(6));
  pass_barrier();
  pass_barrier();
  EXPECT_THAT(given, ElementsAre(5U, 6U));
}

TEST_F(TopicsTest, May_be_asked_for_by_who_is_given_one) {
  topics.get("feed.rss", 5, [this](const auto&) { get("feed.rss", 9); });
  answer(document(5));
  pass_barrier();
  EXPECT_EQ(fetches.size(), 1U);
}

}  // namespace
}  // namespace feedd::daemon::push
