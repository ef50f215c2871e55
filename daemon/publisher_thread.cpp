// The publisher's thread: its start, the order of publishing, what is regenerated and reloaded.
#include "daemon/publisher_thread.hpp"

#include "daemon/log.hpp"
#include "daemon/report_log.hpp"
#include "daemon/store_rules.hpp"
#include "feeds/listings/listing.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>
#include <pthread.h>

namespace feedd::daemon {

namespace asio = boost::asio;
using namespace std::chrono_literals;

Publisher::Thread::Thread(const Config& config, const content::Folder& folder, content::ArticleStore& store,
                          content::ScanState& scanned, Workers& workers, Documents& documents, Clock clock,
                          Events events, PublisherFigures& figures)
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

void Publisher::Thread::end() {
  if (!thread_.joinable()) return;
  ingest_.stop();
  asio::post(context_, [this] { context_.stop(); });
  thread_.join();
}

std::vector<std::string> Publisher::Thread::problems() const {
  const std::lock_guard lock(problems_mutex_);
  return problems_;
}

void Publisher::Thread::regenerate(bool accept_deletions, const std::vector<std::string>& feeds,
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

std::vector<content::Error> Publisher::Thread::standing_problems() const {
  std::vector<content::Error> problems;
  for (const auto& [path, file] : scanned_.files())
    if (!file.problem.empty()) problems.emplace_back("", "", file.problem);
  std::sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.reason < b.reason; });
  return problems;
}

std::vector<std::string> Publisher::Thread::wanted_feeds(const std::vector<std::string>& named, IngestReport& report,
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

void Publisher::Thread::reload(Config&& config, const std::function<void(bool)>& done) {
  config.site.id = config_.site.id;
  config_.site = std::move(config.site);
  config_.redirects = std::move(config.redirects);
  config_.redirect_presets = std::move(config.redirect_presets);
  config_.push = std::move(config.push);
  config_.tombstone_time = config.tombstone_time;
  IngestReport report;
  const bool good = redefine(report);
  publish(std::move(report), {}, [done, good](std::size_t) { done(good); });
}

void Publisher::Thread::run() {
  pthread_setname_np(pthread_self(), "publisher");
  asio::post(context_, [this] { start(); });
  documents_.tell_of_damage([this](const std::string& path) { asio::post(context_, [this, path] { mend(path); }); });
  const auto work = asio::make_work_guard(context_);
  context_.run();
}

void Publisher::Thread::start() {
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
  clean_later();
}

bool Publisher::Thread::redefine(IngestReport& report) {
  const auto site_id = store_.reader().reading([&] { return store_.reader().site_id(); });
  if (site_id && *site_id != config_.site.id) {
    config_.site.id = *site_id;
    events_.identified(*site_id);
  }
  if (const auto ruled = apply_rules(store_, config_); !ruled) refuse(ruled.error());
  if (auto placed = store_.place_again(feeds::touched_feeds, clock_())) {
    report.revision = std::max(report.revision, placed->revision);
    report.feeds.insert(report.feeds.end(), placed->feeds.begin(), placed->feeds.end());
    for (const content::Error& notice : placed->notices) log::warning("feed", {{"notice", notice.to_string()}});
  } else {
    refuse(placed.error());
  }
  const auto defined = store_.define(config_.site.definition(), {std::string(feeds::site_feed)}, clock_());
  if (defined) {
    report.revision = std::max(report.revision, defined->revision);
    report.feeds.insert(report.feeds.end(), defined->feeds.begin(), defined->feeds.end());
  } else {
    refuse(defined.error());
  }
  documents_.use(std::make_shared<const SiteView>(config_.site, config_.redirects, config_.redirect_presets,
                                                  config_.push.purges_by_key()));
  rebuild_known();
  defined_ = defined.has_value();
  return defined_;
}

bool Publisher::Thread::refuse(const content::Error& error) {
  if (!figures_.store_failing.exchange(true))
    log::error("store", {{"error", error.to_string()}, {"effect", "feeds stay as they are; it is tried again"}});
  rescan_after(retry_delay);
  return false;
}

void Publisher::Thread::lost(const content::Error& error) {
  if (figures_.folder_lost.exchange(true)) return;
  log::error("folder", {{"error", error.to_string()}, {"effect", "nothing is withdrawn; feeds stay as they are"}});
}

void Publisher::Thread::cover(const std::vector<std::string>& folders) {
  if (!watch_) return;
  const auto covered = watch_->cover(folders);
  if (!covered)
    log::warning("watch", {{"error", covered.error().to_string()}});
  else if (*covered)
    rescan_after(quiet_time);
}

void Publisher::Thread::note(const IngestReport& report) {
  if (report.failure && report.failure->operation != "stop") refuse(*report.failure);
  if (!report.failure) figures_.store_failing = false;
  bool newly_held = false;
  if (!report.folders.empty()) {  // a scan, not an update
    figures_.folder_lost = false;
    newly_held = figures_.held.exchange(report.held) != report.held;
  }
  std::vector<std::string> problems;
  for (const content::Error& problem : standing_problems()) problems.push_back(problem.reason);
  figures_.problems = problems.size();
  {
    const std::lock_guard lock(problems_mutex_);
    problems_ = std::move(problems);
  }
  log_report(report, config_.site, newly_held);
  count_articles();
}

void Publisher::Thread::publish(IngestReport&& report, const std::vector<std::string>& extra,
                                std::function<void(std::size_t)> served, std::uint64_t since) {
  const auto began = std::chrono::steady_clock::now();
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
    for (const std::string& alias : change.aliases)
      for (const std::string& path : alias_paths(alias)) stale.paths.push_back(path);
  }
  for (const std::string& feed : stale.feeds) stale.paths.push_back(twin_path(feed));
  if (!report.ended.empty()) rebuild_known();
  stale.ended = report.ended;
  for (const std::string& feed : report.ended) {
    stale.paths.push_back(twin_path(feed));
    for (const feeds::Format& format : feeds::formats()) stale.paths.push_back(feed_path(feed, format));
  }
  if (!stale.feeds.empty()) {
    stale.paths.emplace_back("/");
    add_listings(stale.listings);
  }
  const push::ServedNews news{report.revision, 0, stale.feeds, stale.ended, began};
  const std::uint64_t before = outstanding_.begin(report.revision, since);
  const std::size_t touched = stale.feeds.size();
  const std::uint64_t revision = report.revision;
  documents_.publish(stale, extra, [=, this, served = std::move(served)](Documents::Outcome outcome) {
    if (outcome.failed != 0) {
      make_again_later(stale, before);
    } else {
      raise_served(revision);
      push::ServedNews now = news;
      now.complete = outstanding_.end(before);
      events_.served(std::move(now));
    }
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - began;
    if (touched != 0 || outcome.made != 0)
      log::info("published",
                {{"revision", revision}, {"feeds_touched", touched}, {"documents_made", outcome.made}, {"ms", took}});
    if (served) served(outcome.made);
    asio::post(context_, [this] { count_later(); });
  });
  schedule_due();
}

