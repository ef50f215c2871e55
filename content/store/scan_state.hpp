// What this node has read of its folder: a file that looks the same is not read again.
// Losing it costs a reading of every file and nothing else, so it lies in a database of its own that is not synced.
#pragma once

#include "content/error.hpp"
#include "content/store/sql.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace feedd::content {

/// How a file looks from outside. Equal keys, and the file older than the clock's grain: the same bytes.
struct ScanKey {
  std::int64_t size_bytes = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;
  std::int64_t inode = 0;
  bool operator==(const ScanKey&) const = default;
};

/// A key that matches no file: the file is read again at the next look.
inline constexpr ScanKey never_matches{-1, -1, -1, -1};

/// One file as it was last read.
struct SourceFile {
  ScanKey key;
  std::string digest;   ///< of its bytes, then a slash and the mark of the rules it was read by, if these had one
  std::string problem;  ///< why it is no article now, printed form; empty: it is one

  [[nodiscard]] std::string_view bytes_digest() const { return std::string_view(digest).substr(0, digest.find('/')); }
};

/// The files of one folder, in memory and in the database. Confined to the publisher.
class ScanState {
 public:
  [[nodiscard]] static Result<std::unique_ptr<ScanState>> open(std::unique_ptr<sql::Database> database,
                                                               std::string_view subject);

  using Files = std::unordered_map<std::string, SourceFile>;
  [[nodiscard]] const Files& files() const { return files_; }
  [[nodiscard]] const SourceFile* find(const std::string& path) const;

  /// How files that articles refer to looked when one of them was read, by path; an empty key: it was not there.
  using Media = std::unordered_map<std::string, ScanKey>;
  /// From the database: they are not kept in memory.
  [[nodiscard]] Result<Media> media() const;
  /// Noted with the next `save`.
  void put_media(const std::string& path, const ScanKey& key) { unsaved_media_.insert_or_assign(path, key); }
  /// No article refers to it any more.
  void forget_media(const std::string& path) { unsaved_media_.insert_or_assign(path, std::nullopt); }

  /// Changes are kept in memory until `save` writes them in one transaction.
  void put(const std::string& path, SourceFile file);
  void remove(const std::string& path);
  /// The next look reads the file, although it may look as before and have the same bytes. Nothing for one that is
  /// unknown.
  void forget_reading(const std::string& path);
  [[nodiscard]] Result<void> save();

 private:
  explicit ScanState(std::unique_ptr<sql::Database> database) : database_(std::move(database)) {}
  void write_media();

  std::unique_ptr<sql::Database> database_;
  Files files_;
  std::vector<std::string> unsaved_;
  std::unordered_map<std::string, std::optional<ScanKey>> unsaved_media_;
};

/// Paths of files that are no articles now and why, sorted; from any connection to a scan database. Empty where there
/// is none yet.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> scan_problems(sql::Database& database);

}  // namespace feedd::content
