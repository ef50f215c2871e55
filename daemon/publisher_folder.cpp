// The publisher's side of the folder: what inotify tells, when it is looked at again, what is scanned.
#include "daemon/log.hpp"
#include "daemon/media_readers.hpp"
#include "daemon/publisher_thread.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// A burst that does not end is taken in anyway.
constexpr auto longest_burst = 600ms;
/// A file that is gone may be on its way back under the same name: deletions are taken in by a scan this much later.
constexpr auto deletion_delay = 700ms;
/// When files written within the last seconds are looked at again.
constexpr auto settle_delay = 2500ms;
/// When a file that was being written is looked at again.
constexpr auto unfinished_delay = 300ms;

}  // namespace

void Publisher::Thread::wait_for_news() {
  if (!watch_) return;
  watched_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    take_news();
    wait_for_news();
  });
}

void Publisher::Thread::take_news() {
  content::WatchNews news = watch_->read();
  if (news.paths.empty() && !news.rescan) return;
  const auto now = std::chrono::steady_clock::now();
  if (dirty_.empty() && !rescan_wanted_) burst_began_ = now;
  dirty_.insert(news.paths.begin(), news.paths.end());
  rescan_wanted_ |= news.rescan;
  quiet_.expires_at(std::min(now + quiet_time, burst_began_ + longest_burst));
  quiet_.async_wait([this](const boost::system::error_code& error) {
    if (!error) take_dirty();
  });
}

void Publisher::Thread::take_dirty() {
  std::vector<std::string> paths(dirty_.begin(), dirty_.end());
  const bool rescan = std::exchange(rescan_wanted_, false);
  dirty_.clear();
  if (rescan || figures_.held != 0 || figures_.folder_lost) return scan();
  add_readers_of_media(paths, scanned_, store_.database());
  update(paths, true);
}

void Publisher::Thread::update(const std::vector<std::string>& paths, bool closed) {
  IngestReport report = ingest_.update(paths, closed);
  note(report);
  if (!report.missing.empty()) rescan_after(deletion_delay);
  finish_later(report);
  publish(std::move(report), {}, {});
}

void Publisher::Thread::scan() {
  auto report = ingest_.scan(Ingest::Scan::patient, events_.progress);
  if (!report) return lost(report.error());
  note(*report);
  cover(report->folders);
  finish_later(*report);
  if (!report->missing.empty()) rescan_after(deletion_delay);
  publish(std::move(*report), {}, {});
}

/// What is gone is looked at with what is unfinished: one may have become the other.
void Publisher::Thread::finish_later(const IngestReport& report) {
  if (report.unfinished.empty()) return;
  unfinished_.insert(report.unfinished.begin(), report.unfinished.end());
  unfinished_.insert(report.missing.begin(), report.missing.end());
  unfinished_timer_.expires_after(unfinished_delay);
  unfinished_timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const std::vector<std::string> again(unfinished_.begin(), unfinished_.end());
    unfinished_.clear();
    update(again, false);
  });
}

void Publisher::Thread::settle_later(const std::vector<std::string>& paths) {
  unsettled_.insert(paths.begin(), paths.end());
  settle_.expires_after(settle_delay);
  settle_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const std::vector<std::string> again(unsettled_.begin(), unsettled_.end());
    unsettled_.clear();
    update(again, true);
  });
}

void Publisher::Thread::rescan_after(std::chrono::milliseconds delay) {
  deletion_.expires_after(delay);
  deletion_.async_wait([this](const boost::system::error_code& error) {
    if (!error) scan();
  });
}

void Publisher::Thread::schedule_rescan() {
  rescan_.expires_after(rescan_interval);
  rescan_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    scan();
    schedule_rescan();
  });
}

}  // namespace feedd::daemon
