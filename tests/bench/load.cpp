// A light HTTP load over epoll. Bodies are discarded in the kernel (MSG_TRUNC): the generator must cost less than what
// it measures. One line of output: answers, bytes of their bodies, then percentiles where there are any; exits 1 if an
// answer was another one.
//
// load MODE PORT PATH STATUS SECONDS CONNECTIONS [HEADER...], where MODE is
// - closed: kept connections; each asks again as soon as its answer is there;
// - fresh: a new connection for each request; the server ends it;
// - open:RATE: kept connections, requests at random moments, RATE a second on average, whether answers come or not:
//   50th and 99th percentile and the worst in microseconds, from the request's moment (or from its sending where only
//   the generator was late) to the arrival of the answer's last byte at the socket, by the kernel's clock.
#include "tests/bench/program.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
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
using feedd::bench::number;

using Clock = std::chrono::system_clock;  // what the kernel stamps packets with

/// An answer's head arrives within one read of this size, or the run fails.
constexpr std::size_t head_bytes = 2048;
constexpr std::size_t discard_bytes = 1 << 20;

struct Load {
  enum class Mode : std::uint8_t { closed, fresh, open } mode = Mode::closed;
  std::uint16_t port = 0;
  std::string request;
  std::string status;  ///< `HTTP/1.1 200 `
  bool has_body = true;
  std::chrono::milliseconds time{};
  std::size_t connections = 0;
  double rate = 0;
  std::uint64_t answers = 0;
  std::uint64_t body_bytes = 0;
};

std::size_t content_length(std::string_view head) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
    constexpr std::string_view name = "content-length: ";
    const std::string_view line = head.substr(at + 2);
    if (line.size() < name.size() || ::strncasecmp(line.data(), name.data(), name.size()) != 0) continue;
    std::size_t length = 0;
    const char* digits = line.data() + name.size();
    if (std::from_chars(digits, line.data() + line.size(), length).ec == std::errc()) return length;
  }
  die("an answer without Content-Length");
}

class Connection {
 public:
  enum class Taken : std::uint8_t { nothing, a_part, an_answer, its_end };

  void open(const Load& load) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(load.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      die("connect");
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (load.mode == Load::Mode::open) ::setsockopt(socket_, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  }

  void close() { ::close(socket_); }
  [[nodiscard]] int descriptor() const { return socket_; }

  void ask(const Load& load, Clock::time_point moment = {}) {
    moment_ = moment;
    if (::send(socket_, load.request.data(), load.request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(load.request.size()))
      die("send");
  }

  Taken take(Load& load) {
    const bool at_head = rest_ == 0;
    const ssize_t count =
        at_head ? receive(load, head_, head_bytes, 0) : receive(load, nullptr, discard_bytes, MSG_TRUNC);
    if (count < 0 && errno == EAGAIN) return Taken::nothing;
    if (count == 0 && at_head && load.mode == Load::Mode::fresh) return Taken::its_end;
    if (count <= 0) die("recv");
    const auto got = static_cast<std::size_t>(count);
    if (!(at_head ? read_head(load, {head_, got}) : discard(got))) return Taken::a_part;
    ++load.answers;
    return Taken::an_answer;
  }

  /// From the request's moment to the arrival of what was read last.
  [[nodiscard]] std::chrono::nanoseconds took() const { return arrived_ - moment_; }

 private:
  ssize_t receive(const Load& load, char* bytes, std::size_t size, int flags) {
    if (load.mode != Load::Mode::open) return ::recv(socket_, bytes, size, flags | MSG_DONTWAIT);
    iovec part{bytes, size};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(timespec))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t count = ::recvmsg(socket_, &message, flags | MSG_DONTWAIT);
    const cmsghdr* stamp = count > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (stamp == nullptr || stamp->cmsg_level != SOL_SOCKET || stamp->cmsg_type != SO_TIMESTAMPNS) return count;
    timespec time;
    std::memcpy(&time, CMSG_DATA(stamp), sizeof time);
    arrived_ = Clock::time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
    return count;
  }

  bool read_head(Load& load, std::string_view bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    errno = 0;
    if (!bytes.starts_with(load.status)) die("an answer with another status: " + std::string(bytes.substr(0, 60)));
    if (end == std::string_view::npos) die("an answer's head in pieces");
    const std::size_t body = load.has_body ? content_length(bytes.substr(0, end + 2)) : 0;
    const std::size_t here = bytes.size() - end - 4;
    if (here > body) die("more bytes than Content-Length says");
    load.body_bytes += body;
    rest_ = body - here;
    return rest_ == 0;
  }

  bool discard(std::size_t count) {
    errno = 0;
    if (count > rest_) die("more bytes than Content-Length says");
    rest_ -= count;
    return rest_ == 0;
  }

  int socket_ = -1;
  std::size_t rest_ = 0;  // of the body
  Clock::time_point moment_, arrived_;
  char head_[head_bytes];
};

/// All connections under one epoll descriptor.
class Connections {
 public:
  explicit Connections(const Load& load)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)), all_(load.connections), events_(load.connections) {
    if (epoll_ < 0) die("epoll");
    for (std::size_t i = 0; i < all_.size(); ++i) open(load, i);
  }

  void open(const Load& load, std::size_t i) {
    all_[i].open(load);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, all_[i].descriptor(), &event) != 0) die("epoll");
  }

  /// Calls `handle` with the number of each that something has come for.
  void wait(int milliseconds, const auto& handle) {
    const int ready = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), milliseconds);
    errno = 0;
    if (ready == 0 && milliseconds > 0) die("no answer in time");
    for (int i = 0; i < ready; ++i) handle(events_[static_cast<std::size_t>(i)].data.u64);
  }

  Connection& operator[](std::size_t i) { return all_[i]; }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  int epoll_;
  std::vector<Connection> all_;
  std::vector<epoll_event> events_;
};

