// The folder `render` writes to: files appear whole or not at all, and a file that would not change is left alone.
#pragma once

#include "content/error.hpp"

#include <atomic>
#include <filesystem>
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

  std::atomic<std::size_t> written{0};
  std::atomic<std::size_t> unchanged{0};

 private:
  std::filesystem::path path_;
};

}  // namespace feedd::daemon::cli
