// The socket's side of a connection: receiving, sending, waiting. What is answered is in connection_answer.cpp.
#include "daemon/http/connection.hpp"

#include "daemon/http/media.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace feedd::daemon {

Connection::Connection(LoopContext& context, int descriptor, ConnectionId id, const Peer& peer)
    : context_(context),
      id_(id),
      descriptor_(descriptor),
      awaits_proxy_(context.options.proxy_protocol),
      deadline_(context.now + context.options.first_byte_time),
      peer_(peer) {}

Connection::~Connection() {
  release_body();
  context_.held_bytes -= held_;
  if (tls_ && !unsent_ && !stream_) tls_->end(descriptor_);
  ::close(descriptor_);
}

void Connection::start(bool by_tls) {
  if (by_tls) {
    tls_ = TlsStream::create(context_.tls, *context_.tls_scratch);
    if (!tls_) return close();
  }
  if (awaits_proxy_ && !is_trusted(peer_, context_.options.trusted_proxies)) return close();
  wait(Waiting::idle, patience());
  receive();
}

void Connection::on_ready(std::uint32_t events) {
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return close();
  if ((events & EPOLLOUT) != 0 && unsent_) proceed();
  if (closed_ || (events & (EPOLLIN | EPOLLRDHUP)) == 0) return;
  if (may_receive()) return receive();
  // The client sends while it is being answered: it is read when its turn comes.
  set_interest(unsent_ ? static_cast<std::uint32_t>(EPOLLOUT) : 0U);
}

void Connection::receive() {
  const auto count = ::recv(descriptor_, context_.received.data(), context_.received.size(), MSG_DONTWAIT);
  if (count == 0) return close();
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? settle() : close();
  if (lingering_) return;
  std::string_view bytes{context_.received.data(), static_cast<std::size_t>(count)};
  if (tls_) {
    bytes = unwrap(bytes);
    if (bytes.empty()) {
      flush();
      return settle();
    }
  }
  if (input_.empty()) {
    const auto used = serve(bytes);
    input_ = bytes.substr(used);
    settle();
  } else {
    if (input_.capacity() < wanted_) input_.reserve(wanted_);
    input_ += bytes;
    proceed();
  }
}

/// Answers what it can of `bytes` and says how many are done with.
std::size_t Connection::serve(std::string_view bytes) {
  std::size_t used = 0;
  while (may_serve() && used < bytes.size()) {
    const auto before = used;
    for (std::size_t depth = 0; may_serve() && depth < context_.options.max_pipelined; ++depth) {
      const auto step = serve_one(bytes.substr(used));
      if (step == 0) break;
      used += step;
    }
    flush();
    if (used == before) break;
  }
  if (stream_ && !unsent_ && !asked_ && !closed_) ask_for_piece();
  return used;
}

/// Goes on after something changed: what is to be sent first, then a file's next piece, then the requests that have
/// come in.
void Connection::proceed() {
  flush();
  if (stream_ && !unsent_ && !asked_ && !closed_) ask_for_piece();
  if (may_serve() && !input_.empty()) {
    input_.erase(0, serve(input_));
    if (input_.empty()) std::string{}.swap(input_);
  }
  settle();
}

void Connection::flush() {
  auto& output = this->output();
  if (closed_ || (output.empty() && !(tls_ && tls_->has_unsent()))) return;
  std::uint64_t sent = 0;
  const bool is_last = closing_ && !asked_ && !stream_;
  const auto state = tls_ ? tls_->send(descriptor_, output, sent, is_last) : output.send(descriptor_, sent);
  bump(context_.counters.bytes_sent, sent);
  if (state == Output::State::failed) {
    output.clear();
    return close();
  }
  if (state == Output::State::sent) {
    unsent_.reset();
    return;
  }
  if (!unsent_) {
    unsent_ = std::make_unique<Output>(std::move(context_.batch));
    context_.batch = Output{};
  }
  if (waiting_ != Waiting::write)
    wait(Waiting::write, context_.options.write_stall);
  else
    extend_write(sent);
}

