// Identities that come from elsewhere than a source: from a ledger as a text, from another store.
#include "content/store/id_ledger.hpp"
#include "content/store/writing.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

std::int64_t seconds(Timestamp time) {
  return time.time_since_epoch().count();
}

Error conflict(const IdRecord& record, const std::string& reason) {
  return {"ids", record.path, reason + "; left as the store has it"};
}

}  // namespace

/// Nothing where the record was taken or is there already; else what stands against it.
std::optional<Error> ArticleStore::Writing::adopt(const IdRecord& record, bool& added) {
  added = false;
  if (const auto row = known(Question::by_id, std::string_view(record.id))) {
    std::vector<std::string> old = other_slugs(*row);
    std::sort(old.begin(), old.end());
    if (row->path != record.path) return conflict(record, "id " + record.id + " has the path " + row->path + " here");
    if (row->slug != record.slug) return conflict(record, "its slug is " + row->slug + " here, not " + record.slug);
    if (old != record.old_slugs) return conflict(record, "its old slugs are others here");
    if (row->published != record.published || row->updated != record.updated)
      return conflict(record, "its dates are others here");
    if (row->withdrawn != record.withdrawn) return conflict(record, "it is withdrawn in one of both only");
    return std::nullopt;
  }
  if (const auto row = known(Question::by_path, std::string_view(record.path)))
    return conflict(record, "its id is " + row->id + " here, not " + record.id);
  std::vector<std::string> slugs = record.old_slugs;
  slugs.push_back(record.slug);
  for (const std::string& slug : slugs) {
    std::string owner;
    database_.run(
        "SELECT a.id FROM article_slug s JOIN article a ON a.article = s.article"
        " WHERE s.site = $1 AND s.slug = $2",
        {site_, slug}, [&](const sql::Row& found) { owner = found.text(0); });
    if (!owner.empty())
      return conflict(record, std::string("slug ").append(slug).append(" is that of ").append(owner).append(" here"));
  }
  const std::int64_t key = next_key();
  database_.run(
      "INSERT INTO article(article, site, id, path, slug, wished_slug, title, summary, published, updated, language,"
      " rights, photo_credit, status, visible, revision, state_digest, text_digest, file_digest, withdrawn)"
      " VALUES($1, $2, $3, $4, $5, '', '', '', $6, $7, '', '', '', 6, 0, $8, '', '', '', $9)",
      {key, site_, record.id, record.path, record.slug, seconds(record.published), seconds(record.updated),
       static_cast<std::int64_t>(revision_), seconds(record.withdrawn)});
  for (const std::string& slug : slugs)
    database_.run("INSERT INTO article_slug(site, slug, article) VALUES($1, $2, $3)", {site_, slug, key});
  added = true;
  return std::nullopt;
}

std::optional<Error> ArticleStore::Writing::adopt(const TermRecord& record) {
  const auto kind = static_cast<std::int64_t>(record.kind);
  std::string name, slug;
  const auto take = [&](const sql::Row& row) {
    name = row.text(0);
    slug = row.text(1);
  };
  database_.run("SELECT name, slug FROM term WHERE site = $1 AND kind = $2 AND slug = $3", {site_, kind, record.slug},
                take);
  database_.run("SELECT name, slug FROM term WHERE site = $1 AND kind = $2 AND name = $3", {site_, kind, record.name},
                take);
  if (name.empty())
    database_.run("INSERT INTO term(site, kind, name, slug, label) VALUES($1, $2, $3, $4, $5)",
                  {site_, kind, record.name, record.slug, record.label});
  else if (name != record.name || slug != record.slug)
    return Error{"ids", record.label, "the term " + name + " has the slug " + slug + " here; left as the store has it"};
  return std::nullopt;
}

Result<Adopted> ArticleStore::import_ids(const IdLedger& ledger, Timestamp now) {
  Adopted adopted;
  const auto work = [&](Writing& writing) {
    const std::string here = reader_.site_id();
    bool is_empty = true;
    database_->run("SELECT 1 FROM article LIMIT 1", {}, [&](const sql::Row&) { is_empty = false; });
    if (here != ledger.site_id && !ledger.site_id.empty()) {
      if (is_empty && site_id_.empty())
        database_->run("UPDATE site SET id = $1 WHERE site = 1", {ledger.site_id});
      else
        adopted.conflicts.emplace_back("ids", "site",
                                       "the site's id is " + here + " here, not " + ledger.site_id + "; it stays");
    }
    for (const IdRecord& record : ledger.articles) {
      bool added = false;
      if (auto against = writing.adopt(record, added))
        adopted.conflicts.push_back(std::move(*against));
      else
        ++(added ? adopted.added : adopted.unchanged);
    }
    for (const TermRecord& record : ledger.terms)
      if (auto against = writing.adopt(record)) adopted.conflicts.push_back(std::move(*against));
  };
  const auto committed = write(work, {}, {}, now);
  if (!committed) return committed.error();
  return adopted;
}

Result<void> ArticleStore::borrow_identities(sql::Database& kept) {
  const auto copy = [&](Writing&) {
    kept.run("SELECT id FROM site WHERE site = 1", {},
             [&](const sql::Row& row) { database_->run("UPDATE site SET id = $1 WHERE site = 1", {row.text(0)}); });
    kept.run(
        "SELECT article, id, path, slug, wished_slug, title, summary, published, updated, status, text_digest,"
        " file_digest, origin, withdrawn, id_from FROM article WHERE site = 1",
        {}, [&](const sql::Row& row) {
          // What no file brings is not looked at by who borrows: it stands aside with its id and slug.
          const bool is_files = row.integer(12) == 0;
          database_->run(
              "INSERT INTO article(article, site, id, path, slug, wished_slug, title, summary, published, updated,"
              " language, rights, photo_credit, status, visible, revision, state_digest, text_digest, file_digest,"
              " origin, withdrawn, id_from)"
              " VALUES($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '', $10, 0, 0, '', $11, $12, $13, $14, $15)",
              {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
               row.integer(7), row.integer(8), is_files ? row.integer(9) : static_cast<std::int64_t>(Status::vanished),
               row.text(10), row.text(11), row.integer(12), row.integer(13), row.integer(14)});
        });
    kept.run("SELECT slug, article FROM article_slug WHERE site = 1", {}, [&](const sql::Row& row) {
      database_->run("INSERT INTO article_slug(site, slug, article) VALUES(1, $1, $2)", {row.text(0), row.integer(1)});
    });
    kept.run("SELECT term, kind, name, slug, label FROM term WHERE site = 1", {}, [&](const sql::Row& row) {
      database_->run("INSERT INTO term(term, site, kind, name, slug, label) VALUES($1, 1, $2, $3, $4, $5)",
                     {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4)});
    });
  };
  const auto committed = write(copy, {}, {}, {});
  if (!committed) return committed.error();
  return {};
}

}  // namespace feedd::content
