// A bar on the terminal with rate and remaining time; nothing at all where stderr is none.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace feedd::daemon::cli {

/// What a bar shows besides the bar: `312/4000  850/s  0:04`, in MB where bytes are counted. Seconds are those since
/// the first of `done` was seen; no rate before half a second, when it would be a guess.
enum class ProgressUnit { items, bytes };
[[nodiscard]] std::string progress_text(std::size_t done, std::size_t of, std::chrono::duration<double> elapsed,
                                        ProgressUnit unit);

/// Thread-safe. Redraws at most ten times a second; the line is gone when it is destroyed.
class ProgressBar {
 public:
  explicit ProgressBar(ProgressUnit unit = ProgressUnit::items);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `what` begins a new measurement where it differs from the last. `of` 0: nobody knows how much there is.
  void show(const std::string& what, std::size_t done, std::size_t of);
  /// Takes the bar away until the next show, so that a line can be printed.
  void hide();

 private:
  std::mutex mutex_;
  ProgressUnit unit_;
  bool terminal_;
  bool drawn_ = false;
  std::string what_;
  std::chrono::steady_clock::time_point begun_{};
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace feedd::daemon::cli
