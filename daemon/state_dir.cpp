#include "daemon/state_dir.hpp"

#include "content/store/schema.hpp"
#include "content/store/sqlite.hpp"
#include "daemon/log.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace feedd::daemon {
namespace {

constexpr const char* store_name = "feedd.db";
constexpr const char* scan_name = "scan.db";
constexpr const char* site_id_name = "site-id";

content::Error failed(std::string_view operation, const std::filesystem::path& path, int code) {
  return {std::string(operation), path.string(),
          std::string(std::strerror(code)) + "; give a folder the user feedd runs as may write, with --state"};
}

}  // namespace

bool is_store_being_filled(const std::filesystem::path& state_dir) {
  std::error_code ignored;
  return std::filesystem::exists(content::sql::filling_file(state_dir / store_name), ignored);
}

content::Result<std::unique_ptr<content::sql::Database>> read_store(const std::filesystem::path& state_dir,
                                                                    content::sql::Access access) {
  const std::filesystem::path file = state_dir / store_name;
  const auto missing = [&] {
    return content::Error{std::string(no_store_operation), state_dir.string(),
                          is_store_being_filled(state_dir)
                              ? "its store is being filled for the first time; ask again when that is done"
                              : "there is no store in it yet; `feedd serve` makes one"};
  };
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) return missing();
  auto database = content::sql::open_sqlite(file, access);
  if (database && !content::sql::is_made(**database, content::article_tables())) return missing();
  return database;
}

content::Result<StateDir> StateDir::open(std::filesystem::path path) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed("create state", path, errno);
  content::Descriptor lock(::open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock) return failed("open state", path, errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return content::Error{std::string(locked_operation), path.string(),
                          "another feedd works with this state; stop it, or give another folder with --state"};
  return StateDir(std::move(path), std::move(lock));
}

content::Result<std::unique_ptr<content::ArticleStore>> StateDir::open_store(
    std::string site_id, content::sql::Durability of_a_new_one) const {
  std::string kept_id;
  std::ifstream(path_ / site_id_name) >> kept_id;
  const std::filesystem::path file = path_ / store_name;
  if (const auto cut_off = content::sql::filling_file(file); std::filesystem::exists(cut_off)) {
    log::warning("store", {{"file", cut_off.string()}, {"effect", "the first filling was cut off; it begins anew"}});
    content::sql::remove_sqlite(cut_off);
  }
  const bool fresh = !std::filesystem::exists(file);
  if (fresh) content::sql::remove_sqlite(path_ / scan_name);  // a store that has nothing has read nothing
  auto database = content::sql::open_sqlite(file, content::sql::Access::write,
                                            fresh ? of_a_new_one : content::sql::Durability::full);
  if (!database) return database.error();
  return content::ArticleStore::open(std::move(*database), file.string(), std::move(site_id), kept_id);
}

content::Result<std::unique_ptr<content::ScanState>> StateDir::open_scan_state() const {
  const std::filesystem::path file = path_ / scan_name;
  const auto open = [&]() -> content::Result<std::unique_ptr<content::ScanState>> {
    auto database = content::sql::open_sqlite(file, content::sql::Access::write, content::sql::Durability::cache);
    if (!database) return database.error();
    return content::ScanState::open(std::move(*database), file.string());
  };
  if (auto state = open()) return state;
  const std::string aside = file.string() + ".damaged";
  std::error_code error;
  std::filesystem::rename(file, aside, error);
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(file.string() + suffix, error);
  log::warning("scan_state", {{"file", file.string()},
                              {"effect", "cannot be used; kept as " + aside + ", every article is read again"}});
  return open();
}

content::Result<std::unique_ptr<content::sql::Database>> StateDir::open_reader() const {
  return read_store(path_);
}

content::Result<std::unique_ptr<content::sql::Database>> StateDir::open_reader_later() const {
  return content::sql::open_sqlite(path_ / store_name, content::sql::Access::read_later);
}

content::Result<std::unique_ptr<content::sql::Database>> StateDir::open_scan_reader() const {
  return content::sql::open_sqlite(path_ / scan_name, content::sql::Access::read);
}

void StateDir::keep_site_id(const std::string& site_id) const {
  const std::filesystem::path file = path_ / site_id_name;
  std::string kept;
  std::ifstream(file) >> kept;
  if (kept == site_id) return;
  const std::filesystem::path temporary = file.string() + ".tmp";
  std::ofstream(temporary) << site_id << '\n';
  std::error_code ignored;
  std::filesystem::rename(temporary, file, ignored);
}

}  // namespace feedd::daemon
