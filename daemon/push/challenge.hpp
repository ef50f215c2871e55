// Proof that who is called is who asked: it must send back what it was sent (WebSub section 5.3, rssCloud's challenge).
#pragma once

#include "daemon/http_client.hpp"

#include <string_view>

namespace feedd::daemon::push {

/// 2xx, and a body that is the challenge and nothing else: where it only begins with it or has it in it, a page that
/// echoes its query would confirm what nobody asked for.
[[nodiscard]] inline bool is_confirmed(const HttpResponse& response, std::string_view challenge) {
  return response.status >= 200 && response.status < 300 && response.body == challenge;
}

}  // namespace feedd::daemon::push
