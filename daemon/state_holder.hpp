// Who works with a state folder at this moment: this process, once whoever else has it lets go, or a daemon.
#pragma once

#include "daemon/state_dir.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

namespace feedd::daemon {

/// One of the two.
struct StateHolder {
  std::optional<StateDir> state;  ///< locked by this
  std::filesystem::path daemon;   ///< the socket of the daemon that has it
};

/// Commands hold a state for moments, and a daemon that starts listens soon: nobody waits longer for either.
inline constexpr std::chrono::seconds holder_patience{5};

/// Locks the folder, or finds the daemon that has. The Error's operation is `locked_operation` where somebody who is no
/// daemon keeps it for longer than `patience`.
[[nodiscard]] content::Result<StateHolder> hold_state(const std::filesystem::path& state_dir,
                                                      std::chrono::milliseconds patience = holder_patience);

/// A first scan takes ten seconds for 100,000 articles; whoever asks meanwhile is told when this has passed.
inline constexpr std::chrono::seconds filling_patience{60};

/// `read_store`, of a store that may be in the making: waited for as long as somebody is filling it, otherwise for a
/// moment.
[[nodiscard]] content::Result<std::unique_ptr<content::sql::Database>> read_store_when_made(
    const std::filesystem::path& state_dir, std::chrono::milliseconds patience = std::chrono::seconds(2));

}  // namespace feedd::daemon
