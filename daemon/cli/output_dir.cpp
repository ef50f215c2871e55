#include "daemon/cli/output_dir.hpp"

#include "content/sources/folder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace feedd::daemon::cli {
namespace {

content::Error failed(const std::filesystem::path& path) {
  return {"write", path.string(), std::strerror(errno)};
}

/// Pieces of one call: what the system takes at most.
constexpr std::size_t max_pieces = IOV_MAX;
constexpr std::size_t buffer_bytes = 64 << 10;

bool write_all(int descriptor, std::span<const std::string_view> pieces) {
  std::size_t skip = 0;  // bytes of the first piece that are written already
  while (!pieces.empty()) {
    std::array<iovec, max_pieces> parts{};
    const std::size_t count = std::min(pieces.size(), max_pieces);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view piece = pieces[i].substr(i == 0 ? skip : 0);
      parts[i] = {const_cast<char*>(piece.data()), piece.size()};
    }
    const ssize_t written = ::writev(descriptor, parts.data(), static_cast<int>(count));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    skip += static_cast<std::size_t>(written);
    while (!pieces.empty() && skip >= pieces.front().size()) {
      skip -= pieces.front().size();
      pieces = pieces.subspan(1);
    }
  }
  return true;
}

bool holds(const std::filesystem::path& path, std::span<const std::string_view> pieces) {
  const content::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat facts {};
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  if (!file || ::fstat(file.get(), &facts) != 0 || static_cast<std::size_t>(facts.st_size) != size) return false;
  std::array<char, buffer_bytes> buffer;
  for (std::string_view piece : pieces)
    while (!piece.empty()) {
      const ssize_t count = ::read(file.get(), buffer.data(), std::min(buffer.size(), piece.size()));
      if (count <= 0) return false;
      const auto got = static_cast<std::size_t>(count);
      if (std::memcmp(buffer.data(), piece.data(), got) != 0) return false;
      piece.remove_prefix(got);
    }
  return true;
}

}  // namespace

content::Result<std::filesystem::path> OutputDir::create(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return content::Error{"write", path.string(), error.message()};
  return path;
}

content::Result<void> OutputDir::write(std::string_view name, std::span<const std::string_view> pieces) {
  while (name.starts_with('/')) name.remove_prefix(1);
  const std::filesystem::path relative(name);
  for (const auto& part : relative)
    if (part == "..") return content::Error{"write", std::string(name), "leads out of the folder"};
  const std::filesystem::path path = path_ / relative;
  if (holds(path, pieces)) {
    ++unchanged;
    return {};
  }
  const std::string temporary = path.parent_path() / (".feedd-" + std::to_string(::gettid()) + ".tmp");
  const auto open = [&] {
    return content::Descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  };
  content::Descriptor file = open();
  if (!file && errno == ENOENT) {
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    file = open();
  }
  if (!file || !write_all(file.get(), pieces) || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const content::Error error = failed(path);
    ::unlink(temporary.c_str());
    return error;
  }
  ++written;
  return {};
}

}  // namespace feedd::daemon::cli
