// A folder of real files into a store in memory.
#include "tests/daemon/ingest_folder.hpp"

#include <future>

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(IngestFolder, TakesEveryArticleAndNothingElse) {
  folder.write("b.md", markdown("B"));
  folder.write("sub/a.md", markdown("A"));
  folder.write("image.png", "png");
  folder.write("_hidden/c.md", markdown("C"));
  const IngestReport report = scan();
  EXPECT_EQ(report.files, 2U);
  EXPECT_EQ(report.read, 2U);
  EXPECT_EQ(report.revision, 2U);
  EXPECT_THAT(kinds(report), ElementsAre("added b.md", "added sub/a.md"));
  EXPECT_THAT(report.feeds, ElementsAre("feed"));
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(published(), UnorderedElementsAre("b.md", "sub/a.md"));
}

TEST_F(IngestFolder, LeavesTheWorkersToReadersWhileALargeArchiveIsTakenIn) {
  for (int i = 0; i < 520; ++i) folder.write(std::to_string(i) + ".md", markdown("A"));
  std::promise<void> opened;
  const std::shared_future<void> open(opened.get_future());
  for (unsigned i = 0; i < workers.count(); ++i) workers.submit(Priority::miss, [open](unsigned) { open.wait(); });
  EXPECT_EQ(scan().read, 520U) << "with every worker busy with somebody's request";
  opened.set_value();
}

TEST_F(IngestFolder, LooksAgainAtFilesWrittenAMomentAgo) {
  folder.write("a.md", markdown("A"));
  EXPECT_THAT(scan().unsettled, ElementsAre("a.md"));
  const IngestReport again = scan();
  EXPECT_EQ(again.read, 1U) << "it may have changed without its times changing";
  EXPECT_THAT(again.changes, IsEmpty());
  EXPECT_EQ(again.revision, 1U);
}

TEST_F(IngestFolder, ReadsNothingTwiceOnceItHasSettled) {
  folder.write("a.md", markdown("A"));
  folder.write("broken.md", "---\ntitle: [\n---\n");
  scan();
  settle();
  const IngestReport again = scan();
  EXPECT_EQ(again.files, 2U);
  EXPECT_EQ(again.read, 0U);
  EXPECT_THAT(again.unsettled, IsEmpty());
  restart();
  EXPECT_EQ(scan().read, 0U);
}

TEST_F(IngestFolder, TakesAnEdit) {
  folder.write("a.md", markdown("A"));
  folder.write("b.md", markdown("B"));
  scan();
  settle();
  folder.write("a.md", markdown("A, longer"));
  const IngestReport report = scan();
  EXPECT_EQ(report.read, 1U);
  EXPECT_THAT(kinds(report), ElementsAre("updated a.md"));
}

TEST_F(IngestFolder, UpdatesOnlyWhatItIsAsked) {
  folder.write("a.md", markdown("A"));
  folder.write("b.md", markdown("B"));
  scan();
  settle();
  folder.write("a.md", markdown("A, longer"));
  folder.write("b.md", markdown("B, longer"));
  folder.write("c.md", markdown("C"));
  EXPECT_THAT(kinds(update({"a.md", "c.md", "never.md", "image.png"})), ElementsAre("updated a.md", "added c.md"));
}

TEST_F(IngestFolder, ReadsAnArticleAgainWhenItsSidecarComesChangesOrGoes) {
  folder.write("p/a.md", markdown("A"));
  folder.write("p/b.md", markdown("B"));
  scan();
  settle();
  const auto title = [&] { return support::load(store->reader(), "p/a.md").title; };
  const auto settled_scan = [&] {
    IngestReport report = scan();
    settle();
    EXPECT_EQ(scan().read, 0U);
    return report;
  };
  folder.write("p/a.meta.toml", "title = 'One'\n");
  EXPECT_THAT(kinds(settled_scan()), ElementsAre("updated p/a.md"));
  EXPECT_EQ(title(), "One");
  folder.write("p/a.md.meta.toml", "title = 'Two'\n");
  EXPECT_THAT(kinds(settled_scan()), ElementsAre("updated p/a.md"));
  EXPECT_EQ(title(), "Two") << "the longer name wins";
  folder.remove("p/a.md.meta.toml");
  folder.write("p/a.meta.toml", "title = 'Six'\n");
  EXPECT_THAT(kinds(settled_scan()), ElementsAre("updated p/a.md"));
  EXPECT_EQ(title(), "Six");
  folder.remove("p/a.meta.toml");
  EXPECT_THAT(kinds(settled_scan()), ElementsAre("updated p/a.md"));
  EXPECT_EQ(title(), "A");
}

