#include "daemon/push/dispatcher.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

namespace feedd::daemon::push {
namespace {

/// Questions to strangers, of whom many may hang on purpose.
ScheduleLimits question_limits(ScheduleLimits limits) {
  limits.under_way = std::max<std::size_t>(1, limits.under_way / 4);
  limits.per_host = std::max<std::size_t>(1, limits.per_host / 4);
  limits.most = std::max<std::size_t>(1, limits.most / 4);
  return limits;
}

}  // namespace

Dispatcher::Dispatcher(boost::asio::io_context& context, NetworkGuard guard, WriteStore write, ScheduleLimits limits)
    : context_(context),
      sender_(context, std::move(guard)),
      settlements_(context, std::move(write), [this] { pump_soon(); }),
      schedule_(limits),
      questions_(question_limits(limits)),
      timer_(context) {}

void Dispatcher::add(Job job, const std::string& host, Schedule::Place place) {
  schedule_of(job).add(job, host, place);
  pump_soon();
}

void Dispatcher::add_asleep(Job job, const std::string& host, std::chrono::milliseconds delay) {
  schedule_of(job).add_asleep(job, host, std::chrono::steady_clock::now() + delay);
  pump_soon();
}

bool Dispatcher::wake(Job job) {
  pump_soon();
  schedule_of(job).resume(job);
  return schedule_of(job).wake(job);
}

void Dispatcher::finish(Job job, bool host_well) {
  schedule_of(job).finish(job, host_well, std::chrono::steady_clock::now());
  pump_soon();
}

void Dispatcher::finish_asleep(Job job, bool host_well, std::chrono::milliseconds delay) {
  const auto now = std::chrono::steady_clock::now();
  schedule_of(job).finish_asleep(job, host_well, now, now + delay);
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
  std::optional<Schedule::Time> soonest;
  for (Schedule* schedule : {&questions_, &schedule_}) {
    while (!settlements_.is_full()) {
      const auto job = schedule->next(now);
      if (!job) break;
      begin_[*job >> 56U](*job);
    }
    if (const auto next = schedule->next_time()) soonest = std::min(soonest.value_or(*next), *next);
  }
  if (!soonest || settlements_.is_full()) return;  // what is due waits until there is room, which pumps
  timer_.expires_at(*soonest);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    pump();
    changed_();
  });
}

bool is_host_well(const content::Result<HttpResponse>& answer) {
  return answer && answer->status < 500 && answer->status != 429;
}

}  // namespace feedd::daemon::push
