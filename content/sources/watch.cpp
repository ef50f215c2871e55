#include "content/sources/watch.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_set>

#include <sys/inotify.h>
#include <unistd.h>

namespace feedd::content {
namespace {

// A file counts when it is closed after writing or moved, never while it is being written. Attributes: a file becomes
// readable.
constexpr std::uint32_t interest = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_CREATE | IN_ATTRIB |
                                   IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;
constexpr std::size_t buffer_bytes = 64 << 10;

}  // namespace

Result<Watch> Watch::open(std::filesystem::path root) {
  Descriptor inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify)
    return Error{
        "watch", root.string(), std::string(std::strerror(errno)) + "; raise fs.inotify.max_user_instances", {}};
  return Watch(std::move(inotify), std::move(root));
}

void Watch::cover_way() {
  constexpr std::uint32_t swaps = IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_MASK_ADD;
  std::filesystem::path path;
  const std::filesystem::path root = std::filesystem::absolute(root_).lexically_normal();
  for (const std::filesystem::path& name : root) {
    const std::filesystem::path folder = path;
    path /= name;
    std::error_code ignored;
    if (folder.empty() || (path != root && !std::filesystem::is_symlink(path, ignored))) continue;
    const int watch = ::inotify_add_watch(inotify_.get(), folder.c_str(), swaps);
    if (watch >= 0) way_[watch].insert(name.string());
  }
}

Result<bool> Watch::cover(const std::vector<std::string>& folders) {
  std::unordered_map<int, std::string> covered;
  int failure = 0;
  for (const std::string& folder : folders) {
    const int watch = ::inotify_add_watch(inotify_.get(), (root_ / folder).c_str(), interest);
    if (watch >= 0)
      covered.insert_or_assign(watch, folder);
    else if (errno != ENOENT && errno != EACCES)
      failure = errno;
  }
  const bool grown =
      std::any_of(covered.begin(), covered.end(), [&](const auto& one) { return !folders_.contains(one.first); });
  for (const auto& [watch, folder] : folders_)
    if (!covered.contains(watch)) ::inotify_rm_watch(inotify_.get(), watch);
  folders_ = std::move(covered);
  cover_way();
  if (failure != 0)
    return Error{"watch",
                 root_.string(),
                 std::string(std::strerror(failure)) +
                     "; raise fs.inotify.max_user_watches, until then changes are seen at the next rescan",
                 {}};
  return grown;
}

WatchNews Watch::read() {
  WatchNews news;
  std::unordered_set<std::string> paths;
  alignas(inotify_event) char buffer[buffer_bytes];
  for (;;) {
    const ssize_t size = ::read(inotify_.get(), buffer, sizeof buffer);
    if (size <= 0) break;
    for (const char* at = buffer; at < buffer + size;) {
      inotify_event event{};
      std::memcpy(&event, at, sizeof event);
      const char* name = event.len != 0 ? at + sizeof event : "";
      at += sizeof event + event.len;
      const auto folder = folders_.find(event.wd);
      if ((event.mask & (IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF)) != 0)
        news.rescan = true;
      else if (const auto way = way_.find(event.wd); way != way_.end() && way->second.contains(name))
        news.rescan = true;
      else if (folder == folders_.end() || *name == '\0')
        continue;
      else if ((event.mask & IN_ISDIR) != 0)
        news.rescan = true;
      else if ((event.mask & ~static_cast<std::uint32_t>(IN_CREATE)) != 0)
        paths.insert(folder->second.empty() ? name : folder->second + '/' + name);
    }
  }
  news.paths.assign(paths.begin(), paths.end());
  std::sort(news.paths.begin(), news.paths.end());
  return news;
}

}  // namespace feedd::content
