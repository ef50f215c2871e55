#include "daemon/push/settlements.hpp"

#include "daemon/log.hpp"

#include <iterator>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>

namespace feedd::daemon::push {
namespace {

using namespace std::chrono_literals;

/// A group that waits longer than this is written; with the writing itself, 50 ms are kept.
constexpr auto longest_wait = 20ms;
/// A group of this size waits no longer.
constexpr std::size_t large_group = 256;
/// A disk that is full is tried again.
constexpr auto retry_time = 1s;

}  // namespace

Settlements::Settlements(boost::asio::io_context& context, WriteStore write, std::function<void()> has_room)
    : context_(context), write_(std::move(write)), has_room_(std::move(has_room)), timer_(context) {}

void Settlements::add(std::function<void(content::sql::Database&)> work, std::function<void()> written) {
  gathered_.push_back({std::move(work), std::move(written)});
  if (gathered_.size() >= large_group) return flush();
  if (!is_waiting_) flush_after(longest_wait);
}

void Settlements::flush_after(std::chrono::milliseconds delay) {
  is_waiting_ = true;
  timer_.expires_after(delay);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    is_waiting_ = false;
    flush();
  });
}

void Settlements::flush() {
  if (being_written_ || gathered_.empty()) return;
  being_written_ = std::make_shared<std::vector<Entry>>(std::exchange(gathered_, {}));
  write_(
      [entries = being_written_](content::sql::Database& database) {
        for (const Entry& entry : *entries) entry.work(database);
      },
      [this](bool good) { boost::asio::post(context_, [this, good] { written(good); }); });
}

void Settlements::written(bool good) {
  std::vector<Entry> done = std::move(*std::exchange(being_written_, nullptr));
  if (!good) {
    log::warning("outbox", {{"error", "what was delivered cannot be noted in the store"}, {"effect", "tried again"}});
    done.insert(done.end(), std::make_move_iterator(gathered_.begin()), std::make_move_iterator(gathered_.end()));
    gathered_ = std::move(done);
    return flush_after(retry_time);
  }
  for (const Entry& entry : done)
    if (entry.written) entry.written();
  has_room_();
  if (gathered_.size() >= large_group) return flush();
  if (!gathered_.empty() && !is_waiting_) flush_after(longest_wait);
}

}  // namespace feedd::daemon::push
