// A loop's own table.
#include "daemon/http/publication.hpp"

#include "content/digest.hpp"

#include <gtest/gtest.h>

namespace feedd::daemon {
namespace {

std::shared_ptr<const Published> answer(std::string path, std::uint64_t revision) {
  Answer made;
  made.path = std::move(path);
  made.revision = revision;
  made.status = 410;
  return std::make_shared<const Published>(std::move(made));
}

TEST(Publication, NeverGoesBackToALowerRevision) {
  Publication publication;
  (void)publication.put(answer("/a", 5));
  (void)publication.put(answer("/a", 4));
  EXPECT_EQ((*publication.find("/a").answer)->revision, 5U);
  const auto again = answer("/a", 5);
  (void)publication.put(again);
  EXPECT_EQ(*publication.find("/a").answer, again) << "better codings come at the same revision";
}

TEST(Publication, AsksForEverythingUntilItKnowsThePaths) {
  Publication publication;
  EXPECT_EQ(publication.find("/x").verdict, Publication::Verdict::ask);
  (void)publication.set_known(std::make_shared<const KnownPaths>(KnownPaths{content::digest64("/a")}));
  EXPECT_EQ(publication.find("/x").verdict, Publication::Verdict::unknown);
  EXPECT_EQ(publication.find("/a").verdict, Publication::Verdict::ask);
  EXPECT_EQ(publication.find("/media/x.mp3").verdict, Publication::Verdict::ask);
  EXPECT_EQ(publication.find("/media").verdict, Publication::Verdict::unknown);
}

TEST(Publication, LearnsPathsThatComeUntilItIsGivenAllAnew) {
  Publication publication;
  (void)publication.set_known(std::make_shared<const KnownPaths>());
  publication.learn({content::digest64("/a"), content::digest64("/tags/x.rss")});
  EXPECT_EQ(publication.find("/a").verdict, Publication::Verdict::ask);
  EXPECT_EQ(publication.find("/archive/tags/x/50/1.rss").verdict, Publication::Verdict::ask);
  (void)publication.set_known(std::make_shared<const KnownPaths>());
  EXPECT_EQ(publication.find("/a").verdict, Publication::Verdict::unknown);
}

TEST(Publication, FindsAFeedThatIsSpelledOtherwise) {
  Publication publication;
  (void)publication.set_known(std::make_shared<const KnownPaths>(
      KnownPaths{content::digest64("/tags/caf\u00e9.rss"), content::digest64("/articles/a.rss")}));
  EXPECT_EQ(publication.find_feed_spelled_otherwise("/tags/CAF\u00c9.rss"), "/tags/caf\u00e9.rss");
  EXPECT_EQ(publication.find_feed_spelled_otherwise("/tags/cafe\u0301.rss"), "/tags/caf\u00e9.rss") << "not composed";
  EXPECT_EQ(publication.find_feed_spelled_otherwise("/tags/Cafe.rss"), "") << "another word";
  EXPECT_EQ(publication.find_feed_spelled_otherwise("/articles/A.rss"), "") << "no feed: it may not be public";
  EXPECT_EQ(publication.find_feed_spelled_otherwise("/tags/\xff.rss"), "");
}

TEST(Publication, FindsARuleForTheWholeQueryBeforeOneForAPairOfIt) {
  Publication publication;
  KnownPaths known;
  for (const char* path : {"/", "/?p=12", "/n?a=1", "/n?a=1&b=2"}) known.insert(content::digest64(path));
  (void)publication.set_known(std::make_shared<const KnownPaths>(std::move(known)));
  EXPECT_EQ(publication.find_query_rule("/n", "a=1&b=2"), "/n?a=1&b=2");
  EXPECT_EQ(publication.find_query_rule("/n", "a=1&b=3"), "/n?a=1");
  EXPECT_EQ(publication.find_query_rule("/", "from=rss&p=12"), "/?p=12");
  EXPECT_EQ(publication.find_query_rule("/", "p=13"), "");
}

TEST(Publication, AsksAgainForWhatWasDropped) {
  Publication publication;
  (void)publication.put(answer("/a", 5));
  EXPECT_EQ(publication.find("/a").verdict, Publication::Verdict::hit);
  (void)publication.drop("/a");
  (void)publication.drop("/never");
  EXPECT_EQ(publication.find("/a").verdict, Publication::Verdict::ask);
  EXPECT_EQ(publication.size(), 0U);
}

}  // namespace
}  // namespace feedd::daemon
