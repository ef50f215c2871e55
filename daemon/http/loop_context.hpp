// What the connections of one I/O loop share. Belongs to the loop's thread; knows no Asio, so a connection can be read
// without it.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/http/counters.hpp"
#include "daemon/http/date_lines.hpp"
#include "daemon/http/options.hpp"
#include "daemon/http/output.hpp"
#include "daemon/http/publication.hpp"
#include "daemon/http/status.hpp"
#include "daemon/http/tls_stream.hpp"
#include "daemon/http/traffic.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace feedd::daemon {

/// Names a connection across its end: slot and generation, so that a late answer finds nobody instead of a stranger.
using ConnectionId = std::uint64_t;
using SteadyTime = std::chrono::steady_clock::time_point;

/// One recv takes this much at most: dozens of pipelined requests.
inline constexpr std::size_t receive_bytes = 32 * 1024;

struct LoopContext {
  explicit LoopContext(HttpOptions chosen)
      : options(std::move(chosen)),
        politeness(options.politeness),
        refusals(options.retry_after),
        received(receive_bytes) {}

  void count(Limit limit) { bump(counters.limits[static_cast<std::size_t>(limit)]); }

  HttpOptions options;
  HttpCounters counters;
  Traffic traffic;
  Politeness politeness;
  Publication publication;
  Refusals refusals;
  bool draining = false;
  SteadyTime now;  ///< as of the batch of events being handled
  std::shared_ptr<const DateLines> dates;
  std::size_t bodies_bytes = 0;  ///< announced by the bodies being collected, until they are answered
  std::size_t held_bytes = 0;    ///< HttpOptions::max_held_bytes
  int poller = -1;               ///< the epoll descriptor sockets are watched by

  std::vector<char> received;               ///< what recv fills; empty between two events
  std::string path;                         ///< where targets are decoded
  Output batch;                             ///< answers of the connection being served; empty between two events
  std::shared_ptr<const TlsContext> tls;    ///< what connections by TLS begin with; null where there are none
  std::unique_ptr<TlsScratch> tls_scratch;  ///< there where `tls` is

  /// All answer later, through Connection::on_fetched and on_piece.
  std::function<void(ConnectionId, std::string path)> fetch;
  std::function<void(ConnectionId, DeltaRequest)> delta;  ///< null where there are none
  std::function<void(ConnectionId, std::shared_ptr<const MediaFile>, std::uint64_t offset, std::size_t length)> read;
  std::function<void(ConnectionId, Submission)> submit;
  /// Answers at once; null where no path is answered by `submit`.
  std::function<std::optional<SubmissionRule>(std::string_view path)> rule;
};

}  // namespace feedd::daemon
