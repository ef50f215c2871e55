#include "daemon/cli/store_place.hpp"

#include "daemon/cli/daemon_call.hpp"

#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {

content::Result<Config> store_config(const CommandLine& where) {
  Config config = load_config(where);
  if (!config.state_dir.empty()) return config;
  const auto answer = call_daemon(where, {{"command", "status"}});
  if (!answer) return answer.error();
  const boost::json::value status = boost::json::parse(*answer);
  const auto text = [&](const char* key) { return std::string(status.at(key).as_string()); };
  config.state_dir = text("state_dir");
  config.content_dir = text("content_dir");
  return config;
}

}  // namespace feedd::daemon::cli
