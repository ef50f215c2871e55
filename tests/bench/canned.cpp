// The least a server can do: finished answers from files, sent by one write as soon as a head has ended. What feedd
// costs above it is what HTTP costs. Looks at nothing of a request but its path; closes where the answer says so.
// usage: canned PORT NAME=FILE...   A request for /NAME gets the bytes of FILE, head and body.
#include "tests/bench/program.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using feedd::bench::die;

constexpr int events_at_once = 256;
constexpr std::size_t receive_bytes = 4096;  ///< every request arrives within one read of this size

struct Answer {
  std::string path;
  std::string bytes;
  bool closes = false;
};

/// What a socket did not take yet; mostly nothing.
struct Connection {
  int descriptor = -1;
  std::string_view rest;
  bool closes = false;
};

int listen_on_loopback(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int one = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // inherited by what is accepted
  ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(descriptor, 4096) != 0)
    die("listen");
  return descriptor;
}

class Server {
 public:
  Server(std::uint16_t port, std::vector<Answer> answers)
      : answers_(std::move(answers)), listening_(listen_on_loopback(port)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = nullptr;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, listening_, &event) != 0) die("epoll");
  }

  [[noreturn]] void run() {
    epoll_event events[events_at_once];
    for (;;) {
      const int count = ::epoll_wait(epoll_, events, events_at_once, -1);
      for (int i = 0; i < count; ++i) {
        auto* connection = static_cast<Connection*>(events[i].data.ptr);
        if (connection == nullptr)
          accept_all();
        else if ((events[i].events & EPOLLOUT) != 0)
          send_rest(*connection);
        else
          receive(*connection);
      }
    }
  }

 private:
  void accept_all() {
    for (;;) {
      const int descriptor = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor < 0) return;
      auto* connection = new Connection{descriptor, {}, false};
      watch(*connection, EPOLL_CTL_ADD, EPOLLIN);
    }
  }

  void watch(Connection& connection, int operation, std::uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &connection;
    if (::epoll_ctl(epoll_, operation, connection.descriptor, &event) != 0) die("epoll_ctl");
  }

  static void end(Connection& connection) {
    ::close(connection.descriptor);
    delete &connection;
  }

  void receive(Connection& connection) {
    char bytes[receive_bytes];
    const ssize_t count = ::recv(connection.descriptor, bytes, sizeof bytes, 0);
    if (count <= 0) return end(connection);
    const std::string_view request{bytes, static_cast<std::size_t>(count)};
    const Answer* answer = request.ends_with("\r\n\r\n") ? find(request) : nullptr;
    if (answer == nullptr) return end(connection);
    connection.closes = answer->closes;
    connection.rest = answer->bytes;
    if (send(connection) == Sent::a_part) watch(connection, EPOLL_CTL_MOD, EPOLLOUT);
  }

  [[nodiscard]] const Answer* find(std::string_view request) const {
    const auto path = request.substr(request.find('/'));
    for (const Answer& answer : answers_)
      if (path.starts_with(answer.path)) return &answer;
    return nullptr;
  }

  enum class Sent : std::uint8_t { all, a_part, and_ended };

  static Sent send(Connection& connection) {
    const ssize_t sent = ::send(connection.descriptor, connection.rest.data(), connection.rest.size(), MSG_NOSIGNAL);
    const bool failed = sent < 0 && errno != EAGAIN;
    if (sent > 0) connection.rest.remove_prefix(static_cast<std::size_t>(sent));
    if (!failed && !connection.rest.empty()) return Sent::a_part;
    if (!failed && !connection.closes) return Sent::all;
    end(connection);
    return Sent::and_ended;
  }

  void send_rest(Connection& connection) {
    if (send(connection) == Sent::all) watch(connection, EPOLL_CTL_MOD, EPOLLIN);
  }

  std::vector<Answer> answers_;
  int listening_;
  int epoll_;
};

Answer read_answer(std::string_view argument) {
  const auto equals = argument.find('=');
  std::ifstream file(std::string{argument.substr(equals + 1)}, std::ios::binary);
  Answer answer;
  answer.path = "/" + std::string{argument.substr(0, equals)} + " ";
  answer.bytes.assign(std::istreambuf_iterator<char>(file), {});
  if (equals == std::string_view::npos || answer.bytes.empty()) die("usage: canned NAME=FILE...");
  answer.closes = answer.bytes.find("\r\nConnection: close\r\n") < answer.bytes.find("\r\n\r\n");
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) die("usage: canned PORT NAME=FILE...");
  std::vector<Answer> answers;
  for (int i = 2; i < argc; ++i) answers.push_back(read_answer(argv[i]));
  Server(static_cast<std::uint16_t>(std::atoi(argv[1])), std::move(answers)).run();
}
