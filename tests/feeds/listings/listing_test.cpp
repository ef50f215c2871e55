// Listings as bytes: what stands in them, where they part, and that what is not visible is in none.
#include "feeds/listings/listing.hpp"

#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Listings : public ::testing::Test {
 protected:
  std::string at(std::string_view path) {
    auto& reader = store->reader();
    const auto listing = reader.reading([&] { return listing_at(site, reader, path); }).value();
    return listing ? listing->text : "";
  }
  void arrive(content::Arrival arrival) {
    store->commit(support::batch_of({std::move(arrival)}), touched_feeds, support::at(100)).value();
  }

  Site site = sample_site();
  std::unique_ptr<content::ArticleStore> store = support::memory_store(sample_site().id);
};

TEST_F(Listings, OfAnEmptyStoreAreWhole) {
  EXPECT_THAT(at("/sitemap.xml"), HasSubstr("<loc>https://example.org/news/</loc>"));
  EXPECT_THAT(at("/news-sitemap.xml"), HasSubstr("</urlset>"));
  EXPECT_THAT(at("/opml.xml"), HasSubstr("xmlUrl=\"https://example.org/news/feed.rss\""));
  EXPECT_EQ(at("/robots.txt"),
            "User-agent: *\nDisallow:\n\nSitemap: https://example.org/news/sitemap.xml\n"
            "Sitemap: https://example.org/news/news-sitemap.xml\n");
}

TEST_F(Listings, StandAtNoOtherPaths) {
  arrive(support::arrival("a.md", "Pier"));
  for (const char* path : {"/sitemap-0.xml", "/sitemap-01.xml", "/sitemap-2.xml", "/sitemap--1.xml", "/sitemap-.xml",
                           "/sitemap-99999999999999999999.xml", "/opml", "/"})
    EXPECT_EQ(at(path), "") << path;
}

TEST_F(Listings, HaveNoDraft) {
  content::Arrival draft = support::arrival("d.md", "Hidden");
  draft.article.draft = true;
  draft.article.tags = {"secret"};
  arrive(support::arrival("a.md", "Pier"));
  arrive(draft);
  for (const std::string& path : listing_paths(store->reader())) {
    EXPECT_THAT(at(path), Not(HasSubstr("idden"))) << path;
    EXPECT_THAT(at(path), Not(HasSubstr("secret"))) << path;
  }
}

TEST_F(Listings, BecomeAnIndexBeyondOnePart) {
  std::vector<content::Arrival> many;
  for (std::int64_t n = 0; n < sitemap_part_size; ++n)
    many.push_back(support::arrival("a" + std::to_string(n) + ".md", "A " + std::to_string(n)));
  store->commit(support::batch_of(std::move(many)), touched_feeds, support::at(100)).value();
  const std::string first = at("/sitemap.xml");
  EXPECT_THAT(first, HasSubstr("<urlset"));
  arrive(support::arrival("b.md", "Later", 2));
  EXPECT_THAT(at("/sitemap.xml"), HasSubstr("<sitemapindex"));
  EXPECT_THAT(at("/sitemap.xml"), HasSubstr("<loc>https://example.org/news/sitemap-2.xml</loc>"));
  EXPECT_EQ(at("/sitemap-1.xml"), first) << "a new article changes no full part";
  EXPECT_THAT(at("/sitemap-2.xml"), HasSubstr("/articles/later</loc>"));
}

TEST_F(Listings, OfNewsEndTwoDaysBeforeTheFeedsLastUpdate) {
  arrive(support::arrival("a.md", "Ancient", 1));
  arrive(support::arrival("b.md", "Edge", 8));
  arrive(support::arrival("c.md", "Recent", 9));
  arrive(support::arrival("d.md", "Newest", 10));
  const std::string news = at("/news-sitemap.xml");
  EXPECT_THAT(news, HasSubstr("<news:title>Newest</news:title>"));
  EXPECT_THAT(news, HasSubstr("<news:title>Recent</news:title>"));
  EXPECT_THAT(news, Not(HasSubstr("Edge")));
  EXPECT_THAT(news, Not(HasSubstr("Ancient")));
  EXPECT_THAT(news, HasSubstr("<news:name>Harbour &amp; Hills</news:name>"));
}

TEST_F(Listings, NameLanguagesAsNewsReadersKnowThem) {
  const std::vector<std::string> names{news_language("en-GB"), news_language("zh"),        news_language("zh-Hant-TW"),
                                       news_language("zh_HK"), news_language("fil"),       news_language(""),
                                       news_language("zh-CN"), news_language("zh-Hans-HK")};
  EXPECT_THAT(names, ElementsAre("en", "zh-cn", "zh-tw", "zh-tw", "fil", "und", "zh-cn", "zh-cn"));
}

TEST_F(Listings, NameEachFeedOnceInOpml) {
  content::Arrival one = support::arrival("a.md", "One");
  one.article.tags = {"Sea & \"sand\""};
  one.article.authors = {"Choi Mira"};
  content::Arrival other = support::arrival("b.md", "Other");
  other.article.tags = {"Sea & \"sand\""};
  arrive(one);
  arrive(other);
  const std::string text = at("/opml.xml");
  EXPECT_THAT(text, HasSubstr("<outline type=\"rss\" text=\"Sea &amp; &quot;sand&quot;\""));
  const std::string address = "xmlUrl=\"https://example.org/news/tags/sea-sand.rss\"";
  const std::size_t at_first = text.find(address);
  ASSERT_NE(at_first, std::string::npos);
  EXPECT_EQ(text.find(address, at_first + 1), std::string::npos);
  EXPECT_THAT(text, HasSubstr("xmlUrl=\"https://example.org/news/authors/choi-mira.rss\""));
}

TEST_F(Listings, NameTheLeadImageOfAPage) {
  content::Arrival article = support::arrival("a.md", "Pier");
  article.article.media = {{"media:images/a%20b.png", "image/png", 5120, "A"}};
  arrive(article);
  EXPECT_THAT(at("/sitemap.xml"), HasSubstr("<image:loc>https://example.org/news/media/images/a%20b.png</image:loc>"));
}

}  // namespace
}  // namespace feedd::feeds
