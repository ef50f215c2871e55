// The tables of the article store, as migration steps.
#pragma once

#include "content/store/migrations.hpp"

#include <span>
#include <string_view>
#include <utility>

namespace feedd::content {

/// Articles, identities, terms, feed states.
[[nodiscard]] const sql::Room& article_tables();
/// Indexes of those tables that taking articles in does not look into: a first filling drops them (`first`) and they
/// are made behind it (`second`), which is cheaper than keeping them in order.
[[nodiscard]] std::span<const std::pair<std::string_view, std::string_view>> deferred_indexes();
/// What this node has read of its folder: it can be made again by reading.
[[nodiscard]] const sql::Room& scan_tables();

}  // namespace feedd::content
