#include "feeds/archive.hpp"

#include "feeds/check/check.hpp"
#include "feeds/selection.hpp"
#include "tests/feeds/samples.hpp"

#include <map>
#include <random>
#include <set>

#include <gmock/gmock.h>

namespace feedd::feeds {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr unsigned json_row = 1U << 2U;
constexpr unsigned atom_row = 1U << 0U;

/// What stands in a text after each `mark`, up to the next quotation mark.
std::vector<std::string> after(std::string_view text, std::string_view mark) {
  std::vector<std::string> found;
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    found.emplace_back(text.substr(begin, text.find('"', begin) - begin));
  }
  return found;
}

/// A publication that changes at random, and what a reader of its history sees. Ids are single words, so that the
/// documents can be read without a parser; only entries have an id in JSON Feed.
class History : public ::testing::Test {
 protected:
  History() {
    site.limit = 4;
    site.base_url = "http://x";
  }

  void put(const std::string& name, const std::string& title, int day, const std::vector<std::string>& tags) {
    content::Arrival one = support::arrival(name + ".md", title, day);
    one.article.id = name;
    one.article.tags = tags;
    one.article.content = "<p>" + title + "</p>";
    one.digest = name + title;
    one.modified = now;
    ASSERT_TRUE(store->commit(support::batch_of({one}), touched_feeds, now));
    titles[name] = title;
    visible.insert(name);
    days[name] = day;
  }
  void withdraw(const std::string& name) {
    ASSERT_TRUE(store->withdraw(name, false, touched_feeds, now));
    visible.erase(name);
  }
  void comes_back(const std::string& name) {
    ASSERT_TRUE(store->withdraw(name, true, touched_feeds, now));
    visible.insert(name);
  }
  std::string live(std::string_view key, unsigned row = json_row) {
    FeedRenderer renderer(site, cache);
    return *renderer.render(store->reader(), *FeedKey::parse(key), row).value().documents.at(0).bytes;
  }
  std::string archive(std::string_view url) {
    const auto path = parse_archive_path(url.substr(site.base_url.size())).value();
    FeedRenderer renderer(site, cache);
    return *renderer.render_archive(store->reader(), path.key, path.place, 1U << path.format)
                .value()
                .documents.at(0)
                .bytes;
  }
  static std::string previous_of(std::string_view document) {
    const auto urls = after(document, "\"next_url\":\"");
    if (urls.empty()) return {};
    std::string url = urls[0];
    for (std::size_t at = url.find("\\/"); at != url.npos; at = url.find("\\/")) url.erase(at, 1);
    return url;
  }
  /// Every document of a feed, the live one first.
  std::vector<std::pair<std::string, std::string>> walk(std::string_view key) {
    std::vector<std::pair<std::string, std::string>> documents{{"live", live(key)}};
    for (std::string url = previous_of(documents[0].second); !url.empty(); url = previous_of(documents.back().second)) {
      documents.emplace_back(url, archive(url));
      if (documents.size() > 1000) break;
    }
    return documents;
  }
  /// id -> title, of the first document an id stands in.
  static std::map<std::string, std::string> merged(const std::vector<std::pair<std::string, std::string>>& documents) {
    std::map<std::string, std::string> all;
    for (const auto& [url, text] : documents) {
      const auto ids = after(text, "{\"id\":\"");
      const auto titles_there = after(text, "\"content_html\":\"<p>");
      for (std::size_t i = 0; i < ids.size(); ++i)
        all.emplace(ids[i], titles_there.at(i).substr(0, titles_there.at(i).find('<')));
    }
    return all;
  }
  void expect_whole(std::string_view key, const std::set<std::string>& wanted) {
    const auto seen = merged(walk(key));
    std::set<std::string> ids;
    for (const auto& [id, title] : seen) {
      ids.insert(id);
      EXPECT_EQ(title, titles[id]) << key << ' ' << id;
    }
    EXPECT_EQ(ids, wanted) << key;
  }

  Site site = sample_site();
  std::unique_ptr<content::ArticleStore> store = support::memory_store("site");
  FragmentCache cache{1 << 20};
  content::Timestamp now = support::at(100);
  std::map<std::string, std::string> titles;
  std::map<std::string, int> days;
  std::set<std::string> visible;
};