TEST_F(IngestFolder, TakesNewsOfASidecarForNewsOfItsArticle) {
  folder.write("a.md", markdown("A"));
  scan();
  settle();
  folder.write("a.meta.toml", "title = 'One'\n");
  EXPECT_THAT(kinds(update({"a.meta.toml"})), ElementsAre("updated a.md"));
  settle();
  folder.write("a.meta.toml", "title = \n");
  const IngestReport broken = update({"a.meta.toml"});
  ASSERT_EQ(broken.problems.size(), 1U);
  EXPECT_EQ(broken.problems[0].subject, "a.meta.toml");
  EXPECT_EQ(broken.problems[0].at.line, 1);
  EXPECT_THAT(published(), ElementsAre("a.md")) << "the last good version stays";
  folder.remove("a.meta.toml");
  EXPECT_THAT(kinds(update({"a.meta.toml"})), ElementsAre("updated a.md"));
  EXPECT_THAT(published(), ElementsAre("a.md"));
}

TEST_F(IngestFolder, FollowsAnArticleThatMovesWithItsSidecar) {
  folder.write("a.md", markdown("A"));
  folder.write("a.md.meta.toml", "title = 'One'\n");
  scan();
  const std::string before = id("a.md");
  folder.rename("a.md", "b.md");
  folder.rename("a.md.meta.toml", "b.md.meta.toml");
  scan();
  EXPECT_EQ(id("b.md"), before);
}

TEST_F(IngestFolder, TakesBackWhatItsFrontMatterListsNowhere) {
  folder.write("a.md", markdown("A"));
  folder.write("b.md", "---\nheadless: true\n---\nx\n");
  EXPECT_THAT(kinds(scan()), ElementsAre("added a.md"));
  folder.write("a.md", "---\ntitle: A\nheadless: true\n---\nx\n");
  const IngestReport report = scan();
  EXPECT_THAT(kinds(report), ElementsAre("vanished a.md"));
  EXPECT_THAT(report.problems, IsEmpty());
  folder.write("a.md", markdown("A"));
  EXPECT_THAT(kinds(scan()), ElementsAre("revived a.md"));
}

TEST_F(IngestFolder, ReadsTheFilesBesideAnIndexAgainWhenItComesOrGoes) {
  folder.write("storm/notes.md", "# Notes\n\nText.\n");
  folder.write("index.md", markdown("Front page"));
  folder.write("notes.md", "# Notes\n\nText.\n");
  scan();
  EXPECT_THAT(published(), UnorderedElementsAre("storm/notes.md", "index.md", "notes.md"));
  folder.write("storm/index.md", markdown("Storm"));
  update({"storm/index.md"});
  EXPECT_THAT(published(), UnorderedElementsAre("storm/index.md", "index.md", "notes.md"));
  EXPECT_THAT(scan().changes, IsEmpty());
  folder.remove("storm/index.md");
  scan();
  EXPECT_THAT(published(), UnorderedElementsAre("storm/notes.md", "index.md", "notes.md"));
}

TEST_F(IngestFolder, ReadsEveryFileAgainUnderOtherRules) {
  folder.write("a.md", "---\ntitle: A\ndate: 2020-09-17 14:05\n---\nx\n");
  scan();
  settle();
  content::SourceRules rules;
  rules.time_zone = "Asia/Seoul";
  ingest = std::make_unique<Ingest>(
      source, *store, *scanned, workers, [] { return support::at(100); }, rules);
  EXPECT_THAT(kinds(scan()), ElementsAre("updated a.md"));
  EXPECT_EQ(content::to_rfc3339(support::load(store->reader(), "a.md").published), "2020-09-17T05:05:00Z");
}

