// Schema versions. Each room registers the steps of its own tables; a database is brought up to date in one
// transaction.
#pragma once

#include "content/store/sql.hpp"

#include <span>
#include <string_view>

namespace feedd::content::sql {

/// The steps of one room: step N leads from version N to version N + 1. Steps are never edited, only added.
struct Room {
  std::string_view name;  ///< "articles"
  std::span<const std::string_view> steps;
};

/// Applies what is missing. A database of a newer feedd is refused and left alone. `writable` false: only looks whether
/// it is up to date.
[[nodiscard]] Result<void> migrate(Database& database, const Room& room, std::string_view subject,
                                   bool writable = true);

/// Whether the room has been made here: not in a database that its maker has opened and not filled yet.
[[nodiscard]] bool is_made(Database& database, const Room& room);

}  // namespace feedd::content::sql
