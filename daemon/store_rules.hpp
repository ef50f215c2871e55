// What a configuration says about the store: the same for the daemon and for commands.
#pragma once

#include "content/store/article_store.hpp"
#include "daemon/config.hpp"

namespace feedd::daemon {

/// Slugs, tombstones, the placing of articles in feeds, and what an article must be to be taken. Before anything is
/// committed, and again when the configuration has changed.
[[nodiscard]] content::Result<void> apply_rules(content::ArticleStore& store, const Config& config);

}  // namespace feedd::daemon