TEST_F(IngestFolder, ReadsNoFileAgainForAnotherSpellingOfSlugs) {
  folder.write("a.md", markdown("A"));
  scan();
  settle();
  content::SourceRules rules;
  rules.transliterate_slugs = true;
  ingest = std::make_unique<Ingest>(
      source, *store, *scanned, workers, [] { return support::at(100); }, rules);
  EXPECT_EQ(scan().read, 0U);
}

TEST_F(IngestFolder, GivesAWarningItsPlace) {
  folder.write("a.md", "---\ntitle: A\nsumary: x\n---\nx\n");
  const IngestReport report = scan();
  ASSERT_EQ(report.notices.size(), 1U);
  EXPECT_EQ(report.notices[0].to_string(), "a.md:3:1: `sumary` is no key feedd knows; did you mean `summary`? (read)");
}

TEST_F(IngestFolder, LeavesAMissingFileToTheNextScan) {
  folder.write("a.md", markdown("A"));
  folder.write("b.md", markdown("B"));
  scan();
  folder.remove("a.md");
  const IngestReport report = update({"a.md"});
  EXPECT_THAT(report.missing, ElementsAre("a.md"));
  EXPECT_THAT(report.changes, IsEmpty());
  EXPECT_EQ(published().size(), 2U);
  EXPECT_THAT(kinds(scan()), ElementsAre("vanished a.md"));
}

TEST_F(IngestFolder, TakesOneOfTwoNamesThatDifferOnlyInHowUnicodeSpellsThem) {
  folder.write("\u1112\u1161\u11AB.md", markdown("Decomposed"));
  folder.write("\uD55C.md", markdown("Composed"));
  const IngestReport report = scan();
  EXPECT_EQ(report.problems.size(), 1U);
  EXPECT_THAT(published(), ElementsAre("\uD55C.md"));
}

TEST_F(IngestFolder, EndsAsAFailureWhenItIsStoppedAndGoesOnAtTheNextStart) {
  folder.write("a.md", markdown("A"));
  scan();
  folder.write("b.md", markdown("B"));
  ingest->stop();
  EXPECT_TRUE(ingest->scan(Scan::everything).value().failure);
  EXPECT_THAT(published(), ElementsAre("a.md"));
  restart();
  scan();
  EXPECT_EQ(published().size(), 2U);
}

TEST_F(IngestFolder, KnowsARenamedFileAgain) {
  folder.write("a.md", markdown("A"));
  scan();
  const std::string before = id("a.md");
  folder.rename("a.md", "2026/b.md");
  const IngestReport report = scan();
  EXPECT_THAT(kinds(report), ElementsAre("moved 2026/b.md"));
  EXPECT_EQ(report.gone, 0U);
  EXPECT_EQ(id("2026/b.md"), before);
  EXPECT_THAT(published(), ElementsAre("2026/b.md"));
}

std::string story(std::string_view of) {
  std::string text;
  for (int line = 0; line < 20; ++line)
    text += "Line " + std::to_string(line * line) + " tells something of the " + std::string(of) + ".\n\n";
  return text;
}

TEST_F(IngestFolder, GivesTwoRenamedAndEditedFilesToTheirBestMatches) {
  folder.write("a.md", markdown("A", story("sea")));
  folder.write("b.md", markdown("B", story("sea") + story("hills")));
  scan();
  const std::string a = id("a.md");
  const std::string b = id("b.md");
  folder.remove("a.md");
  folder.remove("b.md");
  folder.write("x.md", markdown("Of hills", story("sea") + story("hills") + "One more word."));
  folder.write("y.md", markdown("Of the sea", story("sea") + "One more word."));
  const IngestReport report = scan();
  EXPECT_THAT(kinds(report), UnorderedElementsAre("moved x.md", "moved y.md"));
  EXPECT_EQ(id("x.md"), b);
  EXPECT_EQ(id("y.md"), a);
}

TEST_F(IngestFolder, TakesAnotherTextInAGoneFilesPlaceForANewArticle) {
  folder.write("a.md", markdown("A", story("sea")));
  folder.write("b.md", markdown("B"));
  scan();
  folder.remove("a.md");
  folder.write("c.md",
               markdown("C", "Nothing of what was there: an article about bread, ovens and the people at them."));
  EXPECT_THAT(kinds(scan()), UnorderedElementsAre("added c.md", "vanished a.md"));
}

