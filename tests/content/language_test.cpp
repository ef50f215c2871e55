#include "content/language.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

TEST(IsLanguageTag, TakesCodesOfIso639WithWhatFollowsThem) {
  for (const auto* tag : {"ko", "KO", "en-GB", "zh-Hant-TW", "sl-rozaj-biske-1994", "yue", "eng", "zu", "aa"})
    EXPECT_TRUE(is_language_tag(tag)) << tag;
}

TEST(IsLanguageTag, RefusesWhatIsNoLanguage) {
  for (const auto* tag : {"", "xx", "english", "en_US", "en-", "-en", "en--us", "e", "12", "en-toolonga1", "jp"})
    EXPECT_FALSE(is_language_tag(tag)) << tag;
}

}  // namespace
}  // namespace feedd::content
