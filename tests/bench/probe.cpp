// What readers see while articles are published. Two modes, one line of output each:
// probe watch PORT PATH...   For each line on stdin: says `ready`, then asks for all paths over and over, on a kept
//   connection for each coding, in one pipelined batch of HEAD requests, and prints for identity, gzip, zstd and br
//   when the last path had another ETag than before AND came in that coding: nanoseconds of the realtime clock at which
//   the answers were there. Never too early; too late by at most a round, of which the median is printed too. Who asks
//   takes the cores that publish: a path that has come is not asked for again, nor a coding before the one made before
//   it has.
// probe pace PORT PATH SECONDS   A request each 2 ms on one kept connection, in turn conditional and whole (gzip):
//   prints the 50th and 99th percentile and the worst of 304s, then of 200s, in microseconds, from the
//   call that sends the request to the arrival of the answer's last byte at the socket.
#include "tests/bench/program.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace {

using feedd::bench::die;
using feedd::bench::number;

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using WallClock = std::chrono::system_clock;

constexpr auto pause_between_rounds = 1ms;
constexpr auto patience = 20s;
constexpr auto pace_interval = 2ms;
constexpr std::array<std::string_view, 4> codings = {"", "gzip", "zstd", "br"};

std::string_view field(std::string_view head, std::string_view name) {
  const std::size_t at = head.find(name);
  if (at == std::string_view::npos) return {};
  const std::size_t start = at + name.size();
  return head.substr(start, head.find("\r\n", start) - start);
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      die("connect");
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    ::setsockopt(socket_, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
  }

  void send(std::string_view request) const {
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      die("send");
  }
  /// The next head, valid until the next call.
  std::string_view head() {
    received_.erase(0, taken_);
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) receive();
    taken_ = end + 4;
    return std::string_view(received_).substr(0, end + 2);
  }
  /// Passes over the body behind the last head.
  void skip(std::size_t body) {
    while (received_.size() < taken_ + body) receive();
    taken_ += body;
  }
  /// When the last bytes that were read arrived, by the kernel: this process may have been woken later.
  [[nodiscard]] WallClock::time_point arrived() const { return arrived_; }

 private:
  void receive() {
    char bytes[1 << 16];
    iovec part{bytes, sizeof bytes};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(timespec))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t count = ::recvmsg(socket_, &message, 0);
    if (count <= 0) die("recvmsg");
    received_.append(bytes, static_cast<std::size_t>(count));
    const cmsghdr* stamp = CMSG_FIRSTHDR(&message);
    if (stamp == nullptr || stamp->cmsg_level != SOL_SOCKET || stamp->cmsg_type != SO_TIMESTAMPNS) return;
    timespec time;
    std::memcpy(&time, CMSG_DATA(stamp), sizeof time);
    arrived_ = WallClock::time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }

  int socket_;
  WallClock::time_point arrived_;
  std::string received_;
  std::size_t taken_ = 0;
};

/// All paths in one coding.
class Watched {
 public:
  Watched(std::uint16_t port, std::string_view coding, const std::vector<std::string>& paths)
      : connection_(port), coding_(coding), tags_(paths.size()), is_new_(paths.size()) {
    for (const std::string& path : paths)
      requests_.push_back("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: " +
                          (coding.empty() ? "identity" : std::string(coding)) + "\r\n\r\n");
  }

  void remember() {
    std::fill(is_new_.begin(), is_new_.end(), false);
    done_at_ = {};
    ask([this](std::size_t i, std::string_view tag, bool) { tags_[i] = tag; });
  }
  void look() {
    ask([this](std::size_t i, std::string_view tag, bool coded) { is_new_[i] = coded && tag != tags_[i]; });
    if (std::find(is_new_.begin(), is_new_.end(), false) == is_new_.end())
      done_at_ = std::chrono::system_clock::now().time_since_epoch();
  }
  [[nodiscard]] bool done() const { return done_at_.count() != 0; }
  [[nodiscard]] std::chrono::nanoseconds done_at() const { return done_at_; }

