// Sends what the schedule says is next, whoever made the job, within the limits on what is under way and what is not
// noted on disk yet.
#pragma once

#include "daemon/http_sender.hpp"
#include "daemon/push/schedule.hpp"
#include "daemon/push/settlements.hpp"

#include <array>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace feedd::daemon::push {

/// Whose job it is: the highest bits of its number.
enum class Desk : std::uint8_t { subscriber, endpoint, conversation };
inline constexpr std::size_t desk_count = 3;
[[nodiscard]] constexpr Job make_job(Desk desk, std::uint64_t number) {
  return (static_cast<Job>(desk) << 56U) | number;
}
[[nodiscard]] constexpr std::uint64_t number_of(Job job) {
  return job & ((Job{1} << 56U) - 1);
}

/// Confined to its context's thread.
class Dispatcher {
 public:
  /// Begins a job that is under way now, and calls finish() or finish_asleep() for it sooner or later.
  using Begin = std::function<void(Job)>;

  Dispatcher(boost::asio::io_context& context, NetworkGuard guard, WriteStore write, ScheduleLimits limits = {});

  void serve(Desk desk, Begin begin) { begin_[static_cast<std::size_t>(desk)] = std::move(begin); }
  void add(Job job, const std::string& host, Schedule::Place place = Schedule::Place::back);
  void add_asleep(Job job, const std::string& host, std::chrono::milliseconds delay);
  /// Somebody wants it now: it sleeps no more, and its host is not left alone any longer. False where it did not sleep.
  bool wake(Job job);
  void remove(Job job) { schedule_of(job).remove(job); }
  void send(OutgoingRequest request, HttpSender::Done done) { sender_.send(std::move(request), std::move(done)); }
  void finish(Job job, bool host_well);
  void finish_asleep(Job job, bool host_well, std::chrono::milliseconds delay);

  /// Called when something has changed.
  void on_change(std::function<void()> changed) { changed_ = std::move(changed); }
  /// Begins no more jobs.
  void stop() { is_stopping_ = true; }
  /// Nothing is under way and everything is on disk.
  [[nodiscard]] bool is_idle() const {
    return schedule_.under_way() + questions_.under_way() == 0 && settlements_.is_empty();
  }
  [[nodiscard]] Settlements& settlements() { return settlements_; }
  /// Of announcements; conversations have a schedule and limits of their own, so that strangers who ask to be asked do
  /// not hold up those who are told.
  [[nodiscard]] const Schedule& schedule() const { return schedule_; }
  [[nodiscard]] const Schedule& questions() const { return questions_; }

 private:
  [[nodiscard]] Schedule& schedule_of(Job job) {
    return static_cast<Desk>(job >> 56U) == Desk::conversation ? questions_ : schedule_;
  }
  void pump_soon();
  void pump();

  boost::asio::io_context& context_;
  HttpSender sender_;
  Settlements settlements_;
  Schedule schedule_;
  Schedule questions_;
  std::array<Begin, desk_count> begin_{};
  boost::asio::steady_timer timer_;
  std::function<void()> changed_ = [] {};
  bool is_pumping_ = false;  ///< a pump is posted
  bool is_stopping_ = false;
};

/// What an answer, or none, says of its host: whether it works, not whether it agreed.
[[nodiscard]] bool is_host_well(const content::Result<HttpResponse>& answer);

}  // namespace feedd::daemon::push
