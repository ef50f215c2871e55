// Files that are being written: left alone, but not for ever.
#include "tests/daemon/ingest_folder.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using IngestPatience = IngestFolder;

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
