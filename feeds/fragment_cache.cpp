#include "feeds/fragment_cache.hpp"

namespace feedd::feeds {
namespace {

/// What an entry costs beside its text: list node, index node, control block.
constexpr std::size_t overhead_bytes = 192;

std::size_t cost(const Fragment& fragment) {
  return fragment->capacity() + overhead_bytes;
}

}  // namespace

std::size_t FragmentCache::Hash::operator()(const FragmentKey& key) const {
  std::uint64_t mixed = static_cast<std::uint64_t>(key.article) * 0x9E3779B97F4A7C15ULL;
  mixed ^= key.revision * 0xC2B2AE3D27D4EB4FULL + 4 * key.format + (key.full_text ? 2 : 0) + (key.related ? 1 : 0);
  return static_cast<std::size_t>(mixed ^ (mixed >> 29));
}

Fragment FragmentCache::find(const FragmentKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->fragment;
}

void FragmentCache::put(const FragmentKey& key, Fragment fragment) {
  const std::size_t size = cost(fragment);
  if (size > budget_bytes_) return;
  const std::lock_guard lock(mutex_);
  if (index_.contains(key)) return;
  kept_.push_front({key, std::move(fragment)});
  index_.emplace(key, kept_.begin());
  size_bytes_ += size;
  while (size_bytes_ > budget_bytes_) {
    size_bytes_ -= cost(kept_.back().fragment);
    index_.erase(kept_.back().key);
    kept_.pop_back();
  }
}

std::size_t FragmentCache::size_bytes() const {
  const std::lock_guard lock(mutex_);
  return size_bytes_;
}

}  // namespace feedd::feeds
