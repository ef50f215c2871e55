// The workers' side of ingest: one file from its bytes to what the store takes. Touches nothing that another thread
// changes.
#include "daemon/ingest_reading.hpp"

#include "content/digest.hpp"
#include "content/sources/article_file.hpp"

namespace feedd::daemon {
namespace {

using content::Error;

/// A file that changed less than this ago may change again without its times changing: it is looked at once more.
constexpr std::chrono::nanoseconds settling_time = std::chrono::seconds(2);
/// Other keys and digests for a file as soon as an `index.md` lies beside it, and when that has gone.
constexpr std::int64_t index_mark = 0x1DE7;

content::Timestamp time_of(std::int64_t nanoseconds) {
  return content::Timestamp(std::chrono::floor<std::chrono::seconds>(std::chrono::nanoseconds(nanoseconds)));
}

}  // namespace

std::string index_beside(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1).append(content::index_name);
}

bool is_older(const content::ScanKey& key, std::chrono::nanoseconds time) {
  const auto age = std::chrono::system_clock::now().time_since_epoch() - std::chrono::nanoseconds(key.ctime_ns);
  return age > time || age < -time;
}

std::string marked(const std::string& digest, std::int64_t mark) {
  return mark == 0 || digest.empty() ? digest : digest + '/' + std::to_string(mark);
}

std::int64_t Ingest::mark_of(const content::FolderFile& file) const {
  return rules_mark_ ^ (file.has_index ? index_mark : 0);
}

/// One article that takes more memory than there is must not end the daemon.
Ingest::Reading Ingest::read_safely(const content::Descriptor& root, const content::FolderFile& file,
                                    const content::SourceFile* before) const {
  try {
    return read(root, file, before);
  } catch (const std::exception& error) {
    Reading reading;
    reading.file = file;
    reading.arrival = Error{"read", file.path, error.what()};
    return reading;
  }
}

Ingest::Reading Ingest::read(const content::Descriptor& root, const content::FolderFile& file,
                             const content::SourceFile* before) const {
  Reading reading;
  reading.file = file;
  auto bytes = folder_.read(root, file.path, content::max_article_bytes, &reading.file.key);
  if (!bytes) {
    reading.arrival = bytes.error();
    return reading;
  }
  reading.digest = content::digest_hex(*bytes);
  const content::Timestamp modified = time_of(reading.file.key.mtime_ns);
  content::Result<std::string> sidecar = std::string();
  if (!file.sidecar.empty()) {
    content::ScanKey key;
    sidecar = folder_.read(root, file.sidecar, content::max_article_bytes, &key);
    if (!sidecar) {  // gone since the scan, or unreadable: tried again at the next one
      reading.settled = false;
      reading.arrival = sidecar.error();
      return reading;
    }
    reading.file.key = content::with_sidecar(reading.file.key, key);
    reading.digest = content::digest_hex(reading.digest + content::digest_hex(*sidecar));
  }
  const std::int64_t mark = mark_of(file);
  reading.file.key.inode ^= mark;
  reading.settled = is_older(reading.file.key, settling_time);
  reading.same_bytes = before != nullptr && before->digest == marked(reading.digest, mark) && before->problem.empty();
  if (reading.same_bytes) return reading;
  content::Beside beside;
  if (!file.sidecar.empty()) beside = {file.sidecar, *sidecar, {}};
  if (file.has_index)
    beside.index = [&] {
      auto index = folder_.read(index_beside(file.path), content::max_article_bytes);
      return index ? std::move(*index) : std::string();
    };
  if (before == nullptr) beside.modified = modified;  // at first sight only: a later edit must not move its date
  const auto lookup = [this](std::string_view path) { return folder_.facts_of(path); };
  auto article = content::read_article(file.path, *bytes, lookup, rules_, beside);
  if (!article) {
    reading.arrival = article.error();
    return reading;
  }
  article->path = content::stored_path(file.path);
  reading.arrival->article = std::move(*article);
  reading.arrival->digest = reading.digest;
  reading.arrival->modified = modified;
  reading.arrival->seal();
  return reading;
}

}  // namespace feedd::daemon
