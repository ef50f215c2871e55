// A folder of articles seen from outside: which files there are and how they look, and their bytes.
// Opens nothing outside its root (openat2, RESOLVE_BENEATH): no symlink out, no `..`. Parses nothing.
#pragma once

#include "content/descriptor.hpp"
#include "content/error.hpp"
#include "content/sources/article_file.hpp"
#include "content/store/scan_state.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A file that may be an article. `path` is from the root, `/` separated, as the disk has it.
struct FolderFile {
  std::string path;
  ScanKey key;             ///< of the file and its sidecar: a change of either is one
  std::string sidecar{};   ///< path of its `NAME.meta.toml`; empty: it has none
  bool has_index = false;  ///< an `index.md` lies in its folder, and it is not that itself
};

/// The name of the page that a folder is of.
inline constexpr std::string_view index_name = "index.md";

/// A path as the store has it: clean text in NFC, however the disk spells it.
[[nodiscard]] std::string stored_path(std::string_view disk_path);

/// The key of a file that has a sidecar: a change of the sidecar, its coming and its going make another key. The times
/// stay the later one and the article's own.
[[nodiscard]] ScanKey with_sidecar(ScanKey article, const ScanKey& sidecar);

/// What a scan saw.
struct FolderScan {
  std::vector<FolderFile> files;     ///< sorted by path
  std::vector<std::string> folders;  ///< every folder below the root and "" for itself: what is to be watched
  std::vector<Error> problems;       ///< what could not be looked at, and why
  std::vector<std::string> unknown;  ///< paths of that: what lies there or below is not gone, only unseen
  std::string root_identity;         ///< device and inode of the root: another one after a mount or a swap
};

/// Thread-safe: holds the root by path, so that a root that is replaced is seen at the next use.
class Folder {
 public:
  /// `exclude`: shell patterns for paths from the root (`drafts/*`).
  explicit Folder(std::filesystem::path root, std::vector<std::string> exclude = {});

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  enum class Keys : std::uint8_t {
    all,
    none,  ///< every file is read anyway, which tells its key: nobody asks for them beforehand
  };
  /// Every file that may be an article. An Error where the root itself cannot be read.
  [[nodiscard]] Result<FolderScan> scan(Keys keys = Keys::all) const;
  /// The articles a sidecar of this path may belong to, whether they are there or not; none for any other path.
  [[nodiscard]] static std::vector<std::string> articles_beside(std::string_view path);
  /// How one file looks; nothing where there is none, or where it is no article by its name.
  [[nodiscard]] std::optional<FolderFile> look(const std::string& path) const;
  /// A regular file below the root, for reading.
  [[nodiscard]] Result<Descriptor> open(std::string_view path) const;
  /// The bytes of a file of at most `limit_bytes`, and how it looked when they were read.
  [[nodiscard]] Result<std::string> read(std::string_view path, std::uint64_t limit_bytes,
                                         ScanKey* key = nullptr) const;
  /// The root held open, for reading some files in a row: looking for it costs as much as opening one of them. Where it
  /// is replaced meanwhile, they are still read in the old one.
  [[nodiscard]] Descriptor hold() const;
  /// As above, from a root that hold() gave.
  [[nodiscard]] Result<std::string> read(const Descriptor& root, std::string_view path, std::uint64_t limit_bytes,
                                         ScanKey* key = nullptr) const;
  /// Whether the configuration excludes this path.
  [[nodiscard]] bool is_excluded(const std::string& path) const;
  /// How a file that an article may refer to looks; an empty key where there is none.
  [[nodiscard]] ScanKey seen(std::string_view path) const;
  /// Of a regular file that an article may refer to; nothing for what is excluded. This must outlive the answer.
  [[nodiscard]] std::optional<FileFacts> facts_of(std::string_view path) const;

 private:
  class Walk;
  void find_sidecar(int root, FolderFile& file) const;
  [[nodiscard]] Result<Descriptor> open_in(const Descriptor& root, std::string_view path) const;
  [[nodiscard]] bool wanted(const std::string& path) const;

  std::filesystem::path root_;
  std::vector<std::string> exclude_;
};

}  // namespace feedd::content
