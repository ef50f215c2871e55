// Values by key under a byte budget: what was used least recently goes first.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace feedd::feeds {

/// Without a lock: its owner has one.
template <class Key, class Value, class Hash = std::hash<Key>>
class ByteLru {
 public:
  explicit ByteLru(std::size_t budget_bytes) : budget_bytes_(budget_bytes) {}

  /// Null where there is none; else it counts as used, and is valid until the next put().
  [[nodiscard]] const Value* find(const Key& key) {
    const auto found = kept_.find(key);
    if (found == kept_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second.place);
    return &found->second.value;
  }
  /// What is there already stays; what is larger than the budget is not kept. `cost`: in bytes, all that keeping it
  /// takes.
  void put(Key key, Value value, std::size_t cost) {
    if (cost > budget_bytes_) return;
    const auto [found, fresh] = kept_.try_emplace(std::move(key), Kept{std::move(value), cost, {}});
    if (!fresh) return;
    order_.push_front(&found->first);
    found->second.place = order_.begin();
    for (size_bytes_ += cost; size_bytes_ > budget_bytes_; order_.pop_back()) {
      const auto oldest = kept_.find(*order_.back());
      size_bytes_ -= oldest->second.cost;
      kept_.erase(oldest);
    }
  }
  [[nodiscard]] std::size_t size_bytes() const { return size_bytes_; }

 private:
  using Order = std::list<const Key*>;  ///< newest use first; the keys lie in kept_
  struct Kept {
    Value value;
    std::size_t cost;
    typename Order::iterator place;
  };

  const std::size_t budget_bytes_;
  std::unordered_map<Key, Kept, Hash> kept_;
  Order order_;
  std::size_t size_bytes_ = 0;
};

}  // namespace feedd::feeds
