// What every format must do, whatever it is.
#include "feeds/formats/format.hpp"

#include "tests/feeds/samples.hpp"
#include "tests/support/golden.hpp"

#include <algorithm>

#include <gmock/gmock.h>

namespace feedd::feeds {

/// What a failing test prints of its parameter.
static void PrintTo(const Format& format, std::ostream* out) {
  *out << format.name;
}

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class EveryFormat : public ::testing::TestWithParam<Format> {
 protected:
  std::string extension() const { return std::string(GetParam().extension); }
  /// The golden of the site's feed under a name.
  void expect(const std::string& name, const std::string& bytes) const {
    support::expect_golden(name + '.' + extension(), bytes);
    for (const check::Finding& found : check::judge(bytes, GetParam().media_type, "").findings)
      EXPECT_NE(found.level, check::Level::error) << found.rule << ": " << found.reason << " in line " << found.at.line;
  }
};
INSTANTIATE_TEST_SUITE_P(, EveryFormat, ::testing::ValuesIn(formats().begin(), formats().end()),
                         [](const auto& format) { return std::string(format.param.extension); });

TEST_P(EveryFormat, WritesTheSiteFeedAsAgreed) {
  expect("site", Rendering().bytes("feed", extension()));
}

TEST_P(EveryFormat, WritesTheFeedOfATermAsAgreed) {
  expect("term", Rendering().bytes("tags/한국-경제", extension()));
}

TEST_P(EveryFormat, WritesSummariesOnlyAsAgreed) {
  Site site = sample_site();
  site.full_text = false;
  expect("summary", Rendering(site).bytes("feed", extension()));
}

TEST_P(EveryFormat, CarriesEveryArticleThoughSomeHaveNoSummary) {
  Site site = sample_site();
  site.full_text = false;
  EXPECT_TRUE(Rendering(site).render("feed")->left_out.empty());
}

TEST_P(EveryFormat, WritesAFeedWithoutArticlesAsAgreed) {
  expect("empty", Rendering(sample_site(), {}).bytes("feed", extension()));
}

TEST_P(EveryFormat, WritesTheSameBytesAgain) {
  Rendering rendering;
  const std::string first = rendering.bytes("feed", extension());
  EXPECT_EQ(rendering.bytes("feed", extension()), first) << "from kept fragments";
  rendering.site.limit = 50;
  FragmentCache none(0);
  const auto again = FeedRenderer(rendering.site, none).render(rendering.store->reader(), {});
  const auto same = std::find_if(again->documents.begin(), again->documents.end(),
                                 [&](const FeedDocument& one) { return one.format->extension == extension(); });
  EXPECT_EQ(*same->bytes, first) << "from fragments made anew";
}

TEST_P(EveryFormat, WritesTheSameBytesWhateverTheOrderOfArrival) {
  std::vector<content::Arrival> backwards = sample_articles();
  std::reverse(backwards.begin(), backwards.end());
  EXPECT_EQ(Rendering(sample_site(), backwards).bytes("feed", extension()), Rendering().bytes("feed", extension()));
}

TEST_P(EveryFormat, TakesItsArticlesNewestFirstUpToTheLimit) {
  Site site = sample_site();
  site.limit = 2;
  const std::string bytes = Rendering(site).bytes("feed", extension());
  const std::size_t newest = bytes.find("역대 최대를 기록했다");
  ASSERT_NE(newest, std::string::npos);
  EXPECT_LT(newest, bytes.find("why ]]"));
  EXPECT_THAT(bytes, Not(HasSubstr("Tides by hand")));
}

TEST_P(EveryFormat, NamesNoAddressThatIsNotAbsolute) {
  const std::string bytes = Rendering().bytes("feed", extension());
  EXPECT_THAT(bytes, Not(HasSubstr("media:images")));
  EXPECT_THAT(bytes, Not(HasSubstr("../other/")));
  EXPECT_THAT(bytes, HasSubstr("https://example.org/news/media/images/a%20b.png"));
  EXPECT_THAT(bytes, HasSubstr("https://example.org/news/about"));
}

TEST_P(EveryFormat, RefusesADocumentThatIsCutShort) {
  const std::string bytes = Rendering().bytes("feed", extension());
  const auto checked = check::check_head(GetParam().dialect, std::string_view(bytes).substr(0, bytes.size() - 12));
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().operation, HasSubstr("well-formed"));
  EXPECT_FALSE(check::check_head(GetParam().dialect, ""));
  EXPECT_FALSE(check::check_fragment(GetParam().dialect, ""));
}

TEST_P(EveryFormat, RefusesTheDocumentsOfOthers) {
  for (const Format& other : formats())
    if (other.extension != extension()) {
      EXPECT_FALSE(check::check_head(GetParam().dialect, Rendering().bytes("feed", other.extension))) << other.name;
    }
}

TEST_P(EveryFormat, HoldsAHeadBackThatHasNoTitle) {
  Site site = sample_site();
  site.title.clear();
  const auto feed = Rendering(site).render("feed");
  for (const FeedDocument& document : feed->documents) EXPECT_NE(document.format->extension, extension());
  EXPECT_EQ(feed->held_back.size(), formats().size());
}

TEST(Formats, AreFoundByTheirExtension) {
  for (const Format& format : formats()) EXPECT_EQ(find_format(format.extension), &format);
  EXPECT_EQ(find_format("xml"), nullptr);
  EXPECT_EQ(find_format(""), nullptr);
  EXPECT_EQ(find_format("RSS"), nullptr);
}

TEST(MakeEntry, LeavesOutWhatLeadsNowhere) {
  content::Article article;
  article.id = "urn:isbn:1";
  article.title = "t";
  article.slug = "t";
  article.published = article.updated = support::at(1);
  article.media = {{"https:///x.png", "image/png", 0, ""}, {"https://e.org/y.png", "image/png", 0, ""}};
  article.details.related = {{"https:///x", "X"}, {"https://e.org/y", "Y"}};
  article.details.in_reply_to = {{"https:///x", ""}};
  article.details.source = content::NamedLink{"https:///x", "X"};
  article.details.episode.emplace();
  article.details.episode->chapters = "https:///c";
  article.details.episode->transcripts = {{"https://e.org/t", "text/vtt charset", ""}, {"https:///t", "text/vtt", ""}};
  article.details.episode->persons = {{"Kim", "", "https:///kim", ""}};
  const Entry entry = make_entry(sample_site(), article);
  ASSERT_EQ(entry.media.size(), 1U);
  ASSERT_EQ(entry.related.size(), 1U);
  EXPECT_EQ(entry.related.front().url, "https://e.org/y");
  for (const Format& format : formats()) {
    const auto checked = check::check_fragment(format.dialect, format.fragment(entry));
    EXPECT_TRUE(checked) << format.name << ": " << checked.error().to_string();
  }
}

TEST(MakeEntry, LeavesOutTheSitesOwnLanguage) {
  content::Article article;
  article.slug = "a";
  article.language = "en";
  EXPECT_EQ(make_entry(sample_site(), article).language, "");
  article.language = "ko";
  EXPECT_EQ(make_entry(sample_site(), article).language, "ko");
}

}  // namespace
}  // namespace feedd::feeds
