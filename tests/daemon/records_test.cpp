#include "daemon/records.hpp"

#include "feeds/feed.hpp"
#include "tests/support/store.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

namespace feedd::daemon {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;

std::vector<std::string> keys(const json::object& object) {
  std::vector<std::string> names;
  for (const auto& member : object) names.emplace_back(member.key());
  return names;
}

std::vector<json::object> lines(const std::string& text) {
  std::vector<json::object> objects;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    objects.push_back(json::parse(text.substr(at, end - at)).as_object());
    at = end + 1;
  }
  return objects;
}

class Records : public ::testing::Test {
 protected:
  Records() {
    site.base_url = "https://example.org";
    site.language = "en";
    content::Arrival full = support::arrival("글/a.md", "제목 \"A\"", 1);
    full.article.id = "one";
    full.article.authors = {"Kim", "Choi"};
    full.article.tags = {"Korea"};
    full.article.language = "ko";
    full.article.content = "<p><img src=\"media:x.png\"></p>";
    full.article.media = {{"media:x.png", "image/png", 7, "alt"}};
    full.article.rights = "ⓒ";
    full.article.photo_credit = "Park";
    content::Arrival draft = support::arrival("b.md", "B", 2);
    draft.article.draft = true;
    commit({full, draft, support::arrival("later.md", "Later", 300)});
  }
  void commit(std::vector<content::Arrival> arrivals) {
    store->commit(support::batch_of(std::move(arrivals)), feeds::touched_feeds, support::at(100)).value();
  }
  std::vector<json::object> list(const std::vector<std::pair<std::string, std::string>>& problems = {}) {
    return lines(list_lines(site, store->reader(), problems).value());
  }

  feeds::Site site;
  std::unique_ptr<content::ArticleStore> store = support::memory_store();
};

TEST_F(Records, OfTheListHaveTheKeysProgramsRelyOn) {
  for (const json::object& record : list())
    EXPECT_THAT(keys(record), ElementsAre("id", "slug", "url", "title", "authors", "published", "updated", "tags",
                                          "language", "status", "source"));
}

TEST_F(Records, OfTheListAreOneALineNewestFirstWhateverTheirStatus) {
  const auto records = list();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].at("status").as_string(), "scheduled");
  EXPECT_EQ(records[1].at("status").as_string(), "draft");
  EXPECT_EQ(records[2].at("status").as_string(), "published");
}

TEST_F(Records, SayWhatAnArticleIs) {
  const json::object record = list()[2];
  EXPECT_EQ(record.at("id").as_string(), "one");
  EXPECT_EQ(record.at("title").as_string(), "제목 \"A\"");
  EXPECT_EQ(record.at("url").as_string(), "https://example.org/articles/%EC%A0%9C%EB%AA%A9-a");
  EXPECT_EQ(record.at("authors"), (json::array{"Kim", "Choi"}));
  EXPECT_EQ(record.at("tags"), json::array{"Korea"});
  EXPECT_EQ(record.at("published").as_string(), "2026-01-02T00:00:00Z");
  EXPECT_EQ(record.at("updated").as_string(), "2026-01-02T00:00:00Z");
  EXPECT_EQ(record.at("language").as_string(), "ko");
  EXPECT_EQ(record.at("source").as_string(), "글/a.md");
  EXPECT_EQ(list()[1].at("language").as_string(), "en") << "the site's, where it has none";
}

TEST_F(Records, ShowProblemsWithTheirArticleOrByThemselves) {
  const auto records = list({{"b.md", "b.md:2:1: broken"}, {"never.md", "never.md:1:1: no article"}});
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[1].at("problem").as_string(), "b.md:2:1: broken");
  EXPECT_EQ(records[1].at("status").as_string(), "draft") << "its last good revision stays";
  EXPECT_FALSE(records[0].contains("problem"));
  const json::object& never = records[3];
  EXPECT_EQ(never.at("status").as_string(), "quarantined");
  EXPECT_EQ(never.at("source").as_string(), "never.md");
  EXPECT_EQ(never.at("problem").as_string(), "never.md:1:1: no article");
  EXPECT_TRUE(never.at("published").is_null());
  for (const std::string& key : keys(records[0])) EXPECT_TRUE(never.contains(key)) << key;
}

TEST_F(Records, ShowAnArticleWholeWithItsAddressesAbsolute) {
  for (const char* what : {"one", "제목-a", "글/a.md"}) {
    const auto shown = lines(show_line(site, store->reader(), what).value());
    ASSERT_EQ(shown.size(), 1U);
    const json::object& record = shown[0];
    EXPECT_EQ(record.at("id").as_string(), "one");
    EXPECT_EQ(record.at("content_html").as_string(), "<p><img src=\"https://example.org/media/x.png\"></p>");
    const json::object& media = record.at("media").as_array().at(0).as_object();
    EXPECT_EQ(media.at("url").as_string(), "https://example.org/media/x.png");
    EXPECT_EQ(media.at("length").to_number<int>(), 7);
    EXPECT_EQ(record.at("photo_credit").as_string(), "Park");
    EXPECT_EQ(record.at("rights").as_string(), "ⓒ");
    EXPECT_EQ(record.at("revision").to_number<int>(), 1);
    EXPECT_TRUE(record.contains("summary"));
  }
}

TEST_F(Records, ShowTheWholeTextThoughFeedsAreSummaries) {
  site.full_text = false;
  EXPECT_NE(lines(show_line(site, store->reader(), "one").value())[0].at("content_html").as_string(), "");
}

TEST_F(Records, OfNothingAreAnError) {
  const auto shown = show_line(site, store->reader(), "nothing");
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().subject, "nothing");
}

}  // namespace
}  // namespace feedd::daemon
