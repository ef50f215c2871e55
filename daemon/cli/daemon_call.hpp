// Talking to the running daemon, wherever its socket is.
#pragma once

#include "content/error.hpp"
#include "daemon/config.hpp"

#include <optional>
#include <string>

#include <boost/json/object.hpp>

namespace feedd::daemon::cli {

/// Asks the daemon of this state. Where nothing is named: the system's (`/run/feedd/control`), else the one that this
/// user runs. The Error's operation is `connect` where none listens.
[[nodiscard]] content::Result<std::string> call_daemon(const CommandLine& where, const boost::json::object& request);

}  // namespace feedd::daemon::cli
