// The state folder: the store, what this node has scanned, the lock against a second daemon.
#pragma once

#include "content/sources/folder.hpp"
#include "content/store/article_store.hpp"
#include "content/store/scan_state.hpp"
#include "content/store/sqlite.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace feedd::daemon {

/// Another process holds the lock: the operation of the Error that `open` then gives.
inline constexpr std::string_view locked_operation = "lock state";

/// There is no store in the folder, or whoever makes it is not done: the operation of the Error that `read_store`
/// gives.
inline constexpr std::string_view no_store_operation = "open store";

/// A connection for reading the store in a state folder that another process has locked.
[[nodiscard]] content::Result<std::unique_ptr<content::sql::Database>> read_store(
    const std::filesystem::path& state_dir, content::sql::Access access = content::sql::Access::read);

/// Whether the first scan of a new store is under way in a state folder that another process has locked.
[[nodiscard]] bool is_store_being_filled(const std::filesystem::path& state_dir);

/// Holds the lock while it lives.
class StateDir {
 public:
  /// Creates the folder (mode 0700) where it is missing, and locks it.
  [[nodiscard]] static content::Result<StateDir> open(std::filesystem::path path);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// `site_id`: the configured one; else the one the store has, else the one kept in the file `site-id`.
  /// A store that is not there yet is made. With Durability::later it is to be filled by a first scan, which secures
  /// it: a process that ends before leaves nothing that the next one would take for a store. What was scanned belongs
  /// to a store: to be opened before open_scan_state().
  [[nodiscard]] content::Result<std::unique_ptr<content::ArticleStore>> open_store(
      std::string site_id, content::sql::Durability of_a_new_one = content::sql::Durability::full) const;
  /// A scan state that is damaged is made anew: it costs a reading of every file.
  [[nodiscard]] content::Result<std::unique_ptr<content::ScanState>> open_scan_state() const;
  /// A connection for reading the store, which is there.
  [[nodiscard]] content::Result<std::unique_ptr<content::sql::Database>> open_reader() const;
  /// The same of a store that may not be secured yet: nothing is read from it before.
  [[nodiscard]] content::Result<std::unique_ptr<content::sql::Database>> open_reader_later() const;
  /// As above, of what was scanned (content::scan_problems).
  [[nodiscard]] content::Result<std::unique_ptr<content::sql::Database>> open_scan_reader() const;
  /// Keeps a copy of the site's id beside the store: with it, a lost database costs no id of a file that was never
  /// renamed.
  void keep_site_id(const std::string& site_id) const;

 private:
  StateDir(std::filesystem::path path, content::Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;
  content::Descriptor lock_;
};

}  // namespace feedd::daemon
