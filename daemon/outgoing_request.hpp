// A request that is sent to somebody else. Says what is sent and where to; sends nothing.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace feedd::daemon {

/// The body is shared: ten thousand subscribers of one document are sent the same bytes.
struct OutgoingRequest {
  std::string url;  ///< absolute, http or https
  std::string method = "POST";
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body;  ///< null: none
};

}  // namespace feedd::daemon
