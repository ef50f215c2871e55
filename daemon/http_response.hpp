// What an HTTP request as a client was answered with. How it was asked for is in http_client and http_sender.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::daemon {

struct HttpResponse {
  int status = 0;
  std::string url;                                           ///< after redirects, without userinfo
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;                                          ///< content codings undone where they were asked for
  bool truncated = false;  ///< the body was larger than its bound, and is its beginning (HttpSender only)

  /// The first header of that name (lower case); empty where there is none.
  [[nodiscard]] std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

}  // namespace feedd::daemon
