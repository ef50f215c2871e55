// What a new configuration cannot change while the daemon runs.
#pragma once

#include "daemon/config.hpp"

#include <string>
#include <vector>

namespace feedd::daemon {

/// The keys by which `wanted` differs from `now` and that take a restart: `http.delta`. site.id is not among them,
/// which the store has.
[[nodiscard]] std::vector<std::string> fixed_keys(const Config& now, const Config& wanted);

}  // namespace feedd::daemon
