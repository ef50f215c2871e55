// Files of the source under /media: opened beneath its root, of types that may be served, read in pieces by workers.
#pragma once

#include "content/sources/folder.hpp"
#include "content/store/sql.hpp"
#include "daemon/http/backend.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace feedd::daemon {

/// Nothing where there is no such file, it may not be served, or a part of its path begins with a dot.
[[nodiscard]] std::shared_ptr<const MediaFile> open_media(const content::Folder& folder, std::string_view path);

/// The file under the same embargo as the articles it belongs to: a refusal where none of them is visible at this
/// moment
/// (`content::file_access`), where there is no such file, and where the store cannot tell. `reader` is the calling
/// thread's.
[[nodiscard]] Fetched fetch_media(const content::Folder& folder, content::sql::Database& reader, std::string_view path);

/// At most `length` bytes at `offset`; fewer at the end or after an error.
[[nodiscard]] std::string read_media(const MediaFile& file, std::uint64_t offset, std::size_t length);

}  // namespace feedd::daemon
