#include "daemon/push/retry.hpp"

#include <algorithm>

namespace feedd::daemon::push {

using namespace std::chrono_literals;

std::chrono::milliseconds backoff(unsigned attempts, double random) {
  constexpr std::chrono::milliseconds first = 2s, longest = 1h;
  const unsigned doubled = std::min(attempts == 0 ? 0U : attempts - 1, 16U);
  const auto full = std::min<std::chrono::milliseconds>(first * (1LL << doubled), longest);
  return full - std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(full.count()) * random / 2));
}

}  // namespace feedd::daemon::push
