// The courier's inside: its thread and what works on it. Private to courier*.cpp.
#pragma once

#include "daemon/push/commit_times.hpp"
#include "daemon/push/conversations.hpp"
#include "daemon/push/courier.hpp"
#include "daemon/push/dispatcher.hpp"
#include "daemon/push/fan_out.hpp"
#include "daemon/push/hub/canary.hpp"
#include "daemon/push/hub/cloud_server.hpp"
#include "daemon/push/hub/hub.hpp"
#include "daemon/push/outbox.hpp"
#include "daemon/push/pings.hpp"
#include "daemon/push/topics.hpp"

#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace feedd::daemon::push {

/// Everything but the constructor and what says so runs on its own thread.
class Courier::Thread {
 public:
  Thread(const PushConfig& config, NetworkGuard guard, std::unique_ptr<content::sql::Database> reader, Place place);
  ~Thread() { end(); }

  /// Any thread.
  boost::asio::io_context& context() { return context_; }
  [[nodiscard]] std::shared_ptr<const Report> report() const;
  [[nodiscard]] std::optional<SubmissionRule> rule(std::string_view path) const;
  /// Ends the thread where it is; nothing where it has ended.
  void end();
  /// Ends it in good order.
  void stop(std::chrono::milliseconds deadline);

  void start(std::uint64_t served, bool announce);
  void served(const ServedNews& news);
  void reload(const PushConfig& config);
  void submit(const Submission& submission, const Reply& done);
  void outbox(const boost::json::object& request, const std::function<void(content::Result<std::string>)>& done);

 private:
  /// Makes the store know the endpoints there are now; those that are new count as told up to `told`.
  void keep_endpoints(std::uint64_t told);
  void begin();
  void use_config();
  void announce_served();
  void announce(const std::string& feed, std::uint64_t news);
  void tick();
  void begin_to_stop(std::chrono::milliseconds deadline);
  void end_when_idle(std::chrono::steady_clock::time_point deadline);
  void report_soon();
  void make_report();
  /// Of nothing, with every key that there ever is.
  [[nodiscard]] static std::shared_ptr<const Report> first_report();
  [[nodiscard]] std::vector<std::string> hubs() const;

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ =
      boost::asio::make_work_guard(context_);
  PushConfig config_;
  NetworkGuard guard_;
  std::unique_ptr<content::sql::Database> reader_;
  const Place place_;
  CommitTimes times_;
  Topics topics_;
  Dispatcher dispatcher_;
  Conversations conversations_;
  FanOut fan_out_;
  Pings pings_;
  Hub hub_;
  CloudServer cloud_;
  Canary canary_;
  Outbox outbox_;
  boost::asio::steady_timer tick_{context_}, report_timer_{context_}, end_timer_{context_};
  std::uint64_t served_ = 0;             ///< everything up to it is served, and announced
  std::vector<ServedNews> unannounced_;  ///< while the store cannot be read
  bool has_started_ = false;
  bool has_begun_ = false;                           ///< the endpoints are in the store
  bool is_configured_ = false;                       ///< the store could be read for it
  std::vector<std::pair<Submission, Reply>> early_;  ///< requests that came before it
  bool is_stopping_ = false;
  bool is_reporting_ = false;  ///< a report is on its way
  mutable std::mutex mutex_;   // guards what follows, which loops and main ask for
  std::shared_ptr<const Report> report_ = first_report();
  std::string key_path_;    ///< of IndexNow's key file; empty: none
  bool takes_hub_ = false;  ///< as configured at the start
  bool takes_cloud_ = false;
  std::thread thread_;  // last: it uses everything above
};

}  // namespace feedd::daemon::push
