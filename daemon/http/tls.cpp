// See tls.hpp. Connections are in tls_stream.
#include "daemon/http/tls.hpp"

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace feedd::daemon {
namespace {

using content::Error;
using content::Result;

template <auto free>
struct Freed {
  template <class Object>
  void operator()(Object* object) const {
    free(object);
  }
};
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;

/// The shorter key first, which is safe enough for what everybody may read, and cheaper; who prefers ChaCha20, since
/// its processor has no AES, gets that. Of TLS 1.2 only what is authenticated and forward secret (RFC 9325
/// section 4.2).
constexpr const char* suites_1_3 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* suites_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

/// The one protocol there is here, as ALPN writes it (RFC 7301 section 6).
constexpr std::string_view protocol = "http/1.1";

Memory reading(std::string_view text) {
  return Memory(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Why OpenSSL did not want to; leaves no error for the next.
std::string reason() {
  const char* words = ::ERR_reason_error_string(::ERR_peek_last_error());
  std::string text = words != nullptr ? words : "OpenSSL gives no reason";
  ::ERR_clear_error();
  return text;
}

TicketKeys::Key random_key() {
  TicketKeys::Key key;
  const auto fill = [](auto& bytes) { return ::RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1; };
  if (!fill(key.name) || !fill(key.cipher) || !fill(key.mac)) throw std::runtime_error("no randomness: " + reason());
  return key;
}

std::string_view name_of(const TicketKeys::Key& key) {
  return {reinterpret_cast<const char*>(key.name.data()), key.name.size()};
}

bool use_key(EVP_MAC_CTX* mac, const TicketKeys::Key& key) {
  auto secret = key.mac;
  char digest[] = "sha256";
  const OSSL_PARAM parameters[] = {
      ::OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, secret.data(), secret.size()),
      ::OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), ::OSSL_PARAM_construct_end()};
  return ::EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

/// SSL_CTX_set_tlsext_ticket_key_evp_cb(3): -1 failed, 0 not one of ours, 1 good, 2 good, but the client gets another.
int seal_or_open(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                 int sealing) {
  const auto* context = static_cast<const TlsContext*>(SSL_CTX_get_app_data(::SSL_get_SSL_CTX(ssl)));
  const TicketKeys& keys = context->tickets();
  if (sealing == 1) {
    const auto& key = keys.sealing();
    std::copy(key.name.begin(), key.name.end(), name);
    const bool good = ::RAND_bytes(iv, ::EVP_CIPHER_get_iv_length(::EVP_aes_256_cbc())) == 1 &&
                      ::EVP_EncryptInit_ex(cipher, ::EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1 &&
                      use_key(mac, key);
    return good ? 1 : -1;
  }
  const auto* key = keys.find({reinterpret_cast<const char*>(name), sizeof(TicketKeys::Key::name)});
  if (key == nullptr) return 0;
  const bool good =
      ::EVP_DecryptInit_ex(cipher, ::EVP_aes_256_cbc(), nullptr, key->cipher.data(), iv) == 1 && use_key(mac, *key);
  // A ticket of TLS 1.3 is to be used once (RFC 8446 appendix C.4), so whoever comes with one leaves with another.
  const bool is_kept = key == &keys.sealing() && ::SSL_version(ssl) < TLS1_3_VERSION;
  return !good ? -1 : is_kept ? 1 : 2;
}

/// SSL_CTX_set_alpn_select_cb(3). Whoever offers protocols and not ours is told no_application_protocol (RFC 7301
/// section 3.2).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int size, void*) {
  for (unsigned int at = 0; at < size; at += 1U + offered[at]) {
    if (at + 1U + offered[at] > size) break;
    if (std::string_view(reinterpret_cast<const char*>(offered) + at + 1, offered[at]) != protocol) continue;
    *chosen = offered + at + 1;
    *length = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

Context make_context(TlsVersion least) {
  Context context(::SSL_CTX_new(::TLS_server_method()));
  if (!context) return nullptr;
  const int version = least == TlsVersion::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
  if (::SSL_CTX_set_min_proto_version(context.get(), version) != 1 ||
      ::SSL_CTX_set_ciphersuites(context.get(), suites_1_3) != 1 ||
      ::SSL_CTX_set_cipher_list(context.get(), suites_1_2) != 1 ||
      ::SSL_CTX_set_tlsext_ticket_key_evp_cb(context.get(), seal_or_open) != 1)
    return nullptr;
  ::SSL_CTX_set_max_proto_version(context.get(), 0);  // the highest there is
  ::SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                           SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  // Buffers of 17 KB, each way, would be kept by every idle connection.
  ::SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  ::SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_timeout(context.get(), std::chrono::seconds(ticket_time).count());
  ::SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return context;
}

/// In place of asking for a passphrase at a terminal, which a service does not have.
int no_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

/// What is wrong with the certificates in `text`, or nothing: then they are the context's.
std::optional<Error> take_certificates(SSL_CTX* context, const PemText& text) {
  const auto source = reading(text.text);
  const Certificate own(::PEM_read_bio_X509_AUX(source.get(), nullptr, nullptr, nullptr));
  if (!own) {
    ::ERR_clear_error();
    return Error{"certificate", text.name, "there is no certificate in it; it must be PEM, the server's own first"};
  }
  if (::SSL_CTX_use_certificate(context, own.get()) != 1) return Error{"certificate", text.name, reason()};
  while (Certificate next{::PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)}) {
    if (::SSL_CTX_add0_chain_cert(context, next.get()) != 1) return Error{"certificate", text.name, reason()};
    [[maybe_unused]] auto* given = next.release();
  }
  const auto last = ::ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  const auto why = reason();
  if (!at_end) return Error{"certificate", text.name, "one behind the first cannot be read: " + why};
  return std::nullopt;
}

std::optional<Error> take_key(SSL_CTX* context, const PemText& text, const std::string& certificate) {
  bool asked = false;
  const PrivateKey key(::PEM_read_bio_PrivateKey(reading(text.text).get(), nullptr, no_passphrase, &asked));
  if (!key) {
    ::ERR_clear_error();
    return Error{"key", text.name,
                 asked ? "it is under a passphrase, which nobody can type here; write it without one: openssl pkey -in "
                         "OLD -out NEW"
                       : "there is no private key in it; it must be PEM"};
  }
  if (::X509_check_private_key(::SSL_CTX_get0_certificate(context), key.get()) != 1) {
    ::ERR_clear_error();
    return Error{"key", text.name,
                 "it is not the key of the first certificate in " + certificate + "; the two must be of one issue"};
  }
  if (::SSL_CTX_use_PrivateKey(context, key.get()) != 1) return Error{"key", text.name, reason()};
  return std::nullopt;
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (::ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&parts)));
}

std::string dns_names(const X509* certificate) {
  std::string names;
  const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> all(
      static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(all.get(), i);
    if (name->type != GEN_DNS) continue;
    const auto* bytes = reinterpret_cast<const char*>(::ASN1_STRING_get0_data(name->d.dNSName));
    if (!names.empty()) names += ' ';
    names.append(bytes, static_cast<std::size_t>(::ASN1_STRING_length(name->d.dNSName)));
  }
  return names;
}

}  // namespace

TicketKeys::TicketKeys() : now_(random_key()) {}

TicketKeys TicketKeys::renewed() const {
  TicketKeys keys;
  keys.before_ = now_;
  return keys;
}

const TicketKeys::Key* TicketKeys::find(std::string_view name) const {
  if (name_of(now_) == name) return &now_;
  return before_ && name_of(*before_) == name ? &*before_ : nullptr;
}

TlsContext::TlsContext(SSL_CTX* native, TlsVersion least, const TicketKeys& tickets)
    : native_(native), least_(least), tickets_(tickets) {
  SSL_CTX_set_app_data(native_, this);
  describe();
}

TlsContext::~TlsContext() {
  ::SSL_CTX_free(native_);
}

void TlsContext::describe() {
  const X509* certificate = ::SSL_CTX_get0_certificate(native_);
  valid_from_ = time_of(::X509_get0_notBefore(certificate));
  expires_ = time_of(::X509_get0_notAfter(certificate));
  names_ = dns_names(certificate);
}

Result<std::shared_ptr<const TlsContext>> TlsContext::create(const PemText& certificate, const PemText& key,
                                                             TlsVersion least, const TicketKeys& tickets) {
  ::ERR_clear_error();
  auto context = make_context(least);
  if (!context) return Error{"TLS", "", reason()};
  if (auto error = take_certificates(context.get(), certificate)) return *error;
  if (auto error = take_key(context.get(), key, certificate.name)) return *error;
  return std::shared_ptr<const TlsContext>(new TlsContext(context.release(), least, tickets));
}

Result<std::shared_ptr<const TlsContext>> TlsContext::with(const TicketKeys& tickets) const {
  ::ERR_clear_error();
  auto context = make_context(least_);
  STACK_OF(X509)* chain = nullptr;
  if (!context || ::SSL_CTX_use_certificate(context.get(), ::SSL_CTX_get0_certificate(native_)) != 1 ||
      ::SSL_CTX_use_PrivateKey(context.get(), ::SSL_CTX_get0_privatekey(native_)) != 1 ||
      ::SSL_CTX_get0_chain_certs(native_, &chain) != 1 || ::SSL_CTX_set1_chain(context.get(), chain) != 1)
    return Error{"TLS", "", reason()};
  return std::shared_ptr<const TlsContext>(new TlsContext(context.release(), least_, tickets));
}

}  // namespace feedd::daemon
