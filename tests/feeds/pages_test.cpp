#include "feeds/pages.hpp"

#include "feeds/formats/format.hpp"
#include "feeds/pages/labels.hpp"
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
  for (const char* markup : {"<script>", "<b>", "<i>", "<u>", "\"onload=\""}) EXPECT_THAT(page, Not(HasSubstr(markup)));
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
              HasSubstr("<html lang=\"ko\" dir=\"ltr\">"));
  EXPECT_THAT(article_page(rendering.site, support::load(rendering.store->reader(), "bare.txt")),
              HasSubstr("<html lang=\"en\" dir=\"ltr\">"));
}

TEST(Pages, RunNothingAndLoadNothingThatTheirPolicyForbids) {
  Rendering rendering;
  const std::string page = article_page(rendering.site, support::load(rendering.store->reader(), "shows/tides.md"));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("<script src")));
  EXPECT_THAT(page, Not(HasSubstr("style=\"")));
  EXPECT_THAT(std::string(page_policy), HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("href=\"https://example.org/news" + std::string(style_path) + "\""));
  EXPECT_FALSE(style_sheet().empty());
}

TEST(ArticlePage, HasDataThatNoTitleCanEnd) {
  content::Article article = hostile();
  article.summary = "a\u2028b & </script>";
  const std::string page = article_page(sample_site(), article);
  EXPECT_THAT(page, HasSubstr("\"headline\":\"\\u003c/title\\u003e\\u003cscript\\u003ealert(1)"));
  EXPECT_THAT(page, HasSubstr("a\\u2028b \\u0026 \\u003c"));
  EXPECT_EQ(page.find("</script>"), page.rfind("</script>"));
}

TEST(ArticlePage, ShowsCorrectionsAndRelatedNews) {
  content::Article article = hostile();
  article.details.corrections = {{"It was <b>five</b>, not four.", std::nullopt}};
  content::Article other;
  other.slug = "other";
  other.title = "Another matter";
  const std::string page = article_page(sample_site(), article, {other});
  EXPECT_THAT(page, HasSubstr("It was &lt;b&gt;five"));
  EXPECT_THAT(page, HasSubstr(">Related news</h2>"));
  EXPECT_THAT(page, HasSubstr(">Another matter</a>"));
}

TEST(ArticlePage, RunsFromTheRightInArabic) {
  content::Article article = hostile();
  article.language = "ar";
  const std::string page = article_page(sample_site(), article);
  EXPECT_THAT(page, HasSubstr("<html lang=\"ar\" dir=\"rtl\">"));
  EXPECT_THAT(page, HasSubstr(">اشترك</h2>"));
}

TEST(Labels, FollowTheScriptBeforeTheLanguage) {
  EXPECT_EQ(direction_of("ar-EG"), "rtl");
  EXPECT_EQ(direction_of("pa-Arab-PK"), "rtl");
  EXPECT_EQ(direction_of("ug-Latn"), "ltr");
  EXPECT_EQ(direction_of("ko"), "ltr");
  EXPECT_EQ(direction_of(""), "ltr");
}

TEST(FeedPage, IsAsAgreed) {
  Rendering rendering;
  const FeedKey key = FeedKey::parse("tags/chips").value();
  const FeedHead head = feed_head(rendering.site, key, "Chips", {});
  support::expect_golden("feed.html", feed_page(rendering.site, head, sample_index(rendering.store->reader()).newest));
}

TEST(FeedPage, OffersTheAddressToCopyAndToReaders) {
  const std::string page = feed_page(sample_site(), feed_head(sample_site(), {}, "", {}), {});
  EXPECT_THAT(page, HasSubstr("readonly value=\"https://example.org/news/feed.atom\""));
  EXPECT_THAT(page, HasSubstr("https://www.inoreader.com/?add_feed=https%3A%2F%2Fexample.org%2Fnews%2Ffeed.atom"));
}

}  // namespace
}  // namespace feedd::feeds
