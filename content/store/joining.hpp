// In which order articles joined the feeds: the numbers by which a feed's history is divided into documents.
#pragma once

#include "content/store/sql.hpp"

namespace feedd::content {

/// Numbers every visible article of a store that is being filled, by date and then in the order of the store. Throws
/// sql::Failure.
void number_all(sql::Database& database);

}  // namespace feedd::content
