// What is SQLite's alone: files, damage, connections without the right to write.
#include "content/store/sqlite.hpp"

#include "content/store/article_store.hpp"
#include "content/store/schema.hpp"
#include "feeds/feed.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace feedd::content::sql {
namespace {

using feedd::support::read_file;
using feedd::support::TemporaryFolder;
using ::testing::HasSubstr;

class Sqlite : public ::testing::Test {
 protected:
  static Batch one_article() { return feedd::support::batch_of({feedd::support::arrival("a.md", "A")}); }
  /// Makes a store with an article in it and closes it.
  void make_store() const {
    const auto store = ArticleStore::open(open_sqlite(file, Access::write).value(), "store", {}).value();
    ASSERT_TRUE(store->commit(one_article(), feeds::touched_feeds, feedd::support::at(100)));
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "feedd.db";
};

std::string journal_mode(Database& database) {
  std::string mode;
  database.run("PRAGMA journal_mode", {}, [&](const Row& row) { mode = row.text(0); });
  return mode;
}

std::int64_t number(Database& database, std::string_view query) {
  std::int64_t answer = -1;
  database.run(query, {}, [&](const Row& row) { answer = row.integer(0); });
  return answer;
}

TEST_F(Sqlite, FillsANewStoreUnderAnotherNameAndSecuresItAtTheEnd) {
  const auto store =
      ArticleStore::open(open_sqlite(file, Access::write, Durability::later).value(), "store", {}).value();
  ASSERT_TRUE(store->commit(one_article(), feeds::touched_feeds, feedd::support::at(100)));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_TRUE(std::filesystem::exists(filling_file(file)));
  EXPECT_EQ(journal_mode(store->database()), "memory");
  ASSERT_TRUE(store->secure());
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_FALSE(std::filesystem::exists(filling_file(file)));
  EXPECT_EQ(journal_mode(store->database()), "wal");
  ASSERT_TRUE(store->secure()) << "once more is nothing";
  EXPECT_EQ(number(store->database(),
                   "SELECT count(*) FROM sqlite_master WHERE name IN ('article_newest', 'article_term_newest')"),
            2);
  EXPECT_EQ(number(store->database(), "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(number(store->database(), "PRAGMA synchronous"), 2);
  EXPECT_EQ(store->paths().value().size(), 1U);
}

TEST_F(Sqlite, SecuresNothingOverAStoreThatCameMeanwhile) {
  const auto store =
      ArticleStore::open(open_sqlite(file, Access::write, Durability::later).value(), "store", {}).value();
  ASSERT_TRUE(store->commit(one_article(), feeds::touched_feeds, feedd::support::at(100)));
  folder.write("feedd.db", "restored by somebody");
  ASSERT_FALSE(store->secure());
  EXPECT_EQ(read_file(file), "restored by somebody");
  EXPECT_EQ(store->paths().value().size(), 1U) << "it goes on as before";
  std::filesystem::remove(file);
  ASSERT_TRUE(store->secure());
  EXPECT_EQ(store->paths().value().size(), 1U);
}

TEST_F(Sqlite, RollsAFillingStoreBack) {
  const auto database = open_sqlite(file, Access::write, Durability::later).value();
  database->script("CREATE TABLE t(a INTEGER PRIMARY KEY)");
  try {
    Transaction transaction(*database, Transaction::Kind::writing);
    database->run("INSERT INTO t VALUES(1)");
    database->run("INSERT INTO t VALUES(1)");
    FAIL() << "twice the same key";
  } catch (const Failure& failure) {
    EXPECT_TRUE(failure.is_constraint());
  }
  std::int64_t rows = -1;
  database->run("SELECT count(*) FROM t", {}, [&](const Row& row) { rows = row.integer(0); });
  EXPECT_EQ(rows, 0);
}

TEST_F(Sqlite, BindsAndReadsEveryKindOfValue) {
  const auto database = open_sqlite(":memory:", Access::write).value();
  database->script("CREATE TABLE t(a INTEGER, b TEXT, c BLOB, d TEXT)");
  const std::string bytes("\0\xFF\0x", 4);
  database->run("INSERT INTO t VALUES($1, $2, $3, $4)",
                {std::int64_t{-9'000'000'000}, std::string_view("한국"), Blob{bytes}, nullptr});
  EXPECT_EQ(database->changes(), 1);
  int rows = 0;
  database->run("SELECT a, b, c, d FROM t WHERE b = $1", {std::string_view("한국")}, [&](const Row& row) {
    ++rows;
    EXPECT_EQ(row.integer(0), -9'000'000'000);
    EXPECT_EQ(row.text(1), "한국");
    EXPECT_EQ(row.text(2), bytes);
    EXPECT_TRUE(row.is_null(3));
    EXPECT_EQ(row.text(3), "");
    EXPECT_EQ(row.integer(3), 0);
    EXPECT_FALSE(row.is_null(0));
  });
  EXPECT_EQ(rows, 1);
}

TEST_F(Sqlite, NumbersParametersByTheirNamesNotTheirPlaces) {
  const auto database = open_sqlite(":memory:", Access::write).value();
  std::string answer;
  database->run("SELECT $2 || $1 || $2", {std::string_view("a"), std::string_view("b")},
                [&](const Row& row) { answer = row.text(0); });
  EXPECT_EQ(answer, "bab");
}

TEST_F(Sqlite, BindsAnEmptyTextAsTextAndNotAsNull) {
  const auto database = open_sqlite(":memory:", Access::write).value();
  database->script("CREATE TABLE t(a TEXT NOT NULL, b BLOB NOT NULL)");
  EXPECT_NO_THROW(database->run("INSERT INTO t VALUES($1, $2)", {std::string_view(), Blob{}}));
}

TEST_F(Sqlite, UsesAStatementAgainAfterItFailed) {
  const auto database = open_sqlite(":memory:", Access::write).value();
  database->script("CREATE TABLE t(a INTEGER PRIMARY KEY)");
  constexpr std::string_view insert = "INSERT INTO t VALUES($1)";
  database->run(insert, {std::int64_t{1}});
  EXPECT_THROW(database->run(insert, {std::int64_t{1}}), Failure);
  EXPECT_NO_THROW(database->run(insert, {std::int64_t{2}}));
}

TEST_F(Sqlite, UsesAStatementAgainAfterACallbackThrew) {
  const auto database = open_sqlite(":memory:", Access::write).value();
  constexpr std::string_view select = "SELECT 1 UNION SELECT 2";
  EXPECT_THROW(database->run(select, {}, [](const Row&) { throw std::runtime_error("stop"); }), std::runtime_error);
  int rows = 0;
  database->run(select, {}, [&](const Row&) { ++rows; });
  EXPECT_EQ(rows, 2);
}

TEST_F(Sqlite, RollsBackATransactionThatIsNotCommitted) {
  const auto database = open_sqlite(":memory:", Access::write).value();
  database->script("CREATE TABLE t(a INTEGER)");
  {
    const Transaction transaction(*database, Transaction::Kind::writing);
    database->run("INSERT INTO t VALUES(1)");
  }
  int rows = 0;
  database->run("SELECT a FROM t", {}, [&](const Row&) { ++rows; });
  EXPECT_EQ(rows, 0);
}

TEST_F(Sqlite, IsNotCreatedForReading) {
  EXPECT_FALSE(open_sqlite(file, Access::read));
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Sqlite, NamesTheFileItCannotOpen) {
  const auto opened = open_sqlite(folder.path() / "no" / "such" / "feedd.db", Access::write);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().subject, (folder.path() / "no" / "such" / "feedd.db").string());
  EXPECT_NE(opened.error().reason, "");
}

TEST_F(Sqlite, RefusesToWriteOnAConnectionForReading) {
  make_store();
  const auto reading = open_sqlite(file, Access::read).value();
  EXPECT_THROW(reading->run("UPDATE site SET revision = 99"), Failure);
  auto opened = ArticleStore::open(open_sqlite(file, Access::read).value(), "feedd.db", {});
  EXPECT_FALSE(opened) << "a store writes";
  ArticleReader reader(*reading);
  EXPECT_EQ(reader.reading([&] { return reader.revision(); }).value(), 1U);
}

TEST_F(Sqlite, ReportsAFileThatIsNoDatabaseAndLeavesIt) {
  const std::string garbage(8192, 'g');
  folder.write("feedd.db", garbage);
  for (const bool writable : {false, true}) {
    const auto opened = open_sqlite(file, writable ? Access::write : Access::read);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().subject, file.string());
    EXPECT_THAT(opened.error().reason, HasSubstr("left as it is"));
  }
  EXPECT_EQ(read_file(file), garbage);
}

TEST_F(Sqlite, ReportsADamagedDatabaseAndLeavesIt) {
  make_store();
  std::string bytes = read_file(file);
  ASSERT_GT(bytes.size(), 8192U);
  std::fill(bytes.begin() + 4096, bytes.end(), '\x5A');  // everything but the first page
  folder.write("feedd.db", bytes);
  const auto opened = open_sqlite(file, Access::write);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().reason, HasSubstr("damaged"));
  EXPECT_EQ(read_file(file), bytes);
}

TEST_F(Sqlite, AnswersOrReportsWhicheverPageIsDamaged) {
  make_store();
  const std::string good = read_file(file);
  int reported = 0;
  for (std::size_t page = 0; page < good.size(); page += 4096) {
    std::string bytes = good;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page), 4096, '\x5A');
    folder.write("feedd.db", bytes);
    const auto database = open_sqlite(file, Access::read);
    if (!database) {
      ++reported;
      continue;
    }
    ArticleReader reader(**database);
    const auto read = reader.reading([&] {
      for (const ArticleRef& ref : reader.newest({})) (void)reader.load(ref.key, ArticleReader::Parts::whole);
      return reader.feeds().size();
    });
    if (!read) ++reported;
    EXPECT_EQ(read_file(file), bytes) << "page at " << page;
  }
  EXPECT_GT(reported, 3);
}

TEST_F(Sqlite, LeavesTheFileOfANewerFeeddAsItIs) {
  make_store();
  {
    const auto database = open_sqlite(file, Access::write).value();
    database->run("UPDATE schema_version SET version = 99");
  }
  const std::string bytes = read_file(file);
  ASSERT_FALSE(ArticleStore::open(open_sqlite(file, Access::write).value(), "feedd.db", {}));
  EXPECT_EQ(read_file(file), bytes);
}

TEST_F(Sqlite, ShowsAReaderWhatWasCommittedWhileTheWriterIsOpen) {
  const auto store = ArticleStore::open(open_sqlite(file, Access::write).value(), "store", {}).value();
  const auto reading = open_sqlite(file, Access::read).value();
  ArticleReader reader(*reading);
  ASSERT_TRUE(store->commit(one_article(), feeds::touched_feeds, feedd::support::at(100)));
  EXPECT_EQ(reader.reading([&] { return reader.revision(); }).value(), 1U);
}

}  // namespace
}  // namespace feedd::content::sql
