// What the process holds ready: misses made once, changes made again, without any loop.
#include "daemon/documents.hpp"

#include "tests/daemon/redirect_table.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <atomic>
#include <future>
#include <latch>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::HasSubstr;

class HeldDocuments : public ::testing::Test {
 protected:
  HeldDocuments() {
    documents = std::make_unique<Documents>(workers, readers(), media);
    content::Arrival a = support::arrival("a.md", "A", 1);
    a.article.tags = {"Korea"};
    commit({a, support::arrival("b.md", "B", 2)});
    use({});
  }
  void use(const std::vector<std::pair<std::string, std::string>>& redirects, std::string title = "Example") {
    feeds::Site site;
    site.id = "example";
    site.base_url = "https://example.org";
    site.title = std::move(title);
    site.limit = 2;
    documents->use(std::make_shared<const SiteView>(site, redirects_of(redirects)));
  }
  content::Committed commit(std::vector<content::Arrival> arrivals) {
    return store->commit(support::batch_of(std::move(arrivals)), feeds::touched_feeds, support::at(100)).value();
  }
  std::vector<std::unique_ptr<content::sql::Database>> readers() {
    std::vector<std::unique_ptr<content::sql::Database>> all;
    for (unsigned i = 0; i <= worker_count; ++i) all.push_back(place->connect());
    return all;
  }

  std::future<Fetched> ask(const std::string& path) {
    auto promise = std::make_shared<std::promise<Fetched>>();
    documents->backend().fetch(path, [promise](Fetched fetched) { promise->set_value(std::move(fetched)); });
    return promise->get_future();
  }
  std::shared_ptr<const Published> fetch(const std::string& path) {
    return std::get<std::shared_ptr<const Published>>(ask(path).get());
  }
  Refusal refusal(const std::string& path) { return std::get<Refusal>(ask(path).get()); }
  /// Publishes what a commit touched and waits until it is served; how many answers were made.
  std::size_t publish(const content::Committed& committed, const std::vector<std::string>& also = {},
                      std::vector<std::string> pages = {}) {
    std::promise<std::size_t> served;
    documents->publish({committed.feeds, std::move(pages), committed.revision}, also,
                       [&](Documents::Outcome outcome) { served.set_value(outcome.made); });
    return served.get_future().get();
  }
  std::uint64_t made() const { return documents->figures().made; }

  static constexpr unsigned worker_count = 3;
  support::TemporaryFolder media_folder;
  content::Folder media{media_folder.path()};
  std::unique_ptr<support::Place> place = support::engines()[0].make();
  std::unique_ptr<content::ArticleStore> store = content::ArticleStore::open(place->connect(), "store", {}).value();
  std::unique_ptr<Documents> documents;  // before the workers: they end first
  Workers workers{worker_count};
};

TEST_F(HeldDocuments, AreMadeWhenFirstAskedForAndKept) {
  EXPECT_EQ(made(), 0U);
  const auto first = fetch("/feed.rss");
  EXPECT_EQ(first->status, 200);
  EXPECT_THAT(*first->bodies[0], HasSubstr("<title>B</title>"));
  EXPECT_TRUE(first->bodies[1]) << "gzip";
  EXPECT_EQ(fetch("/feed.rss")->bodies[0], first->bodies[0]);
  EXPECT_EQ(made(), 1U);
  EXPECT_EQ(documents->figures().documents, 1U);
  EXPECT_GT(documents->figures().bytes, first->bodies[0]->size());
}

TEST_F(HeldDocuments, AreMadeOnceHoweverManyAsk) {
  std::promise<void> opened;
  const auto gate = opened.get_future().share();
  for (unsigned i = 0; i < worker_count; ++i) workers.submit(Priority::publish, [gate](unsigned) { gate.wait(); });
  std::vector<std::future<Fetched>> waiting;
  for (int i = 0; i < 100; ++i) waiting.push_back(ask("/feed.atom"));
  opened.set_value();
  const auto first = std::get<std::shared_ptr<const Published>>(waiting.front().get());
  for (std::size_t i = 1; i < waiting.size(); ++i)
    EXPECT_EQ(std::get<std::shared_ptr<const Published>>(waiting[i].get()), first);
  EXPECT_EQ(made(), 1U);
}

