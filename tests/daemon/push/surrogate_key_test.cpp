// Keys of caches.
#include "daemon/push/surrogate_key.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace feedd::daemon::push {
namespace {

TEST(SurrogateKey, OfPlainNamesIsReadable) {
  EXPECT_EQ(surrogate_key("feed"), "feedd/feed");
  EXPECT_EQ(surrogate_key("tags/korea"), "feedd/tags/korea");
  EXPECT_EQ(article_surrogate_key("first-snow"), "feedd/articles/first-snow");
}

TEST(SurrogateKey, OfAnyTextIsOneShortWordThatHeadersTake) {
  for (const std::string& key :
       {std::string("tags/한국-경제"), std::string("tags/a,b c"), "tags/" + std::string(180, 'x'),
        std::string(500, 'x'), std::string("a/b\r\nX: y"), std::string(), std::string("한국"),
        "languages/" + std::string(180, 'e'), std::string(60, 'f') + "/" + std::string(60, 'g')}) {
    const std::string made = surrogate_key(key);
    EXPECT_LE(made.size(), longest_key_bytes) << made;
    EXPECT_GT(made.size(), 5U);
    EXPECT_TRUE(std::all_of(made.begin(), made.end(), [](char c) { return c > ' ' && c < 0x7F && c != ','; })) << made;
  }
  EXPECT_TRUE(surrogate_key("tags/한국").starts_with("feedd/tags/x-"));
}

TEST(SurrogateKey, DiffersFromFeedToFeed) {
  std::set<std::string> all{std::string(everything_key), std::string(listings_key)};
  for (const char* key : {"feed", "tags/korea", "authors/korea", "tags/한국", "authors/한국", "tags/한국-경제",
                          "feeds/feed", "articles/a"})
    EXPECT_TRUE(all.insert(surrogate_key(key)).second) << key;
}

TEST(SurrogateKey, OfAFeedStaysWhatCachesHave) {
  EXPECT_EQ(surrogate_key("tags/한국"), "feedd/tags/x-a47c16cd0a6f2af0e4b3dd3219a8e386");
}

}  // namespace
}  // namespace feedd::daemon::push
