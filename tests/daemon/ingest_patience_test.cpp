// Files that are being written: left alone, but not for ever.
#include "content/store/sqlite.hpp"
#include "daemon/ingest.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string markdown(const std::string& title, const std::string& body = "Text.") {
  return "---\ntitle: " + title + "\ndate: 2026-01-02\n---\n\n" + body + "\n";
}

std::vector<std::string> kinds(const IngestReport& report) {
  std::vector<std::string> all;
  for (const content::Change& change : report.changes)
    all.push_back(std::string(to_string(change.kind)) + ' ' + change.path);
  return all;
}

class IngestPatience : public ::testing::Test {
 protected:
  using Scan = Ingest::Scan;
  IngestReport scan(Scan kind = Scan::everything) { return ingest.scan(kind).value(); }
  IngestReport update(const std::vector<std::string>& paths) { return ingest.update(paths, true); }
  std::vector<std::string> published() { return support::newest_paths(store->reader()); }

  content::Timestamp now = support::at(100);
  support::TemporaryFolder folder;
  content::Folder source{folder.path()};
  std::unique_ptr<content::ArticleStore> store = support::memory_store();
  std::unique_ptr<content::ScanState> scanned =
      content::ScanState::open(content::sql::open_sqlite(":memory:", content::sql::Access::write).value(), ":memory:")
          .value();
  Workers workers{2};
  Ingest ingest{source, *store, *scanned, workers, [this] { return now; }};
};

TEST_F(IngestPatience, LeavesAloneWhatMayBeHalfWrittenUntilSomebodySaysItIsClosed) {
  scan();
  IngestReport patient;
  for (int attempt = 0; attempt < 50 && patient.unfinished.empty(); ++attempt) {  // unless the machine stood still
    folder.write("a.md", markdown("A", std::to_string(attempt)));
    patient = scan(Scan::patient);
  }
  EXPECT_THAT(patient.unfinished, ElementsAre("a.md"));
  EXPECT_THAT(patient.changes, IsEmpty());
  EXPECT_EQ(patient.read, 0U);
  EXPECT_EQ(update({"a.md"}).changes.size(), 1U);
  EXPECT_THAT(published(), ElementsAre("a.md"));
}

TEST_F(IngestPatience, LeavesAloneWhatIsWrittenAgainLongAfterItsFirstWriting) {
  scan();
  const auto written_a_moment_ago = [&] {
    IngestReport patient;
    for (int attempt = 0; attempt < 50 && patient.unfinished.empty(); ++attempt) {  // unless the machine stood still
      folder.write("a.md", markdown("A", std::to_string(attempt) + ' ' + content::to_rfc3339(now)));
      patient = scan(Scan::patient);
    }
    return patient;
  };
  EXPECT_THAT(written_a_moment_ago().unfinished, ElementsAre("a.md"));
  EXPECT_THAT(kinds(update({"a.md"})), ElementsAre("added a.md"));
  now += std::chrono::minutes(1);
  EXPECT_THAT(written_a_moment_ago().unfinished, ElementsAre("a.md"));
}

TEST_F(IngestPatience, TakesWhatNeverRestsAfterAWhile) {
  scan();
  for (int attempt = 0; attempt < 50; ++attempt) {
    folder.write("a.md", markdown("A", std::to_string(attempt)));
    const IngestReport patient = scan(Scan::patient);
    if (!patient.changes.empty()) break;
    now += std::chrono::seconds(1);
  }
  EXPECT_THAT(published(), ElementsAre("a.md"));
}

TEST_F(IngestPatience, LeavesNothingAloneInItsFirstScan) {
  folder.write("a.md", markdown("A"));
  const IngestReport report = scan(Scan::patient);
  EXPECT_THAT(report.unfinished, IsEmpty());
  EXPECT_THAT(kinds(report), ElementsAre("added a.md"));
}

}  // namespace
}  // namespace feedd::daemon
