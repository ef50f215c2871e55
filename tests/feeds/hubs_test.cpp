// Who is told of a feed, as the feed itself says it: hubs and rssCloud.
#include "feeds/archive.hpp"
#include "feeds/check/check.hpp"
#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Site told_site() {
  Site site = sample_site();
  site.hubs = {"https://example.org/news/hub", "https://hub.example/?a=b&c"};
  site.cloud = Cloud{"example.org", 443, "/news/rsscloud/pleaseNotify", "", "http-post"};
  return site;
}

TEST(Hubs, StandInEachFormatInTheirOrderWithTheFeedsOwnAddress) {
  Rendering rendering(told_site());
  EXPECT_THAT(rendering.bytes("feed", "atom"),
              HasSubstr("<link rel=\"hub\" href=\"https://example.org/news/hub\" />\n"
                        "<link rel=\"hub\" href=\"https://hub.example/?a=b&amp;c\" />"));
  for (const char* extension : {"rss", "rdf"}) {
    const std::string bytes = rendering.bytes("feed", extension);
    EXPECT_THAT(bytes, HasSubstr("xmlns:atom=\"http://www.w3.org/2005/Atom\"")) << extension;
    EXPECT_THAT(bytes, HasSubstr("<atom:link rel=\"hub\" href=\"https://example.org/news/hub\" />\n"
                                 "<atom:link rel=\"hub\" href=\"https://hub.example/?a=b&amp;c\" />"))
        << extension;
    EXPECT_THAT(bytes, HasSubstr("<atom:link rel=\"self\" href=\"https://example.org/news/feed." +
                                 std::string(extension) + "\""))
        << extension;
  }
  EXPECT_THAT(rendering.bytes("feed", "json"),
              HasSubstr("\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://example.org/news/hub\"},"
                        "{\"type\":\"WebSub\",\"url\":\"https://hub.example/?a=b&c\"}]"));
}

TEST(Hubs, AreNamedNowhereWhereThereAreNone) {
  Rendering rendering;
  for (const Format& format : formats())
    EXPECT_THAT(rendering.bytes("feed", format.extension), Not(HasSubstr("hub\"")));
  EXPECT_THAT(rendering.bytes("feed", "rdf"), Not(HasSubstr("atom:"))) << "its bytes are what they always were";
  EXPECT_THAT(rendering.bytes("feed", "json"), Not(HasSubstr("hubs")));
}

TEST(Hubs, LeaveADocumentValid) {
  Rendering rendering(told_site());
  for (const Format& format : formats())
    EXPECT_TRUE(check::judge(rendering.bytes("feed", format.extension), format.media_type, "").is_valid())
        << format.extension;
}

TEST(Cloud, StandsInRssAndInNoOtherFormat) {
  Rendering rendering(told_site());
  EXPECT_THAT(rendering.bytes("feed", "rss"),
              HasSubstr("<cloud domain=\"example.org\" port=\"443\" path=\"/news/rsscloud/pleaseNotify\""
                        " registerProcedure=\"\" protocol=\"http-post\" />"));
  for (const char* extension : {"atom", "rdf", "json"})
    EXPECT_THAT(rendering.bytes("feed", extension), Not(HasSubstr("pleaseNotify"))) << extension;
  EXPECT_THAT(Rendering().bytes("feed", "rss"), Not(HasSubstr("<cloud")));
}

TEST(Hubs, AreToldOfNoDocumentOfAnArchive) {
  Site site = told_site();
  site.limit = 1;
  Rendering rendering(site);
  FeedRenderer renderer(rendering.site, rendering.cache);
  auto& reader = rendering.store->reader();
  const std::int64_t size = archive_size(site, site_feed);
  const std::int64_t finished = reader.reading([&] { return finished_archives(reader, {}, size); }).value();
  ASSERT_GT(finished, 0);
  for (std::int64_t number = 1; number <= finished; ++number) {
    const auto made = renderer.render_archive(reader, {}, {size, number});
    ASSERT_TRUE(made) << made.error().to_string();
    ASSERT_FALSE(made->documents.empty());
    for (const auto& document : made->documents) {
      EXPECT_THAT(*document.bytes, Not(HasSubstr("hub.example")));
      EXPECT_THAT(*document.bytes, Not(HasSubstr("pleaseNotify")));
    }
  }
}

TEST(Hubs, AreADefinitionOfEveryFeed) {
  const std::string before = sample_site().definition();
  Site site = sample_site();
  site.hubs = {"https://hub.example/"};
  const std::string one = site.definition();
  EXPECT_NE(one, before) << "feeds that are served already must be made again";
  site.hubs.emplace_back("https://other.example/");
  const std::string two = site.definition();
  EXPECT_NE(two, one);
  site.hubs = {"https://other.example/", "https://hub.example/"};
  EXPECT_NE(site.definition(), two);
}

TEST(Cloud, IsADefinitionOfEveryFeed) {
  Site site = told_site();
  std::string before = site.definition();
  const auto changed = [&] {
    const std::string after = site.definition();
    return std::exchange(before, after) != after;
  };
  EXPECT_FALSE(changed());
  site.cloud->port = 80;
  EXPECT_TRUE(changed());
  site.cloud->path = "/else";
  EXPECT_TRUE(changed());
  site.cloud->domain = "example.com";
  EXPECT_TRUE(changed());
  site.cloud.reset();
  EXPECT_TRUE(changed());
}

}  // namespace
}  // namespace feedd::feeds
