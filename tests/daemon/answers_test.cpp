#include "daemon/answers.hpp"

#include "content/digest.hpp"
#include "daemon/path_book.hpp"
#include "tests/daemon/redirect_table.hpp"
#include "tests/support/store.hpp"

#include <functional>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

feeds::Site example_site() {
  feeds::Site site;
  site.id = "example";
  site.base_url = "https://example.org/news";
  site.title = "Example";
  return site;
}

/// A connection that lets somebody else in before its second transaction.
class Interrupted : public content::sql::Database {
 public:
  Interrupted(content::sql::Database& inner, std::function<void()> meanwhile)
      : inner_(inner), meanwhile_(std::move(meanwhile)) {}
  void run(std::string_view sql, std::initializer_list<content::sql::Value> values,
           const content::sql::OnRow& on_row) override {
    inner_.run(sql, values, on_row);
  }
  [[nodiscard]] std::int64_t changes() const override { return inner_.changes(); }
  void script(const std::string& statements) override { inner_.script(statements); }
  void begin(bool writing) override {
    if (++transactions_ == 2) meanwhile_();
    inner_.begin(writing);
  }
  void commit() override { inner_.commit(); }
  void rollback() noexcept override { inner_.rollback(); }

 private:
  content::sql::Database& inner_;
  std::function<void()> meanwhile_;
  int transactions_ = 0;
};

class AnswersOfAStore : public ::testing::Test {
 protected:
  AnswersOfAStore() {
    content::Arrival article = support::arrival("a.md", "제목 A");
    article.article.tags = {"한국"};
    commit({article});
  }
  void commit(std::vector<content::Arrival> arrivals) {
    store->commit(support::batch_of(std::move(arrivals)), feeds::touched_feeds, support::at(100)).value();
  }
  std::vector<Answer> feed(std::string_view key, unsigned mask = ~0U) {
    return feed_answers(view, store->reader(), *feeds::FeedKey::parse(key), mask).value().answers;
  }
  /// The one answer at a path; status 0 for none.
  Answer at_path(std::string_view path) {
    auto answers = path_answer(view, store->reader(), path).value().answers;
    Answer none;
    none.status = 0;
    return answers.empty() ? none : answers.front();
  }
  bool knows(std::string_view path) {
    return PathBook().rebuild(view, store->reader()).value()->contains(content::digest64(path));
  }

  SiteView view{example_site(), redirects_of({{"/old", "/feed.atom"}, {"/elsewhere", "https://example.com/새"}})};
  std::unique_ptr<content::ArticleStore> store = support::memory_store("example");
};

TEST_F(AnswersOfAStore, StandAtTheRevisionOfWhatIsInThem) {
  Interrupted database(store->database(), [&] { commit({support::arrival("b.md", "Meanwhile")}); });
  content::ArticleReader reader(database);
  const auto answers = feed_answers(view, reader, *feeds::FeedKey::parse("feed"), 1U).value().answers;
  EXPECT_THAT(*answers.front().bodies[0], HasSubstr("Meanwhile"));
  EXPECT_EQ(answers.front().revision, 2U);
}

TEST_F(AnswersOfAStore, HaveListingsThatAreKnownAndValidated) {
  for (const char* path : {"/opml.xml", "/sitemap.xml", "/sitemap-1.xml", "/news-sitemap.xml", "/robots.txt"}) {
    EXPECT_TRUE(knows(path)) << path;
    const Answer answer = at_path(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_FALSE(answer.etag.empty()) << path;
    EXPECT_EQ(answer.revision, 1U) << path;
  }
  EXPECT_FALSE(knows("/sitemap-2.xml"));
  EXPECT_EQ(at_path("/sitemap-2.xml").status, 0);
}

TEST_F(AnswersOfAStore, CarryWhatReadersOfFeedsNeed) {
  const auto answers = feed("tags/한국");
  ASSERT_EQ(answers.size(), feeds::formats().size());
  for (const Answer& answer : answers) {
    EXPECT_THAT(answer.path, StartsWith("/tags/한국."));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.revision, 1U);
    EXPECT_THAT(answer.media_type, HasSubstr("charset=utf-8"));
    EXPECT_THAT(answer.etag, StartsWith("1-"));
    EXPECT_EQ(answer.changed_at, support::at(100));
    EXPECT_EQ(answer.max_age, view.site.max_age);
    EXPECT_TRUE(answer.cross_origin);
    EXPECT_THAT(answer.fields, Contains(AllOf(StartsWith("Link: <https://example.org/news/tags/%ED%95%9C"),
                                              HasSubstr("rel=\"self\""))));
    ASSERT_TRUE(answer.bodies[0]);
    EXPECT_FALSE(answer.bodies[1]) << "codings are made later";
  }
  EXPECT_EQ(feed("feed", 1U).size(), 1U);
}

TEST_F(AnswersOfAStore, AreNoneForAFeedThatIsNone) {
  EXPECT_EQ(feed_answers(view, store->reader(), *feeds::FeedKey::parse("tags/none"), ~0U).error().operation, "no-feed");
}

TEST_F(AnswersOfAStore, LeadFromOldNamesToTheFeed) {
  for (const auto& [path, to] : {std::pair("/rss.xml", "/feed.rss"),
                                 {"/feed/", "/feed.rss"},
                                 {"/index.xml", "/feed.rss"},
                                 {"/atom.xml", "/feed.atom"},
                                 {"/feed/atom/", "/feed.atom"},
                                 {"/old", "/feed.atom"}}) {
    const Answer answer = at_path(path);
    EXPECT_EQ(answer.status, 301) << path;
    EXPECT_EQ(answer.location, "https://example.org/news" + std::string(to));
  }
  EXPECT_EQ(at_path("/elsewhere").location, "https://example.com/%EC%83%88");
}

