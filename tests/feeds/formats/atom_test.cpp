#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Atom, KeepsItsIdWhenTheSiteMoves) {
  Site moved = sample_site();
  moved.base_url = "https://elsewhere.example";
  const std::string here = Rendering().bytes("feed", "atom");
  const std::string there = Rendering(moved).bytes("feed", "atom");
  const auto id = [](const std::string& feed) {
    return feed.substr(feed.find("<id>"), feed.find("</id>") - feed.find("<id>"));
  };
  EXPECT_EQ(id(here), id(there));
  EXPECT_THAT(id(here), HasSubstr("urn:uuid:"));
}

TEST(Atom, LinksEveryFileOfAKnownTypeAndLeavesUnknownLengthsOut) {
  const std::string feed = Rendering().bytes("feed", "atom");
  EXPECT_THAT(feed, HasSubstr("type=\"image/png\" href=\"https://example.org/news/media/images/a%20b.png\" "
                              "length=\"5120\""));
  EXPECT_THAT(feed, HasSubstr("type=\"audio/mpeg\" href=\"https://cdn.example.org/tides.mp3\" />"));
  EXPECT_THAT(feed, Not(HasSubstr("cdn.example.org/unknown")));
}

TEST(Atom, IsUpdatedWhenItsNewestArticleWas) {
  const std::string feed = Rendering().bytes("feed", "atom");
  const std::size_t entries = feed.find("<entry");
  EXPECT_LT(feed.find("<updated>2026-01-07T00:00:00Z</updated>"), entries) << "an edit, though others are newer";
}

}  // namespace
}  // namespace feedd::feeds
