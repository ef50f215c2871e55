#include "content/term.hpp"

#include "content/text.hpp"

#include <set>

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

TEST(Slugify, KeepsHangulAndJoinsWordsWithHyphens) {
  EXPECT_EQ(slugify("한국 경제"), "한국-경제");
  EXPECT_EQ(slugify("  World\u3000Korean\u00A0Forum  "), "world-korean-forum");
}

TEST(Slugify, MakesWhatAddressesReserveOneHyphen) {
  EXPECT_EQ(slugify("C/C++"), "c-c++");
  EXPECT_EQ(slugify("a / \\ ? # % & \" ' < > b"), "a-b");
  EXPECT_EQ(slugify("a\x01\x7F\u0085\u2028z"), "a-z");
  EXPECT_EQ(slugify("rock & roll - live"), "rock-roll-live");
}

TEST(Slugify, GivesOneSlugToSpellingsOfOneWord) {
  EXPECT_EQ(slugify("\u1112\u1161\u11AB"), slugify("한"));
  EXPECT_EQ(slugify("STRASSE"), slugify("Straße"));
  EXPECT_EQ(slugify("E\u0301te\u0301"), "été");
}

TEST(Slugify, HidesNoInvisibleCharacters) {
  EXPECT_EQ(slugify("\u202Eevil\u202C"), "evil");
  EXPECT_EQ(slugify("\uFEFFnews\u200B"), "news");
  EXPECT_EQ(slugify("می\u200Cخواهم"), "می\u200Cخواهم");
}

TEST(Slugify, NeverStartsWithADot) {
  EXPECT_EQ(slugify(".NET"), "net");
  EXPECT_EQ(slugify("../../etc/passwd"), "etc-passwd");
  EXPECT_EQ(slugify("node.js"), "node.js");
}

TEST(Slugify, NamesTextsWithNothingToKeepByTheirDigest) {
  std::set<std::string> slugs;
  for (const auto* text : {"", ".", "..", "?", "???", "- -", "\u00A0", "\u202E"}) {
    const std::string slug = slugify(text);
    EXPECT_EQ(slug.size(), 10U) << text;
    EXPECT_EQ(slug.substr(0, 2), "x-") << text;
    slugs.insert(slug);
  }
  EXPECT_EQ(slugs.size(), 8U);
}

TEST(Slugify, CutsLongTextsBetweenCodePoints) {
  std::string text = "a";
  for (int i = 0; i < 100; ++i) text += "한";
  const std::string slug = slugify(text);
  EXPECT_EQ(slug.size(), 178U);
  EXPECT_EQ(clean_text(slug).repaired, 0U);
  EXPECT_EQ(slugify(std::string(179, 'a') + "- b"), std::string(179, 'a'));
}

TEST(Slugify, RepairsWhatIsNoUtf8) {
  EXPECT_EQ(slugify("a\xC2"), "a\uFFFD");
}

TEST(TermKey, IgnoresCaseSpaceAndComposition) {
  EXPECT_EQ(term_key(" Climate \n Change"), term_key("CLIMATE CHANGE"));
  EXPECT_EQ(term_key("climate change"), "climate change");
  EXPECT_EQ(term_key("e\u0301COLE"), term_key("\u00C9cole"));
  EXPECT_EQ(term_key("한국\u3000경제"), "한국 경제");
}

TEST(TermKey, TellsApartWhatSlugsConfuse) {
  EXPECT_NE(term_key("C#"), term_key("C"));
}

}  // namespace
}  // namespace feedd::content
