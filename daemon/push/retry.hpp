// When what failed is tried again, and when it is given up.
#pragma once

#include "content/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace feedd::daemon::push {

/// How an announcement stands that has not got through.
struct Trouble {
  unsigned attempts = 0;          ///< failed ones in a row
  content::Timestamp since{};     ///< the first of them
  content::Timestamp retry_at{};  ///< not before
  std::uint64_t given_up = 0;     ///< news up to this revision is tried no more; 0: none was given up
  std::string error;              ///< what was said last
};

/// Given up after this, counted from the first failure: whoever is down for longer finds the newest when it polls.
inline constexpr std::chrono::hours give_up_time{48};

/// The wait before the next attempt after `attempts` failed ones: 2 s, doubled each time, an hour at most, shortened by
/// up to half (`random` from 0 to 1), so that many who failed together do not come back together.
[[nodiscard]] std::chrono::milliseconds backoff(unsigned attempts, double random);

}  // namespace feedd::daemon::push
