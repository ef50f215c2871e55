// What deliveries came to, on its way into the store: gathered and handed to the store's one writer in groups.
#pragma once

#include "content/store/sql.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace feedd::daemon::push {

/// Runs `work` in a transaction on the thread of the store's writer; `done` is called, on any thread, with whether it
/// is on disk.
using WriteStore =
    std::function<void(std::function<void(content::sql::Database&)> work, std::function<void(bool)> done)>;

/// Confined to its context's thread.
class Settlements {
 public:
  /// What is not on disk at most: what a crash makes be sent twice, beside what was under way.
  static constexpr std::size_t group_limit = 512;

  /// `has_room` is called whenever a group is on disk.
  Settlements(boost::asio::io_context& context, WriteStore write, std::function<void()> has_room);

  /// `written` is called once it is on disk. What the disk has no room for is tried again until it has.
  void add(std::function<void(content::sql::Database&)> work, std::function<void()> written = {});
  [[nodiscard]] bool is_full() const {
    return gathered_.size() + (being_written_ ? being_written_->size() : 0) >= group_limit;
  }
  [[nodiscard]] bool is_empty() const { return gathered_.empty() && !being_written_; }
  /// Does not wait for more.
  void flush();

 private:
  struct Entry {
    std::function<void(content::sql::Database&)> work;
    std::function<void()> written;
  };
  void flush_after(std::chrono::milliseconds delay);
  void written(bool good);

  boost::asio::io_context& context_;
  WriteStore write_;
  std::function<void()> has_room_;
  boost::asio::steady_timer timer_;
  bool is_waiting_ = false;
  std::vector<Entry> gathered_;
  std::shared_ptr<std::vector<Entry>> being_written_;  ///< the writer reads it meanwhile; null: nothing is
};

}  // namespace feedd::daemon::push