TEST_F(IngestFolder, LetsAFileThatSaysItsOwnIdBeAnArticleOfItsOwn) {
  folder.write("a.md", "---\nid: tag:a\ntitle: A\ndate: 2026-01-02\n---\n" + story("sea"));
  scan();
  folder.remove("a.md");
  folder.write("c.md", "---\nid: tag:c\ntitle: A\ndate: 2026-01-02\n---\n" + story("sea"));
  scan();
  EXPECT_EQ(id("c.md"), "tag:c");
}

TEST_F(IngestFolder, KnowsARenamedFileAgainWhenToldOfBothPaths) {
  folder.write("a.md", markdown("A"));
  scan();
  const std::string before = id("a.md");
  folder.rename("a.md", "b.md");
  const IngestReport report = update({"a.md", "b.md"});
  EXPECT_THAT(report.missing, IsEmpty());
  EXPECT_EQ(id("b.md"), before);
  EXPECT_THAT(scan().changes, IsEmpty());
}

TEST_F(IngestFolder, RevivesAnArticleWhoseFileReturns) {
  folder.write("a.md", markdown("A"));
  folder.write("b.md", markdown("B"));
  scan();
  const std::string before = id("a.md");
  folder.remove("a.md");
  EXPECT_EQ(scan().gone, 1U);
  EXPECT_THAT(published(), ElementsAre("b.md"));
  folder.write("a.md", markdown("A", "Edited meanwhile."));
  EXPECT_THAT(kinds(scan()), ElementsAre("revived a.md"));
  EXPECT_EQ(id("a.md"), before);
}

TEST_F(IngestFolder, KeepsTheLastGoodRevisionOfAFileThatBroke) {
  folder.write("a.md", markdown("Good"));
  scan();
  folder.write("a.md", "---\ntitle: [broken\n---\nx\n");
  const IngestReport report = scan();
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(report.problems[0].subject, "a.md");
  EXPECT_GT(report.problems[0].at.line, 0);
  EXPECT_EQ(support::load(store->reader(), "a.md").title, "Good");
  EXPECT_THAT(published(), ElementsAre("a.md"));
  EXPECT_NE(scanned->find("a.md")->problem, "");
  EXPECT_THAT(scan().problems, IsEmpty()) << "said once";
  folder.write("a.md", markdown("Better"));
  EXPECT_THAT(kinds(scan()), ElementsAre("updated a.md"));
  EXPECT_EQ(scanned->find("a.md")->problem, "");
}

TEST_F(IngestFolder, ForgetsTheProblemOfAFileThatIsPutBackAsItWas) {
  folder.write("a.md", markdown("Good"));
  scan();
  folder.write("a.md", "---\ntitle: [broken\n---\nx\n");
  scan();
  folder.write("a.md", markdown("Good"));
  EXPECT_THAT(scan().changes, IsEmpty());
  EXPECT_EQ(scanned->find("a.md")->problem, "");
}

TEST_F(IngestFolder, QuarantinesTheSecondFileOfOneId) {
  folder.write("a.md", "---\ntitle: A\nid: one\n---\nx\n");
  folder.write("b.md", "---\ntitle: B\nid: one\n---\ny\n");
  const IngestReport report = scan();
  ASSERT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(report.problems[0].operation, "duplicate-id");
  EXPECT_THAT(published(), ElementsAre("a.md"));
  EXPECT_NE(scanned->find("b.md")->problem, "");
}

TEST_F(IngestFolder, FollowsAnIdToAFileThatWasRenamedAndEdited) {
  folder.write("a.md", "---\ntitle: A\nid: one\n---\nx\n");
  scan();
  folder.remove("a.md");
  folder.write("b.md", "---\ntitle: A\nid: one\n---\nedited\n");
  EXPECT_THAT(kinds(scan()), ElementsAre("moved b.md"));
  EXPECT_THAT(published(), ElementsAre("b.md"));
}

