// What telling others promises, whatever happens: news comes, peers go down and come back, the process dies, time
// passes. In the end everybody has been told of the last news of everything, and of nothing that was never said.
#include "daemon/push/form.hpp"
#include "tests/daemon/push/desks.hpp"

#include <map>
#include <optional>
#include <random>
#include <set>
#include <tuple>

#include <boost/json/serialize.hpp>

namespace feedd::daemon::push {
namespace {

/// What one peer took, and how it is.
class Listener {
 public:
  enum class Mood { up, failing, dead };

  explicit Listener(const Newsroom& room)
      : room_(room), peer_([this](const PeerRequest& request) { return hear(request); }) {}

  void be(Mood mood) { mood_ = mood; }
  [[nodiscard]] std::string url(const std::string& path) const { return peer_.url(path); }
  /// By subscribers.
  [[nodiscard]] std::size_t taken() const { return taken_count_; }

  struct Word {
    std::string path, body;
    std::uint64_t served = 0;  ///< when it came
  };
  [[nodiscard]] std::vector<Word> words() const {
    const std::lock_guard lock(mutex_);
    return words_;
  }

 private:
  PeerAnswer hear(const PeerRequest& request) {
    const std::uint64_t served = room_.served();
    if (mood_ == Mood::dead) return no_answer();
    if (mood_ == Mood::failing) return answer_with(500);
    const std::lock_guard lock(mutex_);
    words_.push_back({request.target, request.body, served});
    if (request.target.starts_with("/s")) ++taken_count_;
    return {};
  }

  const Newsroom& room_;
  std::atomic<Mood> mood_{Mood::up};
  std::atomic<std::size_t> taken_count_{0};
  mutable std::mutex mutex_;
  std::vector<Word> words_;
  HttpPeer peer_;  // last: its thread uses what is above
};

constexpr int tag_count = 12;
std::string tag(std::size_t number) {
  return "t" + std::to_string(number % tag_count);
}

class Story {
 public:
  explicit Story(unsigned seed) : random_(seed) {
    std::vector<std::string> tags;
    for (std::size_t number = 0; number < tag_count; ++number) tags.push_back(tag(number));
    room_.publish("first.md", "First", std::move(tags));
    for (int number = 0; number < 3; ++number) listeners_.push_back(std::make_unique<Listener>(room_));
    config_.endpoints = {{"webhook", listeners_[0]->url("/webhook"), ""},
                         {"websub", listeners_[1]->url("/websub"), ""},
                         {"rss-cloud", listeners_[2]->url("/rss-cloud"), ""}};
    desks_.emplace(room_, config_);
    for (int number = 0; number < 12; ++number) subscribe(number);
    began_ = room_.served();
  }

  void step() {
    switch (random_() % 12) {
      case 0:
      case 1:
      case 2:
        write();
        return deliver(room_.serve());
      case 3:
        return write();  // and serve it with what comes next
      case 4:
        return keep_back();
      case 5:
      case 6:
        return listeners_[random_() % listeners_.size()]->be(static_cast<Listener::Mood>(random_() % 3));
      case 7:
        return crash();
      case 8:
        return room_.pass(std::chrono::minutes(random_() % 90));
      case 9:
        static_cast<void>(desks_->outbox.retry(""));
        return;
      case 10:
        room_.disk_is_full = random_() % 4 == 0;
        return;
      default:
        return work();
    }
  }
  void end() {
    for (const auto& listener : listeners_) listener->be(Listener::Mood::up);
    room_.disk_is_full = false;
    if (!late_.empty()) keep_back();
    deliver(room_.serve());
    desks_->settle();
    for (int round = 0; round < 5 && !desks_->listed().empty(); ++round) desks_->retry_all();
    EXPECT_TRUE(desks_->listed().empty()) << boost::json::serialize(desks_->listed().at(0));
  }
  void check() {
    std::map<std::string, std::uint64_t> news;
    content::ArticleReader reader(*reader_);
    EXPECT_TRUE(reader.reading([&] {
      reader.each_feed_with_news(began_, [&](std::string_view feed, std::uint64_t at) { news.emplace(feed, at); });
      return 0;
    }));
    for (const auto& [feed, at] : news) {
      expect_subscribers_told(feed, at);
      expect_hub_told(feed, at);
      expect_aggregator_told(feed, at);
      expect_webhook_told(feed, at);
    }
    expect_nothing_made_up();
    EXPECT_LE(duplicates(), allowed_duplicates_) << "told twice, after " << crashes_ << " crashes";
  }
  [[nodiscard]] int crashes() const { return crashes_; }

