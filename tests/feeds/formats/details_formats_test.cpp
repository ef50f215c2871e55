// What few articles and heads say, in every format: pure functions called directly, without a store.
#include "tests/feeds/samples.hpp"
#include "tests/support/golden.hpp"

#include <gtest/gtest.h>

namespace feedd::feeds {
namespace {

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

TEST(PodcastGuid, IsThatOfTheSpecificationsExample) {
  EXPECT_EQ(podcast_guid("https://podnews.net/rss/"), "9b024349-ccf0-5f69-a609-6b82873eab3c");
}

}  // namespace
}  // namespace feedd::feeds
