// A table of redirects, written down.
#pragma once

#include "daemon/redirects.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace feedd::daemon {

inline std::shared_ptr<const RedirectTable> redirects_of(const std::vector<std::pair<std::string, std::string>>& rows) {
  auto table = std::make_shared<RedirectTable>();
  for (const auto& [from, to] : rows) table->add(from, {301, to});
  return table;
}

}  // namespace feedd::daemon
