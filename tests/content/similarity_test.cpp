#include "content/similarity.hpp"

#include <string>
#include <string_view>
#include <vector>

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

const std::string brief =
    "The ferry to the outer islands will leave an hour earlier from Monday. The company says that the tide and the new "
    "quay ask for it. Passengers with bicycles are asked to come twenty minutes before the ship sails, since the ramp "
    "is narrow. Tickets that were bought before stay good, and whoever can't use theirs gets the money back at the "
    "counter. In winter the old times are to return, unless the harbour office finds that the morning boat is fuller "
    "than it was. A petition against it has two hundred names so far.\n";

std::string with(std::string text, std::string_view old, std::string_view now) {
  return text.replace(text.find(old), old.size(), now);
}
bool is_edited(const std::string& before, const std::string& after, const std::vector<std::string>& others = {}) {
  Boilerplate boilerplate;
  for (const std::string& other : others) boilerplate.add(fingerprint(other));
  return is_edited(fingerprint(before), fingerprint(after), boilerplate);
}
std::string titled(std::string_view title, std::string_view body) {
  return "---\ntitle: " + std::string(title) + "\nlayout: post\nauthor: Choi Mira\ntags: [news, city]\n---\n" +
         std::string(body);
}

TEST(Similarity, IsHighForAShortTextWithEditsAllOver) {
  std::string edited = with(brief, "Monday", "Tuesday");
  edited = with(edited, "twenty", "thirty");
  edited = with(edited, "counter", "desk");
  edited = with(edited, "two hundred", "five hundred");
  EXPECT_GT(alike(brief, edited), 0.8);
  EXPECT_TRUE(is_edited(titled("Ferry", brief), titled("The ferry leaves early", edited)));
}

TEST(Similarity, IsHighForOneWordOfTwentyFour) {
  const std::string text =
      "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
      "eighteen nineteen twenty one two three four.";
  EXPECT_GT(alike(text, with(text, "twelve", "dozen")), 0.85);
}

TEST(Similarity, IsHighForAShortEditedTextWithoutSpaces) {
  const std::string text =
      "港湾局は九日、離島への連絡船が来週から一時間早く出ると発表した。新しい桟橋と潮の流れのためだという。自転車の客は"
      "二十分前に来てほしいと呼びかけている。";
  EXPECT_GT(alike(text, with(with(text, "九日", "十日"), "二十分", "三十分")), 0.7);
  EXPECT_LT(alike(text,
                  "市議会は昨日、図書館の開館時間を延ばす予算案を可決した。来年の春から夜九時まで開く予定で、"
                  "職員を三人増やすという。市民からは歓迎の声が上がった。"),
            0.3);
}

TEST(Similarity, TakesNoFrontMatterKeysForAShortArticle) {
  EXPECT_FALSE(is_edited(titled("Snow", "It snowed.\n"), titled("Rain", "It rained.\n")));
}

TEST(Similarity, TakesATemplateForNoArticle) {
  const auto report = [](std::string_view town, std::string_view told) {
    return titled("Report of " + std::string(town),
                  "## What happened\n\n" + std::string(told) +
                      "\n\n## How to take part\n\nWrite to the desk before noon, and say your name and town. "
                      "Pictures are welcome, if you took them yourself. We answer every letter within a week, and "
                      "we print what others may want to read.\n");
  };
  const std::string north = report(
      "the north", "A bridge was closed for repairs and nobody was told of it, so that the bus drove around the lake.");
  const std::string south = report(
      "the south", "Two hundred bakers met and compared the loaves of their towns; rye won, as in every year before.");
  EXPECT_GT(alike(north, south), 0.6);
  EXPECT_FALSE(is_edited(north, south));
  const std::vector<std::string> others = {report("the east", "The library opens on Sundays from now on."),
                                           report("the west", "A choir of forty sang in the empty station hall.")};
  EXPECT_TRUE(is_edited(north, with(north, "nobody", "hardly anybody"), others));
  EXPECT_FALSE(is_edited(north, with(south, "the south", "the north"), others)) << "though the titles are one";
}

}  // namespace
}  // namespace feedd::content
