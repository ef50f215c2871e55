// inotify over a tree of folders: which paths may have changed. What happened to them is for a look at the disk to say.
// Non-blocking; the owner waits for `descriptor()` to become readable.
#pragma once

#include "content/sources/folder.hpp"

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace feedd::content {

/// What a reading of the queue told.
struct WatchNews {
  std::vector<std::string> paths;  ///< files closed after writing, moved or deleted; from the root, sorted, each once
  bool rescan = false;             ///< folders came or went, or events were lost: only a scan can tell
};

/// Confined to one thread.
class Watch {
 public:
  [[nodiscard]] static Result<Watch> open(std::filesystem::path root);

  [[nodiscard]] int descriptor() const { return inotify_.get(); }
  /// Watches exactly these folders (from the root, "" for itself) and the root's parent, where a swap of the root
  /// shows. The Error names the limit when it is reached; what could be watched is watched.
  /// True where a folder is watched that was not before: what came into it since it was listed takes another scan.
  [[nodiscard]] Result<bool> cover(const std::vector<std::string>& folders);
  [[nodiscard]] WatchNews read();

 private:
  void cover_way();
  Watch(Descriptor inotify, std::filesystem::path root) : inotify_(std::move(inotify)), root_(std::move(root)) {}

  Descriptor inotify_;
  std::filesystem::path root_;
  std::unordered_map<int, std::string> folders_;                  ///< by watch descriptor
  std::unordered_map<int, std::unordered_set<std::string>> way_;  ///< names on the way to the root, by watch
};

}  // namespace feedd::content
