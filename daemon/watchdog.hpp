// Tells systemd's watchdog that the daemon lives, as long as every loop and the publisher answer.
#pragma once

#include "daemon/http/io_loop.hpp"
#include "daemon/publisher.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace feedd::daemon {

/// On the main io_context; does nothing where no watchdog is set.
class Watchdog {
 public:
  Watchdog(boost::asio::io_context& context, Publisher& publisher, const std::vector<std::unique_ptr<IoLoop>>& loops);

  /// A long scan makes progress, though the publisher answers nothing meanwhile.
  void publisher_is_alive() { answered_->front() = true; }

 private:
  void look();
  void ask();

  boost::asio::steady_timer timer_;
  std::chrono::microseconds interval_{0};
  Publisher& publisher_;
  const std::vector<std::unique_ptr<IoLoop>>& loops_;
  /// The publisher first, then the loops. Shared with the questions, which may be answered late.
  std::shared_ptr<std::vector<std::atomic<bool>>> answered_;
};

}  // namespace feedd::daemon
