#include "content/details.hpp"

#include "content/sources/front_matter.hpp"
#include "content/sources/metadata.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

using ::testing::ElementsAre;

Details full() {
  Details details;
  details.corrections = {{"The harbour is \"deep\".", parse_date("2026-01-05T10:00:00Z")}, {"무역", std::nullopt}};
  details.contributors = {"최미라"};
  details.related = {{"article:tides", "Tides"}, {"https://example.org/", ""}};
  details.in_reply_to = {{"https://example.org/post", ""}};
  details.source = NamedLink{"https://example.org/feed", "Wire"};
  Episode episode;
  episode.duration_seconds = 3725;
  episode.number = 12;
  episode.season = 2;
  episode.kind = "bonus";
  episode.is_explicit = false;
  episode.chapters = "media:a.json";
  episode.transcripts = {{"media:a.vtt", "text/vtt", "en"}};
  episode.persons = {{"Jane", "guest", "https://example.org/jane", ""}};
  details.episode = episode;
  return details;
}

TEST(Details, AreReadAsTheyWereWritten) {
  EXPECT_EQ(read_details(write_details(full())), full());
}

TEST(Details, AreAnEmptyTextWhereNothingIsSaid) {
  EXPECT_EQ(write_details({}), "");
  EXPECT_EQ(read_details(""), Details{});
}

TEST(Details, LeaveOutWhatIsNotUnderstood) {
  EXPECT_EQ(read_details("no JSON"), Details{});
  EXPECT_EQ(read_details("[1]"), Details{});
  EXPECT_EQ(read_details(R"({"later":1,"contributors":["a",2],"episode":{"number":-1,"duration":"x"}})").contributors,
            std::vector<std::string>{"a"});
}

SourceArticle article_of(std::string_view yaml) {
  const auto parsed = parse_front_matter("a.md", "---\n" + std::string(yaml) + "---\n");
  const FileLookup nothing{};
  Surroundings surroundings("a.md", nothing);
  SourceArticle article;
  MetadataFindings findings;
  EXPECT_TRUE(apply_metadata("a.md", parsed.value().values, {}, surroundings, article, findings));
  return article;
}

TEST(DetailsOfFrontMatter, TakesCorrectionsAsATextOrAListNewestFirst) {
  EXPECT_EQ(article_of("correction: The name was wrong\n").details.corrections[0].note, "The name was wrong");
  const auto all = article_of("corrections:\n- {note: old, date: 2026-01-01}\n- {note: new, date: 2026-02-01}\n");
  EXPECT_EQ(all.details.corrections[0].note, "new");
  EXPECT_EQ(all.details.corrections[1].note, "old");
}

TEST(DetailsOfFrontMatter, TakesRelatedArticlesByNameOrAddress) {
  EXPECT_THAT(
      article_of("related: [tides, posts/2020-01-02-snow.md, {url: 'https://e.org/x', title: X}]\n").details.related,
      ElementsAre(NamedLink{"article:tides", ""}, NamedLink{"article:2020-01-02-snow", ""},
                  NamedLink{"https://e.org/x", "X"}));
  EXPECT_TRUE(article_of("related: true\n").details.related.empty());
}

TEST(DetailsOfFrontMatter, FollowsNoScriptAsAnAnswersSubject) {
  const SourceArticle article = article_of("in_reply_to: 'javascript:alert(1)'\n");
  EXPECT_TRUE(article.details.in_reply_to.empty());
  EXPECT_EQ(article.warnings.size(), 1U);
}

TEST(DetailsOfFrontMatter, TakesAnEpisodeAtTheTopLevelBesideARecording) {
  const Details details = article_of(
                              "audio: https://e.org/a.mp3\nduration: '1:02:05'\nepisode: 12\nseason: 2\n"
                              "explicit: 'no'\nepisode_type: Bonus\nguests: [Jane]\n")
                              .details;
  ASSERT_TRUE(details.episode);
  EXPECT_EQ(details.episode->duration_seconds, 3725U);
  EXPECT_EQ(details.episode->number, 12U);
  EXPECT_EQ(details.episode->season, 2U);
  EXPECT_EQ(details.episode->is_explicit, false);
  EXPECT_EQ(details.episode->kind, "bonus");
  EXPECT_THAT(details.episode->persons, ElementsAre(Person{"Jane", "guest", "", ""}));
}

TEST(DetailsOfFrontMatter, TakesAnEpisodeInAMapOfItsOwn) {
  const Details details =
      article_of("podcast:\n  url: https://e.org/a.mp3\n  duration: 90\n  transcript: https://e.org/a.vtt\n").details;
  ASSERT_TRUE(details.episode);
  EXPECT_EQ(details.episode->duration_seconds, 90U);
  EXPECT_THAT(details.episode->transcripts, ElementsAre(Transcript{"https://e.org/a.vtt", "text/vtt", ""}));
}

TEST(DetailsOfFrontMatter, TakesARecipesDurationForNone) {
  EXPECT_FALSE(article_of("duration: 45\n").details.episode);
}

TEST(DetailsOfFrontMatter, SaysThatAnEditIsMinor) {
  EXPECT_TRUE(article_of("minor: true\n").minor);
  EXPECT_FALSE(article_of("title: a\n").minor);
}

}  // namespace
}  // namespace feedd::content
