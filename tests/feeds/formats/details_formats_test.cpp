// What few articles and heads say, in every format: pure functions called directly, without a store.
#include "tests/feeds/samples.hpp"
#include "tests/support/golden.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

content::Article episode() {
  content::Article article;
  article.id = "urn:uuid:00000000-0000-5000-8000-000000000001";
  article.slug = "tides";
  article.title = "Tides";
  article.summary = "On tides.";
  article.content = "<p>On tides.</p>";
  article.section = "Sea";
  article.media = {{"https://cdn.example.org/tides.mp3", "audio/mpeg", 1234, ""}};
  article.details.corrections = {{"It is 3 < 4 m.", content::parse_date("2026-01-05")}};
  article.details.contributors = {"Kim Jun-ho"};
  article.details.related = {{"article:moon", "The moon"}};
  article.details.in_reply_to = {{"https://example.com/post", ""}};
  article.details.source = content::NamedLink{"https://example.com/feed.rss", "Wire"};
  content::Episode& about = article.details.episode.emplace();
  about.duration_seconds = 3725;
  about.number = 12;
  about.season = 2;
  about.is_explicit = false;
  about.chapters = "media:tides.json";
  about.transcripts = {{"media:tides.vtt", "text/vtt", "en"}};
  about.persons = {{"Jane", "guest", "https://example.com/jane", ""}};
  return article;
}

FeedHead archive_head(const Site& site) {
  FeedHead head = feed_head(site, {}, "", content::parse_date("2026-01-06").value());
  head.self_url = "https://example.org/news/feed/1";
  head.history = {true, "https://example.org/news/feed", "https://example.org/news/feed/0",
                  "https://example.org/news/feed/2"};
  head.tombstones = {{"urn:uuid:00000000-0000-5000-8000-000000000002", head.updated}};
  head.hubs = {"https://hub.example.org/"};
  head.cloud = Cloud{"example.org", 80, "/rsscloud", "", "http-post"};
  return head;
}

Site show() {
  Site site = sample_site();
  site.image = "https://example.org/logo.png";
  site.icon = "https://example.org/icon.png";
  site.podcast.emplace();
  site.podcast->category = "Society & Culture > Documentary";
  site.podcast->owner_email = "radio@example.org";
  return site;
}

class Details : public ::testing::TestWithParam<Format> {};
INSTANTIATE_TEST_SUITE_P(, Details, ::testing::ValuesIn(formats().begin(), formats().end()),
                         [](const auto& format) { return std::string(format.param.extension); });

TEST_P(Details, AreWrittenAsAgreed) {
  const Format& format = GetParam();
  const Site site = show();
  const content::Article article = episode();
  const std::string fragment = format.fragment(make_entry(site, article));
  const auto checked = check::check_fragment(format.dialect, fragment);
  EXPECT_TRUE(checked) << checked.error().to_string();
  const Frame frame = format.frame(archive_head(site));
  const std::string_view one = fragment;
  const std::string document = join(pieces_of(frame, std::span(&one, 1)));
  support::expect_golden("details." + std::string(format.extension), document);
  EXPECT_TRUE(check::judge(document, format.media_type, "").is_valid());
}

TEST_P(Details, NameNoMediaTypeThatTheGateWouldRefuse) {
  content::Article article = episode();
  ASSERT_FALSE(article.media.empty());
  for (content::Media& media : article.media) media.type = "audio/{mpeg}";
  const Format& format = GetParam();
  const std::string fragment = format.fragment(make_entry(sample_site(), article));
  EXPECT_THAT(fragment, Not(HasSubstr("{mpeg}")));
  const auto checked = check::check_fragment(format.dialect, fragment);
  EXPECT_TRUE(checked) << checked.error().to_string();
}