TEST_F(History, HasEveryArticleOnceWhateverIsPublishedEditedWithdrawnOrImported) {
  std::mt19937 random(7);
  std::map<std::string, std::string> kept;   // finished documents a client has and never asks for again
  std::map<std::string, std::string> known;  // what it has seen of each article
  std::vector<std::string> gone;
  for (int step = 0; step < 150; ++step) {
    now = support::at(100, step);
    const auto what = random() % 10;
    const auto any = [&] {
      return *std::next(visible.begin(), static_cast<std::ptrdiff_t>(random() % visible.size()));
    };
    const auto tags = [&] { return random() % 2 == 0 ? std::vector<std::string>{"t"} : std::vector<std::string>{}; };
    if (what < 5 || visible.size() < 3)
      put("a" + std::to_string(step), "n" + std::to_string(step), 99, tags());
    else if (what < 7)
      put("a" + std::to_string(step), "old" + std::to_string(step), static_cast<int>(random() % 90), tags());
    else if (what < 9) {
      const std::string name = any();
      put(name, "e" + std::to_string(step), days[name], tags());
    } else if (!gone.empty() && random() % 2 == 0) {
      comes_back(gone.back());
      gone.pop_back();
    } else {
      gone.push_back(any());
      withdraw(gone.back());
      known.erase(gone.back());
    }
    expect_whole("feed", visible);
    // The client with a memory: finished documents once, the live one each time.
    std::vector<std::pair<std::string, std::string>> fresh{{"live", live("feed")}};
    for (std::string url = previous_of(fresh[0].second); !url.empty();) {
      const auto [found, is_new] = kept.try_emplace(url);
      if (is_new) fresh.emplace_back(url, found->second = archive(url));
      url = previous_of(found->second);
    }
    for (auto document = fresh.rbegin(); document != fresh.rend(); ++document)
      for (const auto& [id, title] : merged({*document})) known[id] = title;
    for (const std::string& name : visible) EXPECT_EQ(known[name], titles[name]) << "step " << step << ' ' << name;
  }
  std::set<std::string> tagged;
  for (const content::ArticleRef& ref : store->reader().newest({content::TermKind::tag, "t", 0}))
    tagged.insert(store->reader().load(ref.key, content::ArticleReader::Parts::head)->id);
  expect_whole("tags/t", tagged);
  EXPECT_GT(walk("feed").size(), 10U);
}

TEST_F(History, ShowsEveryEditOfFinishedDocumentsAgainWhateverTheLimit) {
  site.feeds["feeds/short"].match = Match{};
  site.feeds["feeds/short"].limit_bytes = 1;
  ASSERT_TRUE(store->place_by(placing(site)));
  ASSERT_TRUE(store->place_again(touched_feeds, now));
  for (int i = 0; i < 30; ++i) put("a" + std::to_string(i), "x", 10 + i, {i % 3 == 0 ? "t" : "u"});
  now = support::at(101);
  for (int i = 0; i < 12; ++i)
    put("a" + std::to_string(i), "edited" + std::to_string(i), 10 + i, {i % 3 == 0 ? "t" : "u"});
  for (const char* key : {"feed", "feeds/short"})
    for (int i = 0; i < 12; ++i) EXPECT_THAT(live(key), HasSubstr("edited" + std::to_string(i) + "<")) << key;
  EXPECT_THAT(live("tags/t"), HasSubstr("edited0<")) << "found by the term's articles, fewer than the edits";
  EXPECT_THAT(live("tags/t"), Not(HasSubstr("edited1<")));
}

TEST_F(History, ShowsAnArticleAgainThatSaysLessOfItself) {
  for (int i = 0; i < 12; ++i) put("a" + std::to_string(i), "x", 10 + i, {"t"});
  EXPECT_THAT(live("feed"), Not(HasSubstr("\"a0\"")));
  content::Arrival one = support::arrival("a0.md", "x", 10);
  one.article.id = "a0";
  one.article.content = "<p>x</p>";
  one.article.rights = "Free";
  one.digest = "other";
  ASSERT_TRUE(store->commit(support::batch_of({one}), touched_feeds, now));
  EXPECT_THAT(live("feed"), HasSubstr("\"a0\"")) << "what its archive says of it changed";
}

TEST_F(History, ShowsWhatComesBackIntoFinishedDocumentsAgain) {
  for (int i = 0; i < 12; ++i) put("a" + std::to_string(i), "x", 10 + i, {});
  withdraw("a0");
  comes_back("a0");
  EXPECT_THAT(live("feed"), HasSubstr("\"a0\""));
  ASSERT_TRUE(store->commit({{}, {"a1.md"}, {}}, touched_feeds, now));
  EXPECT_THAT(live("feed"), Not(HasSubstr("\"a1\"")));
  put("a1", "returned", 11, {});
  EXPECT_THAT(live("feed"), HasSubstr("returned"));
}

TEST_F(History, LeavesAFinishedDocumentAsItIsWhenOldArticlesComeLate) {
  for (int i = 0; i < 9; ++i) put("a" + std::to_string(i), "x", 10 + i, {});
  const std::string first = archive("http://x/archive/feed/4/1.json");
  for (int i = 0; i < 9; ++i) put("b" + std::to_string(i), "x", i, {});
  EXPECT_EQ(archive("http://x/archive/feed/4/1.json"), first);
}

TEST_F(History, SaysInAtomWhereADocumentStands) {
  for (int i = 0; i < 12; ++i) put("a" + std::to_string(i), "x", 10 + i, {});
  EXPECT_THAT(live("feed", atom_row), HasSubstr("rel=\"prev-archive\" type=\"application/atom+xml\" "
                                                "href=\"http://x/archive/feed/4/3.atom\""));
  const std::string middle = archive("http://x/archive/feed/4/2.atom");
  EXPECT_THAT(middle, HasSubstr("<fh:archive"));
  EXPECT_THAT(middle, HasSubstr("href=\"http://x/archive/feed/4/1.atom\""));
  EXPECT_THAT(middle, HasSubstr("href=\"http://x/archive/feed/4/3.atom\""));
  EXPECT_THAT(middle, HasSubstr("rel=\"current\" type=\"application/atom+xml\" href=\"http://x/feed.atom\""));
}

