// Deltas of feeds (RFC 3229): made when the first client asks for one, kept for the next under a byte budget. What a
// delta says is answers.hpp's; who gets one, http/delta.hpp's.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/workers.hpp"
#include "feeds/byte_lru.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace feedd::daemon {

/// Thread-safe. Forgets the least recently asked for first; a delta to what is current no more is asked for no more.
class Deltas {
 public:
  /// A delta without codings and without its base; nothing where there is none. Called on a worker.
  using Make = std::function<std::optional<Answer>(const DeltaRequest& request, unsigned worker)>;
  Deltas(Workers& workers, Make make);

  /// As Backend::delta. Where there is no delta, or no time for one, or the store has moved on from what is served: the
  /// whole document.
  void fetch(DeltaRequest request, std::function<void(Fetched)> done);

  [[nodiscard]] std::size_t size_bytes() const;

 private:
  struct Waiting {
    std::shared_ptr<const Published> current;
    std::function<void(Fetched)> done;
  };
  void make(const std::string& key, const DeltaRequest& request, unsigned worker);
  [[nodiscard]] std::shared_ptr<const Published> finish(const DeltaRequest& request, unsigned worker) const;

  Workers& workers_;
  const Make make_;

  mutable std::mutex mutex_;  // guards what follows
  /// Null: the whole document is the answer.
  feeds::ByteLru<std::string, std::shared_ptr<const Published>> kept_;
  std::unordered_map<std::string, std::vector<Waiting>> waiting_;  ///< for what is being made
};

}  // namespace feedd::daemon
