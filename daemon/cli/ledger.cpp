#include "daemon/cli/ledger.hpp"

#include "content/store/sqlite.hpp"
#include "daemon/cli/commands.hpp"
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
    auto state = StateDir::open(config.state_dir);
    if (!state && state.error().operation == locked_operation) {
      auto reader = read_store(config.state_dir);
      if (!reader) return reader.error();
      ledger->own_reader_ = std::move(*reader);
      ledger->reader_ = ledger->own_reader_.get();
      return ledger;
    }
    if (!state) return state.error();
    ledger->state_ = std::move(*state);
  }
  if (auto taken = ledger->take_in(config, kind, progress); !taken) return taken.error();
  return ledger;
}

content::Result<void> Ledger::take_in(const Config& config, Kind kind, const Ingest::Progress& progress) {
  const auto in_memory = [] { return content::sql::open_sqlite(":memory:", content::sql::Access::write); };
  auto store = kind == Kind::kept ? state_->open_store(config.site.id)
                                  : content::ArticleStore::open(in_memory().value(), ":memory:", config.site.id);
  if (!store) return store.error();
  store_ = std::move(*store);
  auto scanned =
      kind == Kind::kept ? state_->open_scan_state() : content::ScanState::open(in_memory().value(), ":memory:");
  if (!scanned) return scanned.error();
  scanned_ = std::move(*scanned);
  auto report =
      Ingest(folder_, *store_, *scanned_, workers_, wall_clock, config.rules).scan(Ingest::Scan::everything, progress);
  if (!report) return report.error();
  if (report->failure) return *report->failure;
  report_ = std::move(*report);
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
