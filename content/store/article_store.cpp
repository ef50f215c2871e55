#include "content/store/article_store.hpp"

#include "content/store/file_embargo.hpp"
#include "content/store/joining.hpp"
#include "content/store/schema.hpp"
#include "content/store/writing.hpp"

#include <set>

namespace feedd::content {

std::string_view to_string(Change::Kind kind) {
  switch (kind) {
    case Change::Kind::added:
      return "added";
    case Change::Kind::updated:
      return "updated";
    case Change::Kind::moved:
      return "moved";
    case Change::Kind::revived:
      return "revived";
    case Change::Kind::vanished:
      return "vanished";
    case Change::Kind::released:
      return "released";
    case Change::Kind::expired:
      return "expired";
    case Change::Kind::withdrawn:
      return "withdrawn";
    case Change::Kind::restored:
      return "restored";
  }
  return "";
}

ArticleStore::ArticleStore(std::unique_ptr<sql::Database> database, std::string site_id)
    : database_(std::move(database)),
      site_id_(std::move(site_id)),
      reader_(*database_),
      nothing_before_(database_->is_filling()) {}
ArticleStore::~ArticleStore() {
  (void)secure();
}

Result<void> ArticleStore::secure() {
  nothing_before_ = false;
  if (!database_->is_filling()) return {};
  try {
    // While a page is still written once and waits for no disk.
    for (const auto& [drop, create] : deferred_indexes()) database_->run(create);
    number_all(*database_);
    database_->secure();
    return {};
  } catch (const sql::Failure& failure) {
    return failure.error();
  }
}

Result<std::unique_ptr<ArticleStore>> ArticleStore::open(std::unique_ptr<sql::Database> database,
                                                         std::string_view subject, std::string site_id,
                                                         const std::string& fallback_site_id) {
  if (auto migrated = sql::migrate(*database, article_tables(), subject); !migrated) return migrated.error();
  try {
    for (const auto& [drop, create] : deferred_indexes()) database->run(database->is_filling() ? drop : create);
    database->run("INSERT INTO site(site, id, revision, definition) VALUES(1, '', 0, '') ON CONFLICT(site) DO NOTHING");
    if (!site_id.empty()) database->run("UPDATE site SET id = $1 WHERE site = 1 AND id <> $1", {site_id});
    database->run("UPDATE site SET id = $1 WHERE site = 1 AND id = ''", {fallback_site_id});
  } catch (const sql::Failure& failure) {
    return failure.error();
  }
  if (auto filled = fill_files(*database); !filled) return filled.error();
  std::unique_ptr<ArticleStore> store(new ArticleStore(std::move(database), std::move(site_id)));
  const auto revision = store->reader_.reading([&] { return store->reader_.revision(); });
  if (!revision) return revision.error();
  store->unseen_since_ = *revision;
  return store;
}

Result<Committed> ArticleStore::write(const std::function<void(Writing&)>& work, const Touched& touched,
                                      const Batch& batch, Timestamp now) {
  try {
    sql::Transaction transaction(*database_, sql::Transaction::Kind::writing);
    Writing writing(*this, touched, batch, now);
    work(writing);
    Committed committed = writing.finish();
    transaction.commit();
    return committed;
  } catch (const sql::Failure& failure) {
    forget();
    return failure.error();
  } catch (...) {
    forget();
    throw;
  }
}

void ArticleStore::forget() {
  terms_.clear();
  spelled_.clear();
  numbered_.clear();
}

struct ArticleStore::Refused {
  std::set<const Arrival*> contradicting;  ///< by a constraint of the database: not looked at again
  std::set<const Arrival*> unfit;          ///< and what they arrive for stays
  std::vector<Error> errors;
};

/// Throws Again where an arrival was found unfit, and sql::Failure; `arriving` is the one it was at.
void ArticleStore::take(Writing& writing, const Batch& batch, Refused& refused, const Arrival*& arriving) {
  const std::size_t before = refused.errors.size();
  for (const auto* arrivals : {&refused.contradicting, &refused.unfit})
    for (const Arrival* arrival : *arrivals) writing.disregard(*arrival);
  for (const Arrival& arrival : batch.arrivals) {
    arriving = &arrival;
    if (refused.contradicting.contains(&arrival)) continue;
    if (refused.unfit.contains(&arrival)) {
      writing.stay(arrival);
      continue;
    }
    const std::int64_t key = writing.arrive(arrival);
    if (key == 0 || !fit_ || nothing_before_) continue;
    const auto article = reader_.load(key, ArticleReader::Parts::whole);  // as this transaction has written it
    if (!article) continue;
    const auto fits = fit_(*article);
    if (fits) continue;
    refused.errors.emplace_back(fits.error().operation, arrival.article.path, fits.error().reason);
    refused.unfit.insert(&arrival);
  }
  if (refused.errors.size() != before) throw Again{};
}

Result<Committed> ArticleStore::commit(const Batch& batch, const Touched& touched, Timestamp now) {
  // One article that contradicts what is there, or may not go out, must not keep the others out: the transaction is
  // made again without it.
  Refused refused;
  for (;;) try {
      const Arrival* arriving = nullptr;
      bool contradicts = false;
      const auto work = [&](Writing& writing) {
        try {
          take(writing, batch, refused, arriving);
        } catch (const sql::Failure& failure) {
          contradicts = failure.is_constraint();
          throw;
        }
        for (const std::string& path : batch.vanished) writing.vanish(path);
      };
      auto committed = write(work, touched, batch, now);
      if (!contradicts) {
        if (committed)
          committed->refused.insert(committed->refused.end(), refused.errors.begin(), refused.errors.end());
        return committed;
      }
      refused.errors.emplace_back("store", arriving->article.path, committed.error().reason);
      refused.contradicting.insert(arriving);
    } catch (const Again&) {  // without what was found unfit
    }
}

Result<void> ArticleStore::place_by(Placing placing) {
  const bool same = placing_.places && placing.definition == placing_.definition;
  placing_ = std::move(placing);
  if (same) return {};
  const auto any = reader_.reading([&] {
    bool found = false;
    database_->run("SELECT 1 FROM article LIMIT 1", {}, [&](const sql::Row&) { found = true; });
    return found;
  });
  if (!any) return any.error();
  all_placed_ = !*any;
  return {};
}

Result<Committed> ArticleStore::place_again(const Touched& touched, Timestamp now) {
  const auto work = [&](Writing& writing) {
    std::string kept;
    database_->run("SELECT placing FROM site WHERE site = 1", {}, [&](const sql::Row& row) { kept = row.text(0); });
    if (kept != placing_.definition) writing.place_all();
  };
  return write(work, touched, {}, now);
}

Result<Committed> ArticleStore::release(const Touched& touched, Timestamp now) {
  return write([](Writing& writing) { writing.release_due(); }, touched, {}, now);
}

Result<Committed> ArticleStore::withdraw(std::string_view id_slug_or_path, bool undo, const Touched& touched,
                                         Timestamp now) {
  bool found = false;
  const auto work = [&](Writing& writing) {
    if (const auto key = reader_.find(id_slug_or_path)) found = (writing.withdraw(*key, undo), true);
  };
  auto committed = write(work, touched, {}, now);
  if (committed && !found)
    return Error{"withdraw", std::string(id_slug_or_path),
                 "no article has this id, slug or path; `feedd list` shows them"};
  return committed;
}

Result<std::optional<Timestamp>> ArticleStore::next_due() {
  return reader_.reading([&] {
    std::optional<Timestamp> due;
    const auto take = [&](const sql::Row& row) {
      const auto at = Timestamp(std::chrono::seconds(row.integer(0)));
      due = due ? std::min(*due, at) : at;
    };
    database_->run("SELECT published FROM article WHERE site = 1 AND status = 2 ORDER BY published LIMIT 1", {}, take);
    database_->run(
        "SELECT expires FROM article WHERE site = 1 AND expires IS NOT NULL AND status IN (0, 2)"
        " ORDER BY expires LIMIT 1",
        {}, take);
    const auto take_tombstone = [&](const sql::Row& row) {
      const auto at = Timestamp(std::chrono::seconds(row.integer(0))) + tombstone_time_;
      due = due ? std::min(*due, at) : at;
    };
    database_->run("SELECT withdrawn FROM article WHERE site = 1 AND tombstone = 1 ORDER BY withdrawn LIMIT 1", {},
                   take_tombstone);
    database_->run("SELECT until FROM leaving_feed WHERE site = 1 ORDER BY until LIMIT 1", {}, take);
    return due;
  });
}

Result<Committed> ArticleStore::define(std::string_view definition, const std::vector<std::string>& at_least,
                                       Timestamp now) {
  const auto work = [&](Writing& writing) {
    std::string kept;
    database_->run("SELECT definition FROM site WHERE site = 1", {}, [&](const sql::Row& row) { kept = row.text(0); });
    if (kept == definition) return;
    database_->run("UPDATE site SET definition = $1 WHERE site = 1", {definition});
    writing.touch_all_feeds(at_least);
    writing.note_remade();
  };
  return write(work, {}, {}, now);
}

Result<std::vector<std::string>> ArticleStore::paths() {
  return reader_.reading([&] {
    std::vector<std::string> paths;
    database_->run("SELECT path FROM article WHERE site = 1 AND status <> 6 AND origin = 0 ORDER BY path", {},
                   [&](const sql::Row& row) { paths.emplace_back(row.text(0)); });
    return paths;
  });
}

}  // namespace feedd::content
