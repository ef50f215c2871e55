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
#include <time.h>
#include <unistd.h>

namespace feedd::bench {
namespace {

constexpr std::size_t request_head_bytes = 4096;  ///< a delivery's head is smaller
constexpr std::string_view accepted = "HTTP/1.1 202 Accepted\r\nServer: sink\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view length_field = "Content-Length: ";
constexpr std::string_view challenge_field = "hub.challenge=";

std::int64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// After the last slash of the request's path.
std::size_t callback_of(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\r'));
  const std::string_view path = line.substr(0, std::min(line.find_last_of(' '), line.find('?')));
  std::size_t number = 0;
  const std::size_t slash = path.rfind('/');
  std::from_chars(path.data() + slash + 1, path.data() + path.size(), number);
  return number;
}

std::string echo_of(std::string_view head) {
  const std::size_t at = head.find(challenge_field);
  if (at == std::string_view::npos) die("a GET that verifies nothing");
  const std::string_view rest = head.substr(at + challenge_field.size());
  const std::string_view challenge = rest.substr(0, rest.find_first_of("& "));
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(challenge.size()) + "\r\n\r\n" + std::string(challenge);
}

class Sink {
 public:
  Sink(int listening, int orders) : listening_(listening), orders_(orders), poller_(::epoll_create1(EPOLL_CLOEXEC)) {
    watch(listening_);
    if (orders_ >= 0) watch(orders_);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 256> events{};
    while (true) {
      const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int socket = events[static_cast<std::size_t>(i)].data.fd;
        if (socket == listening_)
          accept_all();
        else if (socket == orders_)
          take_order();
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

  void take(int socket, Connection& connection, std::string_view bytes) {
    if (connection.body == 0) {
      connection.head.append(bytes.substr(0, request_head_bytes));
      const std::size_t end = connection.head.find("\r\n\r\n");
      if (end == std::string::npos) return;
      const std::size_t earlier = connection.head.size() - std::min(bytes.size(), request_head_bytes);
      bytes.remove_prefix(end + 4 - earlier);
      connection.head.resize(end + 2);
      if (connection.head.starts_with("GET ")) return answer(socket, connection, echo_of(connection.head));
      const std::size_t at = connection.head.find(length_field);
      if (at == std::string::npos) die("a request without Content-Length");
      std::from_chars(connection.head.data() + at + length_field.size(), connection.head.data() + end, connection.body);
    }
    connection.body -= bytes.size();
    if (connection.body != 0) return;
    note(connection.head);
    answer(socket, connection, accepted);
  }

  static void answer(int socket, Connection& connection, std::string_view text) {
    connection.head.clear();
    if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) < 0) ::close(socket);
  }

  void take_order() {
    std::array<char, 32> line{};
    const ssize_t got = ::read(orders_, line.data(), line.size());
    if (got <= 0) std::exit(0);
    arrivals_ = {};
    std::from_chars(line.data(), line.data() + got, arrivals_.awaited);
    std::printf("ready\n");
    std::fflush(stdout);
  }

  void note(std::string_view head) {
    Arrivals& all = arrivals_;
    if (all.awaited == 0) return;
    ++all.count;
    all.last = now();
    if (all.count == 1) all.first = all.last;
    if (all.count == 1000) all.thousandth = all.last;
    all.is_signed += head.find("X-Hub-Signature: sha256=") != std::string_view::npos ? 1U : 0U;
    const std::size_t callback = callback_of(head);
    if (all.seen.size() <= callback) all.seen.resize(2 * callback + 1);
    all.distinct += all.seen[callback] ? 0U : 1U;
    all.seen[callback] = true;
    if (all.count != all.awaited) return;
    std::printf("%zu %zu %zu %lld %lld %lld\n", all.count, all.distinct, all.is_signed,
                static_cast<long long>(all.first), static_cast<long long>(all.thousandth),
                static_cast<long long>(all.last));
    std::fflush(stdout);
  }

  int listening_, orders_, poller_;
  Arrivals arrivals_;
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

int listen_on_loopback(std::uint16_t& port) {
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listening, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listening, 1024) != 0 ||
      ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    die("cannot listen");
  port = ntohs(address.sin_port);
  return listening;
}

void run_sink(int listening, int orders) {
  std::make_unique<Sink>(listening, orders)->run();
}

std::uint16_t start_sink(pid_t& process) {
  std::uint16_t port = 0;
  const int listening = listen_on_loopback(port);
  process = ::fork();
  if (process < 0) die("fork");
  if (process == 0) {
    stay_on_core(1);
    run_sink(listening, -1);
  }
  stay_on_core(0);
  ::close(listening);
  return port;
}

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "push sink: %s%s%s\n", what, errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
  std::exit(1);
}

}  // namespace feedd::bench
