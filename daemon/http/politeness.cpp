// See politeness.hpp.
#include "daemon/http/politeness.hpp"

#include "content/digest.hpp"
#include "daemon/http/traffic.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

using Tenths = std::chrono::duration<std::uint32_t, std::deci>;

/// Buckets that one digest may have: the one of them that has been full longest makes room.
constexpr std::size_t ways = 4;

std::uint32_t tenths(std::chrono::milliseconds time) {
  return std::chrono::duration_cast<Tenths>(time).count();
}

/// How long until one more fits, in tenths; 0: now.
std::uint32_t wait_of(const Pace& pace, std::uint32_t full, std::uint32_t now) {
  const std::uint32_t depth = (pace.burst - 1) * tenths(pace.interval);
  return full > now + depth ? full - depth - now : 0;
}

void take_token(const Pace& pace, std::uint32_t& full, std::uint32_t now) {
  full = std::max(full, now) + tenths(pace.interval);
}

}  // namespace

Politeness::Politeness(const PolitenessOptions& options) : options_(options) {
  const auto& names = options_.allow_readers;
  const auto is_named = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (std::size_t i = 0; i < reader_family_count(); ++i) {
    const auto family = static_cast<ReaderFamily>(i);
    allowed_readers_[i] = is_named(name_of(family)) || (is_hosted(family) && is_named("hosted"));
  }
}

bool Politeness::is_allowed(const IpAddress& client, ReaderFamily reader) const {
  return allowed_readers_.at(reader) || is_in(options_.allow_networks, client);
}

Politeness::Bucket& Politeness::bucket_of(std::uint64_t digest) {
  if (buckets_.empty()) buckets_.resize(bucket_count);
  const auto key = static_cast<std::uint32_t>(digest >> 32) | 1U;
  const auto first = buckets_.begin() + static_cast<std::ptrdiff_t>(digest % (bucket_count / ways) * ways);
  const auto last = first + ways;
  auto found = std::find_if(first, last, [&](const Bucket& bucket) { return bucket.key == key; });
  if (found != last) return *found;
  found = std::min_element(first, last, [](const Bucket& a, const Bucket& b) {
    return std::max(a.pace_full, a.ceiling_full) < std::max(b.pace_full, b.ceiling_full);
  });
  *found = Bucket{key, 0, 0};
  return *found;
}

Politeness::Verdict Politeness::fetch(const IpAddress& client, ReaderFamily reader, std::string_view path,
                                      std::chrono::milliseconds now) {
  if (is_allowed(client, reader)) return {};
  if (start_.count() < 0) start_ = now;
  const auto time = tenths(now - start_);
  auto& bucket = bucket_of(content::digest64(path, client_digest(client, process_secret())));
  const auto wait = wait_of(options_.pace, bucket.pace_full, time);
  const auto refused = std::max(wait_of(options_.ceiling, bucket.ceiling_full, time), options_.enforce ? wait : 0);
  if (wait == 0) take_token(options_.pace, bucket.pace_full, time);
  if (refused == 0) take_token(options_.ceiling, bucket.ceiling_full, time);
  return {wait > 0 || refused > 0, std::chrono::ceil<std::chrono::seconds>(Tenths{refused})};
}

}  // namespace feedd::daemon
