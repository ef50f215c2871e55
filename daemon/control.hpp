// The control socket: a Unix socket by which commands talk to the running daemon. One request, one answer, then it
// closes. A request is a JSON object on one line; an answer begins with a line `{"ok":true}` or
// `{"ok":false,"error":"…"}`. Who may connect is decided by the mode of its folder.
#pragma once

#include "content/error.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

namespace feedd::daemon {

/// Where a daemon with this state listens: `$RUNTIME_DIRECTORY/control`, else `control` in the state folder.
[[nodiscard]] std::filesystem::path control_path(const std::filesystem::path& state_dir);

/// Where the daemon of systemd's unit listens.
inline constexpr const char* system_socket = "/run/feedd/control";

/// What a command is told that comes, or was not done, while the daemon stops.
[[nodiscard]] content::Error stopping();

/// The daemon's end, on its io_context.
class ControlServer {
 public:
  using Answer = std::function<void(content::Result<std::string>)>;  ///< lines after the first; from any thread, once
  using Handler = std::function<void(const boost::json::object& request, Answer answer)>;

  [[nodiscard]] static content::Result<std::unique_ptr<ControlServer>> open(boost::asio::io_context& context,
                                                                            const std::filesystem::path& path,
                                                                            Handler handler);
  /// Listens no more. Requests that have come are answered as long as the context runs: where the handler lets go of
  /// an Answer without calling it, that the daemon stops.
  ~ControlServer();

 private:
  class Acceptor;
  explicit ControlServer(std::shared_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
  std::shared_ptr<Acceptor> acceptor_;
};

/// The command's end: sends a request and returns the lines after the first. The Error's operation is `connect` where
/// nobody listens. `patience`: how long an answer is waited for; 0: for ever.
[[nodiscard]] content::Result<std::string> ask_daemon(const std::filesystem::path& socket,
                                                      const boost::json::object& request,
                                                      std::chrono::milliseconds patience = {});

}  // namespace feedd::daemon
