#include "daemon/cli/ledger.hpp"

#include "content/store/sqlite.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/state_holder.hpp"
#include "daemon/store_rules.hpp"
#include "feeds/feed.hpp"

#include <cstdio>

namespace feedd::daemon::cli {
Ledger::Ledger(const Config& config)
    : state_dir_(config.state_dir),
      folder_(config.content_dir, config.exclude),
      workers_(std::max(1U, std::thread::hardware_concurrency())) {}

content::Result<std::unique_ptr<Ledger>> Ledger::open(const Config& config, Kind kind,
                                                      const Ingest::Progress& progress) {
  std::unique_ptr<Ledger> ledger(new Ledger(config));
  if (kind == Kind::kept) {
    auto holder = hold_state(config.state_dir);
    const bool is_locked = holder ? !holder->state : holder.error().operation == locked_operation;
    if (is_locked) {
      auto reader = read_store_when_made(config.state_dir);
      if (!reader) return reader.error();
      ledger->own_reader_ = std::move(*reader);
      ledger->reader_ = ledger->own_reader_.get();
      return ledger;
    }
    if (!holder) return holder.error();
    ledger->state_ = std::move(*holder->state);
  }
  if (auto taken = ledger->take_in(config, kind, progress); !taken) return taken.error();
  return ledger;
}

content::Result<void> Ledger::take_in(const Config& config, Kind kind, const Ingest::Progress& progress) {
  const auto in_memory = [] { return content::sql::open_sqlite(":memory:", content::sql::Access::write); };
  auto store = kind == Kind::kept ? state_->open_store(config.site.id, content::sql::Durability::later)
                                  : content::ArticleStore::open(in_memory().value(), ":memory:", config.site.id);
  if (!store) return store.error();
  store_ = std::move(*store);
  if (auto ruled = apply_rules(*store_, config); !ruled) return ruled.error();
  auto scanned =
      kind == Kind::kept ? state_->open_scan_state() : content::ScanState::open(in_memory().value(), ":memory:");
  if (!scanned) return scanned.error();
  scanned_ = std::move(*scanned);
  Ingest ingest(folder_, *store_, *scanned_, workers_, wall_clock, config.rules);
  std::optional<content::ArticleReader> kept_texts;
  if (kind == Kind::throwaway && std::filesystem::exists(config.state_dir)) {
    // Only looked at: a store that cannot be read, or is of another version, says nothing about changes.
    if (auto kept = read_store(config.state_dir); kept && store_->borrow_identities(**kept)) {
      own_reader_ = std::move(*kept);
      kept_texts.emplace(*own_reader_);
      ingest.look_for_texts_in(*kept_texts);
    }
  }
  auto report = ingest.scan(kind == Kind::kept ? Ingest::Scan::everything : Ingest::Scan::accepting, progress);
  if (!report) return report.error();
  if (report->failure) return *report->failure;
  report_ = std::move(*report);
  if (auto placed = store_->place_again(feeds::touched_feeds, wall_clock()); !placed) return placed.error();
  if (auto released = store_->release(feeds::touched_feeds, wall_clock()); !released) return released.error();
  for (const auto& [path, file] : scanned_->files())
    if (!file.problem.empty()) problems_.emplace_back(path, file.problem);
  reader_ = &store_->database();
  if (kind == Kind::kept) {
    const auto site_id = store_->reader().reading([&] { return store_->reader().site_id(); });
    if (site_id && !site_id->empty()) state_->keep_site_id(*site_id);
  }
  return {};
}

std::vector<content::Error> Ledger::identity_changes(const feeds::Site& site, const feeds::Site& served) {
  std::vector<content::Error> changes;
  if (!own_reader_) return changes;
  content::ArticleReader kept(*own_reader_);
  content::ArticleReader now(*reader_);
  std::size_t moved = 0;  // by the configuration
  std::string example;
  (void)now.reading([&] {
    now.each([&](const content::Article& article) {
      if (article.origin != content::Origin::folder) return;
      const auto before = kept.reading([&] { return kept.load(article.key, content::ArticleReader::Parts::head); });
      if (!before || !*before) return;
      if ((*before)->id != article.id)
        changes.emplace_back(
            "identity", article.path,
            "its id would change from " + (*before)->id + " to " + article.id + "; readers would see a new article");
      const std::string from = site.article_url(**before);
      const std::string to = site.article_url(article);
      if (const std::string known = served.article_url(**before); known != from && moved++ == 0)
        example = "that of " + article.path + " from " + known + " to " + from;
      if (from != to)
        changes.emplace_back("identity", article.path,
                             "its address would change from " + from + " to " + to +
                                 ((*before)->slug != article.slug ? "; the old one will redirect" : ""));
    });
    return true;
  });
  if (moved != 0)
    changes.emplace_back("identity", "configuration",
                         "the addresses of " + std::to_string(moved) + (moved == 1 ? " article" : " articles") +
                             " would change, " + example + "; let the old ones redirect there (http.redirects)");
  return changes;
}

content::Result<std::unique_ptr<content::sql::Database>> Ledger::another_reader() const {
  return read_store(state_dir_, content::sql::Access::read_bulk);
}

feeds::Site offline_site(const Config& config, content::sql::Database& database) {
  feeds::Site site = config.site;
  if (site.base_url.empty()) site.base_url = "http://" + config.listen;
  content::ArticleReader reader(database);
  if (const auto id = reader.reading([&] { return reader.site_id(); })) site.id = *id;
  return site;
}

Config folder_config(const CommandLine& where) {
  Config config = load_config(where);
  if (config.content_dir.empty())
    throw ConfigError("no folder of articles: give it as an argument, or set content.dir in the configuration");
  return config;
}

void print_problems(const std::vector<content::Error>& problems) {
  for (const content::Error& problem : problems) std::fprintf(stderr, "%s\n", problem.to_string().c_str());
}

int fail(const content::Error& error) {
  std::fprintf(stderr, "feedd: %s\n", error.to_string().c_str());
  return failure;
}

}  // namespace feedd::daemon::cli
