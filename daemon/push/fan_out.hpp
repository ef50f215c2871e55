// Telling subscribers: each gets the newest of its topic, once, and again until it has it. What a subscriber has is in
// the store; here is only who is being told now.
#pragma once

#include "content/store/article_reader.hpp"
#include "daemon/push/commit_times.hpp"
#include "daemon/push/delivery_maker.hpp"
#include "daemon/push/dispatcher.hpp"
#include "daemon/push/hmac.hpp"
#include "daemon/push/place.hpp"
#include "daemon/push/subscriptions.hpp"
#include "daemon/push/topics.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/steady_timer.hpp>

namespace feedd::daemon::push {

/// Confined to its context's thread.
class FanOut {
 public:
  struct Figures {
    std::uint64_t delivered = 0, failed = 0, ended = 0;  ///< since the start
    std::chrono::milliseconds latency{0};                ///< of the last delivery, from commit
    std::chrono::milliseconds slowest{0};
  };

  FanOut(boost::asio::io_context& context, Dispatcher& dispatcher, Topics& topics, content::sql::Database& reader,
         const Place& place, const CommitTimes& times);

  /// How deliveries are signed and which hubs they name from now on.
  void use(Algorithm signature, std::vector<std::string> hubs);
  /// Called when a subscription that ended by itself is out of the store.
  void on_end(std::function<void()> ended) { ended_ = std::move(ended); }
  /// Everybody who is behind, as the store knows it. Everything up to `served` is served.
  void start(std::uint64_t served);
  /// A topic has news at this revision, and it is served.
  void announce(const std::string& topic, std::uint64_t news);
  /// Somebody has joined a topic, or shown that it is still there: it is told now what it has not been told.
  void renew(const Subscription& one);
  /// Tells a subscriber now what it waits for or was given up; false where that is nothing.
  bool retry(std::int64_t key);
  /// Gives up what a subscriber waits for; the subscription stays.
  bool drop(std::int64_t key);
  /// A subscription is being removed: nothing is sent to it any more.
  void forget(std::int64_t key);
  [[nodiscard]] const Figures& figures() const { return figures_; }
  /// The revision of a topic's last news; 0 for a topic without any, and where the store cannot be read.
  [[nodiscard]] std::uint64_t last_news(const std::string& topic);

 private:
  struct Wave {
    std::uint64_t news = 0;
    std::int64_t after = 0;  ///< the last subscription that was looked at
  };
  /// What is remembered of one that fails, until it succeeds. A restart begins it anew.
  struct Failing {
    std::uint64_t news = 0;      ///< the last that failed
    content::Timestamp since{};  ///< its first failure
    unsigned strikes = 0;        ///< news that failed, one after another
  };
  struct Due {
    Subscription one;
    std::uint64_t news = 0;
  };
  void look_through(const std::string& topic, std::uint64_t news);
  void step();
  void step_soon();
  /// Within `reading`.
  [[nodiscard]] std::uint64_t news_of(const std::string& topic);
  /// A subscription and its topic's news, from the store; nothing where it has ended.
  [[nodiscard]] content::Result<std::optional<Due>> load(std::int64_t key);
  /// What it was sent, or that it was dropped, may not be on disk yet.
  [[nodiscard]] bool is_done(std::int64_t key, std::uint64_t told, std::uint64_t given_up, std::uint64_t news) const;
  void take(const SubscriptionRef& one, std::uint64_t news);
  void begin(Job job);
  void load_begun();
  void tell(Job job, const std::shared_ptr<const Subscription>& one, std::uint64_t news);
  void send(Job job, const std::shared_ptr<const Subscription>& one, std::uint64_t news,
            const std::shared_ptr<const TopicContent>& content);
  void settle(Job job, const Subscription& one, std::uint64_t news, std::uint64_t revision,
              const content::Result<HttpResponse>& answer);
  /// Remembers it until `work` is on disk.
  void note_told(std::int64_t key, std::uint64_t told, std::function<void(content::sql::Database&)> work);
  void note_delivered(const Subscription& one, std::uint64_t news, std::uint64_t revision);
  void fail(Job job, const Subscription& one, std::uint64_t news, bool host_well, const std::string& reason,
            std::chrono::seconds not_before);
  Failing& note_failing(const Subscription& one, std::uint64_t news, content::Timestamp now);
  void end(Job job, const Subscription& one, bool host_well);
  void get_content(const std::string& topic, std::uint64_t news, Topics::Done done);

  boost::asio::io_context& context_;
  Dispatcher& dispatcher_;
  Topics& topics_;
  content::sql::Database& reader_;
  const Place& place_;
  const CommitTimes& times_;
  Algorithm signature_ = Algorithm::sha256;
  std::shared_ptr<const std::vector<std::string>> hubs_ = std::make_shared<const std::vector<std::string>>();
  std::deque<std::string> order_;  ///< topics whose subscribers are looked through; an empty one: all subscribers
  std::unordered_map<std::string, Wave> waves_;
  std::uint64_t started_ = 0;                                 ///< everything up to it is served
  std::unordered_map<std::string, std::uint64_t> announced_;  ///< since then
  boost::asio::steady_timer read_timer_;
  bool is_stepping_ = false;
  /// What was sent last: Topics would forget it whenever all that are under way end at once.
  std::shared_ptr<const TopicContent> last_;
  std::unordered_map<std::string, std::weak_ptr<const TopicContent>> foreign_;  ///< what others' topics say
  std::vector<Job> begun_;                                                      ///< and not read from the store yet
  std::unordered_map<std::int64_t, std::uint64_t> told_;  ///< delivered or dropped, and not on disk yet
  std::unordered_map<std::int64_t, Failing> failing_;
  Figures figures_;
  std::function<void()> ended_ = [] {};
  std::minstd_rand random_{std::random_device{}()};
  DeliveryMaker maker_;
};

}  // namespace feedd::daemon::push
