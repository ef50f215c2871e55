// See tls_stream.hpp. OpenSSL reads and writes through a BIO that knows memory only.
#include "daemon/http/tls_stream.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace feedd::daemon {
namespace {

/// Up to this much of what TLS had to say goes out in front of an answer, with it: tickets, the end of a handshake.
constexpr std::size_t joined_bytes = 4096;

/// OpenSSL takes an error that somebody left for its own.
void forget_errors() {
  if (::ERR_peek_error() != 0) ::ERR_clear_error();
}

}  // namespace

/// The socket as OpenSSL sees it.
struct Wire {
  static TlsStream& stream(BIO* wire) { return *static_cast<TlsStream*>(::BIO_get_data(wire)); }

  static int read(BIO* wire, char* to, int size) {
    auto& received = stream(wire).received_;
    ::BIO_clear_retry_flags(wire);
    if (received.empty()) {
      ::BIO_set_retry_read(wire);
      return -1;
    }
    const auto count = received.copy(to, static_cast<std::size_t>(size));
    received.remove_prefix(count);
    return static_cast<int>(count);
  }

  static int write(BIO* wire, const char* bytes, int size) {
    stream(wire).sealed_->append(bytes, static_cast<std::size_t>(size));
    return size;
  }

  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static int create(BIO* wire) {
    ::BIO_set_init(wire, 1);
    return 1;
  }

  static const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
      auto* method = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "feedd");
      if (method == nullptr) return method;
      ::BIO_meth_set_read(method, read);
      ::BIO_meth_set_write(method, write);
      ::BIO_meth_set_ctrl(method, control);
      ::BIO_meth_set_create(method, create);
      return method;
    }();
    return made;
  }
};

TlsScratch::TlsScratch() : plain(plain_bytes), joined(record_bytes) {
  sealed.reserve(sealed_bytes + joined_bytes + record_bytes);  // with what records add
}

std::unique_ptr<TlsStream> TlsStream::create(std::shared_ptr<const TlsContext> context, TlsScratch& scratch) {
  forget_errors();
  SSL* native = ::SSL_new(context->native());
  BIO* wire = native != nullptr && Wire::method() != nullptr ? ::BIO_new(Wire::method()) : nullptr;
  if (wire == nullptr) {
    ::SSL_free(native);
    return nullptr;
  }
  std::unique_ptr<TlsStream> stream(new TlsStream(native, std::move(context), scratch));
  ::BIO_set_data(wire, stream.get());
  ::SSL_set_bio(native, wire, wire);  // takes it
  ::SSL_set_accept_state(native);
  return stream;
}

TlsStream::TlsStream(SSL* native, std::shared_ptr<const TlsContext> context, TlsScratch& scratch)
    : native_(native), context_(std::move(context)), scratch_(scratch), sealed_(&unsent_) {}

TlsStream::~TlsStream() {
  ::SSL_free(native_);
}

bool TlsStream::is_open() const {
  return !has_failed_ && ::SSL_is_init_finished(native_) == 1;
}

bool TlsStream::is_amid() const {
  return !is_new_ && (!is_open() || ::SSL_has_pending(native_) == 1);
}

std::string_view TlsStream::open(std::string_view received) {
  is_new_ = false;
  received_ = received;
  std::size_t size = 0;
  forget_errors();
  // A record at a time, so there is more only where bytes are left, or a record did not fit.
  while (!has_failed_ && !has_ended_ && (!received_.empty() || ::SSL_pending(native_) > 0)) {
    if (size == scratch_.plain.size()) {  // more than was received: it cannot be
      has_failed_ = true;
      break;
    }
    std::size_t count = 0;
    if (::SSL_read_ex(native_, scratch_.plain.data() + size, scratch_.plain.size() - size, &count) == 1) {
      size += count;
      continue;
    }
    const int why = ::SSL_get_error(native_, 0);
    has_ended_ = why == SSL_ERROR_ZERO_RETURN;
    has_failed_ = !has_ended_ && why != SSL_ERROR_WANT_READ;
    forget_errors();
  }
  received_ = {};
  return has_failed_ ? std::string_view{} : std::string_view{scratch_.plain.data(), size};
}

bool TlsStream::seal(std::string_view bytes) {
  std::size_t written = 0;
  forget_errors();
  if (::SSL_write_ex(native_, bytes.data(), bytes.size(), &written) == 1 && written == bytes.size()) return true;
  forget_errors();
  has_failed_ = true;
  return false;
}

void TlsStream::say_end() {
  if (has_said_end_ || !is_open()) return;
  has_said_end_ = true;
  forget_errors();
  ::SSL_shutdown(native_);
  forget_errors();
}

/// Sends `bytes` and keeps what the socket does not take.
Output::State TlsStream::push(int descriptor, std::string& bytes, std::uint64_t& sent_bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto sent = ::send(descriptor, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
      has_failed_ = true;
      return Output::State::failed;
    }
    if (sent < 0) break;
    done += static_cast<std::size_t>(sent);
  }
  sent_bytes += done;
  const bool blocked = done < bytes.size();
  if (&bytes == &unsent_)
    unsent_.erase(0, done);
  else
    unsent_.assign(bytes, done);
  if (unsent_.empty()) std::string{}.swap(unsent_);
  return blocked ? Output::State::blocked : Output::State::sent;
}

Output::State TlsStream::send(int descriptor, Output& output, std::uint64_t& sent_bytes, bool is_last) {
  auto& sealed = scratch_.sealed;
  sealed.clear();
  auto state = Output::State::sent;
  if (unsent_.size() > joined_bytes) {
    state = push(descriptor, unsent_, sent_bytes);
    if (state != Output::State::sent) return state;
  } else if (!unsent_.empty()) {
    sealed.assign(unsent_);
    std::string{}.swap(unsent_);
  }
  do {
    sealed_ = &sealed;
    while (!output.empty() && sealed.size() < TlsScratch::sealed_bytes)
      if (!seal(output.take(scratch_.joined))) {
        sealed_ = &unsent_;
        return Output::State::failed;
      }
    if (is_last && output.empty()) say_end();
    sealed_ = &unsent_;
    state = push(descriptor, sealed, sent_bytes);
    sealed.clear();
  } while (state == Output::State::sent && !output.empty() && !has_failed_);
  if (has_failed_ && !output.empty()) return Output::State::failed;
  if (state == Output::State::sent) output.clear();
  return state;
}

void TlsStream::end(int descriptor) {
  if (!unsent_.empty() || has_said_end_ || !is_open()) return;
  say_end();
  std::uint64_t sent = 0;
  [[maybe_unused]] const auto state = push(descriptor, unsent_, sent);
}

}  // namespace feedd::daemon
