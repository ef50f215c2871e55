#include "daemon/media.hpp"

#include "content/sources/article_file.hpp"
#include "content/store/article_reader.hpp"
#include "content/store/file_embargo.hpp"
#include "daemon/log.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

namespace feedd::daemon {
namespace {

struct OpenFile final : MediaFile {
  content::Descriptor descriptor;
};

bool is_hidden(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

/// Whether an article's page bundle lies there, known to the store or not yet.
bool is_bundle(const content::Folder& folder, const std::string& path) {
  constexpr std::string_view endings[] = {"md", "markdown", "mkd", "mkdn", "mdown", "html", "htm", "xhtml", "txt"};
  return std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) {
    return folder.look(path + "/index." + std::string(ending)).has_value();
  });
}

}  // namespace

std::shared_ptr<const MediaFile> open_media(const content::Folder& folder, std::string_view path) {
  const auto type = content::media_type_of(path);
  if (!type || is_hidden(path) || folder.is_excluded(std::string(path))) return nullptr;
  auto descriptor = folder.open(path);
  struct stat facts {};
  if (!descriptor || ::fstat(descriptor->get(), &facts) != 0) return nullptr;
  auto file = std::make_shared<OpenFile>();
  file->size_bytes = static_cast<std::uint64_t>(facts.st_size);
  file->media_type = *type;
  file->modified = content::Timestamp(std::chrono::seconds(facts.st_mtim.tv_sec));
  file->etag = std::to_string(facts.st_size) + '-' + std::to_string(facts.st_mtim.tv_sec) + '-' +
               std::to_string(facts.st_mtim.tv_nsec);
  file->descriptor = std::move(*descriptor);
  return file;
}

Fetched fetch_media(const content::Folder& folder, content::sql::Database& reader, std::string_view path) {
  auto file = open_media(folder, path);
  if (!file) return Refusal::not_yet;
  const auto access = content::ArticleReader(reader).reading([&] {
    return content::file_access(reader, path, [&](const std::string& above) { return is_bundle(folder, above); });
  });
  if (!access) {
    log::error("media", {{"path", path}, {"error", access.error().to_string()}});
    return Refusal::overloaded;
  }
  if (*access == content::FileAccess::served) return file;
  return *access == content::FileAccess::withdrawn ? Refusal::gone : Refusal::not_yet;
}

std::string read_media(const MediaFile& file, std::uint64_t offset, std::size_t length) {
  const int descriptor = static_cast<const OpenFile&>(file).descriptor.get();
  std::string bytes(length, '\0');
  std::size_t got = 0;
  while (got < length) {
    const ssize_t count = ::pread(descriptor, bytes.data() + got, length - got, static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

}  // namespace feedd::daemon
