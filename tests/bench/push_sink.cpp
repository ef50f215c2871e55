#include "tests/bench/push_sink.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace feedd::bench {
namespace {

constexpr std::size_t request_head_bytes = 4096;  ///< a delivery's head is smaller
constexpr std::string_view accepted = "HTTP/1.1 202 Accepted\r\nServer: sink\r\nContent-Length: 0\r\n\r\n";

/// The peer: reads whole requests on kept connections, discards their bodies, says 202.
class Sink {
 public:
  explicit Sink(int listening) : listening_(listening), poller_(::epoll_create1(EPOLL_CLOEXEC)) { watch(listening_); }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events{};
    while (true) {
      const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int socket = events[static_cast<std::size_t>(i)].data.fd;
        if (socket == listening_)
          accept_all();
        else
          read(socket);
      }
    }
  }

 private:
  /// What is missing of the request under way.
  struct Connection {
    std::string head;
    std::size_t body = 0;
  };

  void watch(int socket) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    if (::epoll_ctl(poller_, EPOLL_CTL_ADD, socket, &event) != 0) die("epoll_ctl");
  }

  void accept_all() {
    while (true) {
      const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket < 0) return;
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (connections_.size() <= static_cast<std::size_t>(socket))
        connections_.resize(static_cast<std::size_t>(socket) + 1);
      connections_[static_cast<std::size_t>(socket)] = {};
      watch(socket);
    }
  }

  void read(int socket) {
    Connection& connection = connections_[static_cast<std::size_t>(socket)];
    const ssize_t got = ::recv(socket, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) {
      if (got == 0 || errno != EAGAIN) ::close(socket);
      return;
    }
    take(socket, connection, std::string_view(buffer_.data(), static_cast<std::size_t>(got)));
  }

  static void take(int socket, Connection& connection, std::string_view bytes) {
    if (connection.body == 0) {
      connection.head.append(bytes.substr(0, request_head_bytes));
      const std::size_t end = connection.head.find("\r\n\r\n");
      if (end == std::string::npos) return;
      constexpr std::string_view name = "Content-Length: ";
      const std::size_t at = connection.head.find(name);
      if (at == std::string::npos) die("a request without Content-Length");
      std::from_chars(connection.head.data() + at + name.size(), connection.head.data() + end, connection.body);
      const std::size_t earlier = connection.head.size() - std::min(bytes.size(), request_head_bytes);
      bytes.remove_prefix(end + 4 - earlier);
      connection.head.clear();
    }
    connection.body -= bytes.size();
    if (connection.body == 0 && ::send(socket, accepted.data(), accepted.size(), MSG_NOSIGNAL) < 0) ::close(socket);
  }

  int listening_, poller_;
  std::vector<Connection> connections_;  ///< by descriptor
  std::array<char, 256U << 10> buffer_{};
};

/// Keeps the process on one of its cores: left alone, the kernel puts both ends on the same one in some runs.
void stay_on_core(int number) {
  cpu_set_t all;
  CPU_ZERO(&all);
  if (::sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) < 2) return;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &all) || number-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    if (::sched_setaffinity(0, sizeof one, &one) != 0) die("sched_setaffinity");
    return;
  }
}

}  // namespace

std::uint16_t start_sink(pid_t& process) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listening, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listening, 1024) != 0 ||
      ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    die("cannot listen");
  process = ::fork();
  if (process < 0) die("fork");
  if (process == 0) {
    stay_on_core(1);
    std::make_unique<Sink>(listening)->run();
  }
  stay_on_core(0);
  ::close(listening);
  return ntohs(address.sin_port);
}

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "push_bench: %s%s%s\n", what, errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
  std::exit(1);
}

}  // namespace feedd::bench
