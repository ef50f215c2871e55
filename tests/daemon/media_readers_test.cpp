// What changed beside articles while nobody watched.
#include "daemon/media_readers.hpp"

#include "content/store/sqlite.hpp"
#include "feeds/feed.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MediaReaders : public ::testing::Test {
 protected:
  MediaReaders() {
    disk.write("articles/a.png", "a");
    for (const auto& [path, file] : {std::pair("a.md", "a.png"), {"b.md", "b.png"}}) {
      content::Arrival arrival = support::arrival(path, path);
      arrival.article.files = {file};
      store->commit(support::batch_of({arrival}), feeds::touched_feeds, support::at(1)).value();
      note_media(folder, *scanned, arrival.article.files);
    }
    start_again();
  }
  /// As a restart does.
  void start_again() {
    ASSERT_TRUE(scanned->save());
    scanned = open();
  }
  std::unique_ptr<content::ScanState> open() const {
    const auto file = disk.path() / "scan.db";
    return content::ScanState::open(content::sql::open_sqlite(file, content::sql::Access::write).value(), "scan")
        .value();
  }
  std::unordered_set<std::string> changed() { return readers_of_changed_media(folder, *scanned, store->database()); }

  support::TemporaryFolder disk;
  content::Folder folder{disk.path() / "articles"};
  std::unique_ptr<content::ArticleStore> store = support::memory_store("example");
  std::unique_ptr<content::ScanState> scanned = open();
};

TEST_F(MediaReaders, AreNoneWhereEveryFileLooksAsBefore) {
  EXPECT_THAT(changed(), IsEmpty());
}

TEST_F(MediaReaders, AreThoseOfFilesThatChangedCameOrWent) {
  disk.write("articles/a.png", "another");
  EXPECT_THAT(changed(), ElementsAre("a.md"));
  note_media(folder, *scanned, {"a.png"});
  start_again();
  EXPECT_THAT(changed(), IsEmpty());
  disk.write("articles/b.png", "b");
  EXPECT_THAT(changed(), ElementsAre("b.md"));
  std::filesystem::remove(disk.path() / "articles" / "b.png");
  std::filesystem::remove(disk.path() / "articles" / "a.png");
  EXPECT_THAT(changed(), ElementsAre("a.md"));
}

TEST_F(MediaReaders, AreAllWhereNothingWasNoted) {
  for (const char* path : {"a.png", "b.png"}) scanned->forget_media(path);
  start_again();
  EXPECT_EQ(changed().size(), 2U);
}

}  // namespace
}  // namespace feedd::daemon
