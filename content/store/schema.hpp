// The tables of the article store, as migration steps.
#pragma once

#include "content/store/migrations.hpp"

namespace feedd::content {

/// Articles, identities, terms, feed states.
[[nodiscard]] const sql::Room& article_tables();
/// What this node has read of its folder: it can be made again by reading.
[[nodiscard]] const sql::Room& scan_tables();

}  // namespace feedd::content
