#include "tests/feeds/samples.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace feedd::feeds {
namespace {

namespace json = boost::json;

json::object parsed(const std::string& bytes) {
  return json::parse(bytes).as_object();
}

const json::object& item(const json::object& feed, std::string_view id_or_title) {
  for (const json::value& value : feed.at("items").as_array())
    for (const char* key : {"id", "title"})
      if (const json::value* found = value.as_object().if_contains(key);
          found != nullptr && found->as_string() == id_or_title)
        return value.as_object();
  throw std::runtime_error("no item");
}

TEST(JsonFeed, GivesBackEveryCharacterOfAnArticle) {
  const json::object feed = parsed(Rendering().bytes("feed", "json"));
  const json::object& markup = item(feed, "A < B && C > D: why ]]> \"ends\" it");
  EXPECT_EQ(markup.at("summary").as_string(), "Tags like <b> & entities like &amp; stay as they are written.");
  EXPECT_EQ(item(feed, "반도체 수출 \"역대 최대\"").at("language").as_string(), "ko");
}

TEST(JsonFeed, LeavesOutWhatAnArticleDoesNotHave) {
  const json::object feed = parsed(Rendering().bytes("feed", "json"));
  const json::object& bare = item(feed, "tag:example.org,2020:bare");
  for (const char* key : {"summary", "authors", "tags", "language", "image", "attachments", "_feedd"})
    EXPECT_FALSE(bare.contains(key)) << key;
  EXPECT_TRUE(bare.contains("title"));
}

TEST(JsonFeed, CarriesRightsAndCreditInItsExtension) {
  const json::object feed = parsed(Rendering().bytes("feed", "json"));
  const json::object& own = item(feed, "Tides by hand").at("_feedd").as_object();
  EXPECT_EQ(own.at("rights").as_string(), "ⓒ 2026 Newsroom, all rights \"reserved\"");
  EXPECT_EQ(own.at("photo_credit").as_string(), "Kim Jun-ho & others");
}

TEST(JsonFeed, PutsItsItemsWhereTheyBelongWhateverTheTitleSays) {
  Site site = sample_site();
  site.title = "\"items\":[]";
  site.description = "\",\"items\":[]}";
  const json::object feed = parsed(Rendering(site).bytes("feed", "json"));
  EXPECT_EQ(feed.at("title").as_string(), "\"items\":[]");
  EXPECT_EQ(feed.at("items").as_array().size(), sample_articles().size());
}

TEST(JsonFeed, CarriesTheSummaryAsTextWhereFeedsAreSummaries) {
  Site site = sample_site();
  site.full_text = false;
  const json::object feed = parsed(Rendering(site).bytes("feed", "json"));
  const json::object& markup = item(feed, "A < B && C > D: why ]]> \"ends\" it");
  EXPECT_FALSE(markup.contains("content_html"));
  EXPECT_EQ(markup.at("content_text"), markup.at("summary"));
}

}  // namespace
}  // namespace feedd::feeds
