#include "daemon/push/news.hpp"

#include "tests/daemon/push/newsroom.hpp"

#include <random>
#include <set>

#include <gmock/gmock.h>

namespace feedd::daemon::push {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A kind of which nothing but the sizes of its requests matters.
Kind kind(std::size_t articles, std::size_t feeds) {
  return {"test", Unit::changes, articles, feeds, nullptr, nullptr};
}

content::Arrival tagged(std::string_view path, std::vector<std::string> tags) {
  content::Arrival one = support::arrival(path, path);
  one.article.tags = std::move(tags);
  return one;
}

class ChangesTest : public ::testing::Test {
 protected:
  void write_many(int count, const std::string& tag = {}) {
    std::vector<content::Arrival> all;
    for (int number = 0; number < count; ++number) {
      const std::string name = std::to_string(number);
      all.push_back(support::arrival(name + ".md", name));
      all.back().article.tags = {tag.empty() ? "t" + name : tag};
    }
    room.commit(support::batch_of(std::move(all)));
    room.serve();
  }
  Progress add(const Kind& of, const Progress& from = {}) {
    changes = {};
    content::ArticleReader reader(*database);
    return reader
        .reading([&] { return add_changes(changes, room.place().view()->site, reader, of, from, room.served()); })
        .value();
  }
  std::vector<std::string> titles() const {
    std::vector<std::string> all;
    for (const ChangedArticle& one : changes.articles) all.push_back(one.title);
    return all;
  }
  std::vector<std::string> feeds() const {
    std::vector<std::string> all;
    for (const ChangedFeed& one : changes.feeds) all.push_back(one.key);
    return all;
  }
  /// Everything that is told, request by request, each within its bounds; and how many requests that were.
  int add_all(const Kind& of, std::multiset<std::string>& told) {
    Progress progress;
    for (int requests = 0;; ++requests) {
      if (progress.told >= room.served()) return requests;
      const Progress next = add(of, progress);
      EXPECT_LE(changes.articles.size(), of.articles_at_once);
      EXPECT_LE(changes.feeds.size(), of.feeds_at_once);
      EXPECT_TRUE(next.told > progress.told || !changes.articles.empty() || !changes.feeds.empty())
          << "it stands still";
      for (const std::string& title : titles()) told.insert("article " + title);
      for (const std::string& feed : feeds()) told.insert("feed " + feed);
      progress = next;
      if (requests > 1000) return requests;
    }
  }

  Newsroom room;
  std::unique_ptr<content::sql::Database> database = room.reader();
  News changes;
};

TEST_F(ChangesTest, Are_feeds_and_articles_with_news_since_what_was_told) {
  const std::uint64_t told = room.write("a.md", "A", {"sea"});
  room.write("b.md", "B", {"sky"});
  room.serve();
  EXPECT_EQ(add(kind(9, 9), {told}).told, room.served());
  EXPECT_THAT(titles(), ElementsAre("B"));
  EXPECT_THAT(feeds(), ElementsAre("feed", "tags/sky"));
}

TEST_F(ChangesTest, Say_what_an_announcement_needs) {
  room.publish("a.md", "A", {"Sea Side"});
  static_cast<void>(add(kind(9, 9)));
  ASSERT_EQ(changes.articles.size(), 1U);
  EXPECT_EQ(changes.articles[0].url, "https://news.example/articles/a");
  EXPECT_FALSE(changes.articles[0].id.empty());
  EXPECT_EQ(changes.articles[0].published, at(1));
  EXPECT_FALSE(changes.articles[0].removed);
  const ChangedFeed& tag = changes.feeds.at(1);
  EXPECT_EQ(tag.key, "tags/sea-side");
  EXPECT_NE(tag.title.find("Sea Side"), std::string::npos);
  EXPECT_EQ(tag.page_url, "https://news.example/tags/sea-side.html");
  EXPECT_EQ(tag.url("rss"), "https://news.example/tags/sea-side.rss");
}

TEST_F(ChangesTest, Are_nothing_where_nothing_is_new) {
  room.publish("a.md", "A");
  const Progress to = add(kind(9, 9), {room.served()});
  EXPECT_EQ(to.told, room.served());
  EXPECT_THAT(titles(), IsEmpty());
  EXPECT_THAT(feeds(), IsEmpty());
}

TEST_F(ChangesTest, Are_not_told_before_they_are_served) {
  room.publish("a.md", "A");
  room.write("b.md", "B");
  EXPECT_EQ(add(kind(9, 9)).told, room.served());
  EXPECT_THAT(titles(), ElementsAre("A"));
  EXPECT_THAT(feeds(), IsEmpty()) << "the feed's news is newer, and told when it is served";
}

TEST_F(ChangesTest, Leave_hidden_feeds_out) {
  room.publish("a.md", "A", {"hidden", "seen"});
  static_cast<void>(add(kind(9, 9)));
  EXPECT_THAT(feeds(), ElementsAre("feed", "tags/seen"));
}

TEST_F(ChangesTest, Flag_what_was_removed) {
  room.publish("a.md", "A");
  const std::uint64_t told = room.publish("b.md", "B").revision;
  room.withdraw("a.md");
  room.commit({{}, {"b.md"}, {"b.md"}});
  room.serve();
  static_cast<void>(add(kind(9, 9), {told}));
  EXPECT_THAT(titles(), ElementsAre("A", "B"));
  EXPECT_TRUE(changes.articles.at(0).removed);
  EXPECT_TRUE(changes.articles.at(1).removed);
}

TEST_F(ChangesTest, Never_name_what_was_never_to_be_seen) {
  content::Arrival draft = support::arrival("draft.md", "Draft"), later = support::arrival("later.md", "Later", 200);
  draft.article.draft = true;
  room.commit(support::batch_of({draft, later}));
  draft.article.title = "Still a draft";
  draft.digest += "2";
  room.commit(support::batch_of({draft}));
  room.commit({{}, {"draft.md"}, {"draft.md"}});
  room.serve();
  static_cast<void>(add(kind(9, 9)));
  EXPECT_THAT(titles(), IsEmpty());
}

TEST_F(ChangesTest, Go_on_with_what_did_not_fit) {
  for (const char* title : {"A", "B", "C", "D", "E"}) room.write(std::string(title) + ".md", title);
  room.serve();
  const Progress to = add(kind(3, 9));
  EXPECT_THAT(titles(), ElementsAre("A", "B", "C"));
  EXPECT_THAT(feeds(), IsEmpty()) << "its news is newer than that";
  EXPECT_EQ(add(kind(3, 9), to).told, room.served());
  EXPECT_THAT(titles(), ElementsAre("D", "E"));
  EXPECT_THAT(feeds(), ElementsAre("feed"));
}

TEST_F(ChangesTest, Do_not_go_beyond_the_feeds_that_fit) {
  const std::uint64_t first = room.write("a.md", "A", {"sea"});
  room.write("b.md", "B", {"sky"});
  room.serve();
  const Progress to = add(kind(9, 1));
  EXPECT_THAT(titles(), ElementsAre("A"));
  EXPECT_THAT(feeds(), ElementsAre("tags/sea"));
  EXPECT_EQ(to.told, first);
}

TEST_F(ChangesTest, Of_a_commit_with_more_feeds_than_a_request_takes_are_told_in_several) {
  write_many(40);
  std::multiset<std::string> told;
  EXPECT_EQ(add_all(kind(1000, 10), told), 6) << "41 feeds, behind most of the articles";
  EXPECT_EQ(told.size(), 81U) << "forty articles, a feed of each, and the site's";
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), 81U) << "each of them once";
}

