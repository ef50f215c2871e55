// The admin listener: /healthz, /readyz and /metrics for those who run the daemon, never on the listener of the
// readers. A loop of its own takes the requests; what it answers is gathered on the main thread, whose life /healthz so
// proves.
#pragma once

#include "content/error.hpp"
#include "daemon/figures.hpp"
#include "daemon/http/io_loop.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace feedd::daemon {

/// What stands at a path of the admin listener.
struct AdminPage {
  int status = 200;
  std::string text;
  std::string media_type = "text/plain; charset=utf-8";
};

/// `/healthz`: 200 while the process answers. `/readyz`: 503 until the first publication is served and while it stops,
/// else 200, with a line for each thing that is not well. `/metrics`: Prometheus. All else is 404.
[[nodiscard]] AdminPage admin_page(std::string_view path, const Figures& figures,
                                   const std::vector<Reporter>& reporters);

/// Whether a Host field names an IP address or `localhost`, with any port. A page in the operator's browser can make
/// any other name lead here (DNS rebinding).
[[nodiscard]] bool is_address_or_localhost(std::string_view host);

class Admin {
 public:
  /// Called on the main thread.
  using Ask = std::function<AdminPage(std::string_view path)>;

  /// Listens at `address`, as for listen_on; "socket" is a Unix socket at `socket`, which nobody else may hold. A Unix
  /// socket is open to user and group, and beyond that guarded by its folder. Over TCP the Host field is checked.
  [[nodiscard]] static content::Result<std::unique_ptr<Admin>> open(boost::asio::io_context& main,
                                                                    const std::string& address,
                                                                    const std::filesystem::path& socket, Ask ask);
  ~Admin();
  Admin(const Admin&) = delete;
  Admin& operator=(const Admin&) = delete;

  /// Where it listens: `unix:/run/feedd/admin`, `127.0.0.1:9180`.
  [[nodiscard]] const std::string& address() const { return address_; }
  /// Any thread but the main one, once: answers what has come, then ends. The main context must still run.
  void end();

 private:
  Admin(std::vector<int> descriptors, std::filesystem::path file, std::string address)
      : descriptors_(std::move(descriptors)), file_(std::move(file)), address_(std::move(address)) {}

  std::vector<int> descriptors_;
  std::filesystem::path file_;  ///< of a Unix socket
  std::string address_;
  std::unique_ptr<IoLoop> loop_;
};

}  // namespace feedd::daemon
