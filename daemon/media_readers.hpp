// Which articles are to be read again because a picture or recording came, changed or went, or because an article came
// that they name. Looks at files, reads none.
#pragma once

#include "content/sources/folder.hpp"
#include "content/store/scan_state.hpp"
#include "content/store/sql.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace feedd::daemon {

/// Adds to `paths`, which changed, the articles that media among them concern: those that refer to one, and those
/// beside it or one folder above; and those whose wikilinks name an article that is new. The scan state forgets them,
/// so that they are read although their own bytes are the same.
void add_readers_of_media(std::vector<std::string>& paths, content::ScanState& scanned,
                          content::sql::Database& database);

/// Articles (as the store names them) that refer to files which look otherwise than when they were read: changed, come
/// or gone while nobody watched. Nothing where the store cannot tell.
[[nodiscard]] std::unordered_set<std::string> readers_of_changed_media(const content::Folder& folder,
                                                                       content::ScanState& scanned,
                                                                       content::sql::Database& database);
/// Notes how the files of an article look that was just read.
void note_media(const content::Folder& folder, content::ScanState& scanned, const std::vector<std::string>& files);

}  // namespace feedd::daemon
