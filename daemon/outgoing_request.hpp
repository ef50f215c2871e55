// A request that is sent to somebody else. Says what is sent and where to; sends nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace feedd::daemon {

/// One request to be sent. The body is shared: a fan-out sends the same bytes to thousands.
struct OutgoingRequest {
  std::string url;  ///< absolute, http or https; `user:password@` is sent (Basic), and stands in no answer or Error
  std::string method = "POST";
  std::vector<std::pair<std::string, std::string>> headers;  ///< no Content-Type here: none is sent
  std::shared_ptr<const std::string> body;                   ///< null: none; sent with every method but GET and HEAD
  std::size_t max_answer_bytes = 0;                          ///< of the answer's body; 0: as the sender has it for all
};

}  // namespace feedd::daemon
