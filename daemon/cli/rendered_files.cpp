// The record is text: a first line with its version and the folder, then a line a file, fields separated by tabs.
#include "daemon/cli/rendered_files.hpp"

#include "content/digest.hpp"

#include <charconv>
#include <fstream>
#include <optional>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace feedd::daemon::cli {
namespace {

constexpr std::string_view version = "feedd-rendered 1 ";

std::optional<content::ScanKey> look(const std::filesystem::path& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  const auto nanoseconds = [](const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; };
  return content::ScanKey{facts.st_size, nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim),
                          static_cast<std::int64_t>(facts.st_ino)};
}

/// The next field of a line, taken off its front.
std::string_view take_field(std::string_view& line) {
  const std::size_t end = std::min(line.find('\t'), line.size());
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return field;
}

bool take_number(std::string_view& line, std::int64_t& number) {
  const std::string_view field = take_field(line);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  return error == std::errc() && end == field.data() + field.size();
}

/// Only such names are noted: a line is a file.
bool is_plain(std::string_view name) {
  return name.find_first_of("\t\n") == std::string_view::npos;
}

}  // namespace

RenderedFiles::RenderedFiles(const std::filesystem::path& state_dir, std::filesystem::path out)
    : record_(state_dir / ("rendered-" + content::digest_hex(out.native()).substr(0, 16))), out_(std::move(out)) {}

void RenderedFiles::read() {
  std::ifstream file(record_, std::ios::binary);
  std::string line;
  if (!std::getline(file, line) || line != std::string(version) + out_.native()) return;
  while (std::getline(file, line)) {
    std::string_view rest = line;
    const std::string_view name = take_field(rest);
    RenderedFile entry;
    entry.stamp = take_field(rest);
    bool whole = true;
    for (std::int64_t* number : {&entry.key.size_bytes, &entry.key.mtime_ns, &entry.key.ctime_ns, &entry.key.inode})
      whole = whole && take_number(rest, *number);
    if (whole) before_.insert_or_assign(std::string(name), std::move(entry));
  }
}

bool RenderedFiles::is_current(const std::string& name, std::string_view stamp) {
  const auto found = before_.find(name);
  if (found == before_.end() || stamp.empty() || found->second.stamp != stamp) return false;
  if (look(out_ / name) != found->second.key) return false;
  const std::lock_guard lock(mutex_);
  now_.insert_or_assign(name, found->second);
  return true;
}

bool RenderedFiles::is_foreign(const std::string& name) const {
  const auto key = look(out_ / name);
  if (!key) return false;
  const auto found = before_.find(name);
  return found == before_.end() || found->second.key != *key;
}

void RenderedFiles::put(const std::string& name, std::string stamp) {
  const auto key = look(out_ / name);
  if (!key || !is_plain(name)) return;
  const std::lock_guard lock(mutex_);
  now_.insert_or_assign(name, RenderedFile{std::move(stamp), *key});
}

std::size_t RenderedFiles::remove_stale(const std::function<bool(std::string_view name)>& covers) {
  std::size_t removed = 0;
  for (const auto& [name, file] : before_) {
    if (now_.contains(name)) continue;
    if (!covers(name)) {
      now_.emplace(name, file);
      continue;
    }
    const std::filesystem::path path = out_ / name;
    if (look(path) != file.key || ::unlink(path.c_str()) != 0) continue;
    ++removed;
    ::rmdir(path.parent_path().c_str());  // of an article's page; refused where something else lies there
  }
  return removed;
}

void RenderedFiles::save() const {
  const std::filesystem::path temporary = record_.string() + ".tmp";
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file << version << out_.native() << '\n';
    for (const auto& [name, entry] : now_)
      file << name << '\t' << entry.stamp << '\t' << entry.key.size_bytes << '\t' << entry.key.mtime_ns << '\t'
           << entry.key.ctime_ns << '\t' << entry.key.inode << '\n';
    if (!file.flush()) return;
  }
  std::error_code ignored;
  std::filesystem::rename(temporary, record_, ignored);
}

}  // namespace feedd::daemon::cli
