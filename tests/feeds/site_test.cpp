#include "feeds/site.hpp"

#include "tests/feeds/samples.hpp"

#include <set>

#include <gtest/gtest.h>

namespace feedd::feeds {
namespace {

content::Article article() {
  content::Article article;
  article.path = "culture/2026-03-07-Gate Chime.md";
  article.slug = "한국-gate";
  article.published = std::chrono::sys_days{std::chrono::year{2026} / 3 / 7} + std::chrono::hours{4} +
                      std::chrono::minutes{5} + std::chrono::seconds{6};
  article.tags = {{"R&D", "r-d"}, {"Second", "second"}};
  article.authors = {{"최미라", "최미라"}};
  return article;
}

TEST(ExpandPermalink, FillsInJekyllsAndHugosPatterns) {
  EXPECT_EQ(expand_permalink("/:year/:month/:day/:title.html", article()), "/2026/03/07/%ED%95%9C%EA%B5%AD-gate.html");
  EXPECT_EQ(expand_permalink("/:year-:i_month-:i_day/:hour:minute:second/", article()), "/2026-3-7/040506/");
  content::Article sorted = article();
  sorted.details.categories = {"One", "R&D"};
  EXPECT_EQ(expand_permalink("/:categories/:slug/", sorted), "/one/r&d/%ED%95%9C%EA%B5%AD-gate/");
  EXPECT_EQ(expand_permalink("/:slugified_categories/:short_year/:y_day/", sorted), "/one/r-d/26/066/");
  EXPECT_EQ(expand_permalink("/%category%/", sorted), "/one/");
  EXPECT_EQ(expand_permalink("/:categories/:slug:output_ext", article()), "/%ED%95%9C%EA%B5%AD-gate.html")
      << "tags are no categories";
  EXPECT_EQ(expand_permalink("/:section/:filename", article()), "/culture/Gate%20Chime");
  EXPECT_EQ(expand_permalink("posts/:slugorfilename", article()), "/posts/%ED%95%9C%EA%B5%AD-gate");
}

TEST(ExpandPermalink, HasTheDateOfTheSitesClocks) {
  content::Article late = article();
  late.published = std::chrono::sys_days{std::chrono::year{2025} / 12 / 31} + std::chrono::hours{15};
  EXPECT_EQ(expand_permalink("/:year/:month/:day/:hour", late, content::TimeZone::find("Asia/Seoul").value()),
            "/2026/01/01/00");
  Site site;
  site.site_url = "https://example.org";
  site.permalink = "/:year/:month/:day/:slug";
  const std::string utc = site.definition();
  site.time_zone = content::TimeZone::find("Asia/Seoul").value();
  EXPECT_EQ(site.article_url(late), "https://example.org/2026/01/01/%ED%95%9C%EA%B5%AD-gate");
  EXPECT_EQ(site.absolute("article:2026-01-01-first", ""), "https://example.org/2026/01/01/first");
  EXPECT_NE(site.definition(), utc);
}

TEST(ExpandPermalink, FillsInWordPresssPatterns) {
  EXPECT_EQ(expand_permalink("/%year%/%monthnum%/%day%/%postname%/", article()),
            "/2026/03/07/%ED%95%9C%EA%B5%AD-gate/");
  EXPECT_EQ(expand_permalink("/%author%/%category%/%hour%%minute%%second%", article()),
            "/%EC%B5%9C%EB%AF%B8%EB%9D%BC/r-d/040506");
}

TEST(ExpandPermalink, LeavesAloneWhatIsNoPlaceholder) {
  EXPECT_EQ(expand_permalink("/:unknown/%unknown%/a:b/100%/:", article()), "/:unknown/%unknown%/a:b/100%/:");
  EXPECT_EQ(expand_permalink("/%year", article()), "/%year");
  EXPECT_EQ(expand_permalink("/%20/:YEAR/", article()), "/%20/:YEAR/");
  EXPECT_EQ(expand_permalink("", article()), "/");
}

TEST(ExpandPermalink, WritesNoEmptySegmentWhereATermIsMissing) {
  content::Article bare = article();
  bare.tags.clear();
  bare.authors.clear();
  bare.path = "a.md";
  EXPECT_EQ(expand_permalink("/:categories/:slug/", bare), "/%ED%95%9C%EA%B5%AD-gate/");
  EXPECT_EQ(expand_permalink("/:section/:year", bare), "/2026");
}

TEST(Site, HostsItsArticlesUnlessAnotherSiteDoes) {
  Site site = sample_site();
  EXPECT_EQ(site.article_url(article()), "https://example.org/news/articles/%ED%95%9C%EA%B5%AD-gate");
  EXPECT_EQ(site.home_url(), "https://example.org/news/");
  site.site_url = "https://www.example.org";
  site.permalink = "/:year/:slug/";
  EXPECT_EQ(site.article_url(article()), "https://www.example.org/2026/%ED%95%9C%EA%B5%AD-gate/");
  EXPECT_EQ(site.home_url(), "https://www.example.org/");
}

TEST(Site, LeavesOneSlugOnTwoDatesToTheDatesOfAnotherSite) {
  Site site = sample_site();
  content::Article second = article();
  second.slug = "weekly-2";
  second.wished_slug = "weekly";
  EXPECT_EQ(site.article_url(second), "https://example.org/news/articles/weekly-2");
  site.site_url = "https://www.example.org";
  site.permalink = "/:year/:month/:day/:slug/";
  EXPECT_EQ(site.article_url(second), "https://www.example.org/2026/03/07/weekly/");
  site.permalink = "/:slug/";
  EXPECT_EQ(site.article_url(second), "https://www.example.org/weekly-2/") << "nothing else tells them apart";
  site.permalink = "/:year/:slug/";
  second.wished_slug = second.slug;
  EXPECT_EQ(site.article_url(second), "https://www.example.org/2026/weekly-2/") << "its own number";
  second.slug = "hangug-2";
  second.wished_slug = "한국";
  EXPECT_EQ(site.article_url(second), "https://www.example.org/2026/hangug/");
}

TEST(Site, LinksToThePageThatAnArticleSaysItHas) {
  Site site = [] {
    Site made;
    made.base_url = "https://feeds.example.org";
    return made;
  }();
  content::Article own = article();
  own.url = "/essays/:year/gate chime/";
  EXPECT_EQ(site.article_url(own), site.base_url + "/articles/%ED%95%9C%EA%B5%AD-gate");
  site.site_url = "https://www.example.org";
  EXPECT_EQ(site.article_url(own), "https://www.example.org/essays/2026/gate%20chime/");
  own.url = "https://elsewhere.example/p/7";
  EXPECT_EQ(site.article_url(own), "https://elsewhere.example/p/7");
}

TEST(ExpandPermalink, TakesTheSectionThatAnArticleNames) {
  content::Article named = article();
  named.section = "Arts & Music";
  EXPECT_EQ(expand_permalink("/:section/:slug", named), "/arts-music/%ED%95%9C%EA%B5%AD-gate");
}

TEST(Site, MakesEveryKindOfReferenceAbsolute) {
  const Site site = sample_site();
  const std::string page = "https://example.org/news/articles/a";
  EXPECT_EQ(site.absolute("media:images/a%20b.png", page), "https://example.org/news/media/images/a%20b.png");
  EXPECT_EQ(site.absolute("/about?x=1", page), "https://example.org/news/about?x=1");
  EXPECT_EQ(site.absolute("b", page), "https://example.org/news/articles/b");
  EXPECT_EQ(site.absolute("../c#d", page), "https://example.org/news/c#d");
  EXPECT_EQ(site.absolute("#top", page), "https://example.org/news/articles/a#top");
  EXPECT_EQ(site.absolute("?page=2", page), "https://example.org/news/articles/a?page=2");
  EXPECT_EQ(site.absolute("https://example.com/x?a=1&b=2", page), "https://example.com/x?a=1&b=2");
  EXPECT_EQ(site.absolute("//cdn.example.com/x", page), "https://cdn.example.com/x");
  EXPECT_EQ(site.absolute("mailto:a@example.org", page), "mailto:a@example.org");
}

TEST(Site, WritesEveryAddressInCharactersOfRfc3986) {
  Site site = sample_site();
  const std::string page = "https://example.org/news/articles/a";
  EXPECT_EQ(site.absolute("/a b[1]|{2}^", page), "https://example.org/news/a%20b%5B1%5D%7C%7B2%7D%5E");
  EXPECT_EQ(site.absolute("?a[]=1#\u00e9", page), "https://example.org/news/articles/a?a%5B%5D=1#%C3%A9");
  EXPECT_EQ(site.absolute("media:a|b.png", page), "https://example.org/news/media/a%7Cb.png");
  EXPECT_EQ(site.absolute("article:a b#c d", page), "https://example.org/news/articles/a-b#c%20d");
  EXPECT_EQ(site.absolute("http://[no host]/", page), "http://%5Bno%20host%5D/");
  EXPECT_EQ(site.absolute("//[no host]/", page), "https://%5Bno%20host%5D/");
  content::Article own = article();
  own.url = "https://b\u00fccher.example/[a b]";
  site.site_url = "https://www.example.org";
  EXPECT_EQ(site.article_url(own), "https://xn--bcher-kva.example/%5Ba%20b%5D");
  own.url.clear();
  site.permalink = "/\ub274\uc2a4/:year/";
  EXPECT_EQ(site.article_url(own), "https://www.example.org/%EB%89%B4%EC%8A%A4/2026/");
}

TEST(Site, KeepsAnIdThatIsAnIriInAtomAndDerivesAnyOther) {
  const Site site = sample_site();
  for (const char* id :
       {"https://example.org/?p=1", "https://example.kr/기사/1", "tag:example.org,2020:a", "urn:example:a/b"})
    EXPECT_EQ(site.atom_id(id), id);
  const std::string derived = site.atom_id("123 at http://example.com");
  EXPECT_TRUE(derived.starts_with("urn:uuid:"));
  EXPECT_EQ(site.atom_id("123 at http://example.com"), derived);
  EXPECT_NE(site.atom_id("124 at http://example.com"), derived);
  Site other = site;
  other.id = "another";
  EXPECT_NE(other.atom_id("123 at http://example.com"), derived);
}

TEST(Site, TakesMediaAndRootsFromWhereTheyAreHosted) {
  Site site = sample_site();
  site.media_base = "https://cdn.example.org/files";
  site.site_url = "https://www.example.org/blog";
  EXPECT_EQ(site.absolute("media:a.png", "https://www.example.org/blog/a/"), "https://cdn.example.org/files/a.png");
  EXPECT_EQ(site.absolute("/about", "https://www.example.org/blog/a/"), "https://www.example.org/blog/about");
}

TEST(Site, IsDefinedByEverythingThatReachesTheBytes) {
  const Site site = sample_site();
  std::set<std::string> definitions{site.definition()};
  EXPECT_EQ(sample_site().definition(), site.definition());
  for (std::string Site::*field : {&Site::id, &Site::base_url, &Site::site_url, &Site::permalink, &Site::media_base,
                                   &Site::title, &Site::description, &Site::language, &Site::rights}) {
    Site other = site;
    other.*field += "x";
    definitions.insert(other.definition());
  }
  Site other = site;
  other.limit = 51;
  definitions.insert(other.definition());
  other = site;
  other.max_age = std::chrono::seconds{901};
  definitions.insert(other.definition());
  other = site;
  other.full_text = false;
  definitions.insert(other.definition());
  EXPECT_EQ(definitions.size(), 13U);
}

TEST(Site, IsAnotherWhereTextMovesFromOneFieldToTheNext) {
  Site one = sample_site();
  one.title = "ab";
  one.description = "c";
  Site two = sample_site();
  two.title = "a";
  two.description = "bc";
  EXPECT_NE(one.definition(), two.definition());
}

}  // namespace
}  // namespace feedd::feeds
