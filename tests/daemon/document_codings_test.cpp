// The order in which a document's codings come: plain bytes at once, the rest behind them, never in newer bytes' place.
#include "daemon/documents.hpp"
#include "feeds/encode.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <future>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::HasSubstr;

constexpr Coding all_codings[] = {Coding::gzip, Coding::brotli, Coding::zstd};

std::string encoded(std::string_view bytes, Coding coding, feeds::Effort effort) {
  return coding == Coding::gzip     ? feeds::encode_gzip(bytes, effort)
         : coding == Coding::brotli ? feeds::encode_brotli(bytes, effort)
                                    : feeds::encode_zstd(bytes, effort);
}

/// Stands in the one worker's way until it is opened.
struct Gate {
  std::promise<void> reached, opened;
  /// Whoever publishes takes what no worker has begun.
  void wait_until_held() { reached.get_future().wait(); }
  explicit Gate(Workers& workers, Priority priority = Priority::publish) {
    workers.submit(priority, [this](unsigned) {
      reached.set_value();
      opened.get_future().wait();
    });
  }
};

class DocumentCodings : public ::testing::Test {
 protected:
  DocumentCodings() {
    std::vector<std::unique_ptr<content::sql::Database>> readers;
    for (unsigned i = 0; i <= workers.count(); ++i) readers.push_back(place->connect());
    documents = std::make_unique<Documents>(workers, std::move(readers), media);
    feeds::Site site;
    site.id = "example";
    site.base_url = "https://example.org";
    site.title = "Example";
    documents->use(std::make_shared<const SiteView>(site));
    commit("a.md", "A");
  }
  /// The path a hit takes in a loop: what there is, at once; a miss is waited for.
  std::shared_ptr<const Published> fetch(const std::string& path) {
    std::promise<Fetched> promise;
    documents->backend().fetch(path, [&](Fetched fetched) { promise.set_value(std::move(fetched)); });
    return std::get<std::shared_ptr<const Published>>(promise.get_future().get());
  }
  content::Committed commit(std::string_view path, const std::string& title, std::string body = {}) {
    content::Arrival arrival = support::arrival(path, title, ++day);
    if (!body.empty()) arrival.article.content = std::move(body);
    return store->commit(support::batch_of({std::move(arrival)}), feeds::touched_feeds, support::at(100)).value();
  }
  std::future<void> publish(const content::Committed& committed) {
    auto served = std::make_shared<std::promise<void>>();
    documents->publish({committed.feeds, {}, committed.revision}, {},
                       [served](Documents::Outcome) { served->set_value(); });
    return served->get_future();
  }
  /// Waits until nothing is left to be coded: each coding is asked for by the one before.
  void finish_codings() {
    workers.ask(Priority::first_coding, [](unsigned) { return 0; }).get();
    for (int i = 0; i < 6; ++i) workers.ask(Priority::coding, [](unsigned) { return 0; }).get();
  }

  int day = 0;
  support::TemporaryFolder media_folder;
  content::Folder media{media_folder.path()};
  std::unique_ptr<support::Place> place = support::engines()[0].make();
  std::unique_ptr<content::ArticleStore> store = content::ArticleStore::open(place->connect(), "store", {}).value();
  std::unique_ptr<Documents> documents;  // before the workers: they end first
  Workers workers{1};
};

TEST_F(DocumentCodings, AllComeAndAreOfTheSameBytes) {
  fetch("/feed.rss");
  finish_codings();
  const auto answer = fetch("/feed.rss");
  for (const Coding coding : all_codings) {
    const auto& body = answer->bodies[static_cast<std::size_t>(coding)];
    ASSERT_TRUE(body) << static_cast<int>(coding);
    EXPECT_EQ(*body, encoded(*answer->bodies[0], coding, feeds::Effort::fast));
  }
}

TEST_F(DocumentCodings, AMissIsAnsweredWithGzipAndBeforeTheOthers) {
  Gate before(workers);
  std::promise<std::shared_ptr<const Published>> answered;
  documents->backend().fetch(
      "/feed.rss", [&](Fetched fetched) { answered.set_value(std::get<std::shared_ptr<const Published>>(fetched)); });
  before.opened.set_value();
  const auto answer = answered.get_future().get();
  EXPECT_TRUE(answer->bodies[static_cast<std::size_t>(Coding::gzip)]);
  EXPECT_FALSE(answer->bodies[static_cast<std::size_t>(Coding::brotli)]);
  EXPECT_FALSE(answer->bodies[static_cast<std::size_t>(Coding::zstd)]);
}

