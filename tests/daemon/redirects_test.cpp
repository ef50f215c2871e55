// Old paths, few or a million.
#include "daemon/redirects.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

std::string found(const RedirectTable& table, std::string_view path) {
  const auto target = table.find(path);
  return target ? std::to_string(target->status) + ' ' + std::string(target->to) : "none";
}

class RedirectFile : public ::testing::Test {
 protected:
  std::string complaint(const std::string& rows) {
    const auto read = read_redirects(folder.write("old.txt", rows), "/blog", table);
    return read ? "" : read.error().to_string();
  }

  support::TemporaryFolder folder;
  RedirectTable table;
};

TEST(RedirectTable, FindsWhatWasAddedLast) {
  RedirectTable table;
  EXPECT_EQ(found(table, "/a"), "none");
  table.add("/a", {301, "/b"});
  table.add("/a", {308, "https://example.org/#c"});
  table.add("/caf%C3%A9?x=%20", {410, ""});
  EXPECT_EQ(found(table, "/a"), "308 https://example.org/#c");
  EXPECT_EQ(found(table, "/caf\xC3\xA9?x=%20"), "410 ");
  EXPECT_EQ(found(table, "/a/"), "none");
  EXPECT_EQ(table.size(), 2U);
}

TEST(RedirectTable, HoldsAMillionRows) {
  RedirectTable table;
  for (int i = 0; i < 1'000'000; ++i) {
    const auto name = std::to_string(i);
    table.add("/old/" + name, {301, "/articles/" + name});
  }
  EXPECT_EQ(found(table, "/old/999999"), "301 /articles/999999");
  std::size_t digests = 0;
  table.each_digest([&](std::uint64_t) { ++digests; });
  EXPECT_EQ(digests, 1'000'000U);
}

TEST(RedirectTable, FindsCircles) {
  const std::vector<std::pair<std::string, std::string>> circles[] = {
      {{"/a", "/a"}},
      {{"/a", "/b"}, {"/b", "https://example.org/blog/a#part"}},
      {{"/caf%C3%A9", "/café"}},
      {{"/a", "/a?x=1"}},
  };
  for (const auto& rows : circles) {
    RedirectTable table;
    for (const auto& [from, to] : rows) table.add(from, {301, to});
    EXPECT_THAT(table.find_circle("https://example.org/blog", {}), HasSubstr(" -> ")) << rows.front().first;
  }
  RedirectTable table;
  table.add("/a", {301, "/b"});
  table.add("/b", {308, "https://example.com/a"});
  table.add("/c", {410, ""});
  table.add("/d", {301, "/c"});
  EXPECT_EQ(table.find_circle("https://example.org/blog", {}), "");
}

TEST(RedirectTable, FindsNoCircleInALongWay) {
  RedirectTable table;
  for (int i = 0; i < 10'000; ++i) table.add("/" + std::to_string(i), {301, "/" + std::to_string(i + 1)});
  EXPECT_EQ(table.find_circle("", {}), "");
  table.add("/10000", {301, "/9998"});
  EXPECT_THAT(table.find_circle("", {}), AnyOf("/9998 -> /9999 -> /10000 -> /9998", "/9999 -> /10000 -> /9998 -> /9999",
                                               "/10000 -> /9998 -> /9999 -> /10000"));
}

TEST(OldFeedNames, LeadFromEachFormatOfWordPressToItsOwn) {
  const auto names = old_feed_names({"wordpress"});
  for (const auto& [path, to] : {std::pair{"/feed/", "301 /feed.rss"}, std::pair{"/feed/rdf/", "301 /feed.rdf"},
                                 std::pair{"/?feed=rdf", "301 /feed.rdf"}, std::pair{"/wp-rdf.php", "301 /feed.rdf"},
                                 std::pair{"/feed/atom/", "301 /feed.atom"}})
    EXPECT_EQ(found(names, path), to) << path;
}

TEST(RedirectTable, FindsCirclesOverTheUsualNamesOfFeeds) {
  RedirectTable table;
  table.add("/feed.rss", {301, "/rss.xml"});
  EXPECT_EQ(table.find_circle("", {}), "");
  EXPECT_EQ(table.find_circle("", old_feed_names({})), "/feed.rss -> /rss.xml -> /feed.rss");
  table.add("/rss.xml", {301, "/elsewhere"});
  EXPECT_EQ(table.find_circle("", old_feed_names({})), "") << "a row wins over them";
}

TEST(RedirectTable, TakesTheBasePathOff) {
  EXPECT_EQ(within("/blog", "/blog/old"), "/old");
  EXPECT_EQ(within("/blog", "/blogs/old"), "/blogs/old");
  EXPECT_EQ(within("/blog", "/blog"), "/blog");
  EXPECT_EQ(within("", "/blog/old"), "/blog/old");
  EXPECT_EQ(within("/blog", "https://example.org/blog/old"), "https://example.org/blog/old");
}

TEST_F(RedirectFile, HasPathsAsRequestsHaveThem) {
  EXPECT_EQ(complaint("/blog/old /blog/new\n"), "");
  EXPECT_EQ(found(table, "/old"), "301 /new");
}

TEST_F(RedirectFile, IsReadLineByLine) {
  EXPECT_EQ(
      complaint("\xEF\xBB\xBF# where it was\n\n/a /b\n/c\thttps://example.org/x#part 308  # moved\r\n/d 410\n/e /f"),
      "");
  EXPECT_EQ(found(table, "/a"), "301 /b");
  EXPECT_EQ(found(table, "/c"), "308 https://example.org/x#part");
  EXPECT_EQ(found(table, "/d"), "410 ");
  EXPECT_EQ(found(table, "/e"), "301 /f");
}

TEST_F(RedirectFile, IsRefusedWithTheLine) {
  const std::pair<const char*, const char*> rows[] = {
      {"/a /b\n/c\n", "old.txt:2:1: a redirect must be FROM TO [301|308], or FROM 410"},
      {"/a /b 301 more\n", "old.txt:1:1: a redirect must be"},
      {"a /b\n", "must lead from a path"},
      {"/a b\n", "must lead to a path or an address"},
      {"/a //elsewhere.example/b\n", "must say the scheme of an address: https://elsewhere.example/b"},
      {"/a /b 302\n", "may have status 301, 308 or 410"},
      {"/a /b nonsense\n", "may have status"},
      {"/a 301\n", "must lead to a path or an address"},
      {"/a /b 410\n", "leads nowhere"},
      {"/a 410 301\n", "may have status"},
  };
  for (const auto& [row, words] : rows) EXPECT_THAT(complaint(row), HasSubstr(words)) << row;
}

TEST_F(RedirectFile, IsMissedByName) {
  const auto read = read_redirects(folder.path() / "none.txt", "", table);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().to_string(), HasSubstr("none.txt"));
}

}  // namespace
}  // namespace feedd::daemon
