// A bar on the terminal; nothing at all where stderr is none.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace feedd::daemon::cli {

/// Thread-safe. Redraws at most ten times a second; the line is gone when it is destroyed.
class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(const std::string& what, std::size_t done, std::size_t of);

 private:
  std::mutex mutex_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace feedd::daemon::cli
