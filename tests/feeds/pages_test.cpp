#include "feeds/pages.hpp"

#include "feeds/formats/format.hpp"
#include "tests/feeds/samples.hpp"
#include "tests/support/golden.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

IndexPage sample_index(content::ArticleReader& reader) {
  return reader
      .reading([&] {
        IndexPage index;
        for (const content::ArticleRef& ref : reader.newest({{}, {}, 20}))
          index.newest.push_back(*reader.load(ref.key, content::ArticleReader::Parts::head));
        index.tags = reader.terms(content::TermKind::tag, 100);
        index.authors = reader.terms(content::TermKind::author, 100);
        return index;
      })
      .value();
}

content::Article hostile() {
  content::Article article;
  article.slug = "x";
  article.title = "</title><script>alert(1)</script>";
  article.summary = "<img onerror=1>";
  article.content = "<p>clean</p>";
  article.authors = {{"\"><script>", "script"}};
  article.tags = {{"<b>", "b"}};
  article.rights = "<i>rights</i>";
  article.photo_credit = "<u>credit</u>";
  article.media = {{"https://example.org/\"onload=\"x.png", "image/png", 1, "\"><script>"}};
  return article;
}

TEST(IndexPage, IsAsAgreed) {
  Rendering rendering;
  support::expect_golden("index.html", index_page(rendering.site, sample_index(rendering.store->reader())));
}

TEST(IndexPage, OfASiteWithoutArticlesIsAsAgreed) {
  support::expect_golden("index-empty.html", index_page(sample_site(), {}));
}

TEST(IndexPage, LinksEachFormatForReadersToFind) {
  const std::string page = index_page(sample_site(), {});
  for (const Format& format : formats()) {
    const std::string type(format.media_type.substr(0, format.media_type.find(';')));
    EXPECT_THAT(page, HasSubstr("<link rel=\"alternate\" type=\"" + type + "\""));
    EXPECT_THAT(page, HasSubstr("href=\"https://example.org/news/feed." + std::string(format.extension) + "\""));
  }
}

TEST(IndexPage, ShowsAnArticleWithoutATitleByItsSummary) {
  Rendering rendering;
  EXPECT_THAT(index_page(rendering.site, sample_index(rendering.store->reader())),
              HasSubstr(">A note without a title, only what it says.</a>"));
}

TEST(IndexPage, WritesNoMarkupOfAnArticlesFields) {
  IndexPage index;
  index.newest = {hostile()};
  index.tags = {{{"<script>", "s"}, 1, {}}};
  const std::string page = index_page(sample_site(), index);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img onerror")));
}

TEST(ArticlePage, IsAsAgreed) {
  Rendering rendering;
  for (const auto& [path, golden] : {std::pair("shows/tides.md", "article.html"),
                                     {"뉴스/반도체.md", "korean.html"},
                                     {"notes/untitled.md", "untitled.html"},
                                     {"bare.txt", "bare.html"}})
    support::expect_golden(golden, article_page(rendering.site, support::load(rendering.store->reader(), path)));
}

TEST(ArticlePage, CarriesTheWholeTextThoughFeedsAreSummaries) {
  Site site = sample_site();
  site.full_text = false;
  Rendering rendering(site);
  EXPECT_THAT(article_page(site, support::load(rendering.store->reader(), "markup.md")), HasSubstr("<code>if (a"));
}

TEST(ArticlePage, WritesNoMarkupOfAnArticlesFields) {
  const std::string page = article_page(sample_site(), hostile());
  for (const char* markup : {"<script", "<b>", "<i>", "<u>", "\"onload=\""}) EXPECT_THAT(page, Not(HasSubstr(markup)));
  EXPECT_THAT(page, HasSubstr("<p>clean</p>"));
}

TEST(ArticlePage, ShowsALeadImageOnce) {
  Rendering rendering;
  const std::string page = article_page(rendering.site, support::load(rendering.store->reader(), "shows/tides.md"));
  const std::string image = "<img src=\"https://example.org/news/media/images/a%20b.png\"";
  ASSERT_THAT(page, HasSubstr(image));
  EXPECT_EQ(page.find(image, page.find(image) + 1), std::string::npos);
}

TEST(ArticlePage, IsInTheArticlesLanguage) {
  Rendering rendering;
  EXPECT_THAT(article_page(rendering.site, support::load(rendering.store->reader(), "뉴스/반도체.md")),
              HasSubstr("<html lang=\"ko\">"));
  EXPECT_THAT(article_page(rendering.site, support::load(rendering.store->reader(), "bare.txt")),
              HasSubstr("<html lang=\"en\">"));
}

TEST(Pages, RunNothingAndLoadNothingThatTheirPolicyForbids) {
  Rendering rendering;
  const std::string page = article_page(rendering.site, support::load(rendering.store->reader(), "shows/tides.md"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("style=\"")));
  EXPECT_THAT(std::string(page_policy), HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("href=\"https://example.org/news" + std::string(style_path) + "\""));
  EXPECT_FALSE(style_sheet().empty());
}

}  // namespace
}  // namespace feedd::feeds
