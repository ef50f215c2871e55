#include "feeds/fragment_cache.hpp"

#include <utility>

namespace feedd::feeds {
namespace {

/// What an entry costs beside its text: nodes, control block.
constexpr std::size_t overhead_bytes = 192;

}  // namespace

std::size_t FragmentCache::Hash::operator()(const FragmentKey& key) const {
  std::uint64_t mixed = static_cast<std::uint64_t>(key.article) * 0x9E3779B97F4A7C15ULL;
  mixed ^= key.revision * 0xC2B2AE3D27D4EB4FULL + 4 * key.format + (key.full_text ? 2 : 0) + (key.related ? 1 : 0);
  return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

Fragment FragmentCache::find(const FragmentKey& key) {
  const std::lock_guard lock(mutex_);
  const Fragment* const found = kept_.find(key);
  return found == nullptr ? nullptr : *found;
}

void FragmentCache::put(const FragmentKey& key, Fragment fragment) {
  const std::size_t cost = fragment->capacity() + overhead_bytes;
  const std::lock_guard lock(mutex_);
  kept_.put(key, std::move(fragment), cost);
}

std::size_t FragmentCache::size_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_.size_bytes();
}

}  // namespace feedd::feeds
