// Which store a command means that names no folder: the configured one, else that of the one daemon that runs.
#pragma once

#include "daemon/config.hpp"

namespace feedd::daemon::cli {

/// The configuration with a state folder; an Error where none is named and not just one daemon runs.
[[nodiscard]] content::Result<Config> store_config(const CommandLine& where);

}  // namespace feedd::daemon::cli
