#include "daemon/systemd.hpp"

#include <cstdlib>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

namespace feedd::daemon::systemd {

std::vector<Handed> listening() {
  std::vector<Handed> handed;
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(1, &names);
  for (int i = 0; i < count; ++i) {
    const int number = SD_LISTEN_FDS_START + i;
    const std::unique_ptr<char, decltype(&std::free)> name(names[i], &std::free);
    if (sd_is_socket(number, AF_UNSPEC, SOCK_STREAM, 1) <= 0) continue;
    ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
    handed.push_back({number, name.get()});
  }
  std::free(names);
  return handed;
}

bool logs_to_journal() {
  // $JOURNAL_STREAM names device and inode of the stream; a redirected stderr has others (systemd.exec(5)).
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat facts {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &facts) != 0) return false;
  return std::string(stream) == std::to_string(facts.st_dev) + ':' + std::to_string(facts.st_ino);
}

std::optional<std::chrono::microseconds> watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::nullopt;
  return std::chrono::microseconds(microseconds);
}

void ready(const std::string& status) {
  sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}
void status(const std::string& status) {
  sd_notify(0, ("STATUS=" + status).c_str());
}

void reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto microseconds = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
  sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds)).c_str());
}

void stopping() {
  sd_notify(0, "STOPPING=1\nSTATUS=Stopping");
}
void alive() {
  sd_notify(0, "WATCHDOG=1");
}

void extend_timeout(std::chrono::microseconds time) {
  sd_notify(0, ("EXTEND_TIMEOUT_USEC=" + std::to_string(time.count())).c_str());
}

}  // namespace feedd::daemon::systemd
