#include "daemon/held_back.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const content::Error bad_link{"rss-item-link", "a.md", "has no host", {}};
const content::Error bad_date{"dc-date", "b.md", "is no date", {}};

TEST(HeldBack, SaysWhatIsNewOnce) {
  HeldBack held;
  EXPECT_THAT(held.note("/feed.rss", {bad_link}), ElementsAre("a.md: has no host (rss-item-link)"));
  EXPECT_THAT(held.note("/feed.rss", {bad_link}), IsEmpty());
  EXPECT_THAT(held.note("/tags/sea.rss", {bad_link, bad_date}), ElementsAre("b.md: is no date (dc-date)"));
}

TEST(HeldBack, NamesEachProblemOnceWhateverHasIt) {
  HeldBack held;
  held.note("/tags/sea.rss", {bad_date, bad_link});
  held.note("/feed.rss", {bad_link});
  EXPECT_THAT(held.all(), ElementsAre("a.md: has no host (rss-item-link)", "b.md: is no date (dc-date)"));
}

TEST(HeldBack, ForgetsWhatIsWellAgain) {
  HeldBack held;
  held.note("/feed.rss", {bad_link});
  held.note("/tags/sea.rss", {bad_link});
  held.note("/feed.rss", {});
  EXPECT_THAT(held.all(), ElementsAre("a.md: has no host (rss-item-link)"));
  held.note("/tags/sea.rss", {});
  EXPECT_THAT(held.all(), IsEmpty());
}

}  // namespace
}  // namespace feedd::daemon
