#include "daemon/push/dispatcher.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace feedd::daemon::push {

Dispatcher::Dispatcher(boost::asio::io_context& context, NetworkGuard guard, WriteStore write, ScheduleLimits limits)
    : context_(context),
      sender_(context, std::move(guard)),
      settlements_(context, std::move(write), [this] { pump_soon(); }),
      schedule_(limits),
      timer_(context) {}

void Dispatcher::add(Job job, const std::string& host, Schedule::Place place) {
  schedule_.add(job, host, place);
  pump_soon();
}

void Dispatcher::add_asleep(Job job, const std::string& host, std::chrono::milliseconds delay) {
  schedule_.add_asleep(job, host, std::chrono::steady_clock::now() + delay);
  pump_soon();
}

bool Dispatcher::wake(Job job) {
  pump_soon();
  return schedule_.wake(job);
}

void Dispatcher::finish(Job job, bool host_well) {
  schedule_.finish(job, host_well, std::chrono::steady_clock::now());
  pump_soon();
}

void Dispatcher::finish_asleep(Job job, bool host_well, std::chrono::milliseconds delay) {
  const auto now = std::chrono::steady_clock::now();
  schedule_.finish_asleep(job, host_well, now, now + delay);
  pump_soon();
}

/// Once for all that happens in one turn of the loop.
void Dispatcher::pump_soon() {
  if (std::exchange(is_pumping_, true)) return;
  boost::asio::post(context_, [this] {
    is_pumping_ = false;
    pump();
    changed_();
  });
}

void Dispatcher::pump() {
  if (is_stopping_) return;
  const auto now = std::chrono::steady_clock::now();
  while (!settlements_.is_full()) {
    const auto job = schedule_.next(now);
    if (!job) break;
    begin_[*job >> 56U](*job);
  }
  const auto next = schedule_.next_time();
  if (!next || settlements_.is_full()) return;  // what is due waits until there is room, which pumps
  timer_.expires_at(*next);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) pump();
  });
}

bool is_host_well(const content::Result<HttpResponse>& answer) {
  return answer && answer->status < 500 && answer->status != 429;
}

}  // namespace feedd::daemon::push
