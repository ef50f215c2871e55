#include "daemon/publisher.hpp"

#include "content/digest.hpp"
#include "content/sources/watch.hpp"
#include "daemon/media_readers.hpp"
#include "daemon/path_book.hpp"
#include "daemon/report_log.hpp"

#include <algorithm>
#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <pthread.h>

namespace feedd::daemon {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// After the last event of a burst: an editor writes, renames and touches within it.
constexpr auto quiet_time = 150ms;
/// A burst that does not end is taken in anyway.
constexpr auto longest_burst = 600ms;
/// A file that is gone may be on its way back under the same name: deletions are taken in by a scan this much later.
constexpr auto deletion_delay = 700ms;
/// The net under inotify: network file systems and overflows tell nothing.
constexpr auto rescan_interval = 60s;
/// When files written within the last seconds are looked at again.
constexpr auto settle_delay = 2500ms;
/// When a file that was being written is looked at again.
constexpr auto unfinished_delay = 300ms;
/// When what the store refused is tried again: a disk may have room by then.
constexpr auto retry_delay = 5s;
}  // namespace

class Publisher::Thread {
 public:
  Thread(const Config& config, const content::Folder& folder, content::ArticleStore& store, content::ScanState& scanned,
         Workers& workers, Documents& documents, Clock clock, Events events, PublisherFigures& figures)
      : config_(config),
        folder_(folder),
        store_(store),
        scanned_(scanned),
        documents_(documents),
        clock_(clock),
        ingest_(folder, store, scanned, workers, clock, config.rules),
        events_(std::move(events)),
        figures_(figures) {
    thread_ = std::thread([this] { run(); });
  }

  ~Thread() { end(); }

  void end() {
    if (!thread_.joinable()) return;
    ingest_.stop();
    asio::post(context_, [this] { context_.stop(); });
    thread_.join();
  }

  asio::io_context& context() { return context_; }

  void regenerate(bool accept_deletions, const std::vector<std::string>& feeds,
                  const std::function<void(Regenerated)>& done) {
    Regenerated answer;
    const auto fail = [&](const content::Error& error) {
      answer.error = error.to_string();
      done(std::move(answer));
    };
    auto report = ingest_.scan(accept_deletions ? Ingest::Scan::accepting : Ingest::Scan::everything, events_.progress);
    if (!report) {
      lost(report.error());
      return fail(report.error());
    }
    note(*report);
    answer.report = *report;
    answer.report.problems = standing_problems();
    answer.ok = !report->failure;
    if (report->failure) answer.error = report->failure->to_string();
    std::vector<std::string> also = wanted_feeds(feeds, *report, answer);
    publish(std::move(*report), also, [answer, done](std::size_t made) mutable {
      answer.made = made;
      done(std::move(answer));
    });
  }

