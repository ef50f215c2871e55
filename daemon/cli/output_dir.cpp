#include "daemon/cli/output_dir.hpp"

#include "content/sources/folder.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace feedd::daemon::cli {
namespace {

content::Error failed(const std::filesystem::path& path) {
  return {"write", path.string(), std::strerror(errno)};
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool holds(const std::filesystem::path& path, std::string_view bytes) {
  const content::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat facts {};
  if (!file || ::fstat(file.get(), &facts) != 0 || static_cast<std::size_t>(facts.st_size) != bytes.size())
    return false;
  std::string held(bytes.size(), '\0');
  std::size_t got = 0;
  while (got < held.size()) {
    const ssize_t count = ::read(file.get(), held.data() + got, held.size() - got);
    if (count <= 0) return false;
    got += static_cast<std::size_t>(count);
  }
  return held == bytes;
}

}  // namespace

content::Result<std::filesystem::path> OutputDir::create(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return content::Error{"write", path.string(), error.message()};
  return path;
}

content::Result<void> OutputDir::write(std::string_view name, std::string_view bytes) {
  while (name.starts_with('/')) name.remove_prefix(1);
  const std::filesystem::path relative(name);
  for (const auto& part : relative)
    if (part == "..") return content::Error{"write", std::string(name), "leads out of the folder"};
  const std::filesystem::path path = path_ / relative;
  if (holds(path, bytes)) {
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
  if (!file || !write_all(file.get(), bytes) || ::rename(temporary.c_str(), path.c_str()) != 0) {
    const content::Error error = failed(path);
    ::unlink(temporary.c_str());
    return error;
  }
  ++written;
  return {};
}

}  // namespace feedd::daemon::cli
