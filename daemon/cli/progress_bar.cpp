#include "daemon/cli/progress_bar.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace feedd::daemon::cli {
namespace {

constexpr std::size_t width = 32;
constexpr auto interval = std::chrono::milliseconds(100);

}  // namespace

ProgressBar::ProgressBar() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(const std::string& what, std::size_t done, std::size_t of) {
  if (!terminal_ || of == 0) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < interval && done < of) return;
  last_ = now;
  drawn_ = true;
  const std::size_t filled = std::min(width, width * done / of);
  const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
  std::fprintf(stderr, "\r\033[K%-9s [%s] %zu/%zu", what.c_str(), bar.c_str(), done, of);
  std::fflush(stderr);
}

}  // namespace feedd::daemon::cli
