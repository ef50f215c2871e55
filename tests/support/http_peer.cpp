#include "tests/support/http_peer.hpp"

#include <charconv>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

namespace feedd::support {
namespace asio = boost::asio;
using asio::ip::tcp;
using Manner = PeerAnswer::Manner;

namespace {

constexpr std::size_t max_request_bytes = 64U << 20;
constexpr std::chrono::milliseconds drip_interval{1};
constexpr std::string_view line_end = "\r\n";
constexpr char tls_handshake = 0x16;  ///< the first byte of who speaks TLS here

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find(line_end);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + line_end.size());
  return line;
}

PeerRequest read_head(std::string_view head) {
  PeerRequest request;
  const std::string_view first = take_line(head);
  const std::size_t method = std::min(first.find(' '), first.size());
  request.method = first.substr(0, method);
  request.target = first.substr(std::min(method + 1, first.size()), first.rfind(' ') - method - 1);
  while (!head.empty()) {
    const std::string_view line = take_line(head);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    std::string name(line.substr(0, colon));
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    request.headers.emplace_back(std::move(name), value);
  }
  return request;
}

std::string head_of(const PeerRequest& request, const PeerAnswer& answer) {
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Peer\r\n";
  for (const auto& [name, value] : answer.headers) head.append(name).append(": ").append(value).append(line_end);
  if (answer.manner == Manner::endless || answer.manner == Manner::closing) head += "Connection: close\r\n";
  const bool has_length = answer.status != 204 && answer.status != 304 && answer.manner != Manner::endless;
  if (has_length || request.method == "HEAD") head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  return head.append(line_end);
}

}  // namespace

std::string PeerRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

/// One connection: reads a request, answers it, and so on. Lives as long as it waits for something.
class HttpPeer::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(HttpPeer& peer, tcp::socket socket, std::size_t number)
      : peer_(peer), socket_(std::move(socket)), timer_(socket_.get_executor()), number_(number) {
    socket_.set_option(tcp::no_delay(true));
  }

  void read() {
    const std::size_t end = input_.find("\r\n\r\n");
    if (end != std::string::npos) return read_body(end + 4);
    if (input_.starts_with(tls_handshake)) return write("HTTP/1.1 400 Bad Request\r\n\r\n", &Session::end);
    asio::async_read(socket_, asio::dynamic_buffer(input_, max_request_bytes), asio::transfer_at_least(1),
                     [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                       if (!error) self->read();
                     });
  }

 private:
  void read_body(std::size_t head) {
    request_ = read_head(std::string_view(input_).substr(0, head));
    request_.connection = number_;
    input_.erase(0, head);
    const std::string length = request_.header("content-length");
    std::size_t bytes = 0;
    std::from_chars(length.data(), length.data() + length.size(), bytes);
    const std::size_t missing = bytes > input_.size() ? bytes - input_.size() : 0;
    asio::async_read(socket_, asio::dynamic_buffer(input_, max_request_bytes), asio::transfer_exactly(missing),
                     [self = shared_from_this(), bytes](boost::system::error_code error, std::size_t) {
                       if (error) return;
                       self->request_.body = self->input_.substr(0, bytes);
                       self->input_.erase(0, bytes);
                       self->respond();
                     });
  }

  void respond() {
    answer_ = peer_.answer(request_);
    if (answer_.delay.count() == 0) return begin();
    wait(answer_.delay, [](Session& self) { self.begin(); });
  }

  void begin() {
    if (answer_.manner == Manner::dropped) return end();
    if (answer_.manner == Manner::silent) return hold();
    std::string bytes = head_of(request_, answer_);
    const bool whole = answer_.manner == Manner::whole || answer_.manner == Manner::closing;
    if (request_.method != "HEAD") {
      if (whole) bytes += answer_.body;
      if (answer_.manner == Manner::cut) bytes += answer_.body.substr(0, answer_.body.size() / 2);
    }
    write(std::move(bytes), &Session::go_on);
  }

  /// After the head, and what goes with it.
  void go_on() {
    switch (answer_.manner) {
      case Manner::whole:
        return read();
      case Manner::dripping:
        return drip();
      case Manner::endless:
        return write(answer_.body, &Session::go_on);
      default:
        return end();
    }
  }

  void drip() {
    if (dripped_ == answer_.body.size()) {
      dripped_ = 0;
      return read();
    }
    wait(drip_interval, [](Session& self) { self.write({self.answer_.body[self.dripped_++]}, &Session::drip); });
  }

  /// Until the other side ends it.
  void hold() {
    asio::async_read(socket_, asio::dynamic_buffer(input_, max_request_bytes),
                     [self = shared_from_this()](boost::system::error_code, std::size_t) {});
  }

  void end() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

  void write(std::string bytes, void (Session::*then)()) {
    output_ = std::move(bytes);
    asio::async_write(socket_, asio::buffer(output_),
                      [self = shared_from_this(), then](boost::system::error_code error, std::size_t) {
                        if (!error) (self.get()->*then)();
                      });
  }

  template <class Then>
  void wait(std::chrono::milliseconds time, Then then) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this(), then](boost::system::error_code error) {
      if (!error) then(*self);
    });
  }

  HttpPeer& peer_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  const std::size_t number_;
  std::string input_, output_;
  PeerRequest request_;
  PeerAnswer answer_;
  std::size_t dripped_ = 0;
};

HttpPeer::HttpPeer(Handler handler)
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      handler_(std::make_shared<const Handler>(std::move(handler))) {
  accept();
  thread_ = std::thread([this] { context_.run(); });
}

HttpPeer::~HttpPeer() {
  context_.stop();
  thread_.join();
}

void HttpPeer::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Session>(*this, std::move(socket), ++connections_)->read();
    if (error != asio::error::operation_aborted) accept();
  });
}

PeerAnswer HttpPeer::answer(const PeerRequest& request) {
  std::shared_ptr<const Handler> handler;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    handler = handler_;
  }
  came_.notify_all();
  return *handler ? (*handler)(request) : PeerAnswer{};
}

std::string HttpPeer::url(std::string_view path, std::string_view host) const {
  return std::string("http://").append(host).append(":").append(std::to_string(port_)).append(path);
}

std::vector<PeerRequest> HttpPeer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

bool HttpPeer::wait_for(std::size_t count, std::chrono::milliseconds deadline) const {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, deadline, [&] { return requests_.size() >= count; });
}

void HttpPeer::answer_by(Handler handler) {
  const std::lock_guard lock(mutex_);
  handler_ = std::make_shared<const Handler>(std::move(handler));
}

}  // namespace feedd::support
