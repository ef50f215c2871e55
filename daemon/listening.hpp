// The sockets readers reach us by, and how many of them there may be.
#pragma once

#include "daemon/http/options.hpp"

#include <string>
#include <vector>

namespace feedd::daemon {

/// The listening sockets: systemd's, or our own. They close with this.
class Listening {
 public:
  /// Throws std::runtime_error where it cannot listen at `address`.
  explicit Listening(const std::string& address);
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  ~Listening();
  [[nodiscard]] const std::vector<int>& descriptors() const { return descriptors_; }
  [[nodiscard]] std::string address() const;
  /// Where readers reach us without a configured base_url: only loopback tells that by itself. Throws ConfigError.
  [[nodiscard]] std::string base_url() const;

 private:
  std::vector<int> descriptors_;
};

/// Raises the soft limit of open files to the hard one, and keeps connections below it: articles must still be read
/// when all are taken.
void fit_descriptors(HttpOptions& http, unsigned loops);

}  // namespace feedd::daemon
