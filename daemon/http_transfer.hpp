// One HTTP request on one of curl's easy handles: what is sent, where it may go, how much of the answer is taken. Does
// not follow redirects; who drives it (http_client one by one, http_sender many at once) is no matter of it.
#pragma once

#include "content/error.hpp"
#include "daemon/http_response.hpp"
#include "daemon/network_guard.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <curl/curl.h>

namespace feedd::daemon {

/// Before anything else of curl, on any thread, as often as one likes. Throws std::runtime_error.
void start_curl();

/// What is the same for all requests of a client.
struct TransferRules {
  std::size_t max_body_bytes = 0;  ///< after decompression
  std::size_t max_header_bytes = 0;
  std::chrono::milliseconds connect_time{};
  std::chrono::milliseconds total_time{};
  std::chrono::seconds stall_time{};  ///< without a byte; 0: as long as total_time
  bool asks_for_codings = false;      ///< of the content, and undoes them
  bool cuts_bodies = false;           ///< at max_body_bytes; else a larger one is an Error
};

/// What is sent; seen, not owned.
struct TransferRequest {
  const std::string& url;     ///< absolute, http or https; userinfo is sent as Basic
  const std::string& method;  ///< GET and HEAD go without body
  const std::vector<std::pair<std::string, std::string>>& headers;  ///< no Content-Type here: none is sent
  std::string_view body;             ///< stays where it is until the transfer is finished
  std::size_t max_answer_bytes = 0;  ///< 0: TransferRules::max_body_bytes
};

/// Used again and again, for one request at a time: begin(), then perform() or whatever drives the handle, then
/// finish(). Confined to one thread at a time.
class HttpTransfer {
 public:
  using Progress = std::function<void(std::size_t done, std::size_t of)>;

  /// The guard outlives it. Throws std::runtime_error when there is no handle to have.
  HttpTransfer(const NetworkGuard& guard, TransferRules rules);
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  /// Prepares the handle for the request. Errors: `address` (not of http or https, or too long), `header` (more than
  /// one line). `progress`, where given, outlives the transfer.
  [[nodiscard]] std::optional<content::Error> begin(const TransferRequest& request, const Progress* progress = nullptr);
  /// Sends the request and waits for the answer.
  [[nodiscard]] CURLcode perform() { return ::curl_easy_perform(handle()); }
  /// How it went, given what curl says of it. Afterwards the handle holds nothing of the request any more. Errors:
  /// `address` (refused by the guard), `fetch` (no connection, TLS, time), `too-large`.
  [[nodiscard]] content::Result<HttpResponse> finish(CURLcode code);

  [[nodiscard]] CURL* handle() const { return handle_.get(); }

 private:
  enum class Excess { none, headers, body };
  struct Cleanup {
    void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
  };

  static HttpTransfer& self(void* data) { return *static_cast<HttpTransfer*>(data); }
  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* data);
  static std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* data);
  static curl_socket_t on_open(void* data, curlsocktype, curl_sockaddr* address);
  static int on_progress(void* data, curl_off_t of, curl_off_t done, curl_off_t, curl_off_t);

  [[nodiscard]] std::optional<content::Error> prepare(const TransferRequest& request);
  void set_rules();
  void set_credentials(std::string_view userinfo);
  [[nodiscard]] bool set_headers(const TransferRequest& request);
  void set_body(const TransferRequest& request);
  void append_header(const char* line);
  [[nodiscard]] std::optional<content::Error> failure(CURLcode code, long status) const;
  [[nodiscard]] bool is_broken_off(CURLcode code, long status) const;
  void forget();

  const NetworkGuard& guard_;
  const TransferRules rules_;
  const Progress* progress_ = nullptr;
  std::unique_ptr<curl_slist, Cleanup> headers_;
  HttpResponse response_;
  std::string forbidden_;  ///< the address the guard refused
  Excess excess_ = Excess::none;
  std::size_t header_bytes_ = 0;
  std::size_t body_bound_bytes_ = 0;
  std::array<char, CURL_ERROR_SIZE> detail_{};  ///< of the failure, by curl
  std::unique_ptr<CURL, Cleanup> handle_;       ///< last: it goes first
};

}  // namespace feedd::daemon
