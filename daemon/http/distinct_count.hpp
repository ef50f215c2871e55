// An estimate of how many different things were seen, in bounded memory and without keeping any: HyperLogLog
// (Flajolet et al. 2007) over 64-bit hashes, with the estimator of Ertl, arXiv:1702.01284, algorithm 6.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace feedd::daemon {

/// Ertl's estimator: `histogram[k]` registers hold k, of 2^precision in all.
[[nodiscard]] double estimate_distinct(unsigned precision, const std::array<std::uint32_t, 66>& histogram);

/// 2^Precision bytes; the standard error is 1.04 / sqrt(2^Precision). Written by one thread, read by any, which then
/// may miss what is being written.
template <unsigned Precision>
class DistinctCount {
 public:
  static constexpr std::size_t registers = std::size_t{1} << Precision;

  /// `hash` must be uniform in all its bits.
  void add(std::uint64_t hash) {
    const auto index = static_cast<std::size_t>(hash >> (64 - Precision));
    const auto rest = (hash << Precision) | (std::uint64_t{1} << (Precision - 1));  // bounds the rank
    raise(index, static_cast<std::uint8_t>(std::countl_zero(rest) + 1));
  }
  /// Then it has seen what either saw.
  void merge(const DistinctCount& other) {
    for (std::size_t i = 0; i < registers; ++i) raise(i, other.ranks_[i].load(std::memory_order_relaxed));
  }
  void clear() {
    for (auto& rank : ranks_) rank.store(0, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t estimate() const {
    std::array<std::uint32_t, 66> histogram{};
    for (const auto& rank : ranks_) ++histogram[rank.load(std::memory_order_relaxed)];
    return static_cast<std::uint64_t>(std::llround(estimate_distinct(Precision, histogram)));
  }

 private:
  void raise(std::size_t index, std::uint8_t rank) {
    if (rank > ranks_[index].load(std::memory_order_relaxed)) ranks_[index].store(rank, std::memory_order_relaxed);
  }

  std::array<std::atomic<std::uint8_t>, registers> ranks_{};
};

}  // namespace feedd::daemon
