// A real IoLoop on a free port of the loopback, and a blocking client that reads responses one by one.
#pragma once

#include "daemon/http/io_loop.hpp"
#include "daemon/http/listen.hpp"

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace feedd::daemon {

struct Response {
  int status = 0;    ///< 0: the connection ended before a response was whole
  std::string head;  ///< with its empty line
  std::string body;
  [[nodiscard]] std::string field(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
  }
};

class Client {
 public:
  explicit Client(int port, int receive_buffer = 0, const std::string& address = "127.0.0.1")
      : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{20, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_buffer > 0) ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<in_port_t>(port));
    ::inet_pton(AF_INET, address.c_str(), &where.sin_addr);
    EXPECT_EQ(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&where), sizeof where), 0);
  }
  virtual ~Client() { ::close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  virtual void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void get(const std::string& path, const std::string& fields = "") { ask("GET", path, fields); }
  void ask(const std::string& method, const std::string& path, const std::string& fields = "") {
    send(method + ' ' + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  }
  void end_input() { ::shutdown(descriptor_, SHUT_WR); }

  /// Until the first byte of an answer is there, which stays to be read.
  void wait() {
    char first = 0;
    EXPECT_EQ(::recv(descriptor_, &first, 1, MSG_PEEK), 1);
  }

  /// `pause`: after each piece of a body that came.
  Response read(bool without_body = false, std::chrono::milliseconds pause = {}) {
    Response response;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return response;
    response.head = received_.substr(0, end + 4);
    received_.erase(0, end + 4);
    const auto status = std::stoi(response.head.substr(9, 3));
    const auto length = response.field("Content-Length");
    const auto size = without_body || status == 304 || length.empty() ? 0 : std::stoul(length);
    while (received_.size() < size) {
      if (!more()) {
        response.body = received_;
        return response;
      }
      if (pause.count() > 0) std::this_thread::sleep_for(pause);
    }
    response.body = received_.substr(0, size);
    received_.erase(0, size);
    response.status = status;
    return response;
  }
  /// Whether the server closes, without another byte.
  bool ended() { return received_.empty() && !more() && ended_; }
  /// Goes without a word: what it sent last may never arrive, and the server finds a reset.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(descriptor_, -1));
  }

 protected:
  virtual ssize_t receive(char* bytes, std::size_t size) { return ::recv(descriptor_, bytes, size, 0); }

 private:
  bool more() {
    char bytes[65536];
    const auto count = receive(bytes, sizeof bytes);
    ended_ = count == 0 || (count < 0 && errno == ECONNRESET);
    if (count <= 0) return false;
    received_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int descriptor_;
  bool ended_ = false;
  std::string received_;
};

/// Looks at deadlines all the time, and lets refused clients go soon.
inline HttpOptions quick_options() {
  HttpOptions options;
  options.sweep_interval = std::chrono::milliseconds{10};
  options.linger = std::chrono::milliseconds{50};
  return options;
}

/// A loop with `/feed.rss` published, and a Backend that a test fills in.
class Server {
 public:
  explicit Server(HttpOptions options = {}, Backend backend = refusing(), const std::string& address = "127.0.0.1") {
    auto opened = listen_on(address + ":0");
    listening_ = opened.value();
    port_ = port_of(listening_.front());
    loop_ = std::make_unique<IoLoop>(0, listening_, std::move(options), std::move(backend));
    publish("/feed.rss", "<rss/>");
    loop_->set_ready();
    sync();
  }
  ~Server() {
    loop_.reset();
    for (const int descriptor : listening_) ::close(descriptor);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] IoLoop& loop() { return *loop_; }
  [[nodiscard]] int port() const { return port_; }
  /// Listens for connections by TLS, too: where.
  int listen_by_tls(std::shared_ptr<const TlsContext> tls) {
    const auto opened = listen_on("127.0.0.1:0").value();
    listening_.push_back(opened.front());
    loop_->listen_by_tls(opened, std::move(tls));
    return port_of(opened.front());
  }

  void publish(const std::string& path, std::string body) { loop_->publish({make(path, std::move(body))}); }
  /// How many connections a limit has ended or turned away.
  std::uint64_t ended_by(Limit limit) {
    sync();
    return loop_->counters().limits[static_cast<std::size_t>(limit)];
  }
  /// Waits until the loop has done all that was asked before.
  void sync() {
    std::promise<void> done;
    loop_->post([&] { done.set_value(); });
    done.get_future().get();
  }

  static std::shared_ptr<const Published> make(const std::string& path, std::string body) {
    Answer answer;
    answer.path = path;
    answer.media_type = "application/rss+xml; charset=utf-8";
    answer.etag = "1-abc";
    answer.changed_at = content::Timestamp{std::chrono::seconds{1600319100}};
    answer.max_age = std::chrono::seconds{900};
    answer.bodies[0] = std::make_shared<const std::string>(std::move(body));
    return std::make_shared<const Published>(std::move(answer));
  }
  static Backend refusing() {
    Backend backend;
    backend.fetch = [](const std::string&, const auto& done) { done(Refusal::not_found); };
    backend.read = [](const auto&, auto, auto, const auto& done) { done(std::string{}); };
    return backend;
  }

 private:
  static int port_of(int descriptor) {
    const auto address = bound_address(descriptor);
    return std::stoi(address.substr(address.rfind(':') + 1));
  }

  std::vector<int> listening_;
  int port_ = 0;
  std::unique_ptr<IoLoop> loop_;
};

}  // namespace feedd::daemon
