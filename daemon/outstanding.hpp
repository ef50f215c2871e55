// Which publications are on their way to the loops. They may arrive in another order than they were committed, and one
// that fails is made again later.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <set>

namespace feedd::daemon {

/// May be called from any thread.
class Outstanding {
 public:
  void begin(std::uint64_t revision) {
    const std::lock_guard lock(mutex_);
    highest_ = std::max(highest_, revision);
    revisions_.insert(revision);
  }
  /// One of those with this revision is served; the revision up to which all are.
  [[nodiscard]] std::uint64_t end(std::uint64_t revision) {
    const std::lock_guard lock(mutex_);
    if (const auto found = revisions_.find(revision); found != revisions_.end()) revisions_.erase(found);
    return revisions_.empty() ? highest_ : *revisions_.begin() - 1;
  }

 private:
  std::mutex mutex_;
  std::multiset<std::uint64_t> revisions_;
  std::uint64_t highest_ = 0;
};

}  // namespace feedd::daemon
