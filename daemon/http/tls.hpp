// What TLS is served with: one certificate with its key, and the keys of session tickets. Made off the loops and never
// changed; a loop uses one until it is given the next. Reads no file.
#pragma once

#include "content/error.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;

namespace feedd::daemon {

/// How long a session can be resumed, and how often the keys of its tickets are to change: readers that come every hour
/// or two spare themselves and us a signature, and a stolen key opens little.
inline constexpr std::chrono::hours ticket_time{6};

/// What session tickets are sealed with (RFC 5077 section 4, RFC 8446 section 4.6.1), so that no loop keeps sessions
/// and every loop resumes what another began.
class TicketKeys {
 public:
  struct Key {
    std::array<unsigned char, 16> name;  ///< stands in the ticket
    std::array<unsigned char, 32> cipher;
    std::array<unsigned char, 32> mac;
  };

  /// Random ones. Throws std::runtime_error where there is no randomness to be had.
  TicketKeys();
  /// New ones that still open what these seal now, and no longer what they opened beside.
  [[nodiscard]] TicketKeys renewed() const;

  [[nodiscard]] const Key& sealing() const { return now_; }
  /// Null where no key has that name.
  [[nodiscard]] const Key* find(std::string_view name) const;

 private:
  Key now_;
  std::optional<Key> before_;
};

/// A text in PEM, and what it is called where it is complained of: its file.
struct PemText {
  std::string name;
  std::string text;
};

enum class TlsVersion : std::uint8_t { tls_1_2, tls_1_3 };

/// Any thread may use one, at the same time.
class TlsContext {
 public:
  /// `certificate` begins with the server's own; what is behind it goes out with it, so the intermediate ones belong
  /// there. Errors name the text that is wrong and say what to do.
  [[nodiscard]] static content::Result<std::shared_ptr<const TlsContext>> create(const PemText& certificate,
                                                                                 const PemText& key, TlsVersion least,
                                                                                 const TicketKeys& tickets);
  /// The same certificate with other keys of tickets.
  [[nodiscard]] content::Result<std::shared_ptr<const TlsContext>> with(const TicketKeys& tickets) const;
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  [[nodiscard]] const TicketKeys& tickets() const { return tickets_; }
  [[nodiscard]] std::chrono::sys_seconds valid_from() const { return valid_from_; }
  [[nodiscard]] std::chrono::sys_seconds expires() const { return expires_; }
  /// The DNS names it is for, with a space between.
  [[nodiscard]] const std::string& names() const { return names_; }
  /// OpenSSL's SSL_CTX, as long as this lives.
  [[nodiscard]] ssl_ctx_st* native() const { return native_; }

 private:
  TlsContext(ssl_ctx_st* native, TlsVersion least, const TicketKeys& tickets);
  void describe();

  ssl_ctx_st* native_;
  TlsVersion least_;
  TicketKeys tickets_;
  std::chrono::sys_seconds valid_from_{}, expires_{};
  std::string names_;
};

}  // namespace feedd::daemon
