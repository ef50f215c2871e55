#include "tests/support/golden.hpp"

#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace feedd::support {

void expect_golden(std::string_view name, std::string_view bytes) {
  const std::filesystem::path file = std::filesystem::path(FEEDD_SOURCE_DIR) / "tests" / "golden" / name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(file, std::ios::binary) << bytes;
    return;
  }
  const std::string agreed = read_file(file);
  if (agreed == bytes) return;
  const auto [differs, ignored] = std::mismatch(agreed.begin(), agreed.end(), bytes.begin(), bytes.end());
  const auto at = static_cast<std::size_t>(differs - agreed.begin());
  const std::size_t from = at - std::min<std::size_t>(at, 40);
  ADD_FAILURE() << "differs from tests/golden/" << name << " at byte " << at
                << "\n  agreed: " << agreed.substr(from, 160) << "\n  made:   " << bytes.substr(from, 160)
                << "\nAgreed anew with UPDATE_GOLDEN=1 in the environment.";
}

}  // namespace feedd::support
