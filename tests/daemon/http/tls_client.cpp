// See tls_client.hpp.
#include "tests/daemon/http/tls_client.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace feedd::daemon {
namespace {

constexpr long day_s = 24L * 60 * 60;

template <class Write>
std::string pem(Write write) {
  const std::unique_ptr<BIO, decltype(&::BIO_free_all)> memory(::BIO_new(::BIO_s_mem()), &::BIO_free_all);
  EXPECT_EQ(write(memory.get()), 1);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Issue issue(const std::string& name, int days, int begins, unsigned rsa_bits) {
  const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(
      rsa_bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(rsa_bits), &::EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&::X509_free)> certificate(::X509_new(), &::X509_free);
  auto* x509 = certificate.get();
  ::X509_set_version(x509, X509_VERSION_3);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(x509), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(x509), begins * day_s);
  ::X509_gmtime_adj(::X509_getm_notAfter(x509), (begins + days) * day_s);
  ::X509_set_pubkey(x509, key.get());
  auto* subject = ::X509_get_subject_name(x509);
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
  ::X509_set_issuer_name(x509, subject);
  const std::unique_ptr<X509_EXTENSION, decltype(&::X509_EXTENSION_free)> names(
      ::X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + name).c_str()), &::X509_EXTENSION_free);
  ::X509_add_ext(x509, names.get(), -1);
  EXPECT_GT(::X509_sign(x509, key.get(), ::EVP_sha256()), 0);
  return {pem([&](BIO* to) { return ::PEM_write_bio_X509(to, x509); }), pem([&](BIO* to) {
            return ::PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

std::string under_passphrase(const std::string& key) {
  const std::unique_ptr<BIO, decltype(&::BIO_free_all)> memory(
      ::BIO_new_mem_buf(key.data(), static_cast<int>(key.size())), &::BIO_free_all);
  const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> read(
      ::PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), &::EVP_PKEY_free);
  return pem([&](BIO* to) {
    return ::PEM_write_bio_PrivateKey(to, read.get(), ::EVP_aes_256_cbc(), nullptr, 0, nullptr,
                                      const_cast<char*>("secret"));  // NOLINT: only read
  });
}

std::shared_ptr<const TlsContext> make_tls(const Issue& issue, const TicketKeys& tickets, TlsVersion least) {
  return TlsContext::create({"fullchain.pem", issue.certificate}, {"privkey.pem", issue.key}, least, tickets).value();
}

TlsClient::TlsClient(int port, Wishes wishes)
    : Client(port, wishes.receive_buffer), context_(::SSL_CTX_new(::TLS_client_method())) {
  ::SSL_CTX_set_max_proto_version(context_, wishes.version);
  ::SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_CLIENT);
  if (!wishes.protocols.empty())
    ::SSL_CTX_set_alpn_protos(context_, reinterpret_cast<const unsigned char*>(wishes.protocols.data()),
                              static_cast<unsigned>(wishes.protocols.size()));
  ssl_ = ::SSL_new(context_);
  ::SSL_set_bio(ssl_, ::BIO_new(::BIO_s_mem()), ::BIO_new(::BIO_s_mem()));
  ::SSL_set_connect_state(ssl_);
  if (wishes.session) ::SSL_set_session(ssl_, wishes.session.get());
  Client::send(wishes.in_front);
}

TlsClient::~TlsClient() {
  ::SSL_free(ssl_);
  ::SSL_CTX_free(context_);
}

void TlsClient::send_raw(std::string_view bytes) {
  if (dripping_ == nullptr) return Client::send(bytes);
  for (const char& byte : bytes) {
    Client::send({&byte, 1});
    dripping_->sync();
  }
}

void TlsClient::flush() {
  send_raw(take_hello());
}

/// What OpenSSL has to send.
std::string TlsClient::take_hello() {
  if (!::SSL_is_init_finished(ssl_)) ::SSL_do_handshake(ssl_);
  std::string bytes(::BIO_ctrl_pending(::SSL_get_wbio(ssl_)), '\0');
  if (!bytes.empty()) ::BIO_read(::SSL_get_wbio(ssl_), bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

bool TlsClient::fill() {
  char bytes[65536];
  const auto count = Client::receive(bytes, sizeof bytes);
  if (count <= 0) return false;
  return ::BIO_write(::SSL_get_rbio(ssl_), bytes, static_cast<int>(count)) == count;
}

void TlsClient::fail() {
  const char* words = ::ERR_reason_error_string(::ERR_peek_last_error());
  failure_ = words == nullptr ? "the connection ended" : words;
  ::ERR_clear_error();
}

bool TlsClient::shake_hands() {
  for (;;) {
    ::ERR_clear_error();
    const int result = ::SSL_do_handshake(ssl_);
    const int why = ::SSL_get_error(ssl_, result);
    flush();
    if (result == 1) return true;
    if (why == SSL_ERROR_WANT_READ && fill()) continue;
    fail();
    return false;
  }
}

void TlsClient::send(std::string_view bytes) {
  if (!::SSL_is_init_finished(ssl_) && !shake_hands()) return;
  if (bytes.empty()) return;
  std::size_t written = 0;
  EXPECT_EQ(::SSL_write_ex(ssl_, bytes.data(), bytes.size(), &written), 1);
  flush();
}

ssize_t TlsClient::receive(char* bytes, std::size_t size) {
  for (;;) {
    std::size_t count = 0;
    ::ERR_clear_error();
    if (::SSL_read_ex(ssl_, bytes, size, &count) == 1) return static_cast<ssize_t>(count);
    const int why = ::SSL_get_error(ssl_, 0);
    if (why == SSL_ERROR_WANT_READ) {
      flush();
      if (fill()) continue;
    }
    if (why == SSL_ERROR_SSL) fail();
    return 0;
  }
}

void TlsClient::wait_for_answer() {
  char first = 0;
  std::size_t count = 0;
  while (::SSL_peek_ex(ssl_, &first, 1, &count) != 1)
    if (!fill()) return;
}

void TlsClient::say_end() {
  ::SSL_shutdown(ssl_);
  flush();
}

void TlsClient::update_keys() {
  EXPECT_EQ(::SSL_key_update(ssl_, SSL_KEY_UPDATE_REQUESTED), 1);
}

void TlsClient::renegotiate() {
  EXPECT_EQ(::SSL_renegotiate(ssl_), 1);
  ::SSL_do_handshake(ssl_);
  send_raw(take_hello());
}

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  ::SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::peer() const {
  const auto* certificate = ::SSL_get0_peer_certificate(ssl_);
  char name[256] = "";
  if (certificate != nullptr) ::X509_NAME_oneline(::X509_get_subject_name(certificate), name, sizeof name);
  return name;
}

}  // namespace feedd::daemon
