// Which store a command means that brings articles to one, and by which rules it reads them.
#pragma once

#include "daemon/config.hpp"

namespace feedd::daemon::cli {

/// The configuration with a state folder: the configured one, else that of the one daemon that runs; an Error where
/// there is none. Without `--config` it is the one that store is served with, which is said on stderr; throws
/// ConfigError where that cannot be used.
[[nodiscard]] content::Result<Config> store_config(const CommandLine& where);

}  // namespace feedd::daemon::cli
