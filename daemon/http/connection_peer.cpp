// Who a connection is with: its other end, or whom a proxy there speaks for.
#include "daemon/http/connection.hpp"
#include "daemon/http/proxy_header.hpp"

namespace feedd::daemon {

/// Takes the PROXY header off the front of `bytes`. Returns its size, 0 where it has to wait. What is none ends the
/// connection without a word: whoever sent it speaks no HTTP yet.
std::size_t Connection::take_proxy_header(std::string_view bytes) {
  const auto header = read_proxy_header(bytes);
  if (header.state == ProxyHeader::State::refused) close();
  if (header.state != ProxyHeader::State::complete) return 0;
  awaits_proxy_ = false;
  if (!header.is_local) proxied_ = Peer{header.source};
  return header.size;
}

Peer Connection::peer() const {
  return proxied_ ? *proxied_ : peer_of(descriptor_);
}

}  // namespace feedd::daemon
