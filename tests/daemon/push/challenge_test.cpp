// Challenges sent back.
#include "daemon/push/challenge.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

bool confirmed(int status, const char* body) {
  return is_confirmed({status, "", {}, body}, "c4a11e");
}

TEST(Challenge, IsConfirmedByItselfAndNothingElse) {
  EXPECT_TRUE(confirmed(200, "c4a11e"));
  EXPECT_TRUE(confirmed(206, "c4a11e"));
  for (const char* body : {"", "c4a11", "c4a11e\n", " c4a11e", "C4A11E", "c4a11ec4a11e", "<p>c4a11e</p>", "\"c4a11e\""})
    EXPECT_FALSE(confirmed(200, body)) << body;
}

TEST(Challenge, IsNotConfirmedByRedirectsAndErrors) {
  for (const int status : {0, 100, 301, 302, 404, 410, 500}) EXPECT_FALSE(confirmed(status, "c4a11e")) << status;
}

}  // namespace
}  // namespace feedd::daemon::push
