#include "daemon/cli/store_place.hpp"

#include "daemon/cli/daemon_call.hpp"
#include "daemon/served_with.hpp"

#include <cstdio>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace feedd::daemon::cli {
namespace {

/// What the command line says, and for the rest how the store was served last.
Config as_served(const CommandLine& where, const CommandLine& served) {
  CommandLine both = where;
  both.state_dir = served.state_dir;
  both.config_file = served.config_file;
  if (!both.content_dir) both.content_dir = served.content_dir;
  if (!both.base_url) both.base_url = served.base_url;
  try {
    Config config = load_config(both);
    if (served.config_file)
      std::fprintf(stderr, "feedd: by the configuration the store is served with, %s\n", served.config_file->c_str());
    return config;
  } catch (const ConfigError& error) {
    throw ConfigError(
        std::string("the configuration the store is served with cannot be used; give one with --config. ") +
        error.what());
  }
}

/// Of the daemon that runs; its state folder may be closed to this user.
content::Result<CommandLine> running(const CommandLine& where) {
  const auto answer = call_daemon(where, {{"command", "status"}});
  if (!answer) return answer.error();
  const boost::json::value status = boost::json::parse(*answer);
  const auto text = [&](const char* key) -> std::optional<std::string> {
    const boost::json::value* value = status.as_object().if_contains(key);
    if (value == nullptr || !value->is_string() || value->get_string().empty()) return std::nullopt;
    return std::string(value->get_string());
  };
  CommandLine served;
  served.config_file = text("config");
  served.content_dir = text("content_dir");
  served.state_dir = text("state_dir");
  served.base_url = text("base_url");
  return served;
}

}  // namespace

content::Result<Config> store_config(const CommandLine& where) {
  Config config = load_config(where);
  if (config.state_dir.empty()) {
    const auto served = running(where);
    if (!served) return served.error();
    if (!where.config_file) return as_served(where, *served);
    config.state_dir = *served->state_dir;
    config.content_dir = *served->content_dir;
    return config;
  }
  if (where.config_file) return config;
  if (const auto served = served_with(config.state_dir)) return as_served(where, *served);
  if (!where.content_dir)
    std::fprintf(stderr, "feedd: nobody has served %s yet: by the default rules; --config names others\n",
                 config.state_dir.c_str());
  return config;
}

}  // namespace feedd::daemon::cli
