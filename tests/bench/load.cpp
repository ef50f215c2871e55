// A closed-loop HTTP load: so many kept connections, each asking again as soon as its answer is there.
// Bodies are discarded in the kernel (recv with MSG_TRUNC): the generator must cost less than what it measures.
// usage: load PORT PATH STATUS SECONDS CONNECTIONS [HEADER...]; prints answers and body bytes; 1 if one was different.
// PORT is a number, or `tls:NUMBER`: TLS 1.3 with AES-128-GCM and whatever certificate; bodies are decrypted then.
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

/// An answer's head arrives within one read of this size, or the run fails.
constexpr std::size_t head_bytes = 2048;
constexpr std::size_t discard_bytes = 1 << 20;
constexpr std::string_view tls_prefix = "tls:";

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "load: %s%s%s\n", what, errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
  std::exit(1);
}

struct Load {
  std::string request;
  std::string status;  ///< `HTTP/1.1 200 `
  bool has_body = true;
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

/// One kept connection; -1 ends it.
class Connection {
 public:
  Connection(std::uint16_t port, SSL_CTX* tls) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      die("connect");
    const int one = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (tls == nullptr) return;
    ssl_ = ::SSL_new(tls);
    if (ssl_ == nullptr || ::SSL_set_fd(ssl_, socket_) != 1 || ::SSL_connect(ssl_) != 1) die("TLS handshake");
    ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK);
  }

  [[nodiscard]] int descriptor() const { return socket_; }

  void ask(const Load& load) {
    const auto size = static_cast<int>(load.request.size());
    const auto sent = ssl_ != nullptr ? ::SSL_write(ssl_, load.request.data(), size)
                                      : ::send(socket_, load.request.data(), load.request.size(), MSG_NOSIGNAL);
    if (sent != size) die("send");
  }

  /// Takes what has arrived; asks again when an answer is complete.
  void take(Load& load) {
    if (ssl_ != nullptr) return take_by_tls(load);
    const bool at_head = rest_ == 0;
    const ssize_t count = at_head ? ::recv(socket_, head_, head_bytes, MSG_DONTWAIT)
                                  : ::recv(socket_, nullptr, discard_bytes, MSG_DONTWAIT | MSG_TRUNC);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) die("recv");
    const auto got = static_cast<std::size_t>(count);
    if (at_head ? read_head(load, {head_, got}) : discard(got)) {
      ++load.answers;
      ask(load);
    }
  }

 private:
  void take_by_tls(Load& load) {
    static char bytes[16 * 1024];
    for (bool is_whole = false; !is_whole;) {
      const bool at_head = rest_ == 0;
      const int count = ::SSL_read(ssl_, at_head ? head_ : bytes, at_head ? head_bytes : sizeof bytes);
      if (count <= 0 && ::SSL_get_error(ssl_, count) == SSL_ERROR_WANT_READ) return;
      if (count <= 0) die("read");
      const auto got = static_cast<std::size_t>(count);
      is_whole = at_head ? read_head(load, {head_, got}) : discard(got);
    }
    ++load.answers;
    ask(load);
  }

  bool read_head(Load& load, std::string_view bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    errno = 0;
    if (!bytes.starts_with(load.status)) die("an answer with another status");
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

  int socket_;
  SSL* ssl_ = nullptr;
  std::size_t rest_ = 0;  // of the body
  char head_[head_bytes];
};

template <class Number>
Number number(const char* text) {
  Number value{};
  const char* end = text + std::strlen(text);
  errno = 0;
  if (std::from_chars(text, end, value).ptr != end) die(text);
  return value;
}

SSL_CTX* make_tls() {
  SSL_CTX* tls = ::SSL_CTX_new(::TLS_client_method());
  if (tls == nullptr || ::SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) != 1 ||
      ::SSL_CTX_set_ciphersuites(tls, "TLS_AES_128_GCM_SHA256") != 1)
    die("TLS");
  return tls;
}

void run(Load& load, std::string_view address, std::chrono::seconds time, std::size_t count) {
  const bool by_tls = address.starts_with(tls_prefix);
  const auto port = number<std::uint16_t>(address.substr(by_tls ? tls_prefix.size() : 0).data());
  SSL_CTX* tls = by_tls ? make_tls() : nullptr;
  std::vector<Connection> connections;
  connections.reserve(count);
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) die("epoll");
  for (std::size_t i = 0; i < count; ++i) {
    Connection& connection = connections.emplace_back(port, tls);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, connection.descriptor(), &event) != 0) die("epoll");
    connection.ask(load);
  }
  std::vector<epoll_event> events(count);
  for (const Clock::time_point end = Clock::now() + time; Clock::now() < end;) {
    const int ready = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 1000);
    if (ready == 0) die("no answer within a second");
    for (int i = 0; i < ready; ++i) connections[events[static_cast<std::size_t>(i)].data.u64].take(load);
  }
}

}  // namespace

int main(int argc, char** argv) {
  errno = 0;
  if (argc < 6) die("usage: load PORT PATH STATUS SECONDS CONNECTIONS [HEADER...]");
  Load load;
  load.request = std::string("GET ") + argv[2] + " HTTP/1.1\r\nHost: localhost\r\n";
  for (int i = 6; i < argc; ++i) load.request += std::string(argv[i]) + "\r\n";
  load.request += "\r\n";
  load.status = std::string("HTTP/1.1 ") + argv[3] + ' ';
  load.has_body = std::string_view(argv[3]) != "304";
  run(load, argv[1], std::chrono::seconds(number<unsigned>(argv[4])), number<std::size_t>(argv[5]));
  std::printf("%llu %llu\n", static_cast<unsigned long long>(load.answers),
              static_cast<unsigned long long>(load.body_bytes));
  return 0;
}