TEST_F(ChangesTest, Told_in_part_are_not_told_for_good) {
  write_many(40);
  const Progress half = add(kind(1000, 10), add(kind(1000, 10)));
  EXPECT_LT(half.told, room.served());
  EXPECT_EQ(half.within, room.served());
}

TEST_F(ChangesTest, Told_in_part_go_on_where_they_were_whatever_came_meanwhile) {
  room.commit(support::batch_of({tagged("a.md", {"a", "b", "c", "d"})}));
  room.serve();
  const Progress half = add(kind(9, 3));
  EXPECT_THAT(titles(), ElementsAre("a.md"));
  EXPECT_THAT(feeds(), ElementsAre("feed", "tags/a", "tags/b"));
  room.publish("b.md", "B", {"a", "c"});
  const Progress next = add(kind(9, 3), half);
  EXPECT_THAT(titles(), IsEmpty());
  EXPECT_THAT(feeds(), ElementsAre("tags/d")) << "what else was left has newer news";
  EXPECT_EQ(add(kind(9, 3), next).told, room.served());
  EXPECT_THAT(titles(), ElementsAre("B"));
  EXPECT_THAT(feeds(), ElementsAre("feed", "tags/a", "tags/c"));
}

TEST_F(ChangesTest, Are_all_told_whatever_the_sizes_are) {
  std::minstd_rand random(1);
  for (int commit = 0; commit < 12; ++commit) {
    std::vector<content::Arrival> all;
    for (std::size_t count = 1 + random() % 9; count != 0; --count) {
      const std::string name = std::to_string(commit) + '-' + std::to_string(count);
      all.push_back(support::arrival(name + ".md", name));
      all.back().article.tags = {"tag" + std::to_string(random() % 30), "tag" + std::to_string(random() % 30)};
    }
    room.commit(support::batch_of(std::move(all)));
  }
  room.serve();
  std::multiset<std::string> whole;
  ASSERT_EQ(add_all(kind(1000, 1000), whole), 1);
  for (std::size_t articles = 1; articles < 12; ++articles)
    for (std::size_t feeds = 1; feeds < 12; ++feeds) {
      std::multiset<std::string> told;
      add_all(kind(articles, feeds), told);
      ASSERT_EQ(told, whole) << articles << " articles and " << feeds << " feeds at once";
    }
}

TEST_F(ChangesTest, Of_kinds_that_tell_of_articles_only_have_no_feeds_and_none_the_other_way_round) {
  room.publish("a.md", "A");
  static_cast<void>(add(kind(9, 0)));
  EXPECT_THAT(feeds(), IsEmpty());
  static_cast<void>(add(kind(0, 9)));
  EXPECT_THAT(titles(), IsEmpty());
}

}  // namespace
}  // namespace feedd::daemon::push
