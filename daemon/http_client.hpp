// HTTP as a client: one request, one answer, by libcurl. Goes nowhere the NetworkGuard forbids, however a name resolves
// and wherever an answer redirects to. Keeps no cookies, uses no proxy of the environment.
#pragma once

#include "content/error.hpp"
#include "daemon/http_response.hpp"
#include "daemon/network_guard.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace feedd::daemon {

class HttpTransfer;

struct HttpRequest {
  std::string url;  ///< absolute, http or https; `user:password@` is sent (Basic), and stands in no answer or Error
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  ///< sent with every method but GET and HEAD
};

struct HttpLimits {
  std::size_t max_body_bytes = 64U << 20;  ///< after decompression
  std::size_t max_header_bytes = 64U << 10;
  unsigned max_redirects = 5;
  std::chrono::seconds connect_time{10};
  std::chrono::seconds stall_time{20};  ///< without a byte
  std::chrono::seconds total_time{300};
};

/// Not thread-safe: one thread, one client. Connections are kept between requests.
class HttpClient {
 public:
  /// Called as bytes arrive; `of` is 0 where the server did not say. May be called often.
  using Progress = std::function<void(std::size_t done, std::size_t of)>;

  explicit HttpClient(NetworkGuard guard, HttpLimits limits = {});
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// An answer with any status but a redirect. GET and HEAD follow redirects, each hop guarded; other methods get
  /// theirs as the answer. Credentials of the address go along only within its origin. Errors: `address` (not http or
  /// https, or refused by the guard), `fetch` (no connection, TLS, time), `too-large`, `redirects`.
  [[nodiscard]] content::Result<HttpResponse> send(const HttpRequest& request, const Progress& progress = {});

 private:
  [[nodiscard]] content::Result<HttpResponse> send_once(const HttpRequest& request, const Progress& progress);

  const NetworkGuard guard_;
  const HttpLimits limits_;
  const std::unique_ptr<HttpTransfer> transfer_;
};

}  // namespace feedd::daemon