  /// Everything that is no article now, not only what was found today.
  [[nodiscard]] std::vector<content::Error> standing_problems() const {
    std::vector<content::Error> problems;
    for (const auto& [path, file] : scanned_.files())
      if (!file.problem.empty()) problems.emplace_back("", "", file.problem);
    std::sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.reason < b.reason; });
    return problems;
  }

  /// What a regeneration makes beside what was touched: the feeds named, or all that are held. Names nobody knows are
  /// said in `answer`.
  std::vector<std::string> wanted_feeds(const std::vector<std::string>& named, IngestReport& report,
                                        Regenerated& answer) {
    auto known = store_.reader().reading([&] { return store_.reader().feeds(); });
    if (!known) return {};
    if (named.empty()) {
      report.feeds = std::move(*known);
      return {std::string(feeds::site_feed)};
    }
    std::vector<std::string> wanted;
    for (const std::string& feed : named) {
      if (std::binary_search(known->begin(), known->end(), feed)) {
        wanted.push_back(feed);
        continue;
      }
      answer.ok = false;
      answer.error =
          content::Error("regenerate", feed, "there is no such feed; `/tags/T.rss` is called tags/T").to_string();
    }
    return wanted;
  }

  void reload(Config&& config, const std::function<void(bool)>& done) {
    config.site.id = config_.site.id;
    config_.site = std::move(config.site);
    config_.redirects = std::move(config.redirects);
    IngestReport report;
    const bool good = redefine(report);
    publish(std::move(report), {}, [done, good](std::size_t) { done(good); });
  }

 private:
  void run() {
    pthread_setname_np(pthread_self(), "publisher");
    asio::post(context_, [this] { start(); });
    const auto work = asio::make_work_guard(context_);
    context_.run();
  }

  void start() {
    if (auto watch = content::Watch::open(folder_.root())) {
      watch_.emplace(std::move(*watch));
      watched_.assign(watch_->descriptor());
    } else {
      log::warning("watch", {{"error", watch.error().to_string()}});
    }
    auto report = ingest_.scan(Ingest::Scan::patient, events_.progress);
    std::string problem = report ? "" : report.error().to_string();
    if (!report) {
      lost(report.error());
      report = IngestReport{};
    } else if (report->failure) {
      if (report->failure->operation == "stop") return;
      problem = report->failure->to_string();
    }
    note(*report);
    cover(report->folders);
    if (!redefine(*report) && problem.empty()) problem = "the store cannot be written";
    // What the store has is published whatever else is wrong; without anything there is nothing to begin with.
    if (!problem.empty() && figures_.articles == 0) return events_.failed(problem);
    store_.begin_serving();
    publish(std::move(*report), {std::string(feeds::site_feed)}, [this](std::size_t made) {
      if (made >= feeds::formats().size())
        events_.ready();
      else
        events_.failed("the site feed could not be made");
    });
    wait_for_news();
    schedule_rescan();
    schedule_due();
  }

  /// Brings view and definition up to date with configuration and site id. Where the store refuses, what it has is
  /// served all the same, and it is tried again.
  bool redefine(IngestReport& report) {
    const auto site_id = store_.reader().reading([&] { return store_.reader().site_id(); });
    if (site_id && *site_id != config_.site.id) {
      config_.site.id = *site_id;
      events_.identified(*site_id);
    }
    const auto defined = store_.define(config_.site.definition(), {std::string(feeds::site_feed)}, clock_());
    if (defined) {
      report.revision = std::max(report.revision, defined->revision);
      report.feeds.insert(report.feeds.end(), defined->feeds.begin(), defined->feeds.end());
    } else {
      refuse(defined.error());
    }
    documents_.use(std::make_shared<const SiteView>(config_.site, config_.redirects));
    rebuild_known();
    defined_ = defined.has_value();
    return defined_;
  }

  bool refuse(const content::Error& error) {
    if (!figures_.store_failing.exchange(true))
      log::error("store", {{"error", error.to_string()}, {"effect", "feeds stay as they are; it is tried again"}});
    rescan_after(retry_delay);
    return false;
  }

  void lost(const content::Error& error) {
    if (figures_.folder_lost.exchange(true)) return;
    log::error("folder", {{"error", error.to_string()}, {"effect", "nothing is withdrawn; feeds stay as they are"}});
  }

  void cover(const std::vector<std::string>& folders) {
    if (!watch_) return;
    const auto covered = watch_->cover(folders);
    if (!covered)
      log::warning("watch", {{"error", covered.error().to_string()}});
    else if (*covered)
      rescan_after(quiet_time);
  }

  void note(const IngestReport& report) {
    if (report.failure && report.failure->operation != "stop") refuse(*report.failure);
    if (!report.failure) figures_.store_failing = false;
    bool newly_held = false;
    if (!report.folders.empty()) {  // a scan, not an update
      figures_.folder_lost = false;
      newly_held = figures_.held.exchange(report.held) != report.held;
    }
    figures_.problems =
        static_cast<std::uint64_t>(std::count_if(scanned_.files().begin(), scanned_.files().end(),
                                                 [](const auto& file) { return !file.second.problem.empty(); }));
    const auto visible = store_.reader().reading([&] { return store_.reader().count_visible(); });
    if (visible) figures_.articles = *visible;
    log_report(report, config_.site, newly_held);
    events_.changed();
  }

  /// Publishes what a report touched. `extra` feeds are made even if nobody asked for them yet.
  void publish(IngestReport&& report, const std::vector<std::string>& extra, std::function<void(std::size_t)> served) {
    if (!report.unsettled.empty()) settle_later(report.unsettled);
    const auto site_id = store_.reader().reading([&] { return store_.reader().site_id(); });
    if (!site_id || *site_id != config_.site.id || !defined_)
      redefine(report);  // the first article has come, or the store works again
    figures_.revision = std::max<std::uint64_t>(figures_.revision, report.revision);
    Documents::Stale stale;
    stale.revision = report.revision;
    stale.feeds = std::move(report.feeds);
    update_known(stale.feeds, report.changes);
    for (const content::Change& change : report.changes) {
      stale.paths.push_back(article_path(change.slug));
      for (const std::string& old : change.old_slugs) stale.paths.push_back(article_path(old));
    }
    if (!stale.feeds.empty()) stale.paths.emplace_back("/");
    const auto began = std::chrono::steady_clock::now();
    const std::size_t touched = stale.feeds.size();
    const std::uint64_t revision = report.revision;
    documents_.publish(stale, extra, [=, this, served = std::move(served)](Documents::Outcome outcome) {
      if (outcome.failed != 0)
        make_again_later(stale);
      else
        raise_served(revision);
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
      if (touched != 0 || outcome.made != 0)
        log::info("published", {{"revision", revision},
                                {"feeds_touched", touched},
                                {"documents_made", outcome.made},
                                {"ms", took.count()}});
      if (served) served(outcome.made);
    });
    schedule_due();
  }

  /// Any thread. What could not be made stays as it was in the loops until it can.
  void make_again_later(const Documents::Stale& stale) {
    asio::post(context_, [this, stale] {
      auto timer = std::make_shared<asio::steady_timer>(context_, retry_delay);
      timer->async_wait([this, stale, timer](const boost::system::error_code& error) {
        if (error) return;
        IngestReport again;
        again.revision = stale.revision;
        again.feeds = stale.feeds;
        publish(std::move(again), {}, {});
      });
    });
  }

  void raise_served(std::uint64_t revision) {
    std::uint64_t before = figures_.served_revision;
    while (before < revision && !figures_.served_revision.compare_exchange_weak(before, revision)) {
    }
  }

  void rebuild_known() {
    auto known = paths_.rebuild(*documents_.view(), store_.reader());
    if (!known) return (void)refuse(known.error());
    documents_.set_known(std::move(*known));
  }

  void update_known(const std::vector<std::string>& feeds, const std::vector<content::Change>& changes) {
    const auto revived = [](const content::Change& change) { return change.kind == content::Change::Kind::revived; };
    if (std::any_of(changes.begin(), changes.end(), revived)) return rebuild_known();  // with every slug it ever had
    if (auto known = paths_.update(feeds, changes)) documents_.set_known(std::move(known));
  }

  void wait_for_news() {
    if (!watch_) return;
    watched_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (error) return;
      take_news();
      wait_for_news();
    });
  }

  void take_news() {
    content::WatchNews news = watch_->read();
    if (news.paths.empty() && !news.rescan) return;
    const auto now = std::chrono::steady_clock::now();
    if (dirty_.empty() && !rescan_wanted_) burst_began_ = now;
    dirty_.insert(news.paths.begin(), news.paths.end());
    rescan_wanted_ |= news.rescan;
    quiet_.expires_at(std::min(now + quiet_time, burst_began_ + longest_burst));
    quiet_.async_wait([this](const boost::system::error_code& error) {
      if (!error) take_dirty();
    });
  }

  void take_dirty() {
    std::vector<std::string> paths(dirty_.begin(), dirty_.end());
    const bool rescan = std::exchange(rescan_wanted_, false);
    dirty_.clear();
    if (rescan || figures_.held != 0 || figures_.folder_lost) return scan();
    add_readers_of_media(paths, scanned_, store_.database());
    update(paths, true);
  }

  void update(const std::vector<std::string>& paths, bool closed) {
    IngestReport report = ingest_.update(paths, closed);
    note(report);
    if (!report.missing.empty()) rescan_after(deletion_delay);
    finish_later(report.unfinished);
    publish(std::move(report), {}, {});
  }

  void scan() {
    auto report = ingest_.scan(Ingest::Scan::patient, events_.progress);
    if (!report) return lost(report.error());
    note(*report);
    cover(report->folders);
    finish_later(report->unfinished);
    if (!report->missing.empty()) rescan_after(deletion_delay);
    publish(std::move(*report), {}, {});
  }

  /// Files that were being written: looked at again until they rest.
  void finish_later(const std::vector<std::string>& paths) {
    if (paths.empty()) return;
    unfinished_.insert(paths.begin(), paths.end());
    unfinished_timer_.expires_after(unfinished_delay);
    unfinished_timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      const std::vector<std::string> again(unfinished_.begin(), unfinished_.end());
      unfinished_.clear();
      update(again, false);
    });
  }

  void settle_later(const std::vector<std::string>& paths) {
    unsettled_.insert(paths.begin(), paths.end());
    settle_.expires_after(settle_delay);
    settle_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      const std::vector<std::string> again(unsettled_.begin(), unsettled_.end());
      unsettled_.clear();
      update(again, true);
    });
  }

  void rescan_after(std::chrono::milliseconds delay) {
    deletion_.expires_after(delay);
    deletion_.async_wait([this](const boost::system::error_code& error) {
      if (!error) scan();
    });
  }

  void schedule_rescan() {
    rescan_.expires_after(rescan_interval);
    rescan_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      scan();
      schedule_rescan();
    });
  }

  /// Waits for the next scheduled article by the wall clock, looking again at least with every rescan.
  void schedule_due() {
    const auto due = store_.next_due();
    if (!due || !*due) return;
    const auto left = std::clamp<std::chrono::milliseconds>(**due - clock_(), 0ms, rescan_interval);
    due_.expires_after(left);
    due_.async_wait([this](const boost::system::error_code& error) {
      if (!error) release();
    });
  }

  void release() {
    auto released = store_.release(feeds::touched_feeds, clock_());
    if (!released) return (void)refuse(released.error());
    IngestReport report;
    report.revision = released->revision;
    report.changes = std::move(released->changes);
    report.feeds = std::move(released->feeds);
    for (const content::Change& change : report.changes)
      log::info("article", {{"change", content::to_string(change.kind)}, {"path", change.path}, {"id", change.id}});
    publish(std::move(report), {}, {});
  }

  Config config_;
  const content::Folder& folder_;
  content::ArticleStore& store_;
  content::ScanState& scanned_;
  Documents& documents_;
  Clock clock_;
  Ingest ingest_;
  Events events_;
  PublisherFigures& figures_;

  asio::io_context context_{1};
  asio::posix::stream_descriptor watched_{context_};
  asio::steady_timer quiet_{context_}, deletion_{context_}, rescan_{context_}, settle_{context_}, due_{context_},
      unfinished_timer_{context_};
  std::optional<content::Watch> watch_;
  std::set<std::string> dirty_;
  std::set<std::string> unsettled_;
  std::set<std::string> unfinished_;
  bool rescan_wanted_ = false;
  bool defined_ = false;  ///< the store knows how feeds are made now
  std::chrono::steady_clock::time_point burst_began_;
  PathBook paths_;
  std::thread thread_;  // last: it uses everything above
};

Publisher::Publisher(const Config& config, const content::Folder& folder, content::ArticleStore& store,
                     content::ScanState& scanned, Workers& workers, Documents& documents, Clock clock, Events events)
    : thread_(std::make_unique<Thread>(config, folder, store, scanned, workers, documents, std::move(clock),
                                       std::move(events), figures_)) {}

Publisher::~Publisher() {
  stop();
}

void Publisher::regenerate(bool accept_deletions, std::vector<std::string> feeds,
                           std::function<void(Regenerated)> done) {
  post([thread = thread_.get(), accept_deletions, feeds = std::move(feeds), done = std::move(done)] {
    thread->regenerate(accept_deletions, feeds, done);
  });
}

void Publisher::reload(Config config, std::function<void(bool)> done) {
  post([thread = thread_.get(), config = std::move(config), done = std::move(done)]() mutable {
    thread->reload(std::move(config), done);
  });
}

void Publisher::post(std::function<void()> task) {
  asio::post(thread_->context(), std::move(task));
}

void Publisher::stop() {
  thread_->end();
}

}  // namespace feedd::daemon