constexpr int patience_milliseconds = 5000;

void run_closed(Load& load, Connections& connections) {
  for (std::size_t i = 0; i < connections.size(); ++i) connections[i].ask(load);
  for (const auto end = Clock::now() + load.time; Clock::now() < end;)
    connections.wait(patience_milliseconds, [&](std::size_t i) {
      const auto taken = connections[i].take(load);
      if (taken == Connection::Taken::an_answer && load.mode == Load::Mode::closed) connections[i].ask(load);
      if (taken != Connection::Taken::its_end) return;
      connections[i].close();
      connections.open(load, i);
      connections[i].ask(load);
    });
}

void print_percentiles(std::vector<std::chrono::nanoseconds>& took) {
  errno = 0;
  if (took.empty()) die("no answers");
  std::sort(took.begin(), took.end());
  const auto microseconds = [](auto time) { return std::chrono::duration<double, std::micro>(time).count(); };
  std::printf(" %.1f %.1f %.1f", microseconds(took[took.size() / 2]), microseconds(took[took.size() * 99 / 100]),
              microseconds(took.back()));
}

/// Spins, to be on time.
std::vector<std::chrono::nanoseconds> run_open(Load& load, Connections& connections) {
  std::vector<std::size_t> idle(connections.size());
  for (std::size_t i = 0; i < idle.size(); ++i) idle[i] = i;
  std::vector<std::chrono::nanoseconds> took;
  took.reserve(static_cast<std::size_t>(load.rate * static_cast<double>(load.time.count()) / 1000 * 1.2));
  std::mt19937_64 dice(1);
  std::exponential_distribution<double> gap(load.rate);
  const auto next_gap = [&] { return std::chrono::nanoseconds(static_cast<std::int64_t>(gap(dice) * 1e9)); };
  bool waiting = false;  // the next request for a connection, since before
  auto due = Clock::now();
  for (const auto end = due + load.time; due < end;) {
    for (auto now = Clock::now(); due <= now && !idle.empty(); now = Clock::now()) {
      connections[idle.back()].ask(load, waiting ? due : now);
      idle.pop_back();
      due += next_gap();
      waiting = waiting && due <= now;
    }
    waiting = waiting || (idle.empty() && due <= Clock::now());
    connections.wait(0, [&](std::size_t i) {
      if (connections[i].take(load) != Connection::Taken::an_answer) return;
      took.push_back(connections[i].took());
      idle.push_back(i);
    });
  }
  return took;
}

Load read_arguments(const std::vector<std::string>& arguments) {
  if (arguments.size() < 6) die("usage: load closed|fresh|open:RATE PORT PATH STATUS SECONDS CONNECTIONS [HEADER...]");
  Load load;
  const std::string_view mode = arguments[0];
  if (mode.starts_with("open:")) {
    load.mode = Load::Mode::open;
    load.rate = number<double>(mode.substr(5));
  } else if (mode == "fresh") {
    load.mode = Load::Mode::fresh;
  } else if (mode != "closed") {
    die("no such mode");
  }
  load.port = number<std::uint16_t>(arguments[1]);
  load.status = "HTTP/1.1 " + arguments[3] + ' ';
  load.has_body = arguments[3] != "304";
  load.time = std::chrono::milliseconds(static_cast<std::int64_t>(1000 * number<double>(arguments[4])));
  load.connections = number<std::size_t>(arguments[5]);
  load.request = "GET " + arguments[2] + " HTTP/1.1\r\nHost: localhost\r\n";
  for (std::size_t i = 6; i < arguments.size(); ++i) load.request += arguments[i] + "\r\n";
  if (load.mode == Load::Mode::fresh) load.request += "Connection: close\r\n";
  load.request += "\r\n";
  return load;
}

}  // namespace

int main(int argc, char** argv) {
  errno = 0;
  Load load = read_arguments({argv + 1, argv + argc});
  Connections connections(load);
  std::printf("ready\n");
  std::fflush(stdout);
  std::getchar();
  std::vector<std::chrono::nanoseconds> took;
  if (load.mode == Load::Mode::open)
    took = run_open(load, connections);
  else
    run_closed(load, connections);
  std::printf("%llu %llu", static_cast<unsigned long long>(load.answers),
              static_cast<unsigned long long>(load.body_bytes));
  if (load.mode == Load::Mode::open) print_percentiles(took);
  std::printf("\n");
  std::fflush(stdout);
  while (std::getchar() != EOF) continue;
  return 0;
}
