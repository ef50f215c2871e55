#include "tests/feeds/samples.hpp"

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Atom, WritesAUriWhereAnIdIsNone) {
  content::Article article;
  article.id = "123 at http://example.com";
  article.title = "t";
  const Entry entry = make_entry(sample_site(), article);
  EXPECT_THAT(atom_fragment(entry), HasSubstr("<id>" + sample_site().atom_id(article.id) + "</id>"));
  EXPECT_THAT(rss_fragment(entry), HasSubstr(">123 at http://example.com</guid>"));
  EXPECT_THAT(json_fragment(entry), HasSubstr("\"id\":\"123 at http://example.com\""));
}

TEST(Atom, SaysATextThatLooksLikeMarkupInHtml) {
  content::Article article;
  article.id = "urn:uuid:00000000-0000-5000-8000-000000000001";
  article.title = "Where </body> ends";
  article.summary = "1 </ 2 & <b>";
  const std::string fragment = atom_fragment(make_entry(sample_site(), article));
  EXPECT_THAT(fragment, HasSubstr("<title type=\"html\">Where &amp;lt;/body&amp;gt; ends</title>"));
  EXPECT_THAT(fragment, HasSubstr("<summary type=\"text\">1 &#x3C;/ 2 &#x26; &#x3C;b&gt;</summary>"));
}

TEST(Atom, NamesANoteAfterItsFirstWords) {
  content::Article article;
  article.id = "urn:uuid:00000000-0000-5000-8000-000000000001";
  article.summary = "A note without a title.";
  EXPECT_THAT(atom_fragment(make_entry(sample_site(), article)),
              HasSubstr("<title type=\"text\">A note without a title.</title>"));
}

TEST(Atom, SaysOfASourceWhatItMust) {
  content::Article article;
  article.id = "urn:uuid:00000000-0000-5000-8000-000000000001";
  article.title = "t";
  article.details.source = content::NamedLink{"/wire feed", ""};
  const std::string fragment = atom_fragment(make_entry(sample_site(), article));
  EXPECT_THAT(fragment,
              HasSubstr("<source>\n<id>https://example.org/news/wire%20feed</id>\n<title type=\"text\">"
                        "https://example.org/news/wire%20feed</title>\n<updated>1970-01-01T00:00:00Z</updated>"));
}

TEST(Atom, KeepsItsIdWhenTheSiteMoves) {
  Site moved = sample_site();
  moved.base_url = "https://elsewhere.example";
  const std::string here = Rendering().bytes("feed", "atom");
  const std::string there = Rendering(moved).bytes("feed", "atom");
  const auto id = [](const std::string& feed) {
    return feed.substr(feed.find("<id>"), feed.find("</id>") - feed.find("<id>"));
  };
  EXPECT_EQ(id(here), id(there));
  EXPECT_THAT(id(here), HasSubstr("urn:uuid:"));
}

TEST(Atom, LinksEveryFileOfAKnownTypeAndLeavesUnknownLengthsOut) {
  const std::string feed = Rendering().bytes("feed", "atom");
  EXPECT_THAT(feed, HasSubstr("type=\"image/png\" href=\"https://example.org/news/media/images/a%20b.png\" "
                              "length=\"5120\""));
  EXPECT_THAT(feed, HasSubstr("type=\"audio/mpeg\" href=\"https://cdn.example.org/tides.mp3\" />"));
  EXPECT_THAT(feed, Not(HasSubstr("cdn.example.org/unknown")));
}

TEST(Atom, IsUpdatedWhenItsNewestArticleWas) {
  const std::string feed = Rendering().bytes("feed", "atom");
  const std::size_t entries = feed.find("<entry");
  EXPECT_LT(feed.find("<updated>2026-01-07T00:00:00Z</updated>"), entries) << "an edit, though others are newer";
}

}  // namespace
}  // namespace feedd::feeds
