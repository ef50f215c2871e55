#include "daemon/cli/progress_bar.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <unistd.h>

namespace feedd::daemon::cli {
namespace {

constexpr std::size_t width = 32;
constexpr auto interval = std::chrono::milliseconds(100);
constexpr std::chrono::duration<double> settled{0.5};
constexpr double megabyte = 1e6;
/// Longer than this is no estimate.
constexpr double most_seconds = 100.0 * 3600;

std::string fixed(const char* format, double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string clock(double seconds) {
  const auto whole = static_cast<unsigned>(seconds + 0.5);
  std::array<char, 32> text{};
  if (whole >= 3600)
    std::snprintf(text.data(), text.size(), "%u:%02u:%02u", whole / 3600, whole / 60 % 60, whole % 60);
  else
    std::snprintf(text.data(), text.size(), "%u:%02u", whole / 60, whole % 60);
  return text.data();
}

}  // namespace

std::string progress_text(std::size_t done, std::size_t of, std::chrono::duration<double> elapsed, ProgressUnit unit) {
  const bool bytes = unit == ProgressUnit::bytes;
  const auto amount = [&](std::size_t number) {
    return bytes ? fixed("%.1f", static_cast<double>(number) / megabyte) : std::to_string(number);
  };
  std::string text = amount(done);
  if (of > 0) text += "/" + amount(of);
  if (bytes) text += " MB";
  if (elapsed < settled || done == 0) return text;
  const double rate = static_cast<double>(done) / elapsed.count();
  text += bytes ? fixed("  %.1f MB/s", rate / megabyte) : fixed("  %.0f/s", rate);
  const double left = of > done ? static_cast<double>(of - done) / rate : 0;
  if (of > done && left < most_seconds) text += "  " + clock(left);
  return text;
}

ProgressBar::ProgressBar(ProgressUnit unit) : unit_(unit), terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  hide();
}

void ProgressBar::hide() {
  const std::lock_guard lock(mutex_);
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void ProgressBar::show(const std::string& what, std::size_t done, std::size_t of) {
  if (!terminal_ || (of == 0 && done == 0)) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (what != what_) {
    what_ = what;
    begun_ = now;
    last_ = {};
  }
  if (now - last_ < interval && (done < of || of == 0)) return;
  last_ = now;
  drawn_ = true;
  std::string bar;
  if (of > 0) {
    const std::size_t filled = std::min(width, width * done / of);
    bar = "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] ";
  }
  std::fprintf(stderr, "\r\033[K%-9s %s%s", what.c_str(), bar.c_str(),
               progress_text(done, of, now - begun_, unit_).c_str());
  std::fflush(stderr);
}

}  // namespace feedd::daemon::cli