TEST_F(HeldDocuments, AreRefusedWhereNothingStands) {
  for (const char* path : {"/tags/none.rss", "/authors/korea.rss", "/articles/none", "/none", "/feed.xml2"})
    EXPECT_EQ(refusal(path), Refusal::not_found) << path;
  EXPECT_EQ(documents->figures().documents, 0U) << "and cost no memory";
}

TEST_F(HeldDocuments, AreRefusedWhenTooManyWait) {
  std::promise<void> opened;
  const auto gate = opened.get_future().share();
  for (unsigned i = 0; i < worker_count; ++i) workers.submit(Priority::publish, [gate](unsigned) { gate.wait(); });
  std::vector<std::future<Fetched>> waiting;
  for (int i = 0; i < 2000; ++i) waiting.push_back(ask("/articles/" + std::to_string(i)));
  opened.set_value();
  std::size_t overloaded = 0;
  for (auto& one : waiting)
    if (std::get<Refusal>(one.get()) == Refusal::overloaded) ++overloaded;
  EXPECT_GT(overloaded, 0U);
  EXPECT_LT(overloaded, waiting.size());
}

TEST_F(HeldDocuments, AreMadeAgainWhenTheyChangeAndOnlyWhereHeld) {
  fetch("/feed.rss");
  const std::uint64_t before = made();
  EXPECT_EQ(publish(commit({support::arrival("c.md", "C", 3)})), 1U);
  EXPECT_EQ(made(), before + 1) << "neither Atom nor JSON: nobody asked for them";
  EXPECT_THAT(*fetch("/feed.rss")->bodies[0], HasSubstr("<title>C</title>"));
  EXPECT_EQ(made(), before + 1);
}

TEST_F(HeldDocuments, AreMadeWhetherHeldOrNotWhereThatIsAsked) {
  EXPECT_EQ(publish(commit({support::arrival("c.md", "C", 3)}), {"feed"}), feeds::formats().size());
  EXPECT_EQ(documents->figures().documents, feeds::formats().size());
}

TEST_F(HeldDocuments, LeaveRedirectsWhereTheyAre) {
  use({{"/feed.rss", "https://elsewhere.example/feed.rss"},
       {"/media/a.png", "/b.png"},
       {"/archive/feed/50/1.rss", "/x"}});
  EXPECT_EQ(publish(commit({support::arrival("c.md", "C", 3)}), {"feed"}), feeds::formats().size());
  for (const char* path : {"/feed.rss", "/media/a.png", "/archive/feed/50/1.rss"})
    EXPECT_EQ(fetch(path)->status, 301) << path;
  EXPECT_EQ(fetch("/feed.atom")->status, 200);
  publish(commit({support::arrival("c.md", "C, edited", 3)}), {"feed"});
  EXPECT_EQ(fetch("/feed.rss")->status, 301);
}

TEST_F(HeldDocuments, AreServedAtOnceWhereNothingIsHeld) {
  EXPECT_EQ(publish(commit({support::arrival("c.md", "C", 3)})), 0U);
}

TEST_F(HeldDocuments, AreNotCompressedAgainWhenTheirBytesStayTheSame) {
  const auto before = fetch("/tags/korea.atom");
  const auto feed_before = fetch("/feed.json");
  const content::Committed stamped = store->define("another definition", {}, support::at(101)).value();
  EXPECT_GT(stamped.revision, before->revision);
  publish(stamped);
  const auto after = fetch("/tags/korea.atom");
  const auto digest = [](const std::string& etag) { return etag.substr(etag.find('-')); };
  EXPECT_NE(after->etag, before->etag) << "the tag is that of the store's state, here as on any node";
  EXPECT_EQ(digest(after->etag), digest(before->etag));
  EXPECT_EQ(after->bodies[1], before->bodies[1]);
  EXPECT_EQ(after->revision, stamped.revision);
  EXPECT_EQ(digest(fetch("/feed.json")->etag), digest(feed_before->etag));
}

