// Which files may be served: by the articles that refer to them, and by the bundles they lie in.
#include "content/store/file_embargo.hpp"

#include "feeds/feed.hpp"
#include "tests/support/store.hpp"

#include <gtest/gtest.h>

namespace feedd::content {
namespace {

class FileEmbargo : public ::testing::Test {
 protected:
  void add(std::string_view path, std::vector<std::string> files, int day = 1, bool draft = false) {
    Arrival arrival = support::arrival(path, path, day);
    arrival.article.files = std::move(files);
    arrival.article.draft = draft;
    ASSERT_TRUE(store->commit(support::batch_of({arrival}), feeds::touched_feeds, support::at(10)).has_value());
  }
  FileAccess access(std::string_view path) {
    return file_access(store->database(), path, [&](const std::string& folder) { return folder == unread; });
  }

  std::unique_ptr<ArticleStore> store = support::memory_store();
  std::string unread;  ///< a bundle on the disk that the store has no article of
};

TEST_F(FileEmbargo, ServesWhatAVisibleArticleRefersTo) {
  add("a.md", {"img/a.png", "img/both.png"});
  add("b.md", {"img/b.png", "img/both.png"}, 1, true);
  EXPECT_EQ(access("img/a.png"), FileAccess::served);
  EXPECT_EQ(access("img/both.png"), FileAccess::served);
  EXPECT_EQ(access("img/b.png"), FileAccess::held) << "a draft's";
  EXPECT_EQ(access("img/nobodys.png"), FileAccess::held);
}

TEST_F(FileEmbargo, EndsWithTheReleaseOfTheArticle) {
  add("a.md", {"a.png"}, 20);
  EXPECT_EQ(access("a.png"), FileAccess::held);
  ASSERT_TRUE(store->release(feeds::touched_feeds, support::at(20)).has_value());
  EXPECT_EQ(access("a.png"), FileAccess::served);
}

TEST_F(FileEmbargo, ReturnsWhenTheArticleVanishesOrLosesTheReference) {
  add("a.md", {"a.png"});
  add("b.md", {"b.png"});
  Batch gone;
  gone.vanished = {"a.md"};
  ASSERT_TRUE(store->commit(gone, feeds::touched_feeds, support::at(11)).has_value());
  EXPECT_EQ(access("a.png"), FileAccess::held);
  Arrival edited = support::arrival("b.md", "edited", 1);
  ASSERT_TRUE(store->commit(support::batch_of({edited}), feeds::touched_feeds, support::at(11)).has_value());
  EXPECT_EQ(access("b.png"), FileAccess::held);
}

TEST_F(FileEmbargo, FollowsTheBundleAFileLiesIn) {
  add("open/index.md", {});
  add("open/inner/index.ko.md", {}, 1, true);
  EXPECT_EQ(access("open/a.png"), FileAccess::served);
  EXPECT_EQ(access("open/img/a.png"), FileAccess::served);
  EXPECT_EQ(access("open/inner/a.png"), FileAccess::held);
  add("draft.md", {"open/b.png"}, 1, true);
  EXPECT_EQ(access("open/b.png"), FileAccess::held) << "a draft alone refers to it";
  add("other.md", {"open/inner/c.png"});
  EXPECT_EQ(access("open/inner/c.png"), FileAccess::served) << "a visible article refers to it";
  unread = "open/new";
  EXPECT_EQ(access("open/new/a.png"), FileAccess::held) << "a bundle whose article was not read yet";
}

TEST_F(FileEmbargo, SaysWhatWasWithdrawn) {
  add("a.md", {"a.png", "shared.png"});
  add("b.md", {"shared.png"}, 20);
  store->database().run("UPDATE article SET visible = 0, status = $1 WHERE path = 'a.md'",
                        {static_cast<std::int64_t>(Status::withdrawn)});
  EXPECT_EQ(access("a.png"), FileAccess::withdrawn);
  EXPECT_EQ(access("shared.png"), FileAccess::held) << "it is to come with another article";
}

TEST_F(FileEmbargo, KnowsTheFilesOfArticlesStoredBeforeItWasKept) {
  Arrival arrival = support::arrival("a.md", "A", 1);
  arrival.article.content = "<p><img src=\"media:img/%EB%88%88%20a.png\" alt=\"\"></p>";
  arrival.article.media = {{"media:b.mp3", "audio/mpeg", 1, ""}};
  ASSERT_TRUE(store->commit(support::batch_of({arrival}), feeds::touched_feeds, support::at(10)).has_value());
  store->database().run("INSERT INTO article_file(article, path, site) SELECT article, '', site FROM article");
  ASSERT_TRUE(fill_files(store->database()).has_value());
  EXPECT_EQ(access("img/눈 a.png"), FileAccess::served);
  EXPECT_EQ(access("b.mp3"), FileAccess::served);
  EXPECT_EQ(articles_with_file(store->database(), "b.mp3"), std::vector<std::string>{"a.md"});
  EXPECT_TRUE(articles_with_file(store->database(), "").empty());
}

TEST_F(FileEmbargo, GoesOnBehindABodyThatIsDamaged) {
  for (const char* path : {"a.md", "b.md"}) {
    Arrival arrival = support::arrival(path, path, 1);
    arrival.article.content = "<p><img src=\"media:b.png\" alt=\"\"></p>";
    ASSERT_TRUE(store->commit(support::batch_of({arrival}), feeds::touched_feeds, support::at(10)).has_value());
  }
  store->database().run("INSERT INTO article_file(article, path, site) SELECT article, '', site FROM article");
  store->database().run("UPDATE article_body SET texts = 'L' WHERE article = 1");
  ASSERT_TRUE(fill_files(store->database()).has_value());
  EXPECT_EQ(articles_with_file(store->database(), "b.png"), std::vector<std::string>{"b.md"});
}

}  // namespace
}  // namespace feedd::content