 private:
  void subscribe(int number) {
    Subscription one;
    one.topic = number % 3 == 0 ? "feed.atom" : "tags/" + tag(static_cast<std::size_t>(number)) + ".rss";
    one.callback = listeners_[static_cast<std::size_t>(number) % 3]->url("/s" + std::to_string(number));
    one.host = host_of(one.callback);
    one.expires = room_.now() + std::chrono::hours(24 * 365);
    one.told = room_.served();
    room_.change([&](content::sql::Database& database) { Subscriptions(database).put(one); });
    subscribers_.emplace_back("/s" + std::to_string(number), one.topic);
  }
  void write() {
    std::vector<std::string> tags{tag(random_())};
    if (random_() % 2 == 0) tags.push_back(tag(random_()));
    const std::string path = std::to_string(random_() % 5) + ".md";
    room_.write(path, "Title " + std::to_string(++titles_), std::move(tags));
  }
  void deliver(ServedNews news) {
    if (!late_.empty()) news.complete = before_late_;
    desks_->served(news);
  }
  /// What is served now is told of later than what comes after it, or what was kept back now.
  void keep_back() {
    if (late_.empty()) {
      before_late_ = room_.served();
      write();
      return late_.push_back(room_.serve());
    }
    late_.front().complete = room_.served();
    desks_->served(late_.front());
    late_.clear();
  }
  /// Some of what there is to do is done.
  void work() {
    if (!room_.disk_is_full && random_() % 2 == 0) desks_->settle();
    desks_->context.restart();
    for (std::size_t handlers = random_() % 200; handlers != 0 && desks_->context.run_one_for(2ms) != 0; --handlers) {
    }
    note();
  }
  /// By subscribers.
  [[nodiscard]] std::size_t taken() const {
    std::size_t all = 0;
    for (const auto& listener : listeners_) all += listener->taken();
    return all;
  }
  void note() {
    if (desks_->dispatcher.is_idle()) noted_ = taken();
  }
  void crash() {
    note();
    const std::size_t under_way = desks_->dispatcher.schedule().under_way();
    desks_.reset();
    allowed_duplicates_ += std::min(taken() - noted_, Settlements::group_limit) + under_way;
    late_.clear();  // a start publishes everything
    static_cast<void>(room_.serve());
    desks_.emplace(room_, config_);
    noted_ = taken();
    ++crashes_;
  }

  void expect_subscribers_told(const std::string& feed, std::uint64_t at) {
    for (const auto& [path, topic] : subscribers_) {
      if (topic.substr(0, topic.rfind('.')) != feed) continue;
      std::uint64_t last = 0;
      for (const auto& listener : listeners_)
        for (const auto& word : listener->words())
          if (word.path == path) last = std::max(last, revision_of(word.body));
      EXPECT_GE(last, at) << path << " of " << topic;
    }
  }
  void expect_hub_told(const std::string& feed, std::uint64_t at) {
    for (const feeds::Format& format : feeds::formats()) {
      const std::string url = form({{"hub.url", "https://news.example/" + feed + '.' + std::string(format.extension)}});
      EXPECT_TRUE(was_told(*listeners_[1], "/websub", url, at)) << url;
    }
  }
  void expect_aggregator_told(const std::string& feed, std::uint64_t at) {
    const std::string url = form({{"url", "https://news.example/" + feed + ".rss"}});
    EXPECT_TRUE(was_told(*listeners_[2], "/rss-cloud", url, at)) << url;
  }
  void expect_webhook_told(const std::string& feed, std::uint64_t at) {
    EXPECT_TRUE(was_told(*listeners_[0], "/webhook", "\"feed\":\"" + feed + '"', at)) << feed;
    EXPECT_TRUE(was_told(*listeners_[0], "/webhook", "\"title\":\"Title " + std::to_string(titles_) + '"', 0));
  }
  static bool was_told(const Listener& listener, const std::string& path, const std::string& what, std::uint64_t at) {
    const auto words = listener.words();
    return std::any_of(words.begin(), words.end(), [&](const Listener::Word& word) {
      return word.path == path && word.served >= at && word.body.find(what) != std::string::npos;
    });
  }
  void expect_nothing_made_up() {
    for (const auto& listener : listeners_)
      for (const auto& word : listener->words()) {
        if (word.path.starts_with("/s")) {
          EXPECT_LE(revision_of(word.body), word.served) << word.body;
        }
        if (word.path != "/webhook") continue;
        const boost::json::value said = boost::json::parse(word.body);
        EXPECT_LE(said.at("revision").to_number<std::uint64_t>(), word.served);
      }
  }
  /// How often a subscriber was sent what it had been sent already.
  std::size_t duplicates() {
    std::size_t count = 0;
    std::set<std::pair<std::string, std::string>> seen;
    for (const auto& listener : listeners_)
      for (const auto& word : listener->words())
        if (word.path.starts_with("/s") && !seen.emplace(word.path, word.body).second) ++count;
    return count;
  }
  static std::uint64_t revision_of(const std::string& body) { return std::stoull(body.substr(body.rfind(' ') + 1)); }

  std::minstd_rand random_;
  Newsroom room_;
  std::unique_ptr<content::sql::Database> reader_ = room_.reader();
  std::vector<std::unique_ptr<Listener>> listeners_;
  PushConfig config_;
  std::optional<Desks> desks_;
  std::vector<std::pair<std::string, std::string>> subscribers_;  ///< path of the callback, topic
  std::vector<ServedNews> late_;                                  ///< one at most: served, and not told of yet
  std::uint64_t began_ = 0, before_late_ = 0;
  int titles_ = 0, crashes_ = 0;
  std::size_t noted_ = 0, allowed_duplicates_ = 0;
};

TEST(Promise, Everybody_is_told_of_the_last_news_of_everything_and_of_nothing_else) {
  int crashes = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Story story(seed);
    for (int step = 0; step < 80; ++step) story.step();
    story.end();
    story.check();
    crashes += story.crashes();
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(crashes, 50);
}

}  // namespace
}  // namespace feedd::daemon::push
