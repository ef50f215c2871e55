// A folder that a test may fill, gone when the test ends.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace feedd::support {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file, with the folders above it; its path.
  std::filesystem::path write(std::string_view name, std::string_view bytes) const;
  void remove(std::string_view name) const;
  void rename(std::string_view from, std::string_view to) const;

 private:
  std::filesystem::path path_;
};

/// The bytes of a file; empty where there is none.
[[nodiscard]] std::string read_file(const std::filesystem::path& file);

}  // namespace feedd::support
