// The TLS side of one connection, between the bytes of its socket and those of HTTP. Reads no socket: what was received
// is given to it, so that a request costs one recv and one send with TLS, too, and a flood no more memory than without.
#pragma once

#include "daemon/http/output.hpp"
#include "daemon/http/tls.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct ssl_st;

namespace feedd::daemon {

/// What the streams of one loop share. Nothing stays in it between two events.
struct TlsScratch {
  /// What comes of one receive at most: its own bytes, a record that had begun, what was behind a PROXY header.
  static constexpr std::size_t plain_bytes = 64 * 1024;
  /// The most a record takes (RFC 8446 section 5.1): head and body of an answer go out as one.
  static constexpr std::size_t record_bytes = 16 * 1024;
  /// What is sent in one go. What of it a socket does not take is kept for it: four records, beside the kernel's own
  /// buffer of megabytes.
  static constexpr std::size_t sealed_bytes = 4 * record_bytes;

  TlsScratch();

  std::vector<char> plain;
  std::vector<char> joined;  ///< pieces of answers that become one record
  std::string sealed;        ///< ciphertext
};

/// Belongs to its loop's thread.
class TlsStream {
 public:
  /// Null where there is no memory for another. `scratch` must outlive it.
  [[nodiscard]] static std::unique_ptr<TlsStream> create(std::shared_ptr<const TlsContext> context,
                                                         TlsScratch& scratch);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// Takes what the socket received, at most receive_bytes and what came behind a PROXY header. Returns what the client
  /// says in it, valid until a stream of the loop opens anything else. What TLS itself answers (the handshake, alerts)
  /// goes out with the next `send`, also when the stream has failed.
  [[nodiscard]] std::string_view open(std::string_view received);

  /// Sends `output` and what else is owed, as Output::send does; `sent_bytes` are those of TLS. `is_last`: the client
  /// is told that nothing follows (close_notify, RFC 8446 section 6.1).
  [[nodiscard]] Output::State send(int descriptor, Output& output, std::uint64_t& sent_bytes, bool is_last);
  /// Tells the client that nothing follows, where that can be said at once.
  void end(int descriptor);

  /// Nothing has been received.
  [[nodiscard]] bool is_new() const { return is_new_; }
  /// The handshake is done.
  [[nodiscard]] bool is_open() const;
  /// The client waits for nothing and is in the middle of something: the handshake, a record.
  [[nodiscard]] bool is_amid() const;
  /// The client has said that it sends no more.
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  /// It broke the rules of TLS, or is not who it says; nothing can be said to it any more but why.
  [[nodiscard]] bool has_failed() const { return has_failed_; }
  [[nodiscard]] bool has_unsent() const { return !unsent_.empty(); }
  /// What it keeps beside OpenSSL's own.
  [[nodiscard]] std::size_t kept_bytes() const { return unsent_.capacity(); }

 private:
  friend struct Wire;

  TlsStream(ssl_st* native, std::shared_ptr<const TlsContext> context, TlsScratch& scratch);
  bool seal(std::string_view bytes);
  void say_end();
  Output::State push(int descriptor, std::string& bytes, std::uint64_t& sent_bytes);

  ssl_st* native_;
  std::shared_ptr<const TlsContext> context_;  // its tickets' keys are asked for as long as there are handshakes
  TlsScratch& scratch_;
  std::string_view received_;  // not yet taken by OpenSSL, during `open`
  std::string unsent_;         // ciphertext; without memory while empty
  std::string* sealed_;        // where ciphertext goes
  bool is_new_ = true;
  bool has_ended_ = false;
  bool has_said_end_ = false;
  bool has_failed_ = false;
};

}  // namespace feedd::daemon
