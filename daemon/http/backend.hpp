// What an I/O loop asks of the rest of the process when its own table has no answer.
#pragma once

#include "content/time.hpp"
#include "daemon/http/published.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
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

/// Both functions are called on a loop and return at once; `done` may be called on any thread, exactly once.
struct Backend {
  std::function<void(std::string path, std::function<void(Fetched)> done)> fetch;
  /// `length` bytes at `offset`; fewer only when the file became shorter or failed: the connection is then closed.
  std::function<void(std::shared_ptr<const MediaFile>, std::uint64_t offset, std::size_t length,
                     std::function<void(std::string)> done)>
      read;
};

}  // namespace feedd::daemon
