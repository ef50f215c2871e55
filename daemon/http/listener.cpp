// How an I/O loop takes connections in: until there are none, at the cap in place of the longest idle one, and not at
// all for a moment when descriptors run out.
#include "daemon/http/loop.hpp"

#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace feedd::daemon {
namespace {

/// Connections taken in one go before those that are open get their turn again.
constexpr int accepts_at_once = 64;

}  // namespace

void Loop::listen_by_tls(const std::vector<int>& listening, std::shared_ptr<const TlsContext> tls) {
  context_.tls = std::move(tls);
  if (!context_.tls_scratch) context_.tls_scratch = std::make_unique<TlsScratch>();
  const bool is_accepting = accepting_;
  listen(false);
  for (const int descriptor : listening) listening_.push_back({descriptor, true});
  listen(is_accepting);
}

void Loop::listen(bool on) {
  if (on == accepting_) return;
  accepting_ = on;
  for (std::size_t i = 0; i < listening_.size(); ++i) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLEXCLUSIVE;
    event.data.u64 = ConnectionTable::id_limit + i;
    const int yes = 1;  // inherited by what is accepted; means nothing to a Unix socket
    ::setsockopt(listening_[i].descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::epoll_ctl(context_.poller, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, listening_[i].descriptor, &event);
  }
}

/// False once there is nobody left to take in.
bool Loop::accept_from(const Listening& listening) {
  for (int i = 0; i < accepts_at_once; ++i) {
    Peer peer;
    const int descriptor = accept_one(listening.descriptor, peer);
    if (descriptor < 0) return false;
    admit(descriptor, peer, listening.by_tls);
  }
  return true;
}

/// A new socket, or -1 where there is none to be had now.
int Loop::accept_one(int listening, Peer& peer) {
  for (;;) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const int descriptor = ::accept4(listening, generic, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      peer = peer_of(address);
      return descriptor;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    if (!exhausted) return -1;
    if (make_room()) continue;
    listen(false);  // until the next sweep: the backlog stays readable, and asking again at once would spin
    return -1;
  }
}

/// Closes the connection that has been idle longest; false where all are busy.
bool Loop::make_room() {
  const auto id = connections_.longest_idle();
  if (id == ConnectionTable::id_limit) return false;
  context_.count(Limit::room);
  remove(*connections_.find(id));
  return true;
}

void Loop::remove(Connection& connection) {
  const Peer peer = connection.peer();
  connections_.remove(connection.id());
  context_.counters.open_connections.fetch_sub(1, std::memory_order_relaxed);
  clients_.leave(peer);
}

void Loop::admit(int descriptor, const Peer& peer, bool by_tls) {
  auto& counters = context_.counters;
  counters.accepted.fetch_add(1, std::memory_order_relaxed);
  const bool crowded = !clients_.enter(peer);  // then nobody makes room for it
  const bool full = !crowded && connections_.size() >= context_.options.max_connections && !make_room();
  auto& connection = connections_.add(context_, descriptor, peer);
  counters.open_connections.fetch_add(1, std::memory_order_relaxed);
  if (full || crowded) context_.count(full ? Limit::connections : Limit::per_client);
  if (!full && !crowded)
    connection.start(by_tls);
  else if (by_tls)
    connection.close();  // a refusal would cost a handshake
  else
    connection.turn_away(full ? 503 : 429);
  remove_if_closed(connection);
}

}  // namespace feedd::daemon
