// Where values stand in JSON.
#include "feeds/check/json_lines.hpp"

#include <gtest/gtest.h>

namespace feedd::feeds::check {
namespace {

std::pair<int, int> place(std::string_view text, const std::string& pointer) {
  const auto positions = json_positions(text, {pointer});
  return {positions.front().line, positions.front().column};
}

TEST(JsonPositions, FindsValuesByTheirPointer) {
  constexpr std::string_view text = "{\"a\":\n[1,{\"b\":2}],\n\"c\":\"d\"}";
  EXPECT_EQ(place(text, ""), std::pair(1, 1));
  EXPECT_EQ(place(text, "/a"), std::pair(2, 1));
  EXPECT_EQ(place(text, "/a/1"), std::pair(2, 4));
  EXPECT_EQ(place(text, "/a/1/b"), std::pair(2, 7));
  EXPECT_EQ(place(text, "/c"), std::pair(3, 3));
  EXPECT_EQ(place(text, "/d"), std::pair(0, 0));
  EXPECT_EQ(place(text, "/a/2"), std::pair(0, 0));
}

TEST(JsonPositions, KeepsTheOrderItIsAskedIn) {
  const auto positions = json_positions("{\"a\":1,\n\"b\":2}", {"/b", "/x", "/a", "/b"});
  ASSERT_EQ(positions.size(), 4U);
  EXPECT_EQ(positions[0].line, 2);
  EXPECT_EQ(positions[1].line, 0);
  EXPECT_EQ(positions[2].line, 1);
  EXPECT_EQ(positions[3].line, 2);
}

TEST(JsonPositions, ReadsWhatRfc6901Escapes) {
  EXPECT_EQ(pointer_token("a/b~c"), "a~1b~0c");
  constexpr std::string_view text = "{\n\"a/b~c\":{\n\"~1\":1}}";
  EXPECT_EQ(place(text, "/a~1b~0c").first, 2);
  EXPECT_EQ(place(text, "/a~1b~0c/~01").first, 3);
}

TEST(JsonPositions, TakesNoKeyForALongerOne) {
  EXPECT_EQ(place("{\"ab\":1,\n\"a\":2}", "/a").first, 2);
  EXPECT_EQ(place("{\"" + std::string(1 << 20, 'a') + "\":1,\n\"a\":2}", "/a").first, 2);
}

TEST(JsonPositions, FindsTheFirstOfKeysThatAreTwice) {
  EXPECT_EQ(place("{\"a\":1,\n\"a\":2}", "/a").first, 1);
}

}  // namespace
}  // namespace feedd::feeds::check
