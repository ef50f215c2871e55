// Files that were renamed and edited at once: known by how much of what vanished is in what appeared.
#pragma once

#include "content/sources/folder.hpp"
#include "content/store/article_reader.hpp"
#include "content/store/scan_state.hpp"

#include <map>
#include <string>
#include <vector>

namespace feedd::daemon {

/// New path -> the path that is gone, both as the disk has them, best matches first where several would do. Compares
/// what one scan found only: `gone` with those of `files` that were never seen; files with the very bytes of one that
/// is gone are left to their digests. Nothing where there are too many to compare.
[[nodiscard]] std::map<std::string, std::string> find_renames(const content::Folder& folder,
                                                              content::ArticleReader& reader,
                                                              const content::ScanState& scanned,
                                                              const std::vector<content::FolderFile>& files,
                                                              const std::vector<std::string>& gone);

}  // namespace feedd::daemon
