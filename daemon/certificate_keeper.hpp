// What TLS is served with, over time: reads the certificate and its key, notices when their files change, renews the
// keys of session tickets, and says in time that the certificate expires. Belongs to the main thread; loops read no
// file.
#pragma once

#include "daemon/config.hpp"
#include "daemon/figures.hpp"
#include "daemon/http/io_loop.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace feedd::daemon {

class CertificateKeeper {
 public:
  /// How often files are looked at. They are taken once they have been the same for so long: certificate and key are
  /// not replaced in one step.
  static constexpr std::chrono::seconds interval{30};
  /// Readers are refused after the end, so operators hear of it this long before, or with a sixth of its time to go
  /// where that is less: programs renew certificates with a month to go, or with a third of their time.
  static constexpr std::chrono::days expires_soon{14};

  /// What both files say, or what is wrong with them.
  [[nodiscard]] static content::Result<std::shared_ptr<const TlsContext>> read(const TlsSettings& settings,
                                                                               const TicketKeys& tickets = {});

  /// Reads both files. Throws ConfigError.
  CertificateKeeper(boost::asio::io_context& main, const TlsSettings& settings,
                    std::chrono::milliseconds every = interval);

  /// Has `loops` listen at the sockets, and gives them whatever comes later, until it lets go of them. The sockets must
  /// outlive them.
  void serve_through(std::vector<IoLoop*> loops, const std::vector<int>& listening);
  /// Reads the files again, also from other places, and says what came of it in the log. Where they are wrong, the old
  /// certificate stays.
  void reload(const TlsSettings& settings);

  /// The loops end.
  void let_go();

  /// A line for readiness where it expires soon, has expired, or could not be replaced; a metric; part of `status`.
  [[nodiscard]] Reporter reporter(std::string listen) const;

 private:
  /// By which it is seen that a file is another: device, inode, size, times.
  using Print = std::array<std::array<std::uint64_t, 5>, 2>;

  [[nodiscard]] Print print() const;
  void take(std::shared_ptr<const TlsContext> tls);
  void try_to_read();
  void await_next();
  void look();
  void warn();
  [[nodiscard]] std::string trouble() const;

  TlsSettings settings_;
  TicketKeys tickets_;
  std::shared_ptr<const TlsContext> tls_;
  std::vector<IoLoop*> loops_;
  std::string failure_;  ///< why the files as they are now were not taken
  Print read_{}, seen_{};
  std::chrono::steady_clock::time_point tickets_since_, warned_;
  std::chrono::milliseconds every_;
  boost::asio::steady_timer timer_;
  bool has_gone_ = false;
};

}  // namespace feedd::daemon
