#include "content/sources/folder.hpp"

#include "content/digest.hpp"
#include "content/sources/article_file.hpp"
#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <unordered_map>

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace feedd::content {
namespace {

/// Deeper folders are not looked into: no archive is that deep, and a loop of mounts ends somewhere.
constexpr int max_depth = 64;

Error failed(std::string_view operation, std::string_view subject, int code) {
  std::string reason = std::strerror(code);
  if (code == EACCES) reason += "; let the user feedd runs as read it";
  if (code == EXDEV) reason = "a symbolic link leads out of the folder; only files inside are opened";
  return Error{std::string(operation), std::string(subject), std::move(reason), {}};
}

int open_beneath(int root, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, path, &how, sizeof how));
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

ScanKey key_of(const struct stat& facts) {
  return {facts.st_size, nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim),
          static_cast<std::int64_t>(facts.st_ino)};
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

std::string_view without_extension(std::string_view path) {
  const std::size_t slash = path.rfind('/') + 1;  // 0 where there is none
  return path.substr(0, std::max(slash, std::min(path.rfind('.'), path.size())));
}

/// The names its sidecar may have, the one that counts first.
std::array<std::string, 2> sidecar_names(std::string_view path) {
  return {std::string(path).append(sidecar_ending), std::string(without_extension(path)).append(sidecar_ending)};
}

bool is_index_of(std::string_view folder, std::string_view path) {
  return path.size() == folder.size() + 1 + index_name.size() && path.ends_with(index_name);
}

Descriptor open_root(const std::filesystem::path& root) {
  return Descriptor(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

std::string stored_path(std::string_view disk_path) {
  return to_nfc(clean_text(disk_path).text);
}

ScanKey with_sidecar(ScanKey article, const ScanKey& sidecar) {
  const std::array<std::int64_t, 5> both = {article.inode, sidecar.inode, sidecar.size_bytes, sidecar.mtime_ns,
                                            sidecar.ctime_ns};
  article.inode =
      static_cast<std::int64_t>(digest64(std::string_view(reinterpret_cast<const char*>(both.data()), sizeof both)));
  article.ctime_ns = std::max(article.ctime_ns, sidecar.ctime_ns);
  return article;
}

/// One walk through the folder.
class Folder::Walk {
 public:
  Walk(const Folder& folder, int root, Keys keys, FolderScan& scan)
      : folder_(folder), root_(root), keys_(keys), scan_(scan) {}

  void enter(const std::string& path, int depth) {
    Descriptor descriptor(open_beneath(root_, path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY));
    struct stat facts {};
    if (!descriptor || ::fstat(descriptor.get(), &facts) != 0) {
      if (errno != ENOENT || path.empty()) unseen(path, errno);
      return;
    }
    if (depth > max_depth || !entered_.emplace(facts.st_dev, facts.st_ino).second) return;
    scan_.folders.push_back(path);
    const int number = descriptor.get();
    const std::unique_ptr<DIR, CloseDirectory> directory(::fdopendir(descriptor.release()));
    if (!directory) {
      ::close(number);
      return unseen(path, errno);
    }
    std::vector<std::string> below;
    const std::size_t first = scan_.files.size();
    sidecars_.clear();
    errno = 0;
    while (const dirent* entry = ::readdir(directory.get())) {
      visit(number, path, *entry, below);
      errno = 0;
    }
    if (errno != 0) unseen(path, errno);
    if (!sidecars_.empty()) attach_sidecars(first);
    if (!path.empty()) note_index(path, first);
    for (const std::string& next : below) enter(next, depth + 1);
  }

 private:
  void visit(int directory, const std::string& path, const dirent& entry, std::vector<std::string>& below) {
    const char* const name = entry.d_name;
    if (std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0) return;
    std::string full = path.empty() ? name : path + '/' + name;
    if (keys_ == Keys::none && entry.d_type == DT_REG && folder_.wanted(full)) {
      scan_.files.push_back({std::move(full), {}});
      return;
    }
    struct stat facts {};
    if (::fstatat(directory, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) unseen(full, errno);
      return;
    }
    if (S_ISLNK(facts.st_mode)) {
      const Descriptor target(open_beneath(root_, full.c_str(), O_PATH));
      if (!target || ::fstat(target.get(), &facts) != 0) {
        if (folder_.wanted(full)) unseen(full, errno);
        return;
      }
    }
    if (S_ISDIR(facts.st_mode)) {
      if (is_article_path(full + "/x.md")) below.push_back(std::move(full));
    } else if (S_ISREG(facts.st_mode) && folder_.wanted(full)) {
      scan_.files.push_back({std::move(full), key_of(facts)});
    } else if (S_ISREG(facts.st_mode) && full.ends_with(sidecar_ending)) {
      sidecars_.emplace(std::move(full), key_of(facts));
    }
  }

  /// To the files of the folder that was read, those from `first` on.
  void attach_sidecars(std::size_t first) {
    for (auto file = scan_.files.begin() + static_cast<std::ptrdiff_t>(first); file != scan_.files.end(); ++file)
      for (const std::string& name : sidecar_names(file->path)) {
        const auto found = sidecars_.find(name);
        if (found == sidecars_.end() || !file->sidecar.empty()) continue;
        file->sidecar = name;
        file->key = with_sidecar(file->key, found->second);
      }
  }

  void note_index(const std::string& path, std::size_t first) {
    const auto begin = scan_.files.begin() + static_cast<std::ptrdiff_t>(first);
    const auto is_index = [&](const FolderFile& file) { return is_index_of(path, file.path); };
    if (std::none_of(begin, scan_.files.end(), is_index)) return;
    std::for_each(begin, scan_.files.end(), [&](FolderFile& file) { file.has_index = !is_index(file); });
  }

  void unseen(const std::string& path, int code) {
    scan_.problems.push_back(failed("read", path.empty() ? folder_.root_.string() : path, code));
    scan_.unknown.push_back(path);
  }

  const Folder& folder_;
  int root_;
  Keys keys_;
  FolderScan& scan_;
  std::set<std::pair<dev_t, ino_t>> entered_;
  std::unordered_map<std::string, ScanKey> sidecars_;  ///< of the folder that is being read
};

Folder::Folder(std::filesystem::path root, std::vector<std::string> exclude)
    : root_(std::move(root)), exclude_(std::move(exclude)) {}

bool Folder::is_excluded(const std::string& path) const {
  return std::any_of(exclude_.begin(), exclude_.end(), [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), path.c_str(), FNM_LEADING_DIR) == 0;
  });
}

bool Folder::wanted(const std::string& path) const {
  return is_article_path(path) && !is_excluded(path);
}

Result<FolderScan> Folder::scan(Keys keys) const {
  const Descriptor root = open_root(root_);
  struct stat facts {};
  if (!root || ::fstat(root.get(), &facts) != 0) return failed("scan", root_.string(), errno);
  FolderScan scan;
  scan.root_identity = std::to_string(facts.st_dev) + ':' + std::to_string(facts.st_ino);
  Walk(*this, root.get(), keys, scan).enter("", 0);
  if (scan.folders.empty() || std::find(scan.unknown.begin(), scan.unknown.end(), "") != scan.unknown.end())
    return scan.problems.empty() ? failed("scan", root_.string(), EIO) : scan.problems.front();
  std::sort(scan.files.begin(), scan.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return scan;
}

std::optional<FolderFile> Folder::look(const std::string& path) const {
  if (!wanted(path)) return std::nullopt;
  const Descriptor root = open_root(root_);
  if (!root) return std::nullopt;
  const Descriptor file(open_beneath(root.get(), path.c_str(), O_PATH));
  struct stat facts {};
  if (!file || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  FolderFile found{path, key_of(facts)};
  find_sidecar(root.get(), found);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos || is_index_of(path.substr(0, slash), path)) return found;
  const std::string index = path.substr(0, slash + 1).append(index_name);
  if (!wanted(index)) return found;
  const Descriptor beside(open_beneath(root.get(), index.c_str(), O_PATH));
  found.has_index = beside && ::fstat(beside.get(), &facts) == 0 && S_ISREG(facts.st_mode);
  return found;
}

void Folder::find_sidecar(int root, FolderFile& file) const {
  for (const std::string& name : sidecar_names(file.path)) {
    const Descriptor sidecar(open_beneath(root, name.c_str(), O_PATH));
    struct stat facts {};
    if (!sidecar || ::fstat(sidecar.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    file.sidecar = name;
    file.key = with_sidecar(file.key, key_of(facts));
    return;
  }
}

std::vector<std::string> Folder::articles_beside(std::string_view path) {
  std::vector<std::string> articles;
  if (!path.ends_with(sidecar_ending)) return articles;
  const std::string name(path.substr(0, path.size() - sidecar_ending.size()));
  if (is_article_path(name)) articles.push_back(name);
  for (const std::string_view extension : article_extensions()) articles.push_back(name + '.' + std::string(extension));
  return articles;
}

Descriptor Folder::hold() const {
  return open_root(root_);
}

Result<Descriptor> Folder::open(std::string_view path) const {
  Result<Descriptor> file = open_in(hold(), path);
  struct stat facts {};
  if (!file) return file;
  if (::fstat(file->get(), &facts) != 0) return failed("read", path, errno);
  if (!S_ISREG(facts.st_mode)) return Error{"read", std::string(path), "not a regular file", {}};
  return file;
}

Result<Descriptor> Folder::open_in(const Descriptor& root, std::string_view path) const {
  if (!root) return failed("read", root_.string(), hold() ? EAGAIN : errno);
  Descriptor file(open_beneath(root.get(), std::string(path).c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY));
  if (!file) return failed("read", path, errno);
  return file;
}

Result<std::string> Folder::read(std::string_view path, std::uint64_t limit_bytes, ScanKey* key) const {
  return read(hold(), path, limit_bytes, key);
}

Result<std::string> Folder::read(const Descriptor& root, std::string_view path, std::uint64_t limit_bytes,
                                 ScanKey* key) const {
  const Result<Descriptor> file = open_in(root, path);
  if (!file) return file.error();
  struct stat facts {};
  if (::fstat(file->get(), &facts) != 0) return failed("read", path, errno);
  if (!S_ISREG(facts.st_mode)) return Error{"read", std::string(path), "not a regular file", {}};
  if (key != nullptr) *key = key_of(facts);
  if (static_cast<std::uint64_t>(facts.st_size) > limit_bytes)
    return Error{"too-large",
                 std::string(path),
                 std::to_string(facts.st_size) + " bytes, an article has at most " + std::to_string(limit_bytes),
                 {}};
  std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t count = ::read(file->get(), bytes.data() + got, bytes.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path, errno);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

ScanKey Folder::seen(std::string_view path) const {
  const std::string name(path);
  const Descriptor root = is_excluded(name) ? Descriptor() : open_root(root_);
  if (!root) return {};
  const Descriptor file(open_beneath(root.get(), name.c_str(), O_PATH));
  struct stat facts {};
  if (!file || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return {};
  return key_of(facts);
}

std::optional<FileFacts> Folder::facts_of(std::string_view path) const {
  std::string name(path);
  const Descriptor root = is_excluded(name) ? Descriptor() : open_root(root_);
  if (!root) return std::nullopt;
  const Descriptor file(open_beneath(root.get(), name.c_str(), O_PATH));
  struct stat facts {};
  if (!file || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  return FileFacts{static_cast<std::uint64_t>(facts.st_size),
                   [this, name = std::move(name)]() -> std::optional<ImageSize> {
                     const Result<Descriptor> image = open(name);
                     if (!image) return std::nullopt;
                     return feedd::content::image_size([&](std::uint64_t offset, std::size_t length) {
                       std::string bytes(length, '\0');
                       const ssize_t got = ::pread(image->get(), bytes.data(), length, static_cast<off_t>(offset));
                       bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
                       return bytes;
                     });
                   }};
}

}  // namespace feedd::content