TEST_F(HeldDocuments, ChangeTheirTagWithTheirBytes) {
  const auto before = fetch("/feed.json");
  publish(commit({support::arrival("a.md", "A, edited", 1)}));
  EXPECT_NE(fetch("/feed.json")->etag, before->etag);
}

TEST_F(HeldDocuments, AreNotServedOnceTheyAreStale) {
  fetch("/feed.rss");
  const content::Committed committed = commit({support::arrival("c.md", "C", 3)});
  std::promise<void> opened;
  const auto gate = opened.get_future().share();
  std::latch held(worker_count + 1);  // with the publishing thread, which takes one of these before its own
  for (unsigned i = 0; i <= worker_count; ++i)
    workers.submit(Priority::publish, [gate, &held](unsigned) {
      held.count_down();
      gate.wait();
    });
  std::promise<void> served;
  auto publishing = std::async(std::launch::async, [&] {
    documents->publish({committed.feeds, {}, committed.revision}, {}, [&](Documents::Outcome) { served.set_value(); });
  });
  held.wait();
  auto asked = ask("/feed.rss");
  opened.set_value();
  publishing.get();
  EXPECT_THAT(*std::get<std::shared_ptr<const Published>>(asked.get())->bodies[0], HasSubstr("<title>C</title>"));
  served.get_future().wait();
}

TEST_F(HeldDocuments, ForgetAPageThatIsGone) {
  EXPECT_EQ(fetch("/articles/a")->status, 200);
  const auto gone = store->commit({{}, {"a.md"}, {}}, feeds::touched_feeds, support::at(101)).value();
  publish(gone, {}, {"/articles/a"});
  EXPECT_EQ(refusal("/articles/a"), Refusal::not_found);
}

TEST_F(HeldDocuments, ForgetPagesAndRedirectsWhenTheSiteChanges) {
  EXPECT_THAT(*fetch("/")->bodies[0], HasSubstr("Example"));
  EXPECT_EQ(refusal("/old"), Refusal::not_found);
  use({{"/old", "/feed.rss"}}, "Renamed");
  EXPECT_THAT(*fetch("/")->bodies[0], HasSubstr("Renamed"));
  EXPECT_EQ(fetch("/old")->location, "https://example.org/feed.rss");
}

TEST_F(HeldDocuments, LeadToMediaBesideTheArticles) {
  media_folder.write("sub/a.png", "0123456789");
  media_folder.write("sub/a.md", "secret");
  content::Arrival owner = support::arrival("sub/a.md", "Owner", 3);
  owner.article.files = {"sub/a.png"};
  commit({owner});
  const auto file = std::get<std::shared_ptr<const MediaFile>>(ask("/media/sub/a.png").get());
  EXPECT_EQ(file->size_bytes, 10U);
  std::promise<std::string> piece;
  documents->backend().read(file, 2, 3, [&](std::string bytes) { piece.set_value(std::move(bytes)); });
  EXPECT_EQ(piece.get_future().get(), "234");
  EXPECT_EQ(refusal("/media/sub/a.md"), Refusal::not_yet);
  EXPECT_EQ(refusal("/media/../a.png"), Refusal::not_yet);
}

TEST_F(HeldDocuments, TellOfALostBodyWhoeverAsks) {
  std::promise<std::string> told;
  std::atomic<int> times = 0;
  documents->tell_of_damage([&](const std::string& path) {
    if (++times == 1) told.set_value(path);
  });
  place->connect()->run("UPDATE article_body SET texts = 'L' WHERE article = 1");
  EXPECT_EQ(refusal("/articles/a"), Refusal::overloaded);
  EXPECT_EQ(told.get_future().get(), "a.md");
  EXPECT_THAT(*fetch("/tags/korea.json")->bodies[0], ::testing::Not(HasSubstr("<p>A</p>")));
  EXPECT_EQ(times, 2);
}

}  // namespace
}  // namespace feedd::daemon
