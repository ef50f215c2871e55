// When recent revisions were committed: what latency is measured from.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace feedd::daemon::push {

class CommitTimes {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void note(std::uint64_t revision, Time time) {
    if (times_.size() >= kept) times_.pop_front();
    times_.emplace_back(revision, time);
  }
  /// How long ago the commit that brought `revision` was; 0 where that is not known any more.
  [[nodiscard]] std::chrono::milliseconds since(std::uint64_t revision) const {
    for (const auto& [at, time] : times_)
      if (at >= revision)
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - time);
    return {};
  }

 private:
  static constexpr std::size_t kept = 256;  ///< minutes of a busy newsroom
  std::deque<std::pair<std::uint64_t, Time>> times_;
};

}  // namespace feedd::daemon::push
