#include "content/digest.hpp"
#include "content/store/packed_text.hpp"
#include "daemon/ingest_reading.hpp"
#include "daemon/media_readers.hpp"
#include "daemon/renames.hpp"
#include "feeds/feed.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <unordered_set>

namespace feedd::daemon {
namespace {

using content::Error;
using content::never_matches;
using content::stored_path;

/// Articles of one transaction: enough that a sync is shared, few enough that memory stays small.
constexpr std::size_t group_files = 512;
/// Files a worker reads at a time.
constexpr std::size_t chunk_files = 16;
/// Of the first scan's changes, what a log shows: of a large archive all of them would be a third of the memory.
constexpr std::size_t first_changes = 100;

/// A file that changed less than this ago, and that nobody said was closed, may be half written.
constexpr std::chrono::nanoseconds writing_time = std::chrono::milliseconds(500);
constexpr std::chrono::seconds longest_writing{5};

/// What makes other keys of the same files under other rules of reading, so that they are read again; 0 for the default
/// ones. How slugs are written is the store's doing.
std::int64_t rules_mark_of(const content::SourceRules& rules) {
  std::string all = rules.time_zone == "UTC" ? std::string() : rules.time_zone;
  if (rules.trusted_html) all += "\n trusted";
  for (const std::string& host : rules.iframe_hosts) all += '\n' + host;
  return all.empty() ? 0 : static_cast<std::int64_t>(content::digest64(all));
}

bool lies_below(const std::string& path, const std::vector<std::string>& unknown) {
  return std::any_of(unknown.begin(), unknown.end(),
                     [&](const std::string& one) { return path == one || path.starts_with(one + '/'); });
}

template <class Item>
void append(std::vector<Item>& to, std::vector<Item>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// The paths that may be articles: a sidecar stands for those it may belong to.
std::vector<std::string> with_articles_of_sidecars(const std::vector<std::string>& paths) {
  std::vector<std::string> all;
  for (const std::string& path : paths) {
    std::vector<std::string> articles = content::Folder::articles_beside(path);
    if (articles.empty()) articles.push_back(path);
    append(all, std::move(articles));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void merge(IngestReport& report, content::Committed&& committed, std::size_t most_changes) {
  report.revision = committed.revision;
  report.changed += committed.changes.size();
  if (report.changes.size() < most_changes) append(report.changes, std::move(committed.changes));
  append(report.notices, std::move(committed.notices));
  append(report.feeds, std::move(committed.feeds));
  std::sort(report.feeds.begin(), report.feeds.end());
  report.feeds.erase(std::unique(report.feeds.begin(), report.feeds.end()), report.feeds.end());
}

}  // namespace

content::Timestamp wall_clock() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool is_worth_saying(const content::Error& notice, const feeds::Site& site) {
  const bool hosts_pages = !site.base_url.empty() && site.site_url.empty();
  return hosts_pages || (notice.operation != content::site_root_rule && notice.operation != content::outside_rule);
}

bool is_mass_deletion(std::size_t gone, std::size_t before, bool root_replaced) {
  if (gone == 0) return false;
  if (gone == before && root_replaced) return true;  // unmounted, or another folder in its place
  if (gone > 10 && gone * 20 > before) return true;
  return gone >= 4 && gone * 2 >= before;  // half of a small folder
}

Ingest::Ingest(const content::Folder& folder, content::ArticleStore& store, content::ScanState& scanned,
               Workers& workers, Clock clock, content::SourceRules rules)
    : folder_(folder),
      store_(store),
      scanned_(scanned),
      workers_(workers),
      clock_(std::move(clock)),
      texts_(&store.reader()),
      rules_(std::move(rules)) {
  rules_.root_name = folder.root().filename().string();
  rules_mark_ = rules_mark_of(rules_);
  for (const auto& [path, file] : scanned_.files())
    if (std::string spelled = stored_path(path); spelled != path) spelled_.emplace(std::move(spelled), path);
}

const std::string* Ingest::twin_of(const std::string& path) {
  const std::string spelled = stored_path(path);
  if (spelled != path && scanned_.find(spelled) != nullptr) return &scanned_.files().find(spelled)->first;
  const auto found = spelled == path ? spelled_.find(spelled) : spelled_.emplace(spelled, path).first;
  return found == spelled_.end() || found->second == path ? nullptr : &found->second;
}

/// Nobody said that it was closed, and it changed a moment ago. A file that never rests is taken as it is after a
/// while.
bool Ingest::is_being_written(const content::FolderFile& file) {
  if (is_older(file.key, writing_time)) {
    being_written_.erase(file.path);
    return false;
  }
  const content::Timestamp now = clock_();
  const content::Timestamp since = being_written_.try_emplace(file.path, now).first->second;
  return now - since < longest_writing;
}

content::Result<IngestReport> Ingest::scan(Scan kind, const Progress& progress) {
  using Keys = content::Folder::Keys;
  auto scan = folder_.scan(first_scan_ && scanned_.files().empty() ? Keys::none : Keys::all);
  if (!scan) return scan.error();
  IngestReport report;
  report.files = scan->files.size();
  for (const Error& problem : scan->problems)
    if (std::find(said_.begin(), said_.end(), problem.to_string()) == said_.end()) report.problems.push_back(problem);
  said_.clear();
  for (const Error& problem : scan->problems) said_.push_back(problem.to_string());
  if (first_scan_) know_again();
  const std::size_t before = scanned_.files().size();
  std::vector<std::string> gone = missing_since(*scan);
  const auto beside_changes =
      first_scan_ ? readers_of_changed_media(folder_, scanned_, store_.database()) : std::unordered_set<std::string>();
  std::erase_if(scan->files, [&](content::FolderFile& file) {
    file.key.inode ^= mark_of(file);
    if (!beside_changes.empty() && beside_changes.contains(stored_path(file.path))) scanned_.forget_reading(file.path);
    const content::SourceFile* known = scanned_.find(file.path);
    if (known != nullptr && known->key == file.key) return true;
    const bool unfinished = kind == Scan::patient && !first_scan_ && is_being_written(file);
    if (unfinished) report.unfinished.push_back(file.path);
    return unfinished;
  });
  std::vector<content::FolderFile> changed = std::move(scan->files);
  changed.shrink_to_fit();
  const std::unordered_set<std::string_view> unfinished(report.unfinished.begin(), report.unfinished.end());
  std::erase_if(being_written_, [&](const auto& one) { return !unfinished.contains(one.first); });
  report.folders = std::move(scan->folders);
  const bool taken = take_in(changed, gone, report, progress);
  if (auto secured = store_.secure(); !secured && !report.failure) report.failure = secured.error();
  if (!taken || report.failure) return report;

  // What moved was found again by take_in and is not gone.
  const std::unordered_set<std::string_view> left(leaving_.begin(), leaving_.end());
  std::erase_if(gone, [&](const std::string& path) { return !left.contains(path); });
  const bool is_pending = !report.unfinished.empty() && !gone.empty();
  if (is_pending) report.missing = std::exchange(gone, {});  // an unfinished file may be what one of these has become
  const bool replaced = first_scan_ || root_identity_ != scan->root_identity;
  if (kind != Scan::accepting && is_mass_deletion(gone.size(), std::max(before, gone.size()), replaced)) {
    report.held = gone.size();
  } else {
    content::Batch batch;
    for (const std::string& path : gone) batch.vanished.push_back(stored_path(path));
    std::vector<std::pair<std::string, content::SourceFile>> none;
    if (!batch.vanished.empty() && !commit(batch, none, report)) return report;
    for (const std::string& path : gone) scanned_.remove(path);
    report.gone = gone.size();
    if (!is_pending) root_identity_ = scan->root_identity;
  }
  first_scan_ = false;
  if (auto saved = scanned_.save(); !saved) report.failure = saved.error();
  const auto revision = store_.reader().reading([&] { return store_.reader().revision(); });
  if (revision)
    report.revision = *revision;
  else
    report.failure = revision.error();
  return report;
}

/// The store may know articles of which this node has no scan state any more: their files are to be looked at.
void Ingest::know_again() {
  const auto paths = store_.paths();
  if (!paths) return;
  std::unordered_set<std::string> known;
  for (const auto& [path, file] : scanned_.files()) known.insert(stored_path(path));
  for (const std::string& path : *paths)
    if (!known.contains(path)) scanned_.put(path, {never_matches, {}, {}});
}

std::optional<std::string> Ingest::read_again(const std::string& article_path) {
  const auto spelled = spelled_.find(article_path);
  const std::string path = spelled == spelled_.end() ? article_path : spelled->second;
  const content::SourceFile* file = scanned_.find(path);
  if (file == nullptr || !file->problem.empty()) return std::nullopt;
  scanned_.forget_reading(path);
  return path;
}

std::vector<std::string> Ingest::missing_since(const content::FolderScan& scan) {
  std::unordered_set<std::string> spelled;  // otherwise than the disk has them
  for (const content::FolderFile& file : scan.files)
    if (std::string path = stored_path(file.path); path != file.path) spelled.insert(std::move(path));
  const auto is_present = [&](const std::string& path) {
    const auto at =
        std::lower_bound(scan.files.begin(), scan.files.end(), path,
                         [](const content::FolderFile& file, const auto& wanted) { return file.path < wanted; });
    return (at != scan.files.end() && at->path == path) || spelled.contains(path);
  };
  std::vector<std::string> gone, replaced;
  const auto consider = [&](const std::string& path) {
    if (is_present(path) || lies_below(path, scan.unknown)) return;
    (is_present(stored_path(path)) ? replaced : gone).push_back(path);
  };
  for (const auto& [path, file] : scanned_.files()) consider(path);
  for (const std::string& path : replaced) scanned_.remove(path);  // a twin has its article
  std::sort(gone.begin(), gone.end());
  return gone;
}

std::vector<std::string> Ingest::with_neighbours_of_indexes(std::vector<std::string> paths) const {
  std::unordered_set<std::string_view> changed;  // that came or went
  for (const std::string& path : paths)
    if (path != content::index_name && path == index_beside(path) &&
        folder_.look(path).has_value() != (scanned_.find(path) != nullptr))
      changed.insert(path);
  if (changed.empty()) return paths;
  std::vector<std::string> all = paths;
  for (const auto& [path, file] : scanned_.files())
    if (changed.contains(index_beside(path)) && !changed.contains(path)) all.push_back(path);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

IngestReport Ingest::update(const std::vector<std::string>& paths, bool closed) {
  IngestReport report;
  std::vector<content::FolderFile> changed;
  for (const std::string& path : with_neighbours_of_indexes(with_articles_of_sidecars(paths))) {
    const content::SourceFile* known = scanned_.find(path);
    if (auto file = folder_.look(path)) {
      file->key.inode ^= mark_of(*file);
      if (known != nullptr && known->key == file->key) continue;
      if (!closed && is_being_written(*file))
        report.unfinished.push_back(path);
      else
        changed.push_back(std::move(*file));
    } else if (known != nullptr) {
      report.missing.push_back(path);
    }
  }
  if (!take_in(changed, report.missing, report, {})) return report;
  report.missing = leaving_;
  if (auto saved = scanned_.save(); !saved) report.failure = saved.error();
  return report;
}

bool Ingest::take_in(const std::vector<content::FolderFile>& files, const std::vector<std::string>& gone,
                     IngestReport& report, const Progress& progress) {
  gone_by_digest_.clear();
  moved_.clear();
  leaving_ = gone;
  // The next writing is another one: it has its own time.
  for (const content::FolderFile& file : files) being_written_.erase(file.path);
  for (const std::string& path : gone)
    if (const content::SourceFile* file = scanned_.find(path))
      gone_by_digest_.emplace(std::string(file->bytes_digest()), path);
  renamed_ = find_renames(folder_, *texts_, scanned_, files, gone);

  std::optional<Workers> crew;  // more than what somebody waits for: the workers stay free for readers
  if (files.size() > group_files) crew.emplace(workers_.count(), Crew::ingest);
  Workers& workers = crew ? *crew : workers_;
  std::deque<std::future<std::vector<Reading>>> ahead;
  std::size_t asked = 0;
  const auto ask = [&] {
    const std::size_t end = std::min(asked + chunk_files, files.size());
    std::vector<std::pair<content::FolderFile, const content::SourceFile*>> chunk;
    for (; asked < end; ++asked) chunk.emplace_back(files[asked], scanned_.find(files[asked].path));
    ahead.push_back(workers.ask(Priority::publish, [this, chunk = std::move(chunk)](unsigned) {
      const content::Descriptor root = folder_.hold();
      std::vector<Reading> readings;
      readings.reserve(chunk.size());
      for (const auto& [file, before] : chunk) readings.push_back(read_safely(root, file, before));
      return readings;
    }));
  };
  content::Batch batch;
  std::vector<std::pair<std::string, content::SourceFile>> seen;
  std::size_t done = 0;
  bool good = true;
  while (asked < files.size() || !ahead.empty()) {
    if (good && stopping_) {
      report.failure = Error{"stop", folder_.root().string(), "the daemon stops"};
      good = false;
    }
    while (good && asked < files.size() && ahead.size() * chunk_files < 2 * group_files) ask();
    if (ahead.empty()) return false;  // not before: what was asked for refers to this object
    for (Reading& reading : ahead.front().get()) take(std::move(reading), batch, seen, report);
    ahead.pop_front();
    done = std::min(done + chunk_files, files.size());
    const bool last = ahead.empty() && asked == files.size();
    if (good && (batch.arrivals.size() >= group_files || last)) {
      good = commit(batch, seen, report);
      if (progress) progress(done, files.size());
    }
  }
  return good;
}

void Ingest::take(Reading&& reading, content::Batch& batch,
                  std::vector<std::pair<std::string, content::SourceFile>>& seen, IngestReport& report) {
  const std::string& path = reading.file.path;
  if (reading.same_bytes) mend(reading);
  if (!reading.digest.empty()) ++report.read;
  content::SourceFile file{reading.file.key, marked(reading.digest, mark_of(reading.file)), {}};
  if (!reading.settled) {
    report.unsettled.push_back(path);
    file.key = never_matches;
  }
  if (reading.arrival)
    if (const std::string* twin = twin_of(path))
      reading.arrival =
          Error{"duplicate-path", path,
                "its name differs from that of " + *twin + " only in how Unicode spells it; rename one of them"};
  if (!reading.arrival && reading.arrival.error().operation == content::not_an_article) {
    batch.vanished.push_back(stored_path(path));  // it may have been one before
  } else if (!reading.arrival) {
    file.problem = reading.arrival.error().to_string();
    const content::SourceFile* known = scanned_.find(path);
    if (known == nullptr || known->problem != file.problem) report.problems.push_back(reading.arrival.error());
  } else if (!reading.same_bytes) {
    content::Arrival& arrival = *reading.arrival;
    for (const std::string& warning : arrival.article.warnings)
      report.notices.push_back(content::placed("read", path, warning));
    for (Error& missing : arrival.article.unresolved) report.notices.push_back(std::move(missing));
    if (const auto moved = gone_by_digest_.find(arrival.digest);
        moved != gone_by_digest_.end() && scanned_.find(path) == nullptr) {
      arrival.moved_from = stored_path(moved->second);
      std::erase(leaving_, moved->second);
      moved_.push_back(moved->second);
      gone_by_digest_.erase(moved);
    } else if (const auto renamed = renamed_.find(path); renamed != renamed_.end() && arrival.article.id.empty()) {
      arrival.moved_from = stored_path(renamed->second);
      std::erase(leaving_, renamed->second);
      moved_.push_back(renamed->second);
    }
    batch.arrivals.push_back(std::move(arrival));
  }
  seen.emplace_back(path, std::move(file));
}

void Ingest::mend(Reading& reading) {
  const content::SourceFile* known = scanned_.find(reading.file.path);
  if (known == nullptr || known->key == never_matches) return;  // looked at again only because it was new
  const auto text =
      store_.reader().reading([&] { return store_.reader().source_text(stored_path(reading.file.path)); });
  if (text || text.error().operation != content::damaged_body) return;
  const content::SourceFile forgotten{never_matches, {}, {}};
  reading = read_safely(folder_.hold(), reading.file, &forgotten);
}

void Ingest::note_refusal(Error refused, std::vector<std::pair<std::string, content::SourceFile>>& seen,
                          IngestReport& report) {
  for (auto& [path, file] : seen) {
    if (stored_path(path) != refused.subject) continue;
    file.problem = refused.to_string();
    file.key = never_matches;  // what stands in its way may go: it is tried at every scan
    const content::SourceFile* known = scanned_.find(path);
    if (known != nullptr && known->problem == file.problem) return;  // said before
  }
  report.problems.push_back(std::move(refused));
}

bool Ingest::commit(content::Batch& batch, std::vector<std::pair<std::string, content::SourceFile>>& seen,
                    IngestReport& report) {
  for (const std::string& path : leaving_) batch.leaving.push_back(stored_path(path));
  if (!batch.arrivals.empty() || !batch.vanished.empty()) {
    auto committed = store_.commit(batch, feeds::touched_feeds, clock_());
    if (!committed) {
      report.failure = committed.error();
      return false;
    }
    for (const content::Arrival& arrival : batch.arrivals) note_media(folder_, scanned_, arrival.article.files);
    for (Error& refused : committed->refused) note_refusal(std::move(refused), seen, report);
    merge(report, std::move(*committed), first_scan_ ? first_changes : std::numeric_limits<std::size_t>::max());
  }
  for (const std::string& path : moved_) scanned_.remove(path);
  moved_.clear();
  for (auto& [path, file] : seen) scanned_.put(path, std::move(file));
  batch = {};
  seen.clear();
  if (auto saved = scanned_.save(); !saved) report.failure = saved.error();
  return !report.failure;
}

}  // namespace feedd::daemon
