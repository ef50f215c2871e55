// The fixture of what the push room keeps: the same tests on every engine.
#pragma once

#include "daemon/push/tables.hpp"
#include "tests/support/store.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace feedd::daemon::push {

/// The room's tables in an empty database of the engine, and nothing else.
class PushTables : public ::testing::TestWithParam<support::Engine> {
 protected:
  PushTables() { EXPECT_TRUE(content::sql::migrate(*database, push_tables(), "store")); }

  std::unique_ptr<support::Place> place = GetParam().make();
  std::unique_ptr<content::sql::Database> database = place->connect();
};

}  // namespace feedd::daemon::push

/// Runs a suite on every engine.
#define FEEDD_ON_EVERY_ENGINE(Suite)                                                     \
  INSTANTIATE_TEST_SUITE_P(Every, Suite, ::testing::ValuesIn(feedd::support::engines()), \
                           [](const auto& engine) { return std::string(engine.param.name); })
