// The TLS side of a connection: from what its socket received to what the client says. Sending is in connection.cpp.
#include "daemon/http/connection.hpp"

#include <utility>

namespace feedd::daemon {

/// What the client says in what was received; empty where that is nothing yet, or the end. A PROXY header is in front
/// of all TLS.
std::string_view Connection::unwrap(std::string_view bytes) {
  if (!awaits_proxy_) return decrypt(bytes);
  input_ += bytes;
  const auto size = take_proxy_header(input_);
  if (size == 0) return {};
  const auto behind = std::exchange(input_, {}).substr(size);
  return behind.empty() ? std::string_view{} : decrypt(behind);
}

std::string_view Connection::decrypt(std::string_view bytes) {
  // No record begins with a letter, and every request does: somebody took this for a port of HTTP.
  if (tls_->is_new() && bytes.front() >= 'A' && bytes.front() <= 'Z') {
    tls_.reset();
    refuse(Request{}, context_.refusals.wants_tls());
    return {};
  }
  const auto said = tls_->open(bytes);
  if (tls_->has_failed()) closing_ = linger_ = true;  // the alert must not be lost to a reset
  return said;
}

/// Whether something can be said to the client: by TLS, not before the handshake is done.
bool Connection::is_spoken_to() const {
  return !tls_ || tls_->is_open();
}

}  // namespace feedd::daemon
