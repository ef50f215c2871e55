#include "daemon/cli/progress_bar.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::cli {
namespace {

using std::chrono::duration;

TEST(ProgressText, Says_rate_and_remaining_time) {
  EXPECT_EQ(progress_text(1000, 4000, duration<double>(2), ProgressUnit::items), "1000/4000  500/s  0:06");
  EXPECT_EQ(progress_text(10'000'000, 50'000'000, duration<double>(4), ProgressUnit::bytes),
            "10.0/50.0 MB  2.5 MB/s  0:16");
}

TEST(ProgressText, Counts_hours_where_it_takes_hours) {
  EXPECT_EQ(progress_text(1, 7323, duration<double>(1), ProgressUnit::items), "1/7323  1/s  2:02:02");
}

TEST(ProgressText, Guesses_nothing_at_the_beginning) {
  EXPECT_EQ(progress_text(10, 4000, duration<double>(0.1), ProgressUnit::items), "10/4000");
  EXPECT_EQ(progress_text(0, 4000, duration<double>(9), ProgressUnit::items), "0/4000");
}

TEST(ProgressText, Has_no_remaining_time_where_the_whole_is_unknown_or_done) {
  EXPECT_EQ(progress_text(2'000'000, 0, duration<double>(2), ProgressUnit::bytes), "2.0 MB  1.0 MB/s");
  EXPECT_EQ(progress_text(4000, 4000, duration<double>(2), ProgressUnit::items), "4000/4000  2000/s");
}

}  // namespace
}  // namespace feedd::daemon::cli
