// A newsroom to tell others of: a store on disk, what is served of it, and a clock that the test sets. Renders nothing:
// a document only says at which revision it stands.
#pragma once

#include "content/store/sqlite.hpp"
#include "daemon/push/courier.hpp"
#include "daemon/push/place.hpp"
#include "daemon/push/tables.hpp"
#include "feeds/feed.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace feedd::daemon::push {

using support::at;

/// All of it may be used from any thread.
class Newsroom {
 public:
  Newsroom() {
    feeds::Site site;
    site.id = "5c5dd20e-5c1d-5b4d-9d3c-7a6f0d5a2a11";
    site.base_url = "https://news.example";
    site.title = "News";
    site.language = "en";
    site.hubs = {"https://news.example/hub"};
    site.feeds["tags/hidden"].listed = false;
    view_ = std::make_shared<const SiteView>(std::move(site));
    store_ = content::ArticleStore::open(open(content::sql::Access::write), "store", view_->site.id).value();
    store_->announce_first_filling(true);
    EXPECT_TRUE(content::sql::migrate(store_->database(), push_tables(), "store"));
  }

  /// Commits; nothing of it is served yet. The revision.
  std::uint64_t commit(content::Batch batch) {
    const std::lock_guard lock(mutex_);
    return take(store_->commit(batch, feeds::touched_feeds, clock_));
  }
  /// An article, new or edited, with these tags.
  std::uint64_t write(const std::string& path, const std::string& title, std::vector<std::string> tags = {}) {
    content::Arrival one = support::arrival(path, title);
    one.article.tags = std::move(tags);
    return commit(support::batch_of({std::move(one)}));
  }
  std::uint64_t withdraw(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return take(store_->withdraw(path, false, feeds::touched_feeds, clock_));
  }
  /// Everything that is committed is served from now on.
  ServedNews serve() {
    const std::lock_guard lock(mutex_);
    for (const std::string& feed : touched_) documents_[feed] = revision_;
    served_ = revision_;
    return {revision_, revision_, std::exchange(touched_, {}), {}, std::chrono::steady_clock::now()};
  }
  /// Writes an article, and serves it.
  ServedNews publish(const std::string& path, const std::string& title, std::vector<std::string> tags = {}) {
    write(path, title, std::move(tags));
    return serve();
  }
  [[nodiscard]] std::uint64_t served() const { return served_; }

  [[nodiscard]] std::unique_ptr<content::sql::Database> reader() const { return open(content::sql::Access::read); }
  /// Runs `work` on the writer's connection, in a transaction.
  bool change(const std::function<void(content::sql::Database&)>& work) {
    const std::lock_guard lock(mutex_);
    try {
      content::sql::Transaction transaction(store_->database(), content::sql::Transaction::Kind::writing);
      work(store_->database());
      transaction.commit();
      return true;
    } catch (const content::sql::Failure& failure) {
      ADD_FAILURE() << failure.what();
      return false;
    }
  }

  [[nodiscard]] Place place() {
    Place place;
    place.write = [this](const auto& work, const auto& done) { done(!disk_is_full && change(work)); };
    place.fetch = [this](const std::string& path, const auto& done) { done(document(path)); };
    place.barrier = [](const auto& passed) { passed(); };
    place.view = [this] { return view_; };
    place.clock = [this] { return content::Timestamp(clock_.load()); };
    return place;
  }
  void pass(std::chrono::seconds time) { clock_ = clock_.load() + time; }
  [[nodiscard]] content::Timestamp now() const { return clock_; }

  std::atomic<bool> disk_is_full{false};
  std::atomic<bool> makes_documents{true};
  std::atomic<int> fetches{0};

 private:
  [[nodiscard]] std::unique_ptr<content::sql::Database> open(content::sql::Access access) const {
    return content::sql::open_sqlite(folder_.path() / "store.db", access, content::sql::Durability::cache).value();
  }
  std::uint64_t take(content::Result<content::Committed>&& committed) {
    EXPECT_TRUE(committed && committed->refused.empty());
    revision_ = std::max(revision_, committed->revision);
    touched_.insert(touched_.end(), committed->feeds.begin(), committed->feeds.end());
    return revision_;
  }
  [[nodiscard]] Fetched document(const std::string& path) {
    const std::lock_guard lock(mutex_);
    ++fetches;
    if (!makes_documents) return Refusal::overloaded;
    const std::string feed = path.substr(1, path.rfind('.') - 1);
    const auto held = documents_.find(feed);
    Answer answer;
    answer.revision = held == documents_.end() ? served_.load() : held->second;
    answer.media_type = "application/rss+xml";
    answer.fields = {"Link: <https://news.example" + path + ">; rel=\"self\""};
    answer.bodies[0] = std::make_shared<const std::string>(feed + " at " + std::to_string(answer.revision));
    return std::make_shared<const Published>(std::move(answer));
  }

  support::TemporaryFolder folder_;
  std::shared_ptr<const SiteView> view_;
  std::unique_ptr<content::ArticleStore> store_;
  std::mutex mutex_;
  std::atomic<content::Timestamp> clock_{at(100)};
  std::uint64_t revision_ = 0;
  std::atomic<std::uint64_t> served_{0};
  std::vector<std::string> touched_;                  ///< committed, and not served
  std::map<std::string, std::uint64_t> documents_{};  ///< where the feeds that were served stand
};

}  // namespace feedd::daemon::push
