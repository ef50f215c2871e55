// What an I/O loop asks of the rest of the process when its own table has no answer.
#pragma once

#include "content/time.hpp"
#include "daemon/http/published.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace feedd::daemon {

/// A file that is streamed in pieces, read by a worker, never by a loop.
struct MediaFile {
  virtual ~MediaFile() = default;
  std::uint64_t size_bytes = 0;
  std::string media_type;
  content::Timestamp modified{};
  std::string etag;  ///< opaque tag without quotes, strong: of size and modification time in nanoseconds
};

enum class Refusal : std::uint8_t {
  not_found,
  not_yet,  ///< not found, and nobody may remember that: a file that is served from the moment its article is
  gone,
  overloaded
};
using Fetched = std::variant<std::shared_ptr<const Published>, std::shared_ptr<const MediaFile>, Refusal>;

/// A request to a path that is answered by a conversation, not from the table.
struct Submission {
  bool is_post = false;    ///< else GET or HEAD
  std::string path;        ///< decoded, base path stripped, as Answer::path
  std::string query;       ///< as it was sent, without its `?`
  std::string host;        ///< the Host field
  std::string media_type;  ///< Content-Type, as it was sent
  std::string body;        ///< empty where the rule discards it
  /// The client's IP address as text, also behind proxies that are trusted (peer.hpp). Empty: not known.
  std::string peer;
};

/// What a path takes.
struct SubmissionRule {
  bool post = true;                         ///< POST is taken, else 405
  bool get = false;                         ///< GET and HEAD are taken, else 405 with `Allow: POST`
  std::size_t body_limit_bytes = 16 << 10;  ///< a longer body is 413
  bool discards_body = false;  ///< the body is read away, and `submit` is called at once when the head is there
};

/// What changed in a feed since the document a client has.
struct DeltaRequest {
  std::shared_ptr<const Published> current;  ///< the feed as it is served
  std::string base;                          ///< the client's tag, opaque
  std::uint64_t since = 0;                   ///< the revision it names, lower than the current one
};

/// All functions are called on a loop and return at once; `done` may be called on any thread, exactly once.
struct Backend {
  std::function<void(std::string path, std::function<void(Fetched)> done)> fetch;
  /// Null where nobody gets deltas. Gives one (226), or `current` where the whole document is to be sent.
  std::function<void(DeltaRequest, std::function<void(Fetched)> done)> delta{};
  /// `length` bytes at `offset`; fewer only when the file became shorter or failed: the connection is then closed.
  std::function<void(std::shared_ptr<const MediaFile>, std::uint64_t offset, std::size_t length,
                     std::function<void(std::string)> done)>
      read;
  /// Null, or says whether a path is answered by `submit`. Asked for what is no GET, and for a GET that misses the
  /// table.
  std::function<std::optional<SubmissionRule>(std::string_view path)> rule;
  /// As fetch; the answer is sent as it is: its revision and path mean nothing, and no condition of the request turns
  /// it into a 304.
  std::function<void(Submission, std::function<void(Fetched)> done)> submit;
  /// Null, or takes what the loop is done with, to let go of it elsewhere (releaser.hpp).
  std::function<void(std::shared_ptr<void>)> release{};
};

}  // namespace feedd::daemon
