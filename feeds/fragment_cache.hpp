// Fragments under a byte budget: one article in one format, made once per article revision.
#pragma once

#include "feeds/byte_lru.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace feedd::feeds {

/// What a fragment depends on besides the site's definition, which has a cache of its own.
struct FragmentKey {
  std::int64_t article = 0;
  std::uint64_t revision = 0;
  std::uint32_t format = 0;  ///< row of the table
  bool full_text = true;
  bool related = true;  ///< with links to other articles
  bool operator==(const FragmentKey&) const = default;
};

using Fragment = std::shared_ptr<const std::string>;

/// Thread-safe. Forgets the least recently used first.
class FragmentCache {
 public:
  explicit FragmentCache(std::size_t budget_bytes) : kept_(budget_bytes) {}

  [[nodiscard]] Fragment find(const FragmentKey& key);
  void put(const FragmentKey& key, Fragment fragment);
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  struct Hash {
    std::size_t operator()(const FragmentKey& key) const;
  };

  mutable std::mutex mutex_;
  ByteLru<FragmentKey, Fragment, Hash> kept_;
};

}  // namespace feedd::feeds
