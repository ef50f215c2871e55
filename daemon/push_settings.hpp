// `[push]` in the configuration: who is told, and what the hub grants.
#pragma once

#include "daemon/config_section.hpp"
#include "daemon/push/push_config.hpp"

namespace feedd::daemon {

/// Reads all keys of `[push]` but those that concern fetching too. Throws ConfigError with the place.
void read_push(Section& push, const std::filesystem::path& file, const toml::table& root, push::PushConfig& config);

}  // namespace feedd::daemon
