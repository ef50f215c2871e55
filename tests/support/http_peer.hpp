// The other end of a delivery: an HTTP/1.1 server on a free port of the loopback that keeps what it is asked and
// answers by a function, well or badly. Speaks no TLS (who tries it is answered in the clear), and takes bodies by
// Content-Length only.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace feedd::support {

using PeerHeaders = std::vector<std::pair<std::string, std::string>>;

struct PeerRequest {
  std::string method;
  std::string target;
  PeerHeaders headers;  ///< names in lower case
  std::string body;
  std::size_t connection = 0;  ///< which it came on, counted from 1

  /// The first header of that name (lower case); empty where there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct PeerAnswer {
  enum class Manner {
    whole,     ///< and the connection is kept
    closing,   ///< whole, with `Connection: close`
    cut,       ///< the connection ends in the middle of the body
    dropped,   ///< the connection ends without a byte
    silent,    ///< nothing comes, and the connection stays
    dripping,  ///< a byte of the body every millisecond
    endless,   ///< the body over and over
  };
  int status = 200;
  PeerHeaders headers;
  std::string body;
  Manner manner = Manner::whole;
  std::chrono::milliseconds delay{0};  ///< before the first byte
};

/// Has its own thread. All of it may be called from any other one.
class HttpPeer {
 public:
  /// Called on the peer's thread, one request at a time.
  using Handler = std::function<PeerAnswer(const PeerRequest&)>;

  static constexpr std::chrono::seconds patience{20};

  /// Without a handler: 200 and no body.
  explicit HttpPeer(Handler handler = {});
  HttpPeer(const HttpPeer&) = delete;
  HttpPeer& operator=(const HttpPeer&) = delete;
  ~HttpPeer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// `path` with its slash; `host` is how the loopback is named, with userinfo where that is wanted.
  [[nodiscard]] std::string url(std::string_view path, std::string_view host = "127.0.0.1") const;
  /// What was asked so far, in order; each is here before its answer is sent.
  [[nodiscard]] std::vector<PeerRequest> requests() const;
  /// Waits until `count` requests have come; false when they have not in time.
  [[nodiscard]] bool wait_for(std::size_t count, std::chrono::milliseconds deadline = patience) const;
  /// Accepted so far.
  [[nodiscard]] std::size_t connections() const { return connections_; }
  /// Answers from now on.
  void answer_by(Handler handler);

 private:
  class Session;
  void accept();
  [[nodiscard]] PeerAnswer answer(const PeerRequest& request);

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> connections_{0};
  mutable std::mutex mutex_;  ///< of what follows
  mutable std::condition_variable came_;
  std::vector<PeerRequest> requests_;
  std::shared_ptr<const Handler> handler_;
  std::thread thread_;
};

}  // namespace feedd::support
