// The other end of TLS: a client that decides itself which bytes go into its socket when, and certificates made on the
// spot.
#pragma once

#include "daemon/http/tls.hpp"
#include "tests/daemon/http/loopback.hpp"

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace feedd::daemon {

struct Issue {
  std::string certificate;
  std::string key;
};

/// In PEM, signed by itself, for `name`, from now on or from `begins` (days from now) for so many days. `rsa_bits` 0:
/// an elliptic curve.
[[nodiscard]] Issue issue(const std::string& name = "localhost", int days = 90, int begins = 0, unsigned rsa_bits = 0);

/// The key as nobody can read it who does not know the passphrase.
[[nodiscard]] std::string under_passphrase(const std::string& key);

/// What a server begins with.
[[nodiscard]] std::shared_ptr<const TlsContext> make_tls(const Issue& issue, const TicketKeys& tickets = TicketKeys{},
                                                         TlsVersion least = TlsVersion::tls_1_2);

class TlsClient : public Client {
 public:
  using Session = std::shared_ptr<SSL_SESSION>;
  struct Wishes {
    int version = TLS1_3_VERSION;
    std::string protocols{};  ///< for ALPN, each behind its length
    Session session{};        ///< to resume
    int receive_buffer = 0;
    std::string in_front{};  ///< sent before the hello
  };

  explicit TlsClient(int port) : TlsClient(port, Wishes{}) {}
  TlsClient(int port, Wishes wishes);
  ~TlsClient() override;

  /// False where the server refused.
  bool shake_hands();
  /// Shakes hands first where that is not done.
  void send(std::string_view bytes) override;
  /// Everything goes out byte by byte from now on, each before the server turns to its next.
  void drip(Server& server) { dripping_ = &server; }
  /// Until the first byte of an answer is there, which stays to be read.
  void wait_for_answer();
  /// Says that it sends no more.
  void say_end();
  void update_keys();
  void renegotiate();
  /// The bytes of its hello, which are not sent.
  std::string take_hello();
  void send_raw(std::string_view bytes);

  /// Whether the server said that it was the end.
  [[nodiscard]] bool was_told_the_end() const { return (::SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }
  [[nodiscard]] bool was_resumed() const { return ::SSL_session_reused(ssl_) == 1; }
  [[nodiscard]] std::string version() const { return ::SSL_get_version(ssl_); }
  [[nodiscard]] std::string cipher() const { return ::SSL_get_cipher(ssl_); }
  [[nodiscard]] std::string protocol() const;
  /// The certificate's subject.
  [[nodiscard]] std::string peer() const;
  /// Of the last ticket that has come.
  [[nodiscard]] Session session() const { return Session(::SSL_get1_session(ssl_), ::SSL_SESSION_free); }
  /// Why the handshake or a reading failed, as OpenSSL says it.
  [[nodiscard]] const std::string& failure() const { return failure_; }

 protected:
  ssize_t receive(char* bytes, std::size_t size) override;

 private:
  void flush();
  bool fill();
  void fail();

  SSL_CTX* context_;
  SSL* ssl_;
  Server* dripping_ = nullptr;
  std::string failure_;
};

}  // namespace feedd::daemon
