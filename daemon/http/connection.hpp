// One client's connection: what has come in, what is still to go out, and what it waits for meanwhile.
// Requests are answered in their order, and nothing more is read while an answer is on its way.
#pragma once

#include "daemon/http/loop_context.hpp"
#include "daemon/http/peer.hpp"
#include "daemon/http/request_parser.hpp"
#include "daemon/http/respond.hpp"
#include "daemon/http/target.hpp"
#include "daemon/http/tls_stream.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace feedd::daemon {

class Connection {
 public:
  enum class Waiting : std::uint8_t {
    idle,     ///< for the next request
    head,     ///< for the rest of a request: its head, or a body that is taken or read away; of a handshake, a record
    backend,  ///< for Backend; without a deadline, since that always answers
    write,    ///< for the client to take what is sent
    linger    ///< for the client to have read the refusal
  };

  /// Takes the socket, which must be non-blocking.
  Connection(LoopContext& context, int descriptor, ConnectionId id, const Peer& peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Reads at once: most clients send their request right behind the handshake. By TLS where its socket is for that.
  void start(bool by_tls);
  void on_ready(std::uint32_t events);
  void on_fetched(Fetched fetched);
  void on_piece(const std::string& bytes);
  /// Its deadline has passed.
  void on_deadline();
  /// Gives an idle connection the drain grace.
  void hurry();
  /// Answers with this status and goes: there is no room for it.
  void turn_away(int status);
  void close() { closed_ = true; }

  [[nodiscard]] ConnectionId id() const { return id_; }
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] Waiting waiting() const { return waiting_; }
  [[nodiscard]] SteadyTime deadline() const { return deadline_; }
  /// Where it is idle.
  [[nodiscard]] SteadyTime idle_since() const { return deadline_ - patience(); }
  /// The other end as it was accepted, or whom a PROXY header named since.
  [[nodiscard]] const Peer& peer() const { return peer_; }

 private:
  struct Stream {
    std::shared_ptr<const MediaFile> file;
    std::uint64_t offset;
    std::uint64_t remaining;
  };

  void receive();
  std::size_t serve(std::string_view bytes);
  std::size_t serve_one(std::string_view bytes);
  std::size_t take_proxy_header(std::string_view bytes);
  std::string_view unwrap(std::string_view bytes);
  std::string_view decrypt(std::string_view bytes);
  [[nodiscard]] bool is_spoken_to() const;
  [[nodiscard]] std::optional<IpAddress> client(const Request& request) const;
  [[nodiscard]] Politeness::Verdict judge(const Request& request, const Published& feed,
                                          const std::optional<IpAddress>& client);
  bool answer(const Request& request);
  bool take(const Request& request, const Target& target, const SubmissionRule& rule, std::string_view behind_head,
            std::size_t head_bytes);
  [[nodiscard]] bool begin_body(const Request& request, const SubmissionRule& rule, bool has_come);
  void release_body();
  [[nodiscard]] bool ask_for_delta(const Request& request, const std::shared_ptr<const Published>& current);
  [[nodiscard]] const std::shared_ptr<const Published>& refusal_of(const Refusal* refusal) const;
  void reply(const Request& request, const std::shared_ptr<const Published>& published,
             FeedTraffic** known_traffic = nullptr);
  void queue(const Request& request, const std::shared_ptr<const Published>& published, const Reply& chosen,
             Traffic::Asked asked);
  void reply_media(const Request& request, std::shared_ptr<const MediaFile> file);
  void refuse(const Request& request, const std::shared_ptr<const Published>& refusal);
  void end_request(const Request& request);
  std::size_t finish_head(const Request& request, bool modified_now);
  void count(const Request& request, int status, Traffic::Asked asked);

  void flush();
  void proceed();
  void ask_for_piece();
  void settle();
  void wait(Waiting what, std::chrono::milliseconds time);
  [[nodiscard]] std::chrono::milliseconds patience() const;
  void extend_write(std::uint64_t sent);
  void watch();
  bool hold();
  void set_interest(std::uint32_t events);

  [[nodiscard]] bool may_serve() const { return !closed_ && !closing_ && !asked_ && !stream_ && !unsent_; }
  [[nodiscard]] bool may_receive() const { return lingering_ || may_serve(); }
  [[nodiscard]] Output& output() { return unsent_ ? *unsent_ : context_.batch; }

  LoopContext& context_;
  const ConnectionId id_;
  const int descriptor_;
  std::uint32_t interest_ = 0;
  Waiting waiting_ = Waiting::idle;
  bool registered_ = false;
  bool asked_ = false;      // Backend owes an answer
  bool closing_ = false;    // after what is to be sent
  bool linger_ = false;     // when closing, since the client may still be sending
  bool lingering_ = false;  // our side is shut
  bool closed_ = false;     // the loop may destroy it
  bool submitted_ = false;  // what Backend owes answers a submission
  bool changes_ = false;    // what Backend owes is a delta
  bool continued_ = false;  // the client sends the body it asked about
  bool finished_ = false;   // a request, since settle looked
  bool awaits_proxy_;       // the PROXY header, before the first request
  bool fresh_ = true;       // has never had a whole request
  HeadScan scan_;
  std::uint64_t discard_ = 0;  // bytes of a body nobody needs
  std::size_t body_ = 0;       // bytes of the body that is collected for a submission, until it is answered
  std::size_t held_ = 0;       // of LoopContext::held_bytes
  std::size_t wanted_ = 0;     // bytes of a request's head and body; nothing is done before they are there
  SteadyTime deadline_;
  std::string input_;               // received and not served; without memory while empty
  std::unique_ptr<TlsStream> tls_;  // null: what is received and sent is HTTP itself
  std::unique_ptr<Output> unsent_;
  std::unique_ptr<Stream> stream_;
  Peer peer_;  // or whom a PROXY header names
};

}  // namespace feedd::daemon
