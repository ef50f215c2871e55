// What a courier has inside, on the test's own thread.
#pragma once

#include "daemon/push/fan_out.hpp"
#include "daemon/push/hub/canary.hpp"
#include "daemon/push/hub/cloud_server.hpp"
#include "daemon/push/hub/hub.hpp"
#include "daemon/push/outbox.hpp"
#include "daemon/push/pings.hpp"
#include "tests/daemon/push/newsroom.hpp"
#include "tests/support/http_peer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace feedd::daemon::push {

using support::HttpPeer;
using support::PeerAnswer;
using support::PeerRequest;
using namespace std::chrono_literals;

inline PeerAnswer answer_with(int status, std::string body = {}) {
  PeerAnswer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}
inline PeerAnswer no_answer() {
  PeerAnswer answer;
  answer.manner = PeerAnswer::Manner::dropped;
  return answer;
}
inline HttpPeer::Handler always(PeerAnswer answer) {
  return [answer = std::move(answer)](const PeerRequest&) { return answer; };
}

/// What was sent so far, in order.
inline std::vector<std::string> bodies(const HttpPeer& peer) {
  std::vector<std::string> all;
  for (const PeerRequest& request : peer.requests())
    if (request.method == "POST") all.push_back(request.body);
  return all;
}

/// Works on a newsroom from when it is made until it is destroyed, as if the process had died.
class Desks {
 public:
  explicit Desks(Newsroom& room, PushConfig config = {}, ScheduleLimits limits = patient())
      : room_(room), place_(room.place()), config_(std::move(config)), limits_(limits) {
    use(config_);
    fan_out.start(served_);
    hub.use(config_);
    cloud.use(config_);
  }

  /// Another configuration of endpoints.
  void use(const PushConfig& config) {
    std::vector<std::pair<std::string, std::string>> configured;
    for (const ConfiguredEndpoint& one : config.endpoints) configured.emplace_back(one.kind, one.url);
    room_.change([&](content::sql::Database& database) { Endpoints(database).keep(configured, served_); });
    EXPECT_TRUE(pings.use(config.endpoints, "0123456789abcdef", served_));
  }
  void served(const ServedNews& news) {
    served_ = std::max(served_, news.complete);
    times.note(news.revision, news.committed);
    content::ArticleReader reader(*reader_);
    std::vector<std::pair<std::string, std::uint64_t>> told;
    EXPECT_TRUE(reader.reading([&] {
      for (const std::string& feed : news.feeds)
        if (const auto state = reader.feed_state(feed); state && state->news != 0 && state->news <= news.revision)
          told.emplace_back(feed, state->news);
      return 0;
    }));
    for (const auto& [feed, revision] : told) {
      pings.announce(feed, revision);
      if (feed == feeds::site_feed) canary.announce(revision);
      for (const feeds::Format& format : feeds::formats())
        fan_out.announce(feed + '.' + std::string(format.extension), revision);
    }
    pings.serve(served_);
  }
  [[nodiscard]] std::uint64_t served_revision() const { return served_; }

  /// Until it is so, or nothing is to be expected any more.
  template <class Until>
  void run_until(const Until& until) {
    const auto deadline = std::chrono::steady_clock::now() + HttpPeer::patience;
    context.restart();
    // What is waited for may happen elsewhere, at a peer.
    while (!until() && std::chrono::steady_clock::now() < deadline && !context.stopped()) context.run_one_for(5ms);
  }
  /// Until all is done that can be done now, and noted; what sleeps goes on sleeping.
  void settle() {
    const auto deadline = std::chrono::steady_clock::now() + HttpPeer::patience;
    while (!is_quiet()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "out of patience";
      context.restart();
      context.run_one_for(100ms);
    }
  }
  /// Everything that waits to be tried again is tried now.
  std::size_t retry_all() {
    const auto count = outbox.retry("");
    settle();
    return count ? *count : 0;
  }
  /// `outbox list`, line by line.
  std::vector<boost::json::object> listed() {
    std::vector<boost::json::object> all;
    std::string lines = outbox.list().value();
    for (std::size_t end = 0; (end = lines.find('\n')) != std::string::npos; lines.erase(0, end + 1))
      all.push_back(boost::json::parse(lines.substr(0, end)).as_object());
    return all;
  }

 private:
  /// No circuit opens, so that a test need not wait for it to close.
  static ScheduleLimits patient() {
    ScheduleLimits limits;
    limits.failures = 1'000'000;
    return limits;
  }
  [[nodiscard]] bool is_quiet() {
    dispatcher.settlements().flush();
    context.restart();
    if (context.poll() != 0) return false;
    for (const Schedule* schedule : {&dispatcher.schedule(), &dispatcher.questions()}) {
      const auto due = schedule->next_time();
      if (schedule->under_way() != 0 || schedule->waiting() != 0) return false;
      if (due && *due <= std::chrono::steady_clock::now()) return false;
    }
    return dispatcher.settlements().is_empty();
  }

  Newsroom& room_;
  const Place place_;
  PushConfig config_;
  ScheduleLimits limits_;
  std::unique_ptr<content::sql::Database> reader_ = room_.reader();
  NetworkGuard guard_ = NetworkGuard::create({"127.0.0.0/8"}).value();
  std::uint64_t served_ = room_.served();

 public:
  boost::asio::io_context context{1};
  CommitTimes times;
  Topics topics{context, place_.fetch, place_.barrier};
  Dispatcher dispatcher{context, guard_, place_.write, limits_};
  Conversations conversations{dispatcher, guard_, 20};
  FanOut fan_out{context, dispatcher, topics, *reader_, place_, times};
  Pings pings{dispatcher, *reader_, place_, times};
  Hub hub{dispatcher, conversations, fan_out, *reader_, place_, guard_};
  CloudServer cloud{hub, conversations, *reader_, place_};
  Canary canary{conversations, place_, times};
  Outbox outbox{pings, fan_out, *reader_};
};

}  // namespace feedd::daemon::push
