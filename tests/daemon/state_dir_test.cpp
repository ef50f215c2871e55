#include "daemon/state_dir.hpp"

#include "feeds/feed.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

class StateFolder : public ::testing::Test {
 protected:
  std::string site_id(content::ArticleStore& store) {
    return store.reader().reading([&] { return store.reader().site_id(); }).value();
  }
  support::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "deep" / "state";
};

TEST_F(StateFolder, IsCreatedForItsOwnerAlone) {
  ASSERT_TRUE(StateDir::open(path));
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(StateFolder, IsLockedAgainstASecondDaemonWhileTheFirstLives) {
  {
    const auto first = StateDir::open(path);
    ASSERT_TRUE(first);
    const auto second = StateDir::open(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().operation, locked_operation);
    EXPECT_EQ(second.error().subject, path.string());
  }
  EXPECT_TRUE(StateDir::open(path));
}

TEST_F(StateFolder, CannotBeWhereAFileIs) {
  folder.write("deep", "a file");
  const auto opened = StateDir::open(path);
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().operation, locked_operation);
}

TEST_F(StateFolder, KeepsTheStoreAndGivesReadersToIt) {
  const auto state = StateDir::open(path).value();
  const auto store = state.open_store({}).value();
  ASSERT_TRUE(store->commit(support::batch_of({support::arrival("a.md", "A")}), feeds::touched_feeds, support::at(1)));
  for (const bool locked_out : {false, true}) {
    const auto connection = locked_out ? read_store(path).value() : state.open_reader().value();
    content::ArticleReader reader(*connection);
    EXPECT_EQ(support::newest_paths(reader).size(), 1U);
  }
}

TEST_F(StateFolder, BeginsAnewWhereAFirstFillingWasCutOff) {
  const auto filling = path / "feedd.db.filling";
  const auto cut_off = folder.path() / "cut-off.db";
  {
    const auto state = StateDir::open(path).value();
    const auto store = state.open_store({}, content::sql::Durability::later).value();
    ASSERT_TRUE(
        store->commit(support::batch_of({support::arrival("a.md", "A")}), feeds::touched_feeds, support::at(1)));
    const auto scanned = state.open_scan_state().value();
    scanned->put("a.md", {{1, 2, 3, 4}, "digest", ""});
    ASSERT_TRUE(scanned->save());
    const auto beside = read_store(path);
    ASSERT_FALSE(beside) << "nobody reads what is not secured";
    EXPECT_EQ(beside.error().operation, no_store_operation);
    std::filesystem::copy_file(filling, cut_off);  // as kill -9 leaves it
  }
  {
    const auto state = StateDir::open(path).value();
    EXPECT_EQ(state.open_store({}).value()->paths().value().size(), 1U) << "an orderly end secures what is there";
    EXPECT_NE(state.open_scan_state().value()->find("a.md"), nullptr);
    EXPECT_FALSE(std::filesystem::exists(filling));
  }
  std::filesystem::copy_file(cut_off, filling);
  {
    const auto state = StateDir::open(path).value();
    EXPECT_EQ(state.open_store({}).value()->paths().value().size(), 1U) << "a store that is there stays";
    EXPECT_FALSE(std::filesystem::exists(filling));
  }
  std::filesystem::rename(path / "feedd.db", filling);
  const auto state = StateDir::open(path).value();
  EXPECT_TRUE(state.open_store({}).value()->paths().value().empty());
  EXPECT_EQ(state.open_scan_state().value()->find("a.md"), nullptr) << "nothing was read for this store";
}

TEST_F(StateFolder, ReadsEveryFileForAStoreThatWasLost) {
  {
    const auto state = StateDir::open(path).value();
    ASSERT_TRUE(state.open_store({}));
    const auto scanned = state.open_scan_state().value();
    scanned->put("a.md", {{1, 2, 3, 4}, "digest", ""});
    ASSERT_TRUE(scanned->save());
  }
  std::filesystem::remove(path / "feedd.db");
  const auto state = StateDir::open(path).value();
  ASSERT_TRUE(state.open_store({}));
  EXPECT_EQ(state.open_scan_state().value()->find("a.md"), nullptr);
}

TEST_F(StateFolder, HasNothingToReadBeforeThereIsAStore) {
  EXPECT_FALSE(read_store(path));
  const auto state = StateDir::open(path).value();
  EXPECT_FALSE(state.open_reader());
}

TEST_F(StateFolder, KeepsTheSitesIdBesideTheStoreForWhenTheStoreIsLost) {
  {
    const auto state = StateDir::open(path).value();
    EXPECT_EQ(site_id(*state.open_store({}).value()), "");
    state.keep_site_id("0f4d9a52-6c1e-5d0a-9d53-6a1df3a0c001");
  }
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path / ("feedd.db" + std::string(suffix)));
  const auto state = StateDir::open(path).value();
  EXPECT_EQ(site_id(*state.open_store({}).value()), "0f4d9a52-6c1e-5d0a-9d53-6a1df3a0c001");
  EXPECT_EQ(site_id(*state.open_store("configured").value()), "configured");
}

TEST_F(StateFolder, MakesADamagedScanStateAnewAndLeavesADamagedStoreAlone) {
  const auto state = StateDir::open(path).value();
  const std::string garbage(8192, 'g');
  folder.write("deep/state/scan.db", garbage);
  folder.write("deep/state/feedd.db", garbage);
  const auto scanned = state.open_scan_state();
  ASSERT_TRUE(scanned);
  EXPECT_TRUE((*scanned)->files().empty());
  EXPECT_FALSE(state.open_store({}));
  EXPECT_EQ(support::read_file(path / "feedd.db"), garbage);
}

TEST_F(StateFolder, ShowsOthersWhatCouldNotBeRead) {
  const auto state = StateDir::open(path).value();
  const auto scanned = state.open_scan_state().value();
  scanned->put("a.md", {{}, "d", "a.md:1:1: broken"});
  ASSERT_TRUE(scanned->save());
  const auto reader = state.open_scan_reader().value();
  EXPECT_EQ(content::scan_problems(*reader).size(), 1U);
}

}  // namespace
}  // namespace feedd::daemon
