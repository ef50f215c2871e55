// From the folder to the store: what changed is read and parsed by the workers and committed in groups, in the order of
// the paths. A folder is not a command: what vanished in bulk is held until somebody says it was meant.
#pragma once

#include "content/sources/article_file.hpp"
#include "content/sources/folder.hpp"
#include "content/store/article_store.hpp"
#include "content/store/scan_state.hpp"
#include "daemon/workers.hpp"
#include "feeds/site.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace feedd::daemon {

using Clock = std::function<content::Timestamp()>;
[[nodiscard]] content::Timestamp wall_clock();

/// What a scan or an update did.
struct IngestReport {
  std::size_t files = 0;  ///< in the folder, by a full scan
  std::size_t read = 0;   ///< files whose bytes were read
  std::size_t gone = 0;   ///< articles withdrawn from the feeds because their files are gone
  std::size_t held = 0;   ///< articles kept although their files are gone, until that is confirmed
  std::uint64_t revision = 0;
  std::size_t changed = 0;  ///< articles
  /// In full, but for the first scan: nothing is served yet that could be told of them one by one.
  std::vector<content::Change> changes;
  std::vector<std::string> feeds;        ///< touched, sorted
  std::vector<std::string> ended;        ///< feeds that are no more
  std::vector<content::Error> problems;  ///< files that are no articles now; what was good of them stays
  std::vector<content::Error> notices;   ///< mended or worth a word
  std::vector<std::string> unsettled;    ///< files written within the last seconds: to be looked at again
  std::vector<std::string> unfinished;   ///< files still being written: to be looked at again soon
  std::vector<std::string> missing;      ///< files that are gone, for the next scan to take as such
  std::vector<std::string> folders;      ///< by a full scan: what to watch
  /// The store refused, or the daemon stops: what is above was done and must be published, the rest is tried again.
  std::optional<content::Error> failure;
};

/// Whether a notice is for somebody: that a reference from the root of the site, or out of the folder, leads to no
/// file is one only where this site is known to host the pages: it has a base_url, and no other site_url.
[[nodiscard]] bool is_worth_saying(const content::Error& notice, const feeds::Site& site);

/// Whether this many files may vanish in one scan without a word.
[[nodiscard]] bool is_mass_deletion(std::size_t gone, std::size_t before, bool root_replaced);

/// Confined to the thread that owns the store's writer.
class Ingest {
 public:
  using Progress = std::function<void(std::size_t done, std::size_t of)>;

  Ingest(const content::Folder& folder, content::ArticleStore& store, content::ScanState& scanned, Workers& workers,
         Clock clock, content::SourceRules rules = {});

  enum class Scan : std::uint8_t {
    patient,     ///< leaves alone what is being written at this moment, and holds mass deletions
    everything,  ///< takes every file as it is
    accepting,   ///< and takes mass deletions as meant
  };
  /// Looks at every file. The first scan takes everything. An Error where the folder cannot be read: nothing was
  /// changed then.
  [[nodiscard]] content::Result<IngestReport> scan(Scan kind, const Progress& progress = {});
  /// Looks at these paths only. Removes nothing. `closed`: who wrote them has ended; otherwise what is being written is
  /// left alone.
  [[nodiscard]] IngestReport update(const std::vector<std::string>& paths, bool closed);
  /// Looks for the texts of articles that are gone in another store than its own: `check` has no texts.
  void look_for_texts_in(content::ArticleReader& reader) { texts_ = &reader; }
  /// Lets the next look at this article's file read it although it looks as before; the file's path. Nothing where
  /// there is none or it is no article now.
  [[nodiscard]] std::optional<std::string> read_again(const std::string& article_path);
  /// Any thread: what runs ends with the group it is at, as a failure of its report.
  void stop() { stopping_ = true; }

 private:
  struct Reading;
  [[nodiscard]] bool take_in(const std::vector<content::FolderFile>& files, const std::vector<std::string>& gone,
                             IngestReport& report, const Progress& progress);
  /// What makes other keys and digests of the same bytes, so that the file is read again: the rules, and whether an
  /// `index.md` lies beside it.
  [[nodiscard]] std::int64_t mark_of(const content::FolderFile& file) const;
  /// The paths, and the known files beside an `index.md` among them that came or went.
  [[nodiscard]] std::vector<std::string> with_neighbours_of_indexes(std::vector<std::string> paths) const;
  /// `root`: the folder's, held open.
  [[nodiscard]] Reading read_safely(const content::Descriptor& root, const content::FolderFile& file,
                                    const content::SourceFile* before) const;
  [[nodiscard]] Reading read(const content::Descriptor& root, const content::FolderFile& file,
                             const content::SourceFile* before) const;
  /// Another file that has the same article path, or nothing: names that differ only in how Unicode spells them.
  [[nodiscard]] const std::string* twin_of(const std::string& path);
  void take(Reading&& reading, content::Batch& batch, std::vector<std::pair<std::string, content::SourceFile>>& seen,
            IngestReport& report);
  /// Reads a file again that was saved as it was, where the store has lost its text.
  void mend(Reading& reading);
  void note_refusal(content::Error refused, std::vector<std::pair<std::string, content::SourceFile>>& seen,
                    IngestReport& report);
  [[nodiscard]] bool commit(content::Batch& batch, std::vector<std::pair<std::string, content::SourceFile>>& seen,
                            IngestReport& report);
  void know_again();
  [[nodiscard]] bool is_being_written(const content::FolderFile& file);
  [[nodiscard]] std::vector<std::string> missing_since(const content::FolderScan& scan);

  const content::Folder& folder_;
  content::ArticleStore& store_;
  content::ScanState& scanned_;
  Workers& workers_;
  Clock clock_;
  content::ArticleReader* texts_;
  content::SourceRules rules_;
  std::int64_t rules_mark_ = 0;                                  ///< in every key: other rules, other keys
  std::unordered_map<std::string, std::string> gone_by_digest_;  ///< of the paths that are gone, while one take_in runs
  std::vector<std::string> leaving_;
  std::map<std::string, std::string> renamed_;  ///< new path -> former path, of files edited as they were renamed
  std::vector<std::string> moved_;              ///< former paths of what moved in the batch that is being filled
  std::unordered_map<std::string, std::string> spelled_;               ///< article path -> disk path, where they differ
  std::unordered_map<std::string, content::Timestamp> being_written_;  ///< since when
  std::vector<std::string> said_;  ///< problems of the last scan: said once while they last
  std::string root_identity_;
  bool first_scan_ = true;
  std::atomic<bool> stopping_{false};
};

}  // namespace feedd::daemon
