#include "content/store/scan_state.hpp"

#include "tests/support/store.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

class ScanStateContract : public ::testing::TestWithParam<feedd::support::Engine> {
 protected:
  std::unique_ptr<ScanState> open() { return ScanState::open(place->connect(), "scan").value(); }
  std::unique_ptr<feedd::support::Place> place = GetParam().make();
};
INSTANTIATE_TEST_SUITE_P(Every, ScanStateContract, ::testing::ValuesIn(feedd::support::engines()),
                         [](const auto& engine) { return std::string(engine.param.name); });

const ScanKey key{123, 1'700'000'000'123'456'789, -1, 1LL << 62};

TEST_P(ScanStateContract, KeepsFilesOverARestart) {
  {
    const auto state = open();
    state->put("글/a.md", {key, "digest", ""});
    state->put("b.md", {key, "other", "b.md:3:1: no (front-matter)"});
    ASSERT_TRUE(state->save());
  }
  const auto state = open();
  ASSERT_EQ(state->files().size(), 2U);
  const SourceFile* file = state->find("글/a.md");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->key, key);
  EXPECT_EQ(file->digest, "digest");
  EXPECT_EQ(file->problem, "");
  EXPECT_EQ(state->find("b.md")->problem, "b.md:3:1: no (front-matter)");
  EXPECT_EQ(state->find("c.md"), nullptr);
}

TEST_P(ScanStateContract, WritesNothingBeforeItIsSaved) {
  {
    const auto state = open();
    state->put("a.md", {key, "digest", ""});
    EXPECT_NE(state->find("a.md"), nullptr);
  }
  EXPECT_TRUE(open()->files().empty());
}

TEST_P(ScanStateContract, KeepsTheLastOfSeveralChanges) {
  {
    const auto state = open();
    state->put("a.md", {key, "one", ""});
    ASSERT_TRUE(state->save());
    state->remove("a.md");
    state->put("a.md", {key, "two", ""});
    state->put("b.md", {key, "one", ""});
    state->remove("b.md");
    state->remove("never.md");
    ASSERT_TRUE(state->save());
  }
  const auto state = open();
  ASSERT_EQ(state->files().size(), 1U);
  EXPECT_EQ(state->find("a.md")->digest, "two");
}

TEST_P(ScanStateContract, SavesAgainWhatCouldNotBeSaved) {
  {
    auto failing = std::make_unique<feedd::support::FailingDatabase>(place->connect());
    auto* const database = failing.get();
    const auto state = ScanState::open(std::move(failing), "scan").value();
    state->put("a.md", {key, "one", ""});
    state->put("b.md", {key, "two", ""});
    database->fail_at(2);
    EXPECT_FALSE(state->save());
    EXPECT_TRUE(open()->files().empty()) << "all or nothing";
    EXPECT_TRUE(state->save());
  }
  EXPECT_EQ(open()->files().size(), 2U);
}

TEST_P(ScanStateContract, ListsProblemsByPathFromAnyConnection) {
  const auto state = open();
  state->put("c.md", {key, "x", "third"});
  state->put("a.md", {key, "x", "first"});
  state->put("b.md", {key, "x", ""});
  ASSERT_TRUE(state->save());
  const auto other = place->connect();
  const std::vector<std::pair<std::string, std::string>> expected{{"a.md", "first"}, {"c.md", "third"}};
  EXPECT_EQ(scan_problems(*other), expected);
}

TEST_P(ScanStateContract, HasNoProblemsInADatabaseThatNeverSawAScan) {
  const auto other = place->connect();
  EXPECT_TRUE(scan_problems(*other).empty());
}

TEST(ScanKey, DiffersInEachPart) {
  for (auto part : {&ScanKey::size_bytes, &ScanKey::mtime_ns, &ScanKey::ctime_ns, &ScanKey::inode}) {
    ScanKey other = key;
    other.*part += 1;
    EXPECT_NE(other, key);
  }
}

}  // namespace
}  // namespace feedd::content
