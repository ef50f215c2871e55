// The composition root: builds the running daemon out of its parts and takes it apart again in order.
#pragma once

#include "daemon/config.hpp"

namespace feedd::daemon {

/// Serves until SIGTERM or SIGINT; the exit status. Throws ConfigError before anything is served.
int serve(const CommandLine& command_line);

}  // namespace feedd::daemon
