// The publisher's inside: its thread, its timers and what it keeps. Private to publisher*.cpp.
#pragma once

#include "content/sources/watch.hpp"
#include "daemon/outstanding.hpp"
#include "daemon/path_book.hpp"
#include "daemon/publisher.hpp"

#include <mutex>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace feedd::daemon {

/// Everything but the constructor, `end`, `context` and what says so runs on its own thread.
class Publisher::Thread {
 public:
  Thread(const Config& config, const content::Folder& folder, content::ArticleStore& store, content::ScanState& scanned,
         Workers& workers, Documents& documents, Clock clock, Events events, PublisherFigures& figures);
  ~Thread() { end(); }

  void end();
  /// Any thread.
  [[nodiscard]] std::vector<std::string> problems() const;
  boost::asio::io_context& context() { return context_; }

  void regenerate(bool accept_deletions, const std::vector<std::string>& feeds,
                  const std::function<void(Regenerated)>& done);
  /// Everything that is no article now, not only what was found today.
  [[nodiscard]] std::vector<content::Error> standing_problems() const;
  /// What a regeneration makes beside what was touched: the feeds named, or all that are held. Names nobody knows are
  /// said in `answer`.
  std::vector<std::string> wanted_feeds(const std::vector<std::string>& named, IngestReport& report,
                                        Regenerated& answer);
  void reload(Config&& config, const std::function<void(bool)>& done);
  [[nodiscard]] bool write_tables(const std::function<void(content::sql::Database&)>& work);
  void write(const Work& work, const std::function<void(content::Result<content::Committed>)>& done);

 private:
  void run();
  void start();
  /// Brings view and definition up to date with configuration and site id. Where the store refuses, what it has is
  /// served all the same, and it is tried again.
  bool redefine(IngestReport& report);
  bool refuse(const content::Error& error);
  void lost(const content::Error& error);
  void cover(const std::vector<std::string>& folders);
  void note(const IngestReport& report);
  /// Publishes what a report touched. `extra` feeds are made even if nobody asked for them yet. `since`: as Outstanding
  /// has it, of what is made again.
  void publish(IngestReport&& report, const std::vector<std::string>& extra, std::function<void(std::size_t)> served,
               std::uint64_t since = Outstanding::none);
  /// Any thread. What could not be made stays as it was in the loops until it can.
  /// Every listing's path: what is held of them is stale. Sees to it that the loops know new parts of the sitemap.
  void add_listings(std::vector<std::string>& paths);
  void make_again_later(const Documents::Stale& stale, std::uint64_t since);
  void raise_served(std::uint64_t revision);
  void rebuild_known();
  void update_known(const std::vector<std::string>& feeds, const std::vector<content::Change>& changes);
  void wait_for_news();
  void take_news();
  void take_dirty();
  void update(const std::vector<std::string>& paths, bool closed);
  void scan();
  /// Files that were being written: looked at again until they rest.
  void finish_later(const IngestReport& report);
  void settle_later(const std::vector<std::string>& paths);
  void rescan_after(std::chrono::milliseconds delay);
  void schedule_rescan();
  /// Waits for the next scheduled article by the wall clock, looking again at least with every rescan.
  void schedule_due();
  void release();
  /// Cleans what an older cleaner made, some articles at a time, while nothing else is to be done: files are read
  /// again, what has none is cleaned as it stands in the store.
  void clean_later();
  void clean_some();
  /// Reads the file again of an article whose text the store has lost.
  void mend(const std::string& article_path);
  /// Publishes what a commit that no folder caused has touched.
  void publish_commit(content::Committed&& committed);
  void count_articles();
  /// After a publication, which must not wait for it.
  void count_later();

  Config config_;
  const content::Folder& folder_;
  content::ArticleStore& store_;
  content::ScanState& scanned_;
  Documents& documents_;
  Clock clock_;
  Ingest ingest_;
  Events events_;
  PublisherFigures& figures_;

  boost::asio::io_context context_{1};
  boost::asio::posix::stream_descriptor watched_{context_};
  boost::asio::steady_timer quiet_{context_}, deletion_{context_}, rescan_{context_}, settle_{context_}, due_{context_},
      unfinished_timer_{context_}, cleaning_{context_}, counting_timer_{context_};
  bool counting_ = false;           ///< its timer runs
  std::int64_t cleaned_up_to_ = 0;  ///< the last article that was looked at
  std::optional<content::Watch> watch_;
  std::set<std::string> dirty_;
  std::set<std::string> unsettled_;
  std::set<std::string> unfinished_;
  bool rescan_wanted_ = false;
  bool defined_ = false;  ///< the store knows how feeds are made now
  std::chrono::steady_clock::time_point burst_began_;
  std::size_t listings_ = 0;  ///< of which the loops know
  PathBook paths_;
  Outstanding outstanding_;
  mutable std::mutex problems_mutex_;
  std::vector<std::string> problems_;  // guarded by problems_mutex_
  std::thread thread_;                 // last: it uses everything above
};

/// The net under inotify, and the longest wait for what is due: network file systems and overflows tell nothing.
inline constexpr std::chrono::seconds rescan_interval{60};
/// When what the store refused is tried again: a disk may have room by then.
inline constexpr std::chrono::seconds retry_delay{5};
/// After the last event of a burst: an editor writes, renames and touches within it.
inline constexpr std::chrono::milliseconds quiet_time{150};

}  // namespace feedd::daemon
