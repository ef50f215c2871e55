// When recent revisions were committed: what latency is measured from.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace feedd::daemon::push {

class CommitTimes {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Nothing is known of what was committed up to this revision.
  void begin(std::uint64_t revision) { forgotten_ = revision; }
  void note(std::uint64_t revision, Time time) {
    if (times_.size() >= kept) {
      forgotten_ = times_.front().first;
      times_.pop_front();
    }
    times_.emplace_back(revision, time);
  }
  /// How long ago the commit that brought `revision` was; 0 where that is not known, or not known any more.
  [[nodiscard]] std::chrono::milliseconds since(std::uint64_t revision) const {
    if (revision <= forgotten_) return {};
    for (const auto& [at, time] : times_)
      if (at >= revision)
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - time);
    return {};
  }

 private:
  static constexpr std::size_t kept = 256;  ///< minutes of a busy newsroom
  std::deque<std::pair<std::uint64_t, Time>> times_;
  std::uint64_t forgotten_ = 0;  ///< the last revision of which nothing is known
};

}  // namespace feedd::daemon::push
