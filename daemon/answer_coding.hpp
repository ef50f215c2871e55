// Content codings of an answer, and what it weighs with them.
#pragma once

#include "daemon/http/published.hpp"
#include "feeds/encode.hpp"

namespace feedd::daemon {

/// Makes one coding (not identity) of the answer's identity bytes, in the place of what it had.
void encode(Answer& answer, Coding coding, feeds::Effort effort);

/// What a byte budget counts for it.
[[nodiscard]] std::size_t size_of(const Published& answer);

}  // namespace feedd::daemon
