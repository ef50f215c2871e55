// From a request and what stands at its path to the bytes of the response, all of them made before.
#pragma once

#include "content/time.hpp"
#include "daemon/http/published.hpp"
#include "daemon/http/request_parser.hpp"

#include <string_view>

namespace feedd::daemon {

/// Views into the answer, which must be kept until they are sent.
struct Reply {
  int status = 200;
  std::string_view head;      ///< up to where DateLines::tail goes on
  std::string_view body;      ///< empty for HEAD and 304
  bool modified_now = false;  ///< Last-Modified would be ahead of Date and is Date instead (RFC 9110 section 8.8.2.1)
};

/// 200 or 226 in the coding the client likes best, 304 where it has that already, or the status the answer has. 412
/// where a condition forbids it: without bytes, which Refusals has.
[[nodiscard]] Reply choose_reply(const Request& request, const Published& answer, content::Timestamp now);

}  // namespace feedd::daemon
