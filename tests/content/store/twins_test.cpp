// The same article from a folder and from an import, whichever comes first: it stands once, by the id its readers know.
#include "tests/content/store/store_contract.hpp"

#include <gmock/gmock.h>

namespace feedd::content {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Twins : public StoreContract {
 protected:
  /// As a feed brings it: under its guid, with the address it had.
  static Arrival imported(std::string_view slug, std::string_view title, int day = 1) {
    Arrival arrival = feedd::support::arrival("imported:" + std::string(slug), title, day);
    arrival.article.origin = Origin::imported;
    arrival.article.id = "https://old.example/" + std::string(slug);
    arrival.article.slug = slug;
    arrival.article.aliases = {"/2026/" + std::string(slug) + ".html"};
    arrival.article.content = "<p>as the other system wrote it</p>";
    return arrival;
  }
  static Arrival file(std::string_view slug, std::string_view title, int day = 1) {
    Arrival arrival = feedd::support::arrival(std::string(slug) + ".md", title, day);
    arrival.article.slug = slug;
    return arrival;
  }
};
FEEDD_ON_EVERY_ENGINE(Twins);

TEST_P(Twins, AFileTakesTheIdOfWhatWasImported) {
  put({imported("one", "One")});
  open();
  const Timestamp updated = load("https://old.example/one").updated;
  EXPECT_EQ(only_change(put({file("one", "One")})), "moved");
  const Article article = load("one.md");
  EXPECT_EQ(article.id, "https://old.example/one");
  EXPECT_EQ(article.origin, Origin::folder);
  EXPECT_EQ(article.updated, updated) << "another system's HTML is no edit";
  EXPECT_THAT(newest(), ElementsAre("one.md"));
  EXPECT_THAT(put({file("one", "One")}).changes, IsEmpty());
}

TEST_P(Twins, AFileKnownByItsTitleAloneOrItsSlugAlone) {
  put({imported("some-other-slug", "Same title!"), imported("two", "As it was", 2)});
  open();
  put({file("same-title", "Same Title"), file("two", "As it is now", 2)});
  EXPECT_EQ(load("same-title.md").id, "https://old.example/some-other-slug");
  EXPECT_EQ(load("two.md").id, "https://old.example/two");
  EXPECT_EQ(newest().size(), 2U);
}

TEST_P(Twins, OnAnotherDayAreTwoArticles) {
  put({imported("links", "Links of the day", 1)});
  open();
  put({file("links-2", "Links of the day", 2)});
  EXPECT_EQ(newest().size(), 2U);
  EXPECT_NE(load("links-2.md").id, "https://old.example/links");
}

TEST_P(Twins, AFilesArticleTakesTheImportedIdAndAddresses) {
  put({file("one", "One")});
  open();
  const Article before = load("one.md");
  const Committed committed = put({imported("one", "One")});
  EXPECT_EQ(only_change(committed), "updated");
  EXPECT_THAT(committed.changes[0].aliases, Contains("/2026/one.html"));
  const Article after = load("one.md");
  EXPECT_EQ(after.id, "https://old.example/one");
  EXPECT_EQ(after.updated, before.updated);
  EXPECT_EQ(after.key, before.key);
  EXPECT_THAT(newest(), ElementsAre("one.md"));
}

TEST_P(Twins, ImportedAgainChangeNothingAndAreNotRefused) {
  put({file("one", "One")});
  open();
  put({imported("one", "One")});
  const std::string before = dump();
  const Committed again = put({imported("one", "One")});
  EXPECT_THAT(again.changes, IsEmpty());
  EXPECT_THAT(again.refused, IsEmpty());
  EXPECT_EQ(dump(), before);
}

TEST_P(Twins, OldAddressesSurviveAnEditOfTheFile) {
  put({imported("one", "One")});
  open();
  put({file("one", "One")});
  const Committed edited = put({file("one", "One, edited")});
  EXPECT_THAT(edited.changes.at(0).aliases, Contains("/2026/one.html"));
  EXPECT_THAT(load("one.md").aliases, Contains("/2026/one.html"));
}

TEST_P(Twins, AnIdThatItsFileSaysStays) {
  Arrival said = file("one", "One");
  said.article.id = "urn:mine";
  put({said});
  open();
  put({imported("one", "One")});
  EXPECT_EQ(load("one.md").id, "urn:mine");
}

TEST_P(Twins, WhatIsTakenOverIsNoNews) {
  put({imported("one", "One")});
  open();
  const std::uint64_t news = feed("feed").news;
  put({file("one", "One")});
  EXPECT_EQ(feed("feed").news, news);
}

}  // namespace
}  // namespace feedd::content
