// The identity ledger as the commands and the daemon hand it over.
#pragma once

#include "content/store/article_store.hpp"

#include <string>

namespace feedd::daemon {

/// The ledger of a store as a text; from any connection to it.
[[nodiscard]] content::Result<std::string> exported_ids(content::sql::Database& database);
/// What an import did, as one line of JSON: `added unchanged conflicts`.
[[nodiscard]] std::string adopted_line(const content::Adopted& adopted);

}  // namespace feedd::daemon
