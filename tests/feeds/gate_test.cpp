#include "feeds/gate.hpp"

#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

TEST(Heads, OfAGoodSiteAreValid) {
  EXPECT_TRUE(check_heads(sample_site()));
  Site nowhere = sample_site();
  nowhere.base_url.clear();
  EXPECT_TRUE(check_heads(nowhere)) << "a command need not know where the feeds will be";
}

TEST(Heads, AreRefusedBeforeTheyAreUsed) {
  Site site = sample_site();
  site.image = "no address";
  const auto checked = check_heads(site);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().to_string().substr(0, 10), "feed.atom:");
  EXPECT_EQ(checked.error().operation, "atom-feed-logo");
}

TEST(Heads, OfFeedsWithSettingsAreLookedAtToo) {
  Site site = sample_site();
  site.feeds["feeds/world"].description = "World";
  EXPECT_TRUE(check_heads(site));
  site.podcast.emplace().guid = "no-uuid";  // a term's feed has one of its own
  const auto checked = check_heads(site);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().operation, "podcast-guid");
}

TEST(Gate, TakesWhatIsValidAndNamesRuleAndFormatOfWhatIsNot) {
  content::Article article;
  article.id = "urn:isbn:1";
  article.title = "t";
  article.slug = "t";
  article.content = "<p>c</p>";
  article.published = article.updated = support::at(1);
  EXPECT_TRUE(gate(sample_site())(article));
  Site elsewhere = sample_site();
  elsewhere.site_url = "https://www.example.org";
  article.url = "https:///nowhere";
  const auto fits = gate(elsewhere)(article);
  ASSERT_FALSE(fits);
  EXPECT_EQ(fits.error().operation, "atom-entry-link");
  EXPECT_THAT(fits.error().reason, ::testing::EndsWith("(Atom)"));
}

}  // namespace
}  // namespace feedd::feeds
