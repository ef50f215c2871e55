// How one arrival is refused within a transaction. Private to the store.
#pragma once

#include "content/error.hpp"

namespace feedd::content {

/// An arrival that cannot be taken: its article stays as it is, the others go on.
struct Refusal {
  Error error;
};

}  // namespace feedd::content
