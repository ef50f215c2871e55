#include "content/store/scan_state.hpp"

#include "content/store/schema.hpp"

namespace feedd::content {

Result<std::unique_ptr<ScanState>> ScanState::open(std::unique_ptr<sql::Database> database, std::string_view subject) {
  if (auto migrated = sql::migrate(*database, scan_tables(), subject); !migrated) return migrated.error();
  std::unique_ptr<ScanState> state(new ScanState(std::move(database)));
  try {
    state->database_->run(
        "SELECT path, size_bytes, mtime_ns, ctime_ns, inode, digest, problem FROM source_file WHERE site = 1", {},
        [&](const sql::Row& row) {
          state->files_.emplace(row.text(0),
                                SourceFile{{row.integer(1), row.integer(2), row.integer(3), row.integer(4)},
                                           std::string(row.text(5)),
                                           std::string(row.text(6))});
        });
  } catch (const sql::Failure& failure) {
    return failure.error();
  }
  return state;
}

const SourceFile* ScanState::find(const std::string& path) const {
  const auto found = files_.find(path);
  return found == files_.end() ? nullptr : &found->second;
}

void ScanState::put(const std::string& path, SourceFile file) {
  files_.insert_or_assign(path, std::move(file));
  unsaved_.push_back(path);
}

void ScanState::forget_reading(const std::string& path) {
  if (const SourceFile* known = find(path)) put(path, {never_matches, {}, known->problem});
}

void ScanState::remove(const std::string& path) {
  if (files_.erase(path) != 0) unsaved_.push_back(path);
}

Result<ScanState::Media> ScanState::media() const {
  Media media;
  try {
    database_->run(
        "SELECT path, size_bytes, mtime_ns, ctime_ns, inode FROM media_file WHERE site = 1", {},
        [&](const sql::Row& row) {
          media.emplace(row.text(0), ScanKey{row.integer(1), row.integer(2), row.integer(3), row.integer(4)});
        });
  } catch (const sql::Failure& failure) {
    return failure.error();
  }
  return media;
}

void ScanState::write_media() {
  for (const auto& [path, key] : unsaved_media_) {
    if (!key) {
      database_->run("DELETE FROM media_file WHERE site = 1 AND path = $1", {path});
      continue;
    }
    database_->run(
        "INSERT INTO media_file(site, path, size_bytes, mtime_ns, ctime_ns, inode) VALUES(1, $1, $2, $3, $4, $5)"
        " ON CONFLICT(site, path) DO UPDATE SET size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns,"
        " ctime_ns = excluded.ctime_ns, inode = excluded.inode",
        {path, key->size_bytes, key->mtime_ns, key->ctime_ns, key->inode});
  }
}

Result<void> ScanState::save() {
  if (unsaved_.empty() && unsaved_media_.empty()) return {};
  try {
    sql::Transaction transaction(*database_, sql::Transaction::Kind::writing);
    for (const std::string& path : unsaved_) {
      const SourceFile* file = find(path);
      if (file == nullptr) {
        database_->run("DELETE FROM source_file WHERE site = 1 AND path = $1", {path});
        continue;
      }
      database_->run(
          "INSERT INTO source_file(site, path, size_bytes, mtime_ns, ctime_ns, inode, digest, problem)"
          " VALUES(1, $1, $2, $3, $4, $5, $6, $7) ON CONFLICT(site, path) DO UPDATE SET"
          " size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns, ctime_ns = excluded.ctime_ns,"
          " inode = excluded.inode, digest = excluded.digest, problem = excluded.problem",
          {path, file->key.size_bytes, file->key.mtime_ns, file->key.ctime_ns, file->key.inode, file->digest,
           file->problem});
    }
    write_media();
    transaction.commit();
  } catch (const sql::Failure& failure) {
    return failure.error();
  }
  unsaved_.clear();
  unsaved_media_.clear();
  return {};
}

std::vector<std::pair<std::string, std::string>> scan_problems(sql::Database& database) {
  std::vector<std::pair<std::string, std::string>> problems;
  try {
    database.run("SELECT path, problem FROM source_file WHERE site = 1 AND problem <> '' ORDER BY path", {},
                 [&](const sql::Row& row) { problems.emplace_back(row.text(0), row.text(1)); });
  } catch (const sql::Failure&) {
    problems.clear();
  }
  return problems;
}

}  // namespace feedd::content
