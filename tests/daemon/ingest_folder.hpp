// A folder of real files and a store in memory, with an ingest between them.
#pragma once

#include "content/store/sqlite.hpp"
#include "daemon/ingest.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary_folder.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace feedd::daemon {

inline std::string markdown(std::string_view title, std::string_view body = "Text.") {
  return "---\ntitle: " + std::string(title) + "\ndate: 2026-01-02\n---\n" + std::string(body) + "\n";
}

inline std::vector<std::string> kinds(const IngestReport& report) {
  std::vector<std::string> all;
  for (const content::Change& change : report.changes)
    all.push_back(std::string(to_string(change.kind)) + ' ' + change.path);
  return all;
}

class IngestFolder : public ::testing::Test {
 protected:
  IngestFolder() { restart(); }

  /// As after a restart: the store and what was scanned are kept.
  void restart() {
    ingest = std::make_unique<Ingest>(source, *store, *scanned, workers, [this] { return now; });
  }
  using Scan = Ingest::Scan;
  IngestReport scan(Scan kind = Scan::everything) { return ingest->scan(kind).value(); }
  IngestReport update(const std::vector<std::string>& paths) { return ingest->update(paths, true); }
  /// As if the files had been written long ago: nobody can set an inode's change time, but what is remembered of it.
  void settle() {
    for (const auto& [path, file] : content::ScanState::Files(scanned->files())) {
      content::SourceFile settled = file;
      settled.key = source.look(path).value().key;
      scanned->put(path, settled);
    }
  }
  std::string id(std::string_view path) { return support::load(store->reader(), path).id; }
  std::vector<std::string> published() { return support::newest_paths(store->reader()); }

  content::Timestamp now = support::at(100);  ///< of ingest's clock
  support::TemporaryFolder folder;
  content::Folder source{folder.path()};
  std::unique_ptr<content::ArticleStore> store = support::memory_store();
  std::unique_ptr<content::ScanState> scanned =
      content::ScanState::open(content::sql::open_sqlite(":memory:", content::sql::Access::write).value(), ":memory:")
          .value();
  Workers workers{2};
  std::unique_ptr<Ingest> ingest;
};

}  // namespace feedd::daemon