TEST_F(AnswersOfAStore, LetConfiguredRedirectsWinOverOldNames) {
  const SiteView own(example_site(), redirects_of({{"/rss.xml", "/tags/한국.rss"}}));
  EXPECT_EQ(own.moved("/rss.xml")->to, "https://example.org/news/tags/%ED%95%9C%EA%B5%AD.rss");
}

TEST_F(AnswersOfAStore, HaveTheStatusThatARedirectNames) {
  auto table = std::make_shared<RedirectTable>();
  table->add("/moved", {308, "/feed.atom"});
  table->add("/ended", {410, ""});
  const SiteView own(example_site(), std::move(table));
  const auto answer = [&](const char* path) { return path_answer(own, store->reader(), path).value().answers.front(); };
  EXPECT_EQ(answer("/moved").status, 308);
  EXPECT_EQ(answer("/moved").location, "https://example.org/news/feed.atom");
  EXPECT_EQ(answer("/ended").status, 410);
  EXPECT_EQ(answer("/ended").location, "");
}

TEST_F(AnswersOfAStore, KnowAConfiguredPathHoweverItIsWritten) {
  const SiteView own(example_site(), redirects_of({{"/caf%C3%A9?a=%20b", "/feed.rss"}, {"/새%20글", "/feed.rss"}}));
  EXPECT_TRUE(own.moved("/café?a=%20b"));
  EXPECT_TRUE(own.moved("/새 글"));
}

TEST_F(AnswersOfAStore, ShowPagesWithTheirPolicy) {
  for (const char* path : {"/", "/articles/제목-a"}) {
    const Answer answer = at_path(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.media_type, "text/html; charset=utf-8");
    EXPECT_THAT(answer.fields, Contains(StartsWith("Content-Security-Policy: default-src 'none'")));
    EXPECT_THAT(*answer.bodies[0], HasSubstr("제목 A"));
    EXPECT_FALSE(answer.cross_origin);
  }
  EXPECT_EQ(at_path("/feedd.css").media_type, "text/css; charset=utf-8");
}

TEST_F(AnswersOfAStore, LeadFromAnArticlesOldSlugToItsPage) {
  commit({support::arrival("a.md", "Renamed")});
  const Answer answer = at_path("/articles/제목-a");
  EXPECT_EQ(answer.status, 301);
  EXPECT_EQ(answer.location, "https://example.org/news/articles/renamed");
  EXPECT_TRUE(answer.cross_origin);
  EXPECT_EQ(at_path("/articles/renamed").status, 200);
}

TEST_F(AnswersOfAStore, LeadFromAnOldAddressWithItsQueryToThePageAndNeverInCircles) {
  content::Arrival imported = support::arrival("i.md", "Imported");
  imported.article.url = "https://example.org/news/index.php?id=7";
  imported.article.aliases = {"/index.php?id=7"};
  commit({imported});
  EXPECT_EQ(at_path("/index.php?id=7").location, "https://example.org/news/articles/imported");
  view.site.site_url = view.site.base_url;
  EXPECT_EQ(at_path("/index.php?id=7").status, 0);
}

TEST_F(AnswersOfAStore, LeadToTheSiteThatHostsThePages) {
  view.site.site_url = "https://www.example.org";
  view.site.permalink = "/:year/:slug/";
  EXPECT_EQ(at_path("/articles/제목-a").location, "https://www.example.org/2026/%EC%A0%9C%EB%AA%A9-a/");
}

TEST_F(AnswersOfAStore, ShowNeitherDraftsNorWhatVanishedNorWhatNeverWas) {
  content::Arrival draft = support::arrival("d.md", "Draft");
  draft.article.draft = true;
  commit({draft});
  ASSERT_TRUE(store->commit({{}, {"a.md"}, {}}, feeds::touched_feeds, support::at(101)));
  for (const char* path :
       {"/articles/draft", "/articles/제목-a", "/articles/none", "/articles/", "/articles", "", "/x"})
    EXPECT_EQ(at_path(path).status, 0) << path;
}

TEST_F(AnswersOfAStore, AreKnownByTheirPaths) {
  for (const char* path : {"/", "/feed.rss", "/feed.atom", "/feed.json", "/tags/한국.rss", "/articles/제목-a",
                           "/feedd.css", "/rss.xml", "/old"})
    EXPECT_TRUE(knows(path)) << path;
  for (const char* path : {"/tags/none.rss", "/tags/한국", "/articles/none", "/feed.xml2", "", "/authors/한국.rss"})
    EXPECT_FALSE(knows(path)) << path;
}

TEST(FeedPath, IsTakenApartWhereItHasTheForm) {
  const auto path = parse_feed_path("/tags/a.b.json");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->key.to_string(), "tags/a.b");
  EXPECT_EQ(feeds::formats()[path->format].extension, "json");
  for (const char* other :
       {"", "/", "/feed", "feed.rss", "/feed.xml", "/tags/.rss", "/tags.rss", "/feed.rss/", "/.rss", "/feed.rss.gz"})
    EXPECT_FALSE(parse_feed_path(other)) << other;
}

TEST(FeedPath, IsPutTogetherAsItIsTakenApart) {
  for (const feeds::Format& format : feeds::formats())
    for (const char* key : {"feed", "tags/한국", "authors/kim"}) {
      const auto path = parse_feed_path(feed_path(key, format));
      ASSERT_TRUE(path);
      EXPECT_EQ(path->key.to_string(), key);
      EXPECT_EQ(&feeds::formats()[path->format], &format);
    }
}

}  // namespace
}  // namespace feedd::daemon
