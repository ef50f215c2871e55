// SQLite behind the SQL seam.
#pragma once

#include "content/store/sql.hpp"

#include <filesystem>
#include <memory>

namespace feedd::content::sql {

enum class Durability : std::uint8_t {
  full,   ///< a commit that has returned is on disk: WAL, synchronous=FULL
  cache,  ///< what can be made again: WAL, synchronous=OFF
};

/// Opens `file`, creating it where it is missing and `writable`; `:memory:` is a database of its own. A damaged file is
/// reported, never touched.
[[nodiscard]] Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file, bool writable,
                                                            Durability durability = Durability::full);

}  // namespace feedd::content::sql