TEST(PodcastElements, AreDeclaredByTheItemWhereTheHeadIsNoShows) {
  const content::Article article = episode();
  const std::string fragment = rss_fragment(make_entry(sample_site(), article));
  EXPECT_THAT(fragment, HasSubstr("<item xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "
                                  "xmlns:podcast=\"https://podcastindex.org/namespace/1.0\">"));
  EXPECT_THAT(rss_fragment(make_entry(show(), article)), Not(HasSubstr("xmlns")));
  EXPECT_THAT(rss_frame(feed_head(sample_site(), {}, "", {})).before, Not(HasSubstr("xmlns:podcast")));
  EXPECT_THAT(rss_frame(feed_head(show(), {}, "", {})).before, HasSubstr("xmlns:podcast"));
}

TEST(PodcastElements, AreLeftOutOfARecordingThatIsNoEpisode) {
  content::Article article = episode();
  article.details.episode.reset();
  EXPECT_THAT(rss_fragment(make_entry(sample_site(), article)), Not(HasSubstr("itunes")));
  EXPECT_THAT(rss_fragment(make_entry(show(), article)), HasSubstr("<itunes:title>Tides</itunes:title>"));
}

TEST(PodcastElements, KeepToTheLengthAppleTakes) {
  content::Article article = episode();
  article.title = std::string(400, 'x');
  EXPECT_THAT(rss_fragment(make_entry(show(), article)),
              HasSubstr("<itunes:title>" + std::string(254, 'x') + "\u2026</itunes:title>"));
}

TEST(MediaOfEntries, LiesOnTheWebAndHasATypeOrNone) {
  content::Article article = episode();
  article.media = {{"data:image/png;base64,AAAA", "image/png", 3, ""},
                   {"https://cdn.example.org/a[1].mp3", "mp3", 1, ""},
                   {"https://cdn.example.org/b.mp3", "audio/mpeg; codecs=\"mp3\"", 1, ""},
                   {"https://cdn.example.org/c.mp3", " audio/mpeg ;charset", 1, ""}};
  const Entry entry = make_entry(sample_site(), article);
  ASSERT_EQ(entry.media.size(), 3U);
  EXPECT_EQ(entry.media[0].url, "https://cdn.example.org/a%5B1%5D.mp3");
  EXPECT_EQ(entry.media[0].type, "");
  EXPECT_EQ(entry.media[1].type, "audio/mpeg; codecs=\"mp3\"");
  EXPECT_EQ(entry.media[2].type, "audio/mpeg");
}

TEST(EntriesOfBlankTexts, HaveNoText) {
  content::Article article = episode();
  article.content = " \n\t";
  article.details = {};
  EXPECT_EQ(make_entry(sample_site(), article).content, "");
}

TEST(LanguagesOfFeeds, AreLanguages) {
  content::Article article = episode();
  article.language = "english";
  EXPECT_EQ(make_entry(sample_site(), article).language, "");
  article.language = "ko";
  EXPECT_EQ(make_entry(sample_site(), article).language, "ko");
  Site site = sample_site();
  site.language = "xx";
  EXPECT_EQ(feed_head(site, {}, "", {}).language, "");
}

TEST(RdfItems, AreAboutTheirIdsWhereOtherSitesHoldTheirPages) {
  Site site = sample_site();
  site.site_url = "https://www.example.org";
  content::Article article = episode();
  article.url = "https://elsewhere.example/p/7";
  const std::string fragment = rdf_fragment(make_entry(site, article));
  EXPECT_THAT(fragment, HasSubstr("<rdf:li rdf:resource=\"" + article.id + "\" />"));
  EXPECT_THAT(fragment, HasSubstr("<item rdf:about=\"" + article.id + "\">"));
  EXPECT_THAT(fragment, HasSubstr("<link>https://elsewhere.example/p/7</link>"));
}

TEST(PodcastGuid, IsThatOfTheSpecificationsExample) {
  EXPECT_EQ(podcast_guid("https://podnews.net/rss/"), "9b024349-ccf0-5f69-a609-6b82873eab3c");
}

}  // namespace
}  // namespace feedd::feeds
