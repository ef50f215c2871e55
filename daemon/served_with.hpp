// How a store is served, kept beside it: a command that is told only the state goes by the same configuration as the
// daemon.
#pragma once

#include "daemon/config.hpp"

#include <filesystem>
#include <optional>

namespace feedd::daemon {

/// Keeps the configuration file, the folder and the base URL of a command line in the state folder, and what addresses
/// of articles are made of: all that is configured of `site`, before it is known where the daemon listens. One that
/// cannot be kept is no reason not to serve.
void keep_served_with(const std::filesystem::path& state_dir, const CommandLine& command_line, const feeds::Site& site);

/// What was kept, with this state; nothing where nobody has served it.
[[nodiscard]] std::optional<CommandLine> served_with(const std::filesystem::path& state_dir);

/// `site` with the addresses that articles are served under now; as it is where nobody has served this state.
[[nodiscard]] feeds::Site as_served(const std::filesystem::path& state_dir, feeds::Site site);

}  // namespace feedd::daemon
