#include "content/text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

TEST(CleanText, ReadsC1ControlsAsWindows1252) {
  const CleanText clean = clean_text("It\u0092s \u0093so\u0094\u0085 \u0081\u0080\u009F\u00A0\u00E9");
  EXPECT_EQ(clean.text, "It\u2019s \u201Cso\u201D\u2026 \u20AC\u0178\u00A0\u00E9");
  EXPECT_EQ(clean.repaired, 6U);
  EXPECT_EQ(clean.removed, 1U);
}

using namespace std::string_literals;

TEST(CleanText, CopiesCleanTextOfAnyScript) {
  const std::string text = "plain\ttext\n한국어 日本語 🇰🇷 e\u0301 \x7F \u00A0";
  const CleanText clean = clean_text(text);
  EXPECT_EQ(clean.text, text);
  EXPECT_EQ(clean.repaired, 0U);
  EXPECT_EQ(clean.removed, 0U);
}

TEST(CleanText, FindsAControlAtEveryPlaceOfAMachineWord) {
  for (std::size_t place = 0; place < 24; ++place) {
    std::string text(24, 'a');
    text[place] = '\x1F';
    const CleanText clean = clean_text(text);
    EXPECT_EQ(clean.text, std::string(23, 'a')) << place;
    EXPECT_EQ(clean.removed, 1U) << place;
  }
}

TEST(CleanText, DropsEveryC0ControlButTabAndLineEnds) {
  for (char c = 0; c < 0x20; ++c) {
    const bool kept = c == '\t' || c == '\n' || c == '\r';
    EXPECT_EQ(clean_text("a"s + c + "b").text.size(), kept ? 3U : 2U) << int{c};
  }
}

TEST(CleanText, DropsTheTwoNoncharactersXmlForbidsAndNoOthers) {
  const CleanText clean = clean_text("a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90z");
  EXPECT_EQ(clean.text, "a\xEF\xB7\x90z");
  EXPECT_EQ(clean.removed, 2U);
  EXPECT_EQ(clean.repaired, 0U);
}

TEST(CleanText, MakesEveryLineEndALineFeed) {
  const CleanText clean = clean_text("a\r\nb\rc\n\rd\r");
  EXPECT_EQ(clean.text, "a\nb\nc\n\nd\n");
  EXPECT_EQ(clean.removed, 0U);
}

TEST(CleanText, DropsLeadingByteOrderMarksOnly) {
  EXPECT_EQ(clean_text("\uFEFFa\uFEFFb").text, "a\uFEFFb");
  EXPECT_EQ(clean_text("\uFEFFa").removed, 1U);
  EXPECT_EQ(clean_text("\uFEFF\x01\uFEFFa").text, "a");
}

