// curl's multi handle on an io_context: many easy handles at once, on the context's thread. Knows handles only, and
// nothing of requests.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>
#include <sys/epoll.h>

namespace feedd::daemon {

/// curl says which sockets to watch and until when to wait. The sockets are in an epoll descriptor of our own, nested
/// in Asio, so that a batch of events costs one Asio wait. Gives the context work only while it has handles.
class HttpMulti : public std::enable_shared_from_this<HttpMulti> {
 public:
  using Finished = std::function<void(CURL*, CURLcode)>;

  /// `finished` gets a handle that is no longer here, never from within a call to add(); it may call anything here. The
  /// context outlives it. Throws std::runtime_error or std::system_error where there is nothing to have.
  HttpMulti(boost::asio::io_context& context, Finished finished);
  HttpMulti(const HttpMulti&) = delete;
  HttpMulti& operator=(const HttpMulti&) = delete;
  ~HttpMulti();

  /// Begins with what is set on the handle.
  [[nodiscard]] CURLMcode add(CURL* handle);
  void remove(CURL* handle);
  /// Connections kept beside those in use, of which there are at most as many as handles. At least one is kept.
  void keep_idle(std::size_t connections);
  /// To be called before it is let go, with no handle left: finishes nothing from now on.
  void close();

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t events_of_a_batch = 256;

  /// A connection's socket, from its opening until it is closed.
  struct Watch {
    std::uint32_t watched = 0;  ///< events that epoll looks for
    std::uint32_t wanted = 0;   ///< by curl; 0 while no request uses it
  };

  static int on_open(void* multi, curl_socket_t socket, curlsocktype);
  static int on_close(void* multi, curl_socket_t socket);
  static int on_socket(CURL*, curl_socket_t socket, int what, void* multi, void* known);
  static int on_timer(CURLM*, long milliseconds, void* multi);

  void watch(curl_socket_t socket, std::uint32_t events);
  [[nodiscard]] bool is_wanted(curl_socket_t socket);
  void pass();
  [[nodiscard]] bool act();
  void collect();
  void await_more();
  void await_nothing();
  void await_events();
  void await_time();
  void post_pass();
  void count_connections();
  [[nodiscard]] bool is_due() const { return due_ && *due_ <= Clock::now(); }

  boost::asio::io_context& context_;
  const Finished finished_;
  boost::asio::posix::stream_descriptor poller_;
  boost::asio::steady_timer timer_;
  std::unordered_map<curl_socket_t, Watch> connections_;
  CURLM* multi_ = nullptr;
  std::size_t handles_ = 0;
  std::size_t idle_connections_ = 0;
  std::optional<Clock::time_point> due_;    ///< when curl wants to be called without an event
  std::optional<Clock::time_point> armed_;  ///< when the timer fires
  bool awaiting_ = false;                   ///< events
  bool posted_ = false;
  bool passing_ = false;
  bool closed_ = false;
  std::array<epoll_event, events_of_a_batch> events_{};
};

}  // namespace feedd::daemon
