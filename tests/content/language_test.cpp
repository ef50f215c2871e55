#include "content/language.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

TEST(Language, IsATagOfBcp47) {
  for (const char* tag : {"en", "ko-KR", "zh-Hant-TW", "haw", "x-own", "i-klingon", "EN-us", "sl-rozaj-biske-1994"})
    EXPECT_TRUE(is_language_tag(tag)) << tag;
}

TEST(Language, IsNoneWhereItsFormOrItsLanguageIsNot) {
  for (const char* tag : {"", "qq", "english", "en_US", "en-", "-en", "en--us", "e", "x", "x-", "en-toolongsubtag",
                          "한국어", "en-US-and-so-on-and-so-on-and-so-on-1"})
    EXPECT_FALSE(is_language_tag(tag)) << tag;
}

}  // namespace
}  // namespace feedd::content
