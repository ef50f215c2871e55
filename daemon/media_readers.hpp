// Which articles are to be read again because a picture or recording came, changed or went, or because an article came
// that they name. Reads no file.
#pragma once

#include "content/store/scan_state.hpp"
#include "content/store/sql.hpp"

#include <string>
#include <vector>

namespace feedd::daemon {

/// Adds to `paths`, which changed, the articles that media among them concern: those that refer to one, and those
/// beside it or one folder above; and those whose wikilinks name an article that is new. The scan state forgets them,
/// so that they are read although their own bytes are the same.
void add_readers_of_media(std::vector<std::string>& paths, content::ScanState& scanned,
                          content::sql::Database& database);

}  // namespace feedd::daemon
