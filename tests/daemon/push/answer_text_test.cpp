// What words of servers mean.
#include "daemon/push/answer_text.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

TEST(AnswerText, KnowsServersThatWantToWait) {
  for (const char* text : {"Pinged too often", "You are pinging too fast, slow down.", "Try again in 5 minutes",
                           "Can't accept the ping, the interval is too short", "Your blog was already pinged recently",
                           "Rate limit exceeded", "Service TEMPORARILY unavailable"})
    EXPECT_TRUE(asks_to_wait(text)) << text;
  for (const char* text : {"", "Blog not registered", "Invalid URL", "You are banned"})
    EXPECT_FALSE(asks_to_wait(text)) << text;
}

TEST(AnswerText, KnowsServersThatLackTheCall) {
  for (const char* text : {"server error. requested method weblogUpdates.extendedPing does not exist.",
                           "<class 'Exception'>:method \"weblogUpdates.extendedPing\" is not supported",
                           "server error. wrong number of method parameters", "Unknown method",
                           "ping() takes 2 positional arguments but 4 were given", "Method not found",
                           "Too many parameters.", "weblogUpdates.extendedPing: not implemented"})
    EXPECT_TRUE(knows_no_such_call(text)) << text;
  for (const char* text : {"", "Blog not found", "Pinged too often", "Thanks for the ping", "Unknown weblog"})
    EXPECT_FALSE(knows_no_such_call(text)) << text;
}

TEST(AnswerText, IsOneLineInWholeCharacters) {
  EXPECT_EQ(one_line("  a\n\tb\xC2\xA0 c \x1B\x07"), "a b c");
  EXPECT_EQ(one_line("a\x7F"
                     "b"),
            "ab");
  EXPECT_EQ(one_line("bad \xFF bytes"), "bad \xEF\xBF\xBD bytes");
  std::string korean;
  for (int i = 0; i < 2000; ++i) korean += "한";
  EXPECT_TRUE(one_line(korean).ends_with("한…"));
  EXPECT_LE(one_line(korean).size(), 3 * 201U);
}

}  // namespace
}  // namespace feedd::daemon::push
