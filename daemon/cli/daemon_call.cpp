#include "daemon/cli/daemon_call.hpp"

#include "daemon/control.hpp"

namespace feedd::daemon::cli {
namespace {

/// Where the unit of systemd/ puts the socket.
constexpr const char* system_socket = "/run/feedd/control";

}  // namespace

content::Result<std::string> call_daemon(const CommandLine& where, const boost::json::object& request) {
  content::Result<std::string> answer = content::Error{"connect", "", "no daemon was named; give --state or --config"};
  if (where.state_dir || where.config_file || where.content_dir) {
    answer = ask_daemon(control_path(load_config(where).state_dir), request);
    if (answer || answer.error().operation != "connect" || where.state_dir || where.content_dir) return answer;
  }
  auto system = ask_daemon(system_socket, request);
  if (!system && system.error().operation == "connect" && (where.state_dir || where.config_file)) return answer;
  return system;
}

}  // namespace feedd::daemon::cli