 private:
  void ask(const auto& take) {
    std::string batch;
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      if (is_new_[i]) continue;
      batch += requests_[i];
      asked.push_back(i);
    }
    connection_.send(batch);
    for (const std::size_t i : asked) {
      const std::string_view head = connection_.head();
      errno = 0;
      if (!head.starts_with("HTTP/1.1 200 ")) die(head);
      std::string_view tag = field(head, "\r\nETag: ");
      if (tag.starts_with("W/")) tag.remove_prefix(2);
      take(i, tag, field(head, "\r\nContent-Encoding: ") == coding_);
    }
  }

  Connection connection_;
  std::string_view coding_;
  std::vector<std::string> requests_;
  std::vector<std::string> tags_;
  std::vector<bool> is_new_;
  std::chrono::nanoseconds done_at_{};
};

void watch(std::uint16_t port, const std::vector<std::string>& paths) {
  std::vector<Watched> all;
  all.reserve(codings.size());
  for (const std::string_view coding : codings) all.emplace_back(port, coding, paths);
  for (std::string line; std::getline(std::cin, line);) {
    for (Watched& one : all) one.remember();
    std::cout << "ready" << std::endl;
    std::vector<Clock::duration> rounds;
    const auto give_up = Clock::now() + patience;
    for (auto next = all.begin(); next != all.end();) {
      const auto began = Clock::now();
      if (began > give_up) die("the new documents did not come");
      next->look();
      if (next->done()) ++next;
      std::this_thread::sleep_for(pause_between_rounds);
      rounds.push_back(Clock::now() - began);
    }
    for (const Watched& one : all) std::cout << one.done_at().count() << ' ';
    std::nth_element(rounds.begin(), rounds.begin() + static_cast<std::ptrdiff_t>(rounds.size() / 2), rounds.end());
    std::cout << std::chrono::nanoseconds(rounds[rounds.size() / 2]).count() << std::endl;
  }
}

void print_percentiles(std::vector<double>& took) {
  std::sort(took.begin(), took.end());
  std::printf("%.0f %.0f %.0f ", took[took.size() / 2], took[took.size() * 99 / 100], took.back());
}

void pace(std::uint16_t port, const std::string& path, std::chrono::seconds time) {
  Connection connection(port);
  const std::string whole = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n";
  std::array<std::vector<double>, 2> took;  // of 304s, of 200s
  std::string tag;
  auto next = Clock::now();
  for (const auto end = next + time; next < end; next += pace_interval) {
    std::this_thread::sleep_until(next);
    const bool conditional = !tag.empty();
    const auto began = WallClock::now();
    connection.send(whole + (conditional ? "If-None-Match: " + tag + "\r\n\r\n" : "\r\n"));
    const std::string_view head = connection.head();
    const bool not_modified = head.starts_with("HTTP/1.1 304 ");
    errno = 0;
    if (!not_modified && !head.starts_with("HTTP/1.1 200 ")) die(head);
    tag = conditional ? std::string() : std::string(field(head, "\r\nETag: "));
    if (!not_modified) connection.skip(number<std::size_t>(field(head, "\r\nContent-Length: ")));
    took[not_modified ? 0 : 1].push_back(
        std::chrono::duration<double, std::micro>(connection.arrived() - began).count());
  }
  for (auto& one : took) print_percentiles(one);
  std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
  errno = 0;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() >= 3 && arguments[0] == "watch")
    watch(number<std::uint16_t>(arguments[1]), {arguments.begin() + 2, arguments.end()});
  else if (arguments.size() == 4 && arguments[0] == "pace")
    pace(number<std::uint16_t>(arguments[1]), arguments[2], std::chrono::seconds(number<unsigned>(arguments[3])));
  else
    die("usage: probe watch PORT PATH... | probe pace PORT PATH SECONDS");
  return 0;
}