// The Unicode Standard, section 3.9, tables 3-8 to 3-11.
TEST(CleanText, ReplacesOneMaximalSubpartByOneCharacter) {
  const std::string r = "\uFFFD";
  EXPECT_EQ(clean_text("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41").text, r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(clean_text("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41").text, r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(clean_text("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42").text, r + r + r + r + r + "A" + r + r + "B");
  const CleanText truncated = clean_text("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41");
  EXPECT_EQ(truncated.text, r + r + r + r + "A");
  EXPECT_EQ(truncated.repaired, 4U);
}

TEST(CleanText, RepairsACharacterCutOffByTheEnd) {
  EXPECT_EQ(clean_text("ab\xED\x95").text, "ab\uFFFD");
  EXPECT_EQ(clean_text("\xF0\x9F\x98").text, "\uFFFD");
}

TEST(ToNfc, ComposesHangulAndLatin) {
  EXPECT_EQ(to_nfc("e\u0301"), "\u00E9");
  EXPECT_EQ(to_nfc("\u1112\u1161\u11AB"), "한");
  EXPECT_EQ(to_nfc("plain"), "plain");
}

TEST(ToNfc, RepairsWhatIsNoUtf8) {
  EXPECT_EQ(to_nfc("\xFF"
                   "e\u0301"),
            "\uFFFD\u00E9");
}

TEST(FoldCase, MakesSpellingsOfOneWordEqual) {
  EXPECT_EQ(fold_case("KOREA"), "korea");
  EXPECT_EQ(fold_case("Straße"), fold_case("STRASSE"));
  EXPECT_EQ(fold_case("ΣΊΣΥΦΟΣ"), fold_case("σίσυφος"));
  EXPECT_EQ(fold_case("E\u0301TE\u0301"), fold_case("été"));
}

TEST(FoldCase, FoldsAnIotaSubscriptTheSameHoweverItIsSpelled) {
  EXPECT_EQ(fold_case("\u1FB4"), fold_case("\u03B1\u0345\u0301"));
  EXPECT_EQ(fold_case(fold_case("\u03B1\u0345\u0301")), fold_case("\u03B1\u0345\u0301"));
}

TEST(Trim, TakesUnicodeSpaceFromBothEndsAndLeavesTheMiddle) {
  EXPECT_EQ(trim("\u00A0\u3000 \t a \u00A0 b \n\u2003\u2029"), "a \u00A0 b");
  EXPECT_EQ(trim("\u3000 \u00A0"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Trim, KeepsCharactersThatShareBytesWithSpaces) {
  EXPECT_EQ(trim("\u00C0\u2020"), "\u00C0\u2020");
  EXPECT_EQ(trim("\u200Bx\u0460"), "\u200Bx\u0460");
  EXPECT_EQ(trim("\x80\x80\x80\x80\x80\x80"), "\x80\x80\x80\x80\x80\x80");
}

TEST(CollapseSpace, MakesAnyRunOfSpaceOneSpace) {
  EXPECT_EQ(collapse_space("  a \u00A0\n b\u3000c  "), "a b c");
  EXPECT_EQ(collapse_space("\u2028"), "");
}

TEST(Shorten, LeavesWhatFits) {
  EXPECT_EQ(shorten("four", 4), "four");
  EXPECT_EQ(shorten("한국어", 3), "한국어");
  EXPECT_EQ(shorten("", 0), "");
}

TEST(Shorten, CutsBetweenWordsAndCountsTheEllipsis) {
  EXPECT_EQ(shorten("The quick brown fox", 12), "The quick…");
  EXPECT_EQ(shorten("The quick brown fox", 10), "The quick…");
  EXPECT_EQ(shorten("한국 경제가 크게 성장", 8), "한국 경제가…");
}

TEST(Shorten, CutsJapaneseBetweenCharactersButNotBeforeAFullStop) {
  EXPECT_EQ(shorten("東京は日本の首都です。", 6), "東京は日本…");
  EXPECT_EQ(shorten("東京です。大阪へ", 5), "東京で…");
}

TEST(Shorten, KeepsWhatUnicodeCallsAWordTogether) {
  EXPECT_EQ(shorten("昨日は新しいコンピューターを買う", 10), "昨日は新しい…") << "katakana is one word";
  EXPECT_EQ(shorten("北京大学图书馆今天开放", 6), "北京大学图…") << "ideographs are one each";
  EXPECT_EQ(shorten("그는 대한민국에서 왔다", 6), "그는…");
  EXPECT_EQ(shorten("ห้องสมุดเปิดแล้ว", 5), "ห้อง…") << "Thai between letters, marks with theirs";
  EXPECT_EQ(shorten("It cost 1,234.50 euros", 12), "It cost…") << "a number is one word";
  EXPECT_EQ(shorten("They can't come in", 8), "They…") << "so is a contraction";
}

TEST(Shorten, CutsFarFromTheBeginningAsNearIt) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "word ";
  EXPECT_EQ(shorten(text, 4003), text.substr(0, 3999) + "…");
  const std::string unbroken(9000, 'x');
  EXPECT_EQ(shorten(unbroken, 4000), unbroken.substr(0, 3999) + "…");
}

TEST(Shorten, CutsInsideASingleLongWord) {
  EXPECT_EQ(shorten("Donaudampfschifffahrt", 10), "Donaudamp…");
  EXPECT_EQ(shorten("a Donaudampfschifffahrt", 10), "a Donauda…");
  EXPECT_EQ(shorten("https://example.org/a-long-path", 10), "https://…") << "an address is several";
}

TEST(Shorten, NeverSplitsAGraphemeCluster) {
  const std::string family = "👨‍👩‍👧";  // five code points
  EXPECT_EQ(shorten(family + family, 8), family + "…");
  EXPECT_EQ(shorten(family + family, 3), "…");
  EXPECT_EQ(shorten("e\u0301e\u0301e\u0301", 4), "e\u0301…");
}

}  // namespace
}  // namespace feedd::content
