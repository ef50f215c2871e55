// Which publications are on their way to the loops. They may arrive in another order than they were committed, and one
// that fails is made again later.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <set>

namespace feedd::daemon {

/// May be called from any thread.
class Outstanding {
 public:
  static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

  /// A publication begins that brings everything up to a revision. The answer, for end(), is up to where others have
  /// brought it, or bring it; `since` is that of a publication which this one makes again.
  std::uint64_t begin(std::uint64_t revision, std::uint64_t since = none) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t before = std::min(since, highest_);
    highest_ = std::max(highest_, revision);
    before_.insert(before);
    return before;
  }
  /// One that began with this answer is served; the revision up to which everything is.
  std::uint64_t end(std::uint64_t before) {
    const std::lock_guard lock(mutex_);
    if (const auto found = before_.find(before); found != before_.end()) before_.erase(found);
    return before_.empty() ? highest_ : *before_.begin();
  }

 private:
  std::mutex mutex_;
  std::multiset<std::uint64_t> before_;
  std::uint64_t highest_ = 0;
};

}  // namespace feedd::daemon
