// The publisher: the thread that owns the store's one writer. It watches the folder, takes changes in, commits, and
// orders what is published.
#pragma once

#include "daemon/config.hpp"
#include "daemon/documents.hpp"
#include "daemon/ingest.hpp"
#include "daemon/push/courier.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace feedd::daemon {

/// What the publisher says of itself; read by anyone.
struct PublisherFigures {
  std::atomic<std::uint64_t> revision{0};         ///< the store's
  std::atomic<std::uint64_t> served_revision{0};  ///< what every loop serves
  std::atomic<std::uint64_t> articles{0};         ///< visible ones
  std::atomic<std::uint64_t> problems{0};         ///< files that are no articles now
  std::atomic<std::uint64_t> held{0};             ///< articles whose files are gone in bulk, kept until confirmed
  std::atomic<bool> store_failing{false};         ///< the store refuses; what is new waits
  std::atomic<bool> folder_lost{false};           ///< the folder cannot be read
};

/// Runs its own thread, named `publisher`.
class Publisher {
 public:
  /// Called on the publisher's thread or a worker's: quick, or posted elsewhere.
  struct Events {
    std::function<void()> ready;                                     ///< once: the site's feeds are served
    std::function<void()> changed;                                   ///< the figures, after a scan or an update
    std::function<void(const std::string& site_id)> identified;      ///< the site's id is known
    std::function<void(std::size_t done, std::size_t of)> progress;  ///< during long scans
    std::function<void(const std::string& reason)> failed;           ///< the first publication is impossible
    std::function<void(push::ServedNews)> served;                    ///< a commit is served by every loop
  };
  /// What a regeneration did, for people.
  struct Regenerated {
    bool ok = false;
    std::string error;
    IngestReport report;
    std::size_t made = 0;
  };

  /// Everything given must outlive it. Works until `stop`.
  Publisher(const Config& config, const content::Folder& folder, content::ArticleStore& store,
            content::ScanState& scanned, Workers& workers, Documents& documents, Clock clock, Events events);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// Any thread. Reads the sources again and makes the feeds again; `done` is called on the publisher.
  void regenerate(bool accept_deletions, std::vector<std::string> feeds, std::function<void(Regenerated)> done);
  /// Any thread. Takes the reloadable keys over.
  void reload(Config config, std::function<void(bool)> done);
  /// Any thread. Runs a write of the store on the publisher and publishes what it touched; `done` is called there when
  /// it is on disk.
  using Work = std::function<content::Result<content::Committed>(content::ArticleStore&, content::Timestamp now)>;
  void write(Work work, std::function<void(content::Result<content::Committed>)> done);
  /// Any thread. Runs a write of tables that are not the article store's, in a transaction; `done` is called on the
  /// publisher with whether it is on disk.
  void write_tables(std::function<void(content::sql::Database&)> work, std::function<void(bool)> done);
  /// Any thread: runs `task` on the publisher; how the watchdog knows that it lives.
  void post(std::function<void()> task);
  /// Finishes what runs and ends the thread. What workers still make may report until they end: destroy this after
  /// them.
  void stop();

  /// Any thread. Files that are no articles now, and why; sorted.
  [[nodiscard]] std::vector<std::string> problems() const;
  [[nodiscard]] const PublisherFigures& figures() const { return figures_; }

 private:
  class Thread;
  PublisherFigures figures_;
  std::unique_ptr<Thread> thread_;  // last: it uses the figures
};

}  // namespace feedd::daemon
