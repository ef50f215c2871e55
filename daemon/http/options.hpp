// The limits and times of the HTTP server, per I/O loop, and what it counts. Each default says why it is what it is.
#pragma once

#include "daemon/http/network.hpp"
#include "daemon/http/politeness.hpp"
#include "daemon/http/request_parser.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace feedd::daemon {

/// Who gets deltas of feeds (RFC 3229), of those that ask for them.
enum class DeltaReaders : std::uint8_t {
  none,
  known,  ///< those that were seen to take them (delta.cpp)
  all
};

struct HttpOptions {
  /// The path of base_url, decoded, without a slash at its end: "" or "/blog". Stripped where a target has it, since
  /// proxies may or may not.
  std::string path_prefix;
  /// Whose word about clients is believed, beside loopback and Unix sockets.
  std::vector<Network> trusted_proxies;
  /// Every connection begins with a PROXY header, version 2, from a peer that is believed.
  bool proxy_protocol = false;
  /// Connections open at once; one more closes the one that has been idle longest. A quarter of a common descriptor
  /// limit of 16k.
  std::size_t max_connections = 4096;
  /// Of them, those of one client (client_prefix): a whole office behind one address, with a browser's six each, has
  /// fewer. 0: no limit. Loopback, Unix sockets and proxies have none.
  std::size_t max_connections_per_client = 256;
  HeadLimits head;
  /// From the connection to the first byte on it: clients that connect ahead, like browsers, connect again.
  std::chrono::milliseconds first_byte_time = std::chrono::seconds{10};
  /// From the first byte of a request to the end of its head (of a PROXY header likewise, and until its first byte), or
  /// of the body its path takes: both are a few packets, so ten seconds forgive any network.
  std::chrono::milliseconds header_time = std::chrono::seconds{10};
  /// Between requests; nginx's keepalive_timeout, which proxies in front expect.
  std::chrono::milliseconds idle_time = std::chrono::seconds{75};
  /// Without any progress in sending: a phone in a tunnel comes back within half a minute or not at all.
  std::chrono::milliseconds write_stall = std::chrono::seconds{30};
  /// Bytes a second that a client has to take in the long run, where the system's buffers are full: a modem of 1995
  /// took six times as many. Less would hold a connection for as long as it likes.
  std::uint32_t min_send_rate = 500;
  /// Pipelined requests answered together, before what is behind them is looked at. Nobody sends more but to harm.
  std::size_t max_pipelined = 64;
  /// What connections hold in memory of their own: unfinished requests, and pieces of media that wait for a slow
  /// client. Where no further piece has room, media are answered 503, and connections that need more end. Answers are
  /// shared and not counted.
  std::size_t max_held_bytes = 128 << 20;
  /// How long the rest of a refused request is read away, so that the refusal is not lost to a reset (RFC 9112
  /// section 9.6).
  std::chrono::milliseconds linger = std::chrono::seconds{2};
  /// What the bodies being collected may announce together; one more is answered 503. Five hundred of the usual limit
  /// of 16 KB.
  std::size_t bodies_limit_bytes = 8 << 20;
  /// How often deadlines are looked at and Date is renewed. At most a second, or Date is wrong.
  std::chrono::milliseconds sweep_interval = std::chrono::seconds{1};
  /// What idle connections get when the loop drains, so that a request on its way is still answered.
  std::chrono::milliseconds drain_grace = std::chrono::seconds{1};
  /// Said with 503. NetNewsWire reads seconds only, and most readers come back no sooner than this anyway.
  std::chrono::seconds retry_after{30};
  /// Not all by default: rss2email asks for deltas, takes a 226 for an error and delivers nothing more.
  DeltaReaders delta = DeltaReaders::known;
  PolitenessOptions politeness;
};

}  // namespace feedd::daemon
