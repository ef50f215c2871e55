#include "daemon/http_multi.hpp"

#include "daemon/http_transfer.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <boost/asio/post.hpp>
#include <unistd.h>

namespace feedd::daemon {
namespace asio = boost::asio;
namespace {

/// A pass ends after so many batches, so that others on the thread get their turn however fast peers answer.
constexpr int batches_of_a_pass = 8;

}  // namespace

HttpMulti::HttpMulti(asio::io_context& context, Finished finished)
    : context_(context), finished_(std::move(finished)), poller_(context), timer_(context) {
  const int poller = ::epoll_create1(EPOLL_CLOEXEC);
  if (poller < 0) throw std::system_error(errno, std::generic_category(), "cannot create an epoll descriptor");
  poller_.assign(poller);
  start_curl();
  multi_ = ::curl_multi_init();
  if (multi_ == nullptr) throw std::runtime_error("libcurl gives no handle");
  ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &HttpMulti::on_socket);
  ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &HttpMulti::on_timer);
  ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  ::curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
}

HttpMulti::~HttpMulti() {
  ::curl_multi_cleanup(multi_);
}

void HttpMulti::close() {
  closed_ = true;
  await_nothing();
}

CURLMcode HttpMulti::add(CURL* handle) {
  ::curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, &HttpMulti::on_open);
  ::curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, this);
  ::curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &HttpMulti::on_close);
  ::curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
  const CURLMcode code = ::curl_multi_add_handle(multi_, handle);
  if (code != CURLM_OK) return code;
  ++handles_;
  count_connections();
  if (!passing_) await_more();
  return code;
}

void HttpMulti::remove(CURL* handle) {
  ::curl_multi_remove_handle(multi_, handle);
  --handles_;
  count_connections();
}

void HttpMulti::keep_idle(std::size_t connections) {
  idle_connections_ = connections;
  count_connections();
}

/// curl bounds all connections together when one comes out of use: then one handle of these uses none. 0 is no bound.
void HttpMulti::count_connections() {
  const std::size_t bound = idle_connections_ + handles_;
  ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(std::max<std::size_t>(bound, 2) - 1));
}

int HttpMulti::on_open(void* multi, curl_socket_t socket, curlsocktype) {
  static_cast<HttpMulti*>(multi)->connections_.insert_or_assign(socket, Watch{});
  return CURL_SOCKOPT_OK;
}

/// Closing takes it out of epoll as well.
int HttpMulti::on_close(void* multi, curl_socket_t socket) {
  static_cast<HttpMulti*>(multi)->connections_.erase(socket);
  return ::close(socket);
}

/// curl takes a connection out when its request ends and puts it in again with the next: two calls of the kernel that
/// would cost a fan-out more than a tenth of its deliveries. Sockets of resolvers come and go without a word.
int HttpMulti::on_socket(CURL*, curl_socket_t socket, int what, void* multi, void*) {
  HttpMulti& self = *static_cast<HttpMulti*>(multi);
  std::uint32_t events = 0;
  if (what != CURL_POLL_REMOVE && (what & CURL_POLL_IN) != 0) events |= EPOLLIN;
  if (what != CURL_POLL_REMOVE && (what & CURL_POLL_OUT) != 0) events |= EPOLLOUT;
  const auto connection = self.connections_.find(socket);
  if (connection == self.connections_.end()) {
    self.watch(socket, events);
    return 0;
  }
  Watch& known = connection->second;
  known.wanted = events;
  if (events != 0 && events != known.watched) self.watch(socket, known.watched = events);
  return 0;
}

void HttpMulti::watch(curl_socket_t socket, std::uint32_t events) {
  const int poller = poller_.native_handle();
  epoll_event event{};
  event.data.fd = socket;
  event.events = events;
  if (events == 0)
    ::epoll_ctl(poller, EPOLL_CTL_DEL, socket, nullptr);
  else if (::epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event) != 0)
    ::epoll_ctl(poller, EPOLL_CTL_MOD, socket, &event);
}

/// Whether curl is to be told of an event. Of a connection that is not in use it would not want to hear, again and
/// again; it will see what became of it before it uses it.
bool HttpMulti::is_wanted(curl_socket_t socket) {
  const auto connection = connections_.find(socket);
  if (connection == connections_.end() || connection->second.wanted != 0) return true;
  watch(socket, connection->second.watched = 0);
  return false;
}

int HttpMulti::on_timer(CURLM*, long milliseconds, void* multi) {
  HttpMulti& self = *static_cast<HttpMulti*>(multi);
  self.due_.reset();
  if (milliseconds >= 0) self.due_ = Clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

/// Everything there is to do now.
void HttpMulti::pass() {
  passing_ = true;
  for (int batch = 0; batch < batches_of_a_pass && !closed_ && act(); ++batch) collect();
  passing_ = false;
  if (!closed_) await_more();
}

/// One batch of events, and what is due. False if there was nothing.
bool HttpMulti::act() {
  int running = 0;
  const int count = ::epoll_wait(poller_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    if (!is_wanted(event.data.fd)) continue;
    int what = 0;
    if ((event.events & EPOLLIN) != 0) what |= CURL_CSELECT_IN;
    if ((event.events & EPOLLOUT) != 0) what |= CURL_CSELECT_OUT;
    if ((event.events & (EPOLLERR | EPOLLHUP)) != 0) what |= CURL_CSELECT_ERR;
    ::curl_multi_socket_action(multi_, event.data.fd, what, &running);
  }
  const bool timed = is_due();
  if (timed) {
    due_.reset();
    ::curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  return count > 0 || timed;
}

void HttpMulti::collect() {
  int left = 0;
  while (!closed_) {
    const CURLMsg* message = ::curl_multi_info_read(multi_, &left);
    if (message == nullptr) return;
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const handle = message->easy_handle;  // the message is gone with the handle
    const CURLcode code = message->data.result;
    remove(handle);
    finished_(handle, code);
  }
}

/// Sees to it that there is another pass when there is something to do.
void HttpMulti::await_more() {
  if (handles_ == 0) {
    await_nothing();
    return;
  }
  if (!awaiting_) await_events();
  if (is_due())
    post_pass();
  else if (due_ && (!armed_ || *due_ < *armed_))
    await_time();
}

void HttpMulti::await_nothing() {
  boost::system::error_code ignored;
  if (awaiting_) poller_.cancel(ignored);
  if (armed_) timer_.cancel();
  armed_.reset();
}

/// A cancelled wait makes a pass as well: there may be handles again.
void HttpMulti::await_events() {
  awaiting_ = true;
  poller_.async_wait(asio::posix::stream_descriptor::wait_read, [weak = weak_from_this()](boost::system::error_code) {
    const auto self = weak.lock();
    if (!self || self->closed_) return;
    self->awaiting_ = false;
    self->pass();
  });
}

/// The timer is only ever set to an earlier time: curl's changes with every handle, mostly to a later one.
void HttpMulti::await_time() {
  armed_ = due_;
  timer_.expires_at(*due_);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (error || !self || self->closed_) return;
    self->armed_.reset();
    self->pass();
  });
}

void HttpMulti::post_pass() {
  if (posted_) return;
  posted_ = true;
  asio::post(context_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->closed_) return;
    self->posted_ = false;
    self->pass();
  });
}

}  // namespace feedd::daemon
