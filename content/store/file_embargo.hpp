// Which files of the source may be served: those of articles that stand in feeds. Knows paths, opens nothing.
#pragma once

#include "content/error.hpp"
#include "content/store/sql.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// Where a file of the source stands.
enum class FileAccess : std::uint8_t {
  served,     ///< a visible article refers to it, or it lies in the page bundle of one
  withdrawn,  ///< it belongs to withdrawn articles only
  held,       ///< it belongs to articles none of which is visible, or to none
};

/// By one query or two. `path` is from the source's root. Where no article refers to it, it belongs to the article
/// whose page bundle it lies in: the one named `index` in the nearest folder above that has one. `is_bundle` says
/// whether the disk has an `index` in a folder that the store knows no article of: such a bundle is held. Throws
/// sql::Failure.
[[nodiscard]] FileAccess file_access(sql::Database& database, std::string_view path,
                                     const std::function<bool(const std::string& folder)>& is_bundle,
                                     std::int64_t site = 1);

/// Paths of the articles that refer to a file, or would if it were there. Throws sql::Failure.
[[nodiscard]] std::vector<std::string> articles_with_file(sql::Database& database, std::string_view path,
                                                          std::int64_t site = 1);

/// Each file that articles refer to, or would if it were there, with the path of each such article; by file. Throws
/// sql::Failure.
void each_file(sql::Database& database,
               const std::function<void(std::string_view file, std::string_view article)>& visit,
               std::int64_t site = 1);

/// Notes the files of one article, within a writing transaction.
void write_files(sql::Database& database, std::int64_t site, std::int64_t article, bool fresh,
                 std::span<const std::string> files);

/// Finds the files of articles stored before they were noted, once.
[[nodiscard]] Result<void> fill_files(sql::Database& database);

}  // namespace feedd::content