TEST_F(IngestFolder, HoldsAMassDeletionUntilItIsMeant) {
  for (int i = 0; i < 8; ++i) folder.write("n" + std::to_string(i) + ".md", markdown("N" + std::to_string(i)));
  scan();
  for (int i = 0; i < 6; ++i) folder.remove("n" + std::to_string(i) + ".md");
  EXPECT_EQ(scan().held, 6U);
  EXPECT_EQ(published().size(), 8U);
  EXPECT_EQ(scan().held, 6U) << "still";
  restart();
  EXPECT_EQ(scan().held, 6U) << "over a restart too";
  const IngestReport meant = scan(Scan::accepting);
  EXPECT_EQ(meant.held, 0U);
  EXPECT_EQ(meant.gone, 6U);
  EXPECT_EQ(published().size(), 2U);
}

TEST_F(IngestFolder, WithdrawsNothingWhenTheFolderItselfIsGone) {
  folder.write("a.md", markdown("A"));
  scan();
  std::filesystem::remove_all(folder.path());
  EXPECT_FALSE(ingest->scan(Scan::everything));
  EXPECT_THAT(published(), ElementsAre("a.md"));
}

TEST_F(IngestFolder, WithdrawsNothingWhenAnEmptyFolderStandsInItsPlace) {
  folder.write("a.md", markdown("A"));
  scan();
  std::filesystem::rename(folder.path(), folder.path().string() + "-away");
  std::filesystem::create_directory(folder.path());
  EXPECT_EQ(scan().held, 1U);
  EXPECT_THAT(published(), ElementsAre("a.md"));
  std::filesystem::remove_all(folder.path());
  std::filesystem::rename(folder.path().string() + "-away", folder.path());
  EXPECT_EQ(scan().held, 0U);
}

TEST_F(IngestFolder, NoticesWhatVanishedWhileItDidNotRunThoughTheScanStateIsLost) {
  for (const char* name : {"a.md", "b.md", "c.md"}) folder.write(name, markdown(name));
  scan();
  folder.remove("a.md");
  scanned =
      content::ScanState::open(content::sql::open_sqlite(":memory:", content::sql::Access::write).value(), ":memory:")
          .value();
  restart();
  const IngestReport report = scan(Scan::accepting);
  EXPECT_EQ(report.read, 2U);
  EXPECT_THAT(kinds(report), ElementsAre("vanished a.md"));
}

TEST_F(IngestFolder, TellsHowFarItIs) {
  for (int i = 0; i < 300; ++i) folder.write(std::to_string(i) + ".md", markdown("N" + std::to_string(i)));
  std::vector<std::size_t> done;
  const auto report = ingest->scan(Scan::everything, [&](std::size_t count, std::size_t of) {
    EXPECT_EQ(of, 300U);
    done.push_back(count);
  });
  EXPECT_EQ(report->changes.size(), 300U);
  ASSERT_FALSE(done.empty());
  EXPECT_EQ(done.back(), 300U);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
}

TEST_F(IngestFolder, FoldsPathsToOneFormOfUnicode) {
  folder.write("\u1112\u1161\u11AB.md", markdown("한"));
  scan();
  EXPECT_THAT(published(), ElementsAre("한.md"));
  folder.remove("\u1112\u1161\u11AB.md");
  folder.write("b.md", markdown("B"));
  EXPECT_THAT(kinds(scan(Scan::accepting)), UnorderedElementsAre("vanished 한.md", "added b.md"));
}

TEST(IsMassDeletion, SparesAFewAndMistrustsMany) {
  struct Row {
    std::size_t gone, before;
    bool replaced, mass;
  };
  for (const Row& row : std::initializer_list<Row>{{0, 0, false, false},
                                                   {0, 5, true, false},
                                                   {1, 1, false, false},
                                                   {1, 1, true, true},
                                                   {3, 3, false, false},
                                                   {3, 3, true, true},
                                                   {2, 3, true, false},
                                                   {3, 6, false, false},
                                                   {4, 8, false, true},
                                                   {4, 9, false, false},
                                                   {5, 9, false, true},
                                                   {10, 100, false, false},
                                                   {11, 100, false, true},
                                                   {11, 220, false, false},
                                                   {11, 219, false, true},
                                                   {50, 1000, false, false},
                                                   {51, 1000, false, true},
                                                   {100000, 100000, false, true}})
    EXPECT_EQ(is_mass_deletion(row.gone, row.before, row.replaced), row.mass)
        << row.gone << " of " << row.before << (row.replaced ? ", root replaced" : "");
}

}  // namespace
}  // namespace feedd::daemon