TEST_F(History, SaysInBothKindsOfRssWhereADocumentStands) {
  for (int i = 0; i < 12; ++i) put("a" + std::to_string(i), "x", 10 + i, {});
  for (const std::string name : {"rss", "rdf"}) {
    const auto link = [&](const std::string& rel, const std::string& path) {
      return HasSubstr("<atom:link rel=\"" + rel + "\" href=\"http://x/" + path + '.' + name +
                       "\" type=\"application/" + name + "+xml\"");
    };
    const auto row = static_cast<unsigned>(find_format(name) - formats().data());
    EXPECT_THAT(live("feed", 1U << row), AllOf(link("self", "feed"), link("prev-archive", "archive/feed/4/3")));
    const std::string middle = archive("http://x/archive/feed/4/2." + name);
    EXPECT_THAT(middle, AllOf(link("self", "archive/feed/4/2"), link("current", "feed"), HasSubstr("<fh:archive")));
    EXPECT_THAT(middle, AllOf(link("prev-archive", "archive/feed/4/1"), link("next-archive", "archive/feed/4/3")));
    EXPECT_TRUE(check::judge(middle, find_format(name)->media_type, "http://x/archive/feed/4/2." + name).is_valid());
  }
}

TEST_F(History, TellsOfAWithdrawalUntilItsTimeIsOver) {
  store->keep_tombstones(std::chrono::hours(24));
  put("one", "x", 10, {"t"});
  put("two", "x", 11, {});
  withdraw("one");
  for (const char* key : {"feed", "tags/t"}) {
    EXPECT_THAT(live(key, atom_row), HasSubstr("<at:deleted-entry ref=\"" + sample_site().atom_id("one") +
                                               "\" when=\"2026-04-11T00:00:00Z\""))
        << key;
    EXPECT_THAT(live(key), Not(HasSubstr("one")));
  }
  EXPECT_EQ(store->next_due().value(), support::at(101));
  const auto ended = store->release(touched_feeds, support::at(101)).value();
  EXPECT_EQ(ended.feeds, (std::vector<std::string>{"feed", "tags/t"}));
  EXPECT_THAT(live("feed", atom_row), Not(HasSubstr("deleted-entry")));
}

TEST_F(History, RelatesAnArticleToEarlierOnesOnly) {
  put("first", "First", 10, {"t", "u"});
  put("second", "Second", 11, {"t"});
  const std::string before = live("tags/u");
  EXPECT_THAT(live("feed"), HasSubstr("related"));
  put("third", "Third", 12, {"t", "u"});
  const auto key = store->reader().find("third").value();
  const auto related = store->reader().related(key, 5);
  ASSERT_EQ(related.size(), 2U);
  EXPECT_EQ(store->reader().load(related[0], content::ArticleReader::Parts::head)->id, "first") << "two tags shared";
  EXPECT_TRUE(store->reader().related(store->reader().find("first").value(), 5).empty());
  EXPECT_THAT(before, Not(HasSubstr("Third")));
}

TEST_F(History, NamesNothingThatWasWithdrawnOrIsCalledOtherwise) {
  ASSERT_TRUE(store->place_by(placing(site)));
  put("first", "First", 10, {"t"});
  put("second", "Second", 11, {"t", "u"});
  store->begin_serving();
  EXPECT_THAT(live("tags/u"), HasSubstr("First"));
  put("first", "Renamed", 10, {"t"});
  EXPECT_THAT(live("tags/u"), HasSubstr("Renamed"));
  const auto withdrawn = store->withdraw("first", false, touched_feeds, now).value();
  EXPECT_THAT(withdrawn.feeds, ::testing::Contains("tags/u")) << "its document is another one";
  EXPECT_THAT(live("tags/u"), Not(HasSubstr("Renamed")));
}

TEST(ArchivePath, IsReadAsItIsWritten) {
  const std::string path = archive_path("tags/a/b", {50, 12}, "rss");
  EXPECT_EQ(path, "/archive/tags/a/b/50/12.rss");
  const auto parsed = parse_archive_path(path).value();
  EXPECT_EQ(parsed.key.to_string(), "tags/a/b");
  EXPECT_EQ(parsed.place.size, 50);
  EXPECT_EQ(parsed.place.number, 12);
  for (const char* wrong : {"/archive/feed/50/0.rss", "/archive/feed/50/01.rss", "/archive/feed/50/x.rss",
                            "/archive/feed/1.rss", "/archive/feed/50/1.html", "/archive/50/1.rss", "/archive/",
                            "/archive/feed/-1/1.rss", "/archive/feed/50/99999999999999999999.rss"})
    EXPECT_FALSE(parse_archive_path(wrong)) << wrong;
}

}  // namespace
}  // namespace feedd::feeds
