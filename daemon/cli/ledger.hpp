// The store without a daemon: the same identities, brought up to date with the folder by the command itself.
#pragma once

#include "daemon/config.hpp"
#include "daemon/ingest.hpp"
#include "daemon/state_dir.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace feedd::daemon::cli {

/// An opened ledger. Where a daemon holds the state, it is read as that daemon keeps it, and nothing is taken in.
class Ledger {
 public:
  enum class Kind : std::uint8_t {
    kept,      ///< the state folder's: what is new gets its identity now
    throwaway  ///< in memory, for looking only
  };
  [[nodiscard]] static content::Result<std::unique_ptr<Ledger>> open(const Config& config, Kind kind,
                                                                     const Ingest::Progress& progress = {});

  [[nodiscard]] content::sql::Database& database() { return *reader_; }
  /// A further connection for reading, for another thread; nothing for a throwaway.
  [[nodiscard]] content::Result<std::unique_ptr<content::sql::Database>> another_reader() const;
  [[nodiscard]] const IngestReport& report() const { return report_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& problems() const { return problems_; }
  /// What the folder would change of ids and addresses that the kept store has, and what `site` would change of those
  /// it is `served` under; for a throwaway.
  [[nodiscard]] std::vector<content::Error> identity_changes(const feeds::Site& site, const feeds::Site& served);
  [[nodiscard]] bool is_daemons() const { return !state_; }
  [[nodiscard]] const content::Folder& folder() const { return folder_; }
  [[nodiscard]] Workers& workers() { return workers_; }

 private:
  explicit Ledger(const Config& config);
  [[nodiscard]] content::Result<void> take_in(const Config& config, Kind kind, const Ingest::Progress& progress);

  std::filesystem::path state_dir_;
  content::Folder folder_;
  Workers workers_;
  std::optional<StateDir> state_;
  std::unique_ptr<content::ArticleStore> store_;
  std::unique_ptr<content::ScanState> scanned_;
  std::unique_ptr<content::sql::Database> own_reader_;  ///< of a throwaway: the kept store, where there is one
  content::sql::Database* reader_ = nullptr;
  IngestReport report_;
  std::vector<std::pair<std::string, std::string>> problems_;
};

/// The site as commands without a daemon see it: with an address to make links of, and the ledger's site id.
[[nodiscard]] feeds::Site offline_site(const Config& config, content::sql::Database& database);
/// The configuration with its folder; throws ConfigError where none is named.
[[nodiscard]] Config folder_config(const CommandLine& where);
/// `path:line:column: reason (rule)` on stderr for each.
void print_problems(const std::vector<content::Error>& problems);
int fail(const content::Error& error);

}  // namespace feedd::daemon::cli
