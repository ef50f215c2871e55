// What passes between feedd and systemd: sockets handed over, notifications (sd_notify(3)), the watchdog's interval.
// Does nothing at all where there is no systemd.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace feedd::daemon::systemd {

struct Handed {
  int descriptor;
  std::string name;  ///< FileDescriptorName= of its socket unit
};

/// Descriptors handed over by socket activation (sd_listen_fds(3)), close-on-exec and non-blocking; the caller closes
/// them.
[[nodiscard]] std::vector<Handed> listening();
/// Whether stderr leads to the journal.
[[nodiscard]] bool logs_to_journal();
/// How often the watchdog wants to hear from us; nothing where it is off.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

void ready(const std::string& status);
void status(const std::string& status);
/// RELOADING=1 with the time systemd wants to see (sd_notify(3), MONOTONIC_USEC).
void reloading();
void stopping();
void alive();
/// Asks for this much more time to start or stop.
void extend_timeout(std::chrono::microseconds time);

}  // namespace feedd::daemon::systemd