/// A client that takes something has more time, as much as what it took is worth: who takes less than the floor in the
/// long run comes to the deadline.
void Connection::extend_write(std::uint64_t sent) {
  const auto& options = context_.options;
  const auto latest = context_.now + options.write_stall;
  if (options.min_send_rate == 0) {
    if (sent > 0) deadline_ = latest;
    return;
  }
  const std::chrono::milliseconds earned{sent * 1000 / options.min_send_rate};
  deadline_ = std::min<SteadyTime>(latest, deadline_ + earned);
}

void Connection::ask_for_piece() {
  asked_ = true;
  const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(stream_->remaining, media_piece_bytes));
  context_.read(id_, stream_->file, stream_->offset, length);
}

/// Decides what is waited for now and until when. Where a request was finished, the time of the next starts anew.
void Connection::settle() {
  if (closed_) return;
  const bool finished = std::exchange(finished_, false);
  fresh_ = fresh_ && !finished;
  const auto& options = context_.options;
  if (!hold()) {
    context_.count(Limit::memory);
    return close();
  }
  if (unsent_) {
    // flush set the deadline
  } else if (asked_) {
    waiting_ = Waiting::backend;
  } else if (closing_ && !lingering_) {
    if (!linger_) return close();
    ::shutdown(descriptor_, SHUT_WR);
    lingering_ = true;
    wait(Waiting::linger, options.linger);
  } else if (lingering_) {
    // until the client closes or the deadline passes
  } else if (tls_ && tls_->has_ended()) {
    return close();
  } else if (!input_.empty() || discard_ > 0 || (tls_ && tls_->is_amid())) {
    if (waiting_ != Waiting::head || finished) wait(Waiting::head, options.header_time);
  } else {
    // Bytes in which nothing is said, as TLS has them, give no more time.
    if (waiting_ != Waiting::idle || finished)
      wait(Waiting::idle, context_.draining ? options.drain_grace : patience());
  }
  watch();
}

/// How long it may be idle.
std::chrono::milliseconds Connection::patience() const {
  const auto& options = context_.options;
  return awaits_proxy_ || !is_spoken_to() ? options.header_time : fresh_ ? options.first_byte_time : options.idle_time;
}

/// Accounts for the memory of its own; false where it has grown beyond what all may have.
bool Connection::hold() {
  const auto before = std::exchange(held_, input_.capacity() > std::string{}.capacity() ? input_.capacity() : 0);
  if (unsent_) held_ += unsent_->copied_bytes();
  if (tls_) held_ += tls_->kept_bytes();
  context_.held_bytes += held_ - before;
  return held_ <= before || context_.held_bytes <= context_.options.max_held_bytes;
}

void Connection::wait(Waiting what, std::chrono::milliseconds time) {
  waiting_ = what;
  deadline_ = context_.now + time;
}

/// Asks epoll for what is missing. Interest in input that is not wanted for a moment is left as it is: mostly nothing
/// comes.
void Connection::watch() {
  const auto writing = unsent_ ? static_cast<std::uint32_t>(EPOLLOUT) : 0U;
  const auto reading = may_receive() ? static_cast<std::uint32_t>(EPOLLIN | EPOLLRDHUP) : 0U;
  const bool missing = ((writing | reading) & ~interest_) != 0;
  const bool spinning = writing == 0 && (interest_ & EPOLLOUT) != 0;
  if (missing || spinning || !registered_) set_interest(writing | reading);
}

void Connection::set_interest(std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id_;
  const int operation = registered_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  if (::epoll_ctl(context_.poller, operation, descriptor_, &event) != 0) return close();
  registered_ = true;
  interest_ = events;
}

void Connection::on_deadline() {
  if (waiting_ == Waiting::write) context_.count(Limit::send_rate);
  if (waiting_ == Waiting::head) context_.count(Limit::request_time);
  const bool answered = discard_ > 0;
  if (waiting_ != Waiting::head || answered || awaits_proxy_ || !is_spoken_to()) return close();
  refuse(Request{}, context_.refusals[408]);
  flush();
  settle();
}

void Connection::hurry() {
  if (waiting_ == Waiting::idle) wait(Waiting::idle, context_.options.drain_grace);
}

void Connection::turn_away(int status) {
  refuse(Request{}, context_.refusals[status]);
  flush();
  close();
}

}  // namespace feedd::daemon