void Publisher::Thread::add_listings(std::vector<std::string>& paths) {
  auto& reader = store_.reader();
  const auto listings = reader.reading([&] { return feeds::listing_paths(reader); });
  if (!listings) return (void)refuse(listings.error());
  if (listings->size() != listings_) rebuild_known();  // the articles have filled a part of the sitemap
  paths.insert(paths.end(), listings->begin(), listings->end());
}

void Publisher::Thread::make_again_later(const Documents::Stale& stale, std::uint64_t since) {
  asio::post(context_, [this, stale, since] {
    auto timer = std::make_shared<asio::steady_timer>(context_, retry_delay);
    timer->async_wait([this, stale, since, timer](const boost::system::error_code& error) {
      if (error) return;
      IngestReport again;
      again.revision = stale.revision;
      again.feeds = stale.feeds;
      again.ended = stale.ended;
      publish(std::move(again), {}, {}, since);
      outstanding_.end(since);  // it is outstanding once more
    });
  });
}

void Publisher::Thread::raise_served(std::uint64_t revision) {
  std::uint64_t before = figures_.served_revision;
  while (before < revision && !figures_.served_revision.compare_exchange_weak(before, revision)) {
  }
}

void Publisher::Thread::rebuild_known() {
  auto known = paths_.rebuild(*documents_.view(), store_.reader());
  if (!known) return (void)refuse(known.error());
  documents_.set_known(std::move(*known));
  auto& reader = store_.reader();
  if (const auto listings = reader.reading([&] { return feeds::listing_paths(reader).size(); })) listings_ = *listings;
}

void Publisher::Thread::update_known(const std::vector<std::string>& feeds,
                                     const std::vector<content::Change>& changes) {
  const auto revived = [](const content::Change& change) { return change.kind == content::Change::Kind::revived; };
  if (std::any_of(changes.begin(), changes.end(), revived)) return rebuild_known();  // with every slug it ever had
  if (const auto come = paths_.update(feeds, changes); !come.empty()) documents_.learn(come);
}

}  // namespace feedd::daemon
