// SQLite behind the SQL seam.
#pragma once

#include "content/store/sql.hpp"

#include <filesystem>
#include <memory>

namespace feedd::content::sql {

enum class Durability : std::uint8_t {
  full,   ///< a commit that has returned is on disk: WAL, synchronous=FULL
  cache,  ///< what can be made again: WAL, synchronous=OFF
  later,  ///< a new file, written once instead of twice and under another name until secure(): then as `full`
};

enum class Access : std::uint8_t {
  write,       ///< creates the file where it is missing
  read,        ///< a small page cache; there may be many of these
  read_later,  ///< as read, opened by the first statement: of a file that is only just being made
  read_bulk,   ///< a larger page cache: for a command that reads most of the file
};

/// Where a new `file` lies until it is secured. What a process that ended before has left there is worth nothing.
[[nodiscard]] std::filesystem::path filling_file(const std::filesystem::path& file);

/// Removes a database's file and what SQLite lays beside it.
void remove_sqlite(const std::filesystem::path& file);

/// Opens `file`; `:memory:` is a database of its own. A damaged file is reported, never touched.
[[nodiscard]] Result<std::unique_ptr<Database>> open_sqlite(const std::filesystem::path& file, Access access,
                                                            Durability durability = Durability::full);

}  // namespace feedd::content::sql
