// Many HTTP requests at once on one thread, by libcurl: for deliveries to thousands. Goes nowhere the NetworkGuard
// forbids. Follows no redirect, keeps no queue and tries nothing twice: that is for who sends.
#pragma once

#include "content/error.hpp"
#include "daemon/http_response.hpp"
#include "daemon/network_guard.hpp"
#include "daemon/outgoing_request.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace feedd::daemon {

class HttpMulti;

struct SendLimits {
  std::chrono::milliseconds connect_time{5000};  ///< the look-up of the name included
  std::chrono::milliseconds total_time{15000};   ///< deadline of an attempt
  std::size_t max_body_bytes = 64U << 10;        ///< of the answer; more is not read
  std::size_t max_header_bytes = 32U << 10;
  std::size_t max_idle_connections = 64;  ///< kept for reuse; at least one is
};

/// Confined to the thread of its io_context, which outlives it. Gives the context work only while something is under
/// way.
class HttpSender {
 public:
  /// Any status is an answer, redirects included; a body over its bound is cut there (HttpResponse::truncated). Errors:
  /// `address` (not http or https, or refused by the guard), `header` (of the request: more than one line), `fetch` (no
  /// connection, TLS, time, an answer that breaks off), `too-large` (headers).
  using Done = std::function<void(content::Result<HttpResponse>)>;

  /// Throws std::runtime_error or std::system_error where the system gives no descriptor.
  HttpSender(boost::asio::io_context& context, NetworkGuard guard, SendLimits limits = {});
  HttpSender(const HttpSender&) = delete;
  HttpSender& operator=(const HttpSender&) = delete;
  /// What is under way ends without its Done being called. A Done may destroy it.
  ~HttpSender();

  /// Starts at once (no queue here). `done` is called on the context's thread, never inside send(); it may send.
  void send(OutgoingRequest request, Done done);
  /// Sent, and not yet told to its Done.
  [[nodiscard]] std::size_t under_way() const;

 private:
  struct Slot;

  [[nodiscard]] std::unique_ptr<Slot> take_slot();
  void refuse(Done done, content::Error error);
  void finish(void* handle, int code);

  boost::asio::io_context& context_;
  const NetworkGuard guard_;
  const SendLimits limits_;
  const std::shared_ptr<HttpMulti> multi_;  ///< outlives a sender that is destroyed by a Done
  std::vector<std::unique_ptr<Slot>> active_;
  std::vector<std::unique_ptr<Slot>> idle_;  ///< curl's handles are kept: making one costs much
  std::size_t refused_ = 0;                  ///< not yet told
};

}  // namespace feedd::daemon
