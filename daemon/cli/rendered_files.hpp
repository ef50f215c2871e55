// What `render` wrote into one folder and at which state of the store: a feed that has not changed since, and whose
// file nobody touched, is not made again; what is no longer part of the site is removed. Losing it costs one full
// rendering.
#pragma once

#include "content/store/scan_state.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace feedd::daemon::cli {

/// A file as it was left.
struct RenderedFile {
  std::string stamp;     ///< what its bytes follow from; empty: they are compared each time
  content::ScanKey key;  ///< how the file looked afterwards
};

/// Thread-safe but for `read` and `save`.
class RenderedFiles {
 public:
  /// `out`: the folder written to; the record lies in the state folder, one file for each such folder.
  RenderedFiles(const std::filesystem::path& state_dir, std::filesystem::path out);

  /// Takes over what the last rendering noted. What is missing or damaged counts as nothing.
  void read();
  /// Whether `name` still is what was written at this stamp. If so it counts as part of the site.
  [[nodiscard]] bool is_current(const std::string& name, std::string_view stamp);
  /// Whether a file stands at `name` that no earlier rendering left so.
  [[nodiscard]] bool is_foreign(const std::string& name) const;
  /// `name` was written, or found to be as it should, just now.
  void put(const std::string& name, std::string stamp);
  /// Removes the files that were noted before, are unchanged since, and were neither written nor found current now, of
  /// those that `covers` says this rendering makes. How many.
  std::size_t remove_stale(const std::function<bool(std::string_view name)>& covers);
  void save() const;

 private:
  std::filesystem::path record_;
  std::filesystem::path out_;
  std::map<std::string, RenderedFile, std::less<>> before_;
  std::mutex mutex_;
  std::map<std::string, RenderedFile, std::less<>> now_;
};

}  // namespace feedd::daemon::cli
