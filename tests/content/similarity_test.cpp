#include "content/similarity.hpp"

#include <string>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

std::string story(const std::string& word) {
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += "Sentence " + std::to_string(i * i + 7) + " says something of the " + word + ". ";
  return text;
}
double alike(const std::string& a, const std::string& b) {
  return similarity(fingerprint(a), fingerprint(b));
}

TEST(Similarity, IsWholeForTheSameText) {
  EXPECT_EQ(alike(story("sea"), story("sea")), 1.0);
  EXPECT_EQ(alike("", ""), 0.0);
}

TEST(Similarity, StaysHighOverAnInsertionWithinALongLine) {
  std::string edited = story("sea");
  edited.insert(500, " (which nobody had expected) ");
  EXPECT_GT(alike(story("sea"), edited), 0.8);
}

TEST(Similarity, IsLowForAnotherText) {
  EXPECT_LT(alike(story("sea"), "Nothing of it stands in here, for this is another article about bread and ovens."),
            0.2);
}

TEST(Similarity, WorksWithoutSpaces) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "港町の第" + std::to_string(i * 37) + "号は昨日の夜に出航した。";
  std::string edited = text;
  edited.insert(edited.size() / 2 / 3 * 3, "追記");
  EXPECT_GT(alike(text, edited), 0.8);
}

TEST(Similarity, DoesNotCountTheFrontMatterThatASiteRepeats) {
  std::string front = "---\n";
  for (int i = 0; i < 40; ++i) front += "key" + std::to_string(i) + ": the same value everywhere\n";
  front += "---\n";
  EXPECT_LT(
      alike(front + story("sea"), front + std::string(400, 'x') + "An article of its own about quite other things."),
      0.3);
  EXPECT_EQ(alike(front, front), 1.0);
}

}  // namespace
}  // namespace feedd::content
