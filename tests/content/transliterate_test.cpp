#include "content/transliterate.hpp"

#include "content/term.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

using ::testing::MatchesRegex;

TEST(Transliterate, LeavesAsciiAlone) {
  EXPECT_EQ(transliterate("c-c++"), "c-c++");
}

TEST(Transliterate, WritesHangulLetterByLetter) {
  EXPECT_EQ(transliterate("한국-경제"), "hangug-gyeongje");
  EXPECT_EQ(transliterate(slugify("값 좋다 문리")), "gabs-johda-munli");
}

TEST(Transliterate, TakesMarksOffLatinLetters) {
  EXPECT_EQ(transliterate(slugify("Crème brûlée à Łódź, Ærø")), "creme-brulee-a-lodz,-aero");
}

TEST(Transliterate, WritesCyrillicGreekAndKana) {
  EXPECT_EQ(transliterate(slugify("Новости Йошкар")), "novosti-yoshkar");
  EXPECT_EQ(transliterate(slugify("Αθήνα")), "athina");
  EXPECT_EQ(transliterate("きょうと"), "kyouto");
  EXPECT_EQ(transliterate("ニュース"), "nyusu");
  EXPECT_EQ(transliterate("がっこう"), "gakkou");
  EXPECT_EQ(transliterate("しゃしん"), "shashin");
}

TEST(Transliterate, KeepsApartWhatItCannotWrite) {
  EXPECT_THAT(transliterate("東京"), MatchesRegex("x-[0-9a-f]{8}"));
  EXPECT_NE(transliterate("東京"), transliterate("大阪"));
  EXPECT_THAT(transliterate("東京-news"), MatchesRegex("news-[0-9a-f]{8}"));
  EXPECT_EQ(transliterate("東京"), transliterate("東京"));
}

TEST(Transliterate, StaysAShortSlugOfAscii) {
  std::string label;
  for (int i = 0; i < 90; ++i) label += "쐛東";
  const std::string slug = transliterate(slugify(label));
  EXPECT_LE(slug.size(), 180U);
  EXPECT_EQ(slug, slugify(slug));
}

TEST(Slug, IsAFileNameEverywhere) {
  EXPECT_EQ(slugify("CON"), "x-con");
  EXPECT_EQ(slugify("nul.txt"), "x-nul.txt");
  EXPECT_EQ(slugify("Console"), "console");
  EXPECT_EQ(slugify("Wait..."), "wait");
  EXPECT_EQ(slugify("a:b*c|d"), "a-b-c-d");
}

}  // namespace
}  // namespace feedd::content
