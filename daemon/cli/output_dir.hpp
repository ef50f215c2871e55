// The folder `render` writes to: files appear whole or not at all, and a file that would not change is left alone.
#pragma once

#include "content/error.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

namespace feedd::daemon::cli {

/// Thread-safe.
class OutputDir {
 public:
  [[nodiscard]] static content::Result<std::filesystem::path> create(const std::filesystem::path& path);
  explicit OutputDir(std::filesystem::path path) : path_(std::move(path)) {}

  /// `name`: from the root, `/` separated, as in an address but decoded. The file holds the pieces, one after
  /// the other. Refuses a name that would leave the folder.
  [[nodiscard]] content::Result<void> write(std::string_view name, std::span<const std::string_view> pieces);
  /// As above, of what is too large to be held: `read` gives at most so many bytes at an offset, and fewer only where
  /// the file cannot be read to its end, which is an Error.
  using ReadAt = std::function<std::string(std::uint64_t offset, std::size_t length)>;
  [[nodiscard]] content::Result<void> copy(std::string_view name, std::uint64_t size_bytes, const ReadAt& read);

  std::atomic<std::size_t> written{0};
  std::atomic<std::size_t> unchanged{0};

 private:
  /// Where a name lies; an Error where that is outside.
  [[nodiscard]] content::Result<std::filesystem::path> place(std::string_view name) const;
  /// A file beside `path` that `fill` writes takes its place.
  [[nodiscard]] content::Result<void> replace(const std::filesystem::path& path,
                                              const std::function<bool(int descriptor)>& fill);

  std::filesystem::path path_;
};

}  // namespace feedd::daemon::cli
