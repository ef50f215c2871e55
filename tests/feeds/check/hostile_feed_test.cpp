// Feeds made to be slow: what they make the judge do grows with their size, or these tests would not come to an end.
#include "feeds/check/check.hpp"
#include "tests/feeds/check/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds::check {
namespace {

using ::testing::IsEmpty;

TEST(HostileFeed, HasManyFaultsOfOneKind) {
  constexpr int count = 100'000;
  std::string items;
  for (int number = 0; number < count; ++number)
    items += "<item><title>t</title><guid>x" + std::to_string(number) + "</guid><pubDate>bad</pubDate></item>\n";
  const Judged judged = judge(rss(items), "", "");
  EXPECT_EQ(judged.findings.size(), 41U) << "with the warning of its size";
  EXPECT_EQ(judged.untold, 2U * count - 40);
  EXPECT_EQ(judged.findings.back().at.line, 24);
}

TEST(HostileFeed, HasManyFaultsInOneText) {
  constexpr int count = 500'000;
  std::string html;
  for (int number = 0; number < count; ++number) html += "&lt;script>";
  const Judged judged = judge(in_item("<description>" + html + "</description>"), "", "");
  EXPECT_EQ(judged.untold, count - 20U);
}

TEST(HostileFeed, DeclaresManyNamespaces) {
  std::string feed = rss("");
  std::string declared, items;
  for (int number = 0; number < 50'000; ++number)
    declared += " xmlns:n" + std::to_string(number) + "=\"u:" + std::to_string(number) + '"';
  for (int number = 0; number < 50'000; ++number) items += "<item><title xmlns:x=\"u:x\">t</title></item>";
  feed.insert(feed.find(" xmlns:a="), declared);
  feed.insert(feed.find("</channel>"), items);
  EXPECT_THAT(errors(feed), IsEmpty());
}

TEST(HostileFeed, NestsWithoutEnd) {
  for (const char* name : {"a:author", "m:content", "m:group", "title", "i:category", "own"}) {
    std::string open, close;
    for (int depth = 0; depth < 200'000; ++depth) {
      open.append(1, '<').append(name).append(1, '>');
      close.append("</").append(name).append(1, '>');
    }
    std::string feed = in_item(open + close);
    feed.insert(feed.find(" xmlns:a="),
                " xmlns:m=\"http://search.yahoo.com/mrss/\" xmlns:i=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"");
    EXPECT_EQ(judge(feed, "", "").kind, "RSS 2.0") << name;
  }
  EXPECT_EQ(judge("{\"a\":" + std::string(1 << 20, '[') + std::string(1 << 20, ']') + '}', "", "").kind, "JSON Feed");
}

TEST(HostileFeed, HasManyLinksOfDifferentKinds) {
  std::string links;
  for (int number = 0; number < 50'000; ++number)
    links += "<link href=\"https://e.org/\" type=\"a/" + std::to_string(number) + "\"/>";
  EXPECT_THAT(errors(atom("<author><name>n</name></author>" + links + entry())), IsEmpty());
}

TEST(HostileFeed, HasANameThatEveryChildRepeats) {
  const std::string prefix(100'000, 'p');
  std::string children;
  for (int number = 0; number < 20'000; ++number) children += "<m:own/>";
  const Judged judged = judge(in_item('<' + prefix + ":group xmlns:" + prefix +
                                      "=\"http://search.yahoo.com/mrss/\" "
                                      "xmlns:m=\"http://search.yahoo.com/mrss/\">" +
                                      children + "</" + prefix + ":group>"),
                              "", "");
  EXPECT_EQ(judged.untold, 20'000U - 20);
  for (const Finding& one : judged.findings) EXPECT_LT(one.reason.size(), 300U);
}

}  // namespace
}  // namespace feedd::feeds::check
