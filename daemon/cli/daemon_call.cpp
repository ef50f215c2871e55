#include "daemon/cli/daemon_call.hpp"

#include "daemon/control.hpp"

#include <vector>

namespace feedd::daemon::cli {
namespace {

bool nobody_listens(const content::Result<std::string>& answer) {
  return !answer && answer.error().operation == "connect";
}

/// The sockets of this user's daemons: one state folder for each folder that was ever served.
std::vector<std::filesystem::path> own_sockets() {
  std::vector<std::filesystem::path> sockets;
  std::error_code error;
  for (const auto& state : std::filesystem::directory_iterator(default_state_dir("/").parent_path(), error))
    if (std::filesystem::exists(state.path() / "control", error)) sockets.push_back(state.path() / "control");
  return sockets;
}

/// The one daemon of this user that runs.
content::Result<std::string> ask_own(const boost::json::object& request) {
  content::Result<std::string> answer = content::Error{"connect", "", "no daemon runs; name its state with --state"};
  std::vector<std::filesystem::path> running;
  for (const std::filesystem::path& socket : own_sockets())
    if (!nobody_listens(ask_daemon(socket, {{"command", "status"}}))) running.push_back(socket);
  if (running.size() == 1) return ask_daemon(running.front(), request);
  if (running.empty()) return answer;
  std::string states;
  for (const std::filesystem::path& socket : running) states += "\n  --state " + socket.parent_path().string();
  return content::Error{"", "", "several daemons run; name one of them:" + states};
}

}  // namespace

content::Result<std::string> call_daemon(const CommandLine& where, const boost::json::object& request) {
  if (where.state_dir || where.config_file || where.content_dir) {
    const Config config = load_config(where);
    auto answer = ask_daemon(control_path(config.state_dir), request);
    if (!nobody_listens(answer) || where.state_dir || where.content_dir) return answer;
  }
  auto answer = ask_daemon(system_socket, request);
  return nobody_listens(answer) && !where.config_file ? ask_own(request) : answer;
}

}  // namespace feedd::daemon::cli