TEST_F(DocumentCodings, PlainBytesAreServedBeforeAnyCodingIsMade) {
  fetch("/feed.rss");
  finish_codings();
  const content::Committed committed = commit("b.md", "B");
  Gate first(workers);
  first.wait_until_held();
  auto served = publish(committed);
  Gate second(workers);  // behind the plain bytes, before what they ask for
  first.opened.set_value();
  served.get();
  second.wait_until_held();
  const auto plain = fetch("/feed.rss");
  EXPECT_THAT(*plain->bodies[0], HasSubstr("<title>B</title>"));
  for (const Coding coding : all_codings)
    EXPECT_FALSE(plain->bodies[static_cast<std::size_t>(coding)]) << "of other bytes, or too early";
  second.opened.set_value();
  finish_codings();
  const auto coded = fetch("/feed.rss");
  EXPECT_EQ(coded->etag, plain->etag);
  for (const Coding coding : all_codings)
    EXPECT_EQ(*coded->bodies[static_cast<std::size_t>(coding)],
              encoded(*plain->bodies[0], coding, feeds::Effort::fast));
}

TEST_F(DocumentCodings, NeverReplaceNewerBytes) {
  fetch("/feed.rss");
  finish_codings();
  Gate first(workers);
  first.wait_until_held();
  auto served = publish(commit("b.md", "B"));
  Gate second(workers);
  first.opened.set_value();
  served.get();
  second.wait_until_held();
  auto served_again = publish(commit("c.md", "C"));  // while gzip of the former waits
  second.opened.set_value();
  served_again.get();
  finish_codings();
  const auto answer = fetch("/feed.rss");
  EXPECT_THAT(*answer->bodies[0], HasSubstr("<title>C</title>"));
  for (const Coding coding : all_codings)
    EXPECT_EQ(*answer->bodies[static_cast<std::size_t>(coding)],
              encoded(*answer->bodies[0], coding, feeds::Effort::fast));
}

TEST_F(DocumentCodings, AreTakenOverByADocumentWithTheSameBytes) {
  fetch("/feed.rss");
  finish_codings();
  const auto before = fetch("/feed.rss");
  Gate first(workers);
  first.wait_until_held();
  auto served = publish(store->define("another definition", {}, support::at(101)).value());
  Gate second(workers);
  first.opened.set_value();
  served.get();
  second.wait_until_held();
  const auto after = fetch("/feed.rss");
  EXPECT_GT(after->revision, before->revision);
  for (const Coding coding : all_codings)
    EXPECT_EQ(after->bodies[static_cast<std::size_t>(coding)], before->bodies[static_cast<std::size_t>(coding)]);
  second.opened.set_value();
  finish_codings();
}

TEST_F(DocumentCodings, GetBetterWhenNothingElseIsToBeDone) {
  std::string body;
  for (int i = 0; i < 500; ++i) body += "<p>Paragraph " + std::to_string(i * i) + "</p>";
  publish(commit("long.md", "Long", body)).get();
  fetch("/feed.rss");
  finish_codings();
  std::promise<void> improved;  // behind the improvement, which is taken one at a time
  workers.submit(Priority::later, [&](unsigned) { improved.set_value(); });
  improved.get_future().get();
  const auto answer = fetch("/feed.rss");
  EXPECT_TRUE(answer->coded_best);
  for (const Coding coding : all_codings)
    EXPECT_EQ(*answer->bodies[static_cast<std::size_t>(coding)],
              encoded(*answer->bodies[0], coding, feeds::Effort::best));
}

TEST_F(DocumentCodings, CountInTheBytesHeld) {
  const auto first = fetch("/feed.rss");
  finish_codings();
  const auto coded = fetch("/feed.rss");
  std::size_t bodies = 0;
  for (const auto& body : coded->bodies) bodies += body->size();
  EXPECT_GT(documents->figures().bytes, bodies);
  publish(store->commit({{}, {"a.md"}, {}}, feeds::touched_feeds, support::at(101)).value()).get();
  finish_codings();
  EXPECT_LT(documents->figures().bytes, bodies + coded->head_bytes()) << "an empty feed, and nothing of the one before";
}

}  // namespace
}  // namespace feedd::daemon
