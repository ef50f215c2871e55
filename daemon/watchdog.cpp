#include "daemon/watchdog.hpp"

#include "daemon/systemd.hpp"

#include <algorithm>

namespace feedd::daemon {

Watchdog::Watchdog(boost::asio::io_context& context, Publisher& publisher,
                   const std::vector<std::unique_ptr<IoLoop>>& loops)
    : timer_(context),
      publisher_(publisher),
      loops_(loops),
      answered_(std::make_shared<std::vector<std::atomic<bool>>>(loops.size() + 1)) {
  const auto interval = systemd::watchdog_interval();
  if (!interval) return;
  interval_ = *interval / 4;  // two missed answers are forgiven
  systemd::alive();
  ask();
}

void Watchdog::ask() {
  const auto answered = answered_;
  publisher_.post([answered] { answered->front() = true; });
  for (std::size_t i = 0; i < loops_.size(); ++i) loops_[i]->post([answered, i] { (*answered)[i + 1] = true; });
  timer_.expires_after(interval_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) look();
  });
}

void Watchdog::look() {
  if (std::all_of(answered_->begin(), answered_->end(), [](const auto& one) { return one.load(); })) {
    for (auto& one : *answered_) one = false;
    systemd::alive();
  }
  ask();
}

}  // namespace feedd::daemon
