// How a store is served, kept beside it: a command that is told only the state goes by the same configuration as the
// daemon.
#pragma once

#include "daemon/config.hpp"

#include <filesystem>
#include <optional>

namespace feedd::daemon {

/// Keeps the configuration file, the folder and the base URL of a command line in the state folder. One that cannot be
/// kept is no reason not to serve.
void keep_served_with(const std::filesystem::path& state_dir, const CommandLine& command_line);

/// What was kept, with this state; nothing where nobody has served it.
[[nodiscard]] std::optional<CommandLine> served_with(const std::filesystem::path& state_dir);

}  // namespace feedd::daemon
