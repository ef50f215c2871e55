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
/// Of a file that is copied, what is held at a time.
constexpr std::size_t copied_bytes = 1 << 20;

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

/// Whether these bytes come next in a file.
bool reads(int descriptor, std::string_view bytes) {
  std::array<char, buffer_bytes> buffer;
  while (!bytes.empty()) {
    const ssize_t count = ::read(descriptor, buffer.data(), std::min(buffer.size(), bytes.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    const auto got = static_cast<std::size_t>(count);
    if (std::memcmp(buffer.data(), bytes.data(), got) != 0) return false;
    bytes.remove_prefix(got);
  }
  return true;
}

bool holds(const std::filesystem::path& path, std::span<const std::string_view> pieces) {
  const content::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat facts {};
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  if (!file || ::fstat(file.get(), &facts) != 0 || static_cast<std::size_t>(facts.st_size) != size) return false;
  return std::all_of(pieces.begin(), pieces.end(), [&](std::string_view piece) { return reads(file.get(), piece); });
}

}  // namespace

content::Result<std::filesystem::path> OutputDir::create(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return content::Error{"write", path.string(), error.message()};
  return path;
}

content::Result<std::filesystem::path> OutputDir::place(std::string_view name) const {
  while (name.starts_with('/')) name.remove_prefix(1);
  const std::filesystem::path relative(name);
  for (const auto& part : relative)
    if (part == "..") return content::Error{"write", std::string(name), "leads out of the folder"};
  return path_ / relative;
}

content::Result<void> OutputDir::replace(const std::filesystem::path& path,
                                         const std::function<bool(int descriptor)>& fill) {
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
  if (!file || !fill(file.get()) || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const content::Error error = failed(path);
    ::unlink(temporary.c_str());
    return error;
  }
  ++written;
  return {};
}

content::Result<void> OutputDir::write(std::string_view name, std::span<const std::string_view> pieces) {
  const auto path = place(name);
  if (!path) return path.error();
  if (!holds(*path, pieces)) return replace(*path, [&](int file) { return write_all(file, pieces); });
  ++unchanged;
  return {};
}

content::Result<void> OutputDir::copy(std::string_view name, std::uint64_t size_bytes, const ReadAt& read) {
  const auto path = place(name);
  if (!path) return path.error();
  bool is_whole = true;
  // Whether `take` took every piece.
  const auto each_piece = [&](const std::function<bool(std::string_view)>& take) {
    for (std::uint64_t offset = 0; offset < size_bytes;) {
      const std::size_t length = std::min<std::uint64_t>(size_bytes - offset, copied_bytes);
      const std::string piece = read(offset, length);
      is_whole = piece.size() == length;
      if (!is_whole || !take(piece)) return false;
      offset += length;
    }
    return true;
  };
  const content::Descriptor before(::open(path->c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat facts {};
  const bool may_hold = before && ::fstat(before.get(), &facts) == 0 && S_ISREG(facts.st_mode) &&
                        static_cast<std::uint64_t>(facts.st_size) == size_bytes;
  if (may_hold && each_piece([&](std::string_view piece) { return reads(before.get(), piece); })) {
    ++unchanged;
    return {};
  }
  auto replaced = replace(*path, [&](int file) {
    return each_piece([&](std::string_view piece) { return write_all(file, {&piece, 1}); });
  });
  if (!replaced && !is_whole) return content::Error{"media", std::string(name), "could not be read to its end"};
  return replaced;
}

}  // namespace feedd::daemon::cli
