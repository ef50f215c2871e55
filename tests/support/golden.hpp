// Bytes compared with what was agreed: files in tests/golden. With UPDATE_GOLDEN=1 in the environment they are written.
#pragma once

#include <string_view>

namespace feedd::support {

/// Fails the running test where `bytes` are not those of tests/golden/`name`, and says from where on.
void expect_golden(std::string_view name, std::string_view bytes);

}  // namespace feedd::support
