#include "daemon/log.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::MatchesRegex;

class Log : public ::testing::Test {
 protected:
  ~Log() override { log::set_level(log::Level::info); }
  /// What `write` put on stderr.
  template <class Write>
  static std::string written(Write write, bool journal = true) {
    ::testing::internal::CaptureStderr();
    log::open(journal);
    write();
    log::flush();
    return ::testing::internal::GetCapturedStderr();
  }
};

TEST_F(Log, WritesAnEventAndItsFieldsOnOneLine) {
  EXPECT_EQ(written([] {
              log::info("published", {{"feed", "tags/한국"}, {"revision", 42}, {"of", -1}});
            }),
            "<6>published feed=tags/한국 revision=42 of=-1\n");
}

TEST_F(Log, GivesTheJournalItsLevels) {
  log::set_level(log::Level::debug);
  EXPECT_EQ(written([] { log::debug("a"); }), "<7>a\n");
  EXPECT_EQ(written([] { log::warning("a"); }), "<4>a\n");
  EXPECT_EQ(written([] { log::error("a"); }), "<3>a\n");
}

TEST_F(Log, QuotesWhatWouldBreakALine) {
  EXPECT_EQ(written([] {
              log::info("e", {{"a", "two words"}, {"b", ""}, {"c", "say \"hi\" \\ x=1"}});
            }),
            "<6>e a=\"two words\" b=\"\" c=\"say \\\"hi\\\" \\\\ x=1\"\n");
  EXPECT_EQ(written([] {
              log::info("e", {{"path", "a\n<3>forged\r\n\tb"}});
            }),
            "<6>e path=\"a\\n<3>forged\\r\\n\\tb\"\n");
}

TEST_F(Log, TakesNoFormatFromItsFields) {
  EXPECT_EQ(written([] { log::info("e", {{"a", "{}%v%Y"}}); }), "<6>e a={}%v%Y\n");
}

TEST_F(Log, LeavesOutWhatIsBelowItsLevel) {
  log::set_level(log::Level::warning);
  EXPECT_EQ(written([] {
              log::info("quiet");
              log::warning("loud");
            }),
            "<4>loud\n");
}

TEST_F(Log, TellsTheTimeWhereNoJournalDoes) {
  EXPECT_THAT(written(
                  [] {
                    log::info("started", {{"n", 1}});
                  },
                  false),
              MatchesRegex("[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+\\.[0-9]+Z info started n=1\n"));
}

TEST_F(Log, KnowsItsLevelsByName) {
  log::Level level = log::Level::info;
  for (const auto& [name, expected] : {std::pair("debug", log::Level::debug),
                                       {"info", log::Level::info},
                                       {"warning", log::Level::warning},
                                       {"error", log::Level::error}}) {
    EXPECT_TRUE(log::parse_level(name, level));
    EXPECT_EQ(level, expected);
  }
  for (const char* name : {"", "Debug", "warn", "trace", "info "}) EXPECT_FALSE(log::parse_level(name, level)) << name;
}

}  // namespace
}  // namespace feedd::daemon
