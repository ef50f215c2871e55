// Responses for files that are streamed: whole, one range, or why not. Heads are made per request: media are large and
// rare.
#pragma once

#include "daemon/http/backend.hpp"
#include "daemon/http/request_parser.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace feedd::daemon {

/// One piece read by a worker and held by a connection at a time: large enough that the way there and back does not
/// count.
inline constexpr std::size_t media_piece_bytes = 128 * 1024;

struct MediaReply {
  int status = 200;          ///< 200, 206, 304 or 416; 412: without a head, which Refusals has
  std::string head;          ///< up to where DateLines::tail goes on
  std::uint64_t offset = 0;  ///< of the first byte to be sent
  std::uint64_t length = 0;  ///< 0: no body
};

[[nodiscard]] MediaReply choose_media_reply(const Request& request, const MediaFile& file, content::Timestamp now);

}  // namespace feedd::daemon
