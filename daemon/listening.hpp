// The sockets readers reach us by, and how many of them there may be.
#pragma once

#include "daemon/http/options.hpp"

#include <string>
#include <vector>

namespace feedd::daemon {

/// The listening sockets: systemd's, or our own. They close with this, and the file of a Unix socket of our own goes.
/// For TLS are those that systemd names `https`, else one of our own.
class Listening {
 public:
  /// Throws std::runtime_error where it cannot listen at an address, ConfigError where systemd has a socket for TLS and
  /// the configuration (`tls_address` null) no certificate.
  Listening(const std::string& address, const std::string* tls_address);
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  ~Listening();
  /// Closes those of our own: whoever comes is refused at once, or finds the next daemon.
  void close_own();
  [[nodiscard]] const std::vector<int>& descriptors() const { return plain_.descriptors; }
  [[nodiscard]] const std::vector<int>& tls_descriptors() const { return tls_.descriptors; }
  /// Empty where there is none.
  [[nodiscard]] std::string address() const;
  [[nodiscard]] std::string tls_address() const;
  /// Where readers reach us without a configured base_url: only loopback tells that by itself. Throws ConfigError.
  [[nodiscard]] std::string base_url() const;

 private:
  struct Sockets {
    std::vector<int> descriptors;
    bool are_own = false;
  };
  Listening() = default;

  Sockets plain_, tls_;
};

/// Throws ConfigError where `address`, one that listen_on takes, can be reached from elsewhere: by which address
/// readers reach it, only a base_url tells.
void require_local(const std::string& address);

/// Raises the soft limit of open files to the hard one, and keeps connections below it: articles must still be read
/// when all are taken, and no client may take more than half of a loop's.
void fit_descriptors(HttpOptions& http, unsigned loops);

}  // namespace feedd::daemon
