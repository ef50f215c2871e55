// A finished answer for one path: immutable, shared by every I/O loop, ready to send.
// Made off the loops; nothing in it is computed per request but the choice of head and coding.
#pragma once

#include "content/time.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace feedd::daemon {

/// Content codings (RFC 9110 section 8.4.1), the index into Answer::bodies.
enum class Coding : std::uint8_t { identity, gzip, brotli, zstd };
inline constexpr std::size_t coding_count = 4;

/// What is to be said at one path.
struct Answer {
  std::string path;                 ///< decoded, from the root: `/feed.atom`, `/tags/한국.rss`
  int status = 200;                 ///< of a document: 200, 226, 301, 308, 404 or 410; of a submission's answer: any
  std::uint64_t revision = 0;       ///< the store's revision it stands at; a loop never goes back to a lower one
  std::string media_type;           ///< Content-Type, charset included
  std::string document_media_type;  ///< Content-Type for `Sec-Fetch-Dest: document`; empty: the same
  std::string etag;                 ///< opaque tag without quotes; empty: none. Of a 226 the whole document's
  std::string delta_base{};         ///< of a 226: the opaque tag of what it is a delta to
  content::Timestamp changed_at{};  ///< Last-Modified and If-Modified-Since; the epoch: none
  std::chrono::seconds max_age{0};  ///< Cache-Control: public, max-age; 0: no-cache
  std::string location;             ///< where a 301 or 308 leads
  std::vector<std::string>
      fields;  ///< further header lines without CRLF: `Link: …`; a Cache-Control or CSP here replaces ours
  bool cross_origin = false;  ///< Access-Control-Allow-Origin: *
  bool is_feed = false;       ///< a feed that readers poll, or a delta of one; its history is none
  /// By Coding. Identity is always there for a 200; a missing coding is answered with the next the client accepts.
  std::array<std::shared_ptr<const std::string>, coding_count> bodies{};
  /// Where the identity bytes were put together, as feeds/gzip_pieces has it; nothing where that is not known.
  std::shared_ptr<const std::vector<std::uint32_t>> pieces{};
  bool gzip_joined = false;  ///< gzip is of pieces: made fast, larger than need be
  bool coded_best = false;   ///< the bodies are as small as they will be made

  /// Whether there is a document here, whole or as a delta.
  [[nodiscard]] bool is_document() const { return status == 200 || status == 226; }
};

/// An Answer with its response heads made (response.cpp). A head ends before its Date, which a loop adds; where the
/// answer has a `changed_at`, its last line is Last-Modified, so that a loop whose clock is behind can leave it out.
struct Published : Answer {
  explicit Published(Answer answer);

  /// Bytes held beside the bodies; with the bodies' sizes, what a byte budget counts.
  [[nodiscard]] std::size_t head_bytes() const;

  /// By Coding, then by whether it is for `Sec-Fetch-Dest: document`; empty where the body is missing or the same head
  /// holds.
  std::array<std::array<std::string, 2>, coding_count> heads;
  std::string not_modified;               ///< 304 with the strong tag; empty where the answer has no validator
  std::string not_modified_coded;         ///< 304 with the weak tag
  mutable std::atomic<bool> used{false};  ///< set when served, cleared by who evicts (the clock algorithm)
};

}  // namespace feedd::daemon
