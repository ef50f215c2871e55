// In which order articles joined the feeds: the numbers by which a feed's history is divided into documents.
#pragma once

#include "content/store/sql.hpp"

namespace feedd::content {

/// Numbers every visible article of a store that is being filled, in each feed from its last entry to its first. Needs
/// the indexes by which feeds are read. Throws sql::Failure.
void number_all(sql::Database& database);

}  // namespace feedd::content
