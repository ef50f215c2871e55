// Request targets as paths.
#include "daemon/http/target.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

std::string path_of(std::string_view target, std::string_view prefix = "") {
  std::string scratch;
  const auto resolved = resolve_target(target, prefix, scratch);
  return resolved.status == 0 ? std::string{resolved.path} : std::to_string(resolved.status);
}

TEST(Target, DropsQueryAndFragment) {
  EXPECT_EQ(path_of("/feed.rss?utm=1"), "/feed.rss");
  EXPECT_EQ(path_of("/?a/../b"), "/");
  EXPECT_EQ(path_of("/feed.rss#top"), "/feed.rss");
  EXPECT_EQ(path_of("/feed.rss?a=%zz"), "/feed.rss") << "a query is not looked at";
}

TEST(Target, TakesAbsoluteForm) {
  EXPECT_EQ(path_of("http://example.org/feed.rss"), "/feed.rss");
  EXPECT_EQ(path_of("HTTPS://example.org:443"), "/");
  EXPECT_EQ(path_of("http://example.org?a=/b"), "/");
  EXPECT_EQ(path_of("http:///feed.rss"), "400");
  EXPECT_EQ(path_of("ftp://example.org/feed.rss"), "400");
  EXPECT_EQ(path_of("/http://example.org/x"), "/http://example.org/x");
}

TEST(Target, HasNoPathInOtherForms) {
  EXPECT_EQ(path_of("*"), "400");
  EXPECT_EQ(path_of("example.org:443"), "400");
  EXPECT_EQ(path_of(""), "400");
}

TEST(Target, DecodesUtf8) {
  EXPECT_EQ(path_of("/tags/%ED%95%9C%ea%b5%ad.rss"), "/tags/한국.rss");
  EXPECT_EQ(path_of("/tags/한국.rss"), "/tags/한국.rss") << "sent raw by sloppy clients";
  EXPECT_EQ(path_of("/a%20b%2Bc%3Fd"), "/a b+c?d");
  EXPECT_EQ(path_of("/a%2520"), "/a%20") << "decoded once only";
}

TEST(Target, RefusesBadEscapesAndBytes) {
  for (const auto* target : {"/%", "/%2", "/%zz", "/%00", "/%0a", "/%7F", "/%ff", "/%C0%AF", "/%ED%A0%80",
                             "/%F5%80%80%80", "/%E2%82", "/\xFF"})
    EXPECT_EQ(path_of(target), "400") << target;
  EXPECT_EQ(path_of("/a%2Fb"), "404");
  EXPECT_EQ(path_of("/a%2fb"), "404");
}

TEST(Target, RefusesDotSegmentsHoweverTheyAreWritten) {
  for (const auto* target : {"/..", "/.", "/./", "/../feed.rss", "/./feed.rss", "/a/./b", "/a/b/..", "/a/.",
                             "/x/%2e%2E/feed.rss", "/media/%2e./x", "//a//../b", "http://example.org/../a"})
    EXPECT_EQ(path_of(target), "400") << target;
  for (const auto* path : {"/.well-known/x", "/a/..b/...c", "/a./b..", "/..."}) EXPECT_EQ(path_of(path), path);
}

TEST(Target, TakesThePrefixOffAtASegmentOnly) {
  EXPECT_EQ(path_of("/blog/feed.rss", "/blog"), "/feed.rss");
  EXPECT_EQ(path_of("/blog", "/blog"), "/");
  EXPECT_EQ(path_of("/blog/", "/blog"), "/");
  EXPECT_EQ(path_of("/blogs/feed.rss", "/blog"), "/blogs/feed.rss");
  EXPECT_EQ(path_of("/feed.rss", "/blog"), "/feed.rss") << "a proxy stripped it";
  EXPECT_EQ(path_of("/bl%6Fg/feed.rss", "/blog"), "/feed.rss");
}

TEST(Utf8, FollowsTheTableOfWellFormedSequences) {
  EXPECT_TRUE(is_utf8("a\x7F\u00E9\u20AC\U0001F600\uFFFF"));
  for (const auto* bytes : {"\x80", "\xC1\x81", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
                            "\xE2\x82", "\xE2\x28\xA1", "\xF0\x9F\x98"})
    EXPECT_FALSE(is_utf8(bytes));
}

}  // namespace
}  // namespace feedd::daemon
