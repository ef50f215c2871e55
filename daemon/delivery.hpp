// Articles that no folder brings: published and imported ones, handed to the running daemon, or committed by the
// command itself where none runs.
#pragma once

#include "content/article.hpp"
#include "content/error.hpp"
#include "daemon/config.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace feedd::daemon {

/// What became of a batch.
struct DeliveryReport {
  std::size_t added = 0;
  std::size_t updated = 0;
  std::size_t unchanged = 0;
  std::size_t kept = 0;                 ///< of an import: files have them, which stay as they are
  std::vector<content::Error> refused;  ///< these were not taken; the others were
};

/// Who is told of what a delivery changes: everyone who subscribed, or nobody, as with what is only moved here.
enum class Telling : std::uint8_t { everyone, nobody };

/// The way into one state folder's store. Where no daemon has it, it is locked while this lives: open it when there is
/// something to bring, never while that is waited for.
class Delivery {
 public:
  [[nodiscard]] static content::Result<std::unique_ptr<Delivery>> open(const Config& config);
  virtual ~Delivery() = default;
  /// Commits a batch: when it returns, the articles are on disk. Of `origin` published or imported; articles the store
  /// knows by id are updated. At most some hundreds at once.
  [[nodiscard]] virtual content::Result<DeliveryReport> send(std::vector<content::SourceArticle> articles,
                                                             Telling telling) = 0;
};

}  // namespace feedd::daemon
