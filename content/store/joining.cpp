#include "content/store/joining.hpp"

#include "content/store/article_reader.hpp"
#include "content/store/writing.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

/// Of what is related to an article: in each of its tags, this many before it are looked at.
constexpr std::int64_t looked_at = 12;

/// Articles that are made again because one that they lead to comes or goes: an index of everything leads to each.
constexpr std::int64_t most_referrers = 200;

ArticleRef ref_of(const sql::Row& row) {
  return {row.integer(0), static_cast<std::uint64_t>(row.integer(1))};
}

std::vector<std::int64_t> numbers_of(sql::Database& database, std::string_view question) {
  std::vector<std::int64_t> numbers;
  database.run(question, {}, [&](const sql::Row& row) { numbers.push_back(row.integer(0)); });
  return numbers;
}

}  // namespace

void number_all(sql::Database& database) {
  sql::Transaction transaction(database, sql::Transaction::Kind::writing);
  database.run("DELETE FROM joined");                   // of an attempt that could not be secured
  database.run("DROP INDEX IF EXISTS joined_article");  // sorting it at the end is cheaper than keeping it sorted
  // One feed after another, along the index that it is read by.
  for (const std::int64_t site : numbers_of(database, "SELECT site FROM site ORDER BY site DESC"))
    database.run(
        "INSERT INTO joined(term, ordinal, article)"
        " SELECT -site, row_number() OVER (ORDER BY published, id DESC), article"
        " FROM article WHERE site = $1 AND visible = 1",
        {site});
  for (const std::int64_t term : numbers_of(database, "SELECT term FROM term ORDER BY term"))
    database.run(
        "INSERT INTO joined(term, ordinal, article)"
        " SELECT term, row_number() OVER (ORDER BY published, article DESC), article"
        " FROM article_term WHERE term = $1 AND visible = 1",
        {term});
  database.run("CREATE INDEX joined_article ON joined(article, term)");
  transaction.commit();
}

void ArticleStore::Writing::note_edit(std::int64_t key) {
  database_.run(
      "UPDATE article SET edited_at = $2 WHERE article = $1 AND EXISTS(SELECT 1 FROM joined WHERE article = $1)",
      {key, now_.time_since_epoch().count()});
}

void ArticleStore::Writing::join_feeds(const Known& row) {
  if (!row.membership.visible || database_.is_filling()) return;
  std::vector<std::int64_t> terms{-site_};
  database_.run("SELECT term FROM article_term WHERE article = $1 ORDER BY kind, position", {row.key},
                [&](const sql::Row& found) { terms.push_back(found.integer(0)); });
  for (const std::int64_t term : terms)
    database_.run(
        "INSERT INTO joined(term, ordinal, article)"
        " SELECT $1, coalesce((SELECT max(ordinal) FROM joined WHERE term = $1), 0) + 1, $2"
        " WHERE NOT EXISTS(SELECT 1 FROM joined WHERE article = $2 AND term = $1)",
        {term, row.key});
}

std::optional<std::int64_t> ArticleReader::term_number(Kind kind, std::string_view slug) {
  if (!kind) return -site_;
  std::optional<std::int64_t> number;
  database_.run("SELECT term FROM term WHERE site = $1 AND kind = $2 AND slug = $3",
                {site_, static_cast<std::int64_t>(*kind), slug}, [&](const sql::Row& row) { number = row.integer(0); });
  return number;
}

std::int64_t ArticleReader::joined(Kind kind, std::string_view slug) {
  std::int64_t last = 0;
  if (const auto term = term_number(kind, slug))
    database_.run("SELECT coalesce(max(ordinal), 0) FROM joined WHERE term = $1", {*term},
                  [&](const sql::Row& row) { last = row.integer(0); });
  return last;
}

std::vector<ArticleRef> ArticleReader::joined_between(Kind kind, std::string_view slug, std::int64_t first,
                                                      std::int64_t last) {
  std::vector<ArticleRef> refs;
  const auto term = term_number(kind, slug);
  if (!term) return refs;
  // Who has left the term keeps the number, and stands there no more.
  database_.run(
      "SELECT a.article, a.revision FROM joined j JOIN article a ON a.article = j.article"
      " WHERE j.term = $1 AND j.ordinal BETWEEN $2 AND $3 AND a.visible = 1 AND ($1 < 0 OR EXISTS("
      "SELECT 1 FROM article_term m WHERE m.article = a.article AND m.term = $1)) ORDER BY j.ordinal DESC",
      {*term, first, last}, [&](const sql::Row& row) { refs.push_back(ref_of(row)); });
  return refs;
}

std::vector<ArticleRef> ArticleReader::edited_since(Kind kind, std::string_view slug, Timestamp since,
                                                    std::size_t limit) {
  // Two ways to the same articles: through the site's edits, or through the term's articles where those are fewer, as
  // they are of most terms once a folder was edited as a whole. The order is that of the index by edits.
  static constexpr std::string_view by_edit =
      "SELECT a.article, a.revision FROM article a WHERE a.site = $1 AND a.edited_at <> 0 AND a.edited_at >= $3"
      " AND a.visible = 1 AND ($2 < 0 OR EXISTS("
      "SELECT 1 FROM article_term m WHERE m.article = a.article AND m.term = $2))"
      " ORDER BY a.edited_at DESC, a.article DESC LIMIT $4";
  static constexpr std::string_view by_term =
      "SELECT a.article, a.revision FROM article_term m CROSS JOIN article a WHERE m.term = $2 AND m.visible = 1"
      " AND a.article = m.article AND a.site = $1 AND a.edited_at <> 0 AND a.edited_at >= $3"
      " ORDER BY a.edited_at DESC, a.article DESC LIMIT $4";
  std::vector<ArticleRef> refs;
  const auto term = term_number(kind, slug);
  if (!term) return refs;
  const std::int64_t from = since.time_since_epoch().count();
  const std::int64_t joined_ever = joined(kind, slug);
  bool more_edits = false;  // than articles that ever stood there
  if (kind)
    database_.run(
        "SELECT count(*) FROM (SELECT 1 FROM article WHERE site = $1 AND edited_at <> 0 AND edited_at >= $2 LIMIT $3)"
        " AS edits",
        {site_, from, joined_ever + 1}, [&](const sql::Row& row) { more_edits = row.integer(0) > joined_ever; });
  database_.run(more_edits ? by_term : by_edit, {site_, *term, from, static_cast<std::int64_t>(limit)},
                [&](const sql::Row& row) { refs.push_back(ref_of(row)); });
  return refs;
}

std::pair<Timestamp, Timestamp> ArticleReader::dates(std::int64_t key) {
  std::pair<Timestamp, Timestamp> dates;
  database_.run("SELECT published, updated FROM article WHERE article = $1", {key}, [&](const sql::Row& row) {
    dates = {Timestamp(std::chrono::seconds(row.integer(0))), Timestamp(std::chrono::seconds(row.integer(1)))};
  });
  return dates;
}

std::vector<std::pair<std::string, Timestamp>> ArticleReader::tombstones(Kind kind, std::string_view slug,
                                                                         std::size_t limit) {
  std::vector<std::pair<std::string, Timestamp>> told;
  const auto term = term_number(kind, slug);
  if (!term) return told;
  database_.run(
      "SELECT a.id, a.withdrawn FROM article a WHERE a.site = $1 AND a.tombstone = 1 AND ($2 < 0 OR EXISTS("
      "SELECT 1 FROM article_term m WHERE m.article = a.article AND m.term = $2))"
      " ORDER BY a.withdrawn DESC, a.id LIMIT $3",
      {site_, *term, static_cast<std::int64_t>(limit)},
      [&](const sql::Row& row) { told.emplace_back(row.text(0), Timestamp(std::chrono::seconds(row.integer(1)))); });
  return told;
}

std::vector<ArticleReader::Left> ArticleReader::left_since(Kind kind, std::string_view slug, std::uint64_t revision,
                                                           std::size_t limit) {
  std::vector<Left> left;
  const auto term = term_number(kind, slug);
  if (!term) return left;
  database_.run(
      "SELECT a.id, a.withdrawn, a.tombstone FROM article a WHERE a.site = $1 AND a.visible = 0 AND a.revision > $2"
      " AND EXISTS(SELECT 1 FROM joined j WHERE j.article = a.article AND j.term = $3)"
      " ORDER BY a.withdrawn DESC, a.id LIMIT $4",
      {site_, static_cast<std::int64_t>(revision), *term, static_cast<std::int64_t>(limit)}, [&](const sql::Row& row) {
        left.push_back(
            {std::string(row.text(0)), Timestamp(std::chrono::seconds(row.integer(1))), row.integer(2) != 0});
      });
  return left;
}

std::uint64_t ArticleReader::remade() {
  std::uint64_t revision = 0;
  database_.run("SELECT remade FROM site WHERE site = $1", {site_},
                [&](const sql::Row& row) { revision = static_cast<std::uint64_t>(row.integer(0)); });
  return revision;
}

void ArticleStore::Writing::note_followers(const Membership& membership, Timestamp published) {
  const bool unseen = store_.unseen_since_ && store_.all_placed_;  // the first scan: nobody has seen what it replaces
  if (!membership.visible || unseen) return;
  for (const auto& [kind, slug] : membership.terms)
    if (kind == TermKind::tag)
      database_.run(
          "SELECT m.article FROM term t JOIN article_term m ON m.term = t.term AND m.visible = 1"
          " WHERE t.site = $1 AND t.kind = 0 AND t.slug = $2 AND m.published > $3"
          " ORDER BY m.published, m.article DESC LIMIT $4",
          {site_, slug, published.time_since_epoch().count(), looked_at},
          [&](const sql::Row& row) { followers_.insert(row.integer(0)); });
}

std::int64_t ArticleStore::Writing::next_key() {
  if (next_key_ == 0)
    database_.run("SELECT coalesce(max(article), 0) + 1 FROM article", {},
                  [&](const sql::Row& row) { next_key_ = row.integer(0); });
  return next_key_++;
}

std::string ArticleStore::Writing::title_of(std::int64_t key) {
  std::string title;
  database_.run("SELECT title FROM article WHERE article = $1", {key},
                [&](const sql::Row& row) { title = row.text(0); });
  return title;
}

void ArticleStore::Writing::note_referrers(std::string_view path) {
  if (store_.unseen_since_ && store_.all_placed_) return;  // as above
  database_.run(
      "SELECT f.article FROM article_file f JOIN article a ON a.article = f.article"
      " WHERE f.site = $1 AND f.path = $2 AND a.visible = 1 ORDER BY f.article LIMIT $3",
      {site_, path, most_referrers}, [&](const sql::Row& row) { followers_.insert(row.integer(0)); });
}

void ArticleStore::Writing::renew_followers() {
  for (const std::int64_t key : followers_) {
    const std::optional<Known> row = known(Question::by_key, key);
    if (!row || !row->membership.visible) continue;
    next_revision();
    database_.run("UPDATE article SET revision = $2 WHERE article = $1", {key, static_cast<std::int64_t>(revision_)});
    touch_feeds_of(*row);
  }
}

std::vector<std::int64_t> ArticleReader::related(std::int64_t key, std::size_t limit) {
  std::vector<std::pair<std::int64_t, std::int64_t>> tags;  // and the article's date
  database_.run("SELECT term, published FROM article_term WHERE article = $1 AND kind = 0 ORDER BY position", {key},
                [&](const sql::Row& row) { tags.emplace_back(row.integer(0), row.integer(1)); });
  struct Found {
    std::int64_t key, published;
    int shared = 0;
  };
  std::vector<Found> found;
  for (const auto& [term, published] : tags)
    database_.run(
        "SELECT article, published FROM article_term WHERE term = $1 AND visible = 1 AND published < $2"
        " ORDER BY published DESC, article LIMIT $3",
        {term, published, looked_at}, [&](const sql::Row& row) {
          auto one = std::find_if(found.begin(), found.end(), [&](const Found& f) { return f.key == row.integer(0); });
          if (one == found.end()) one = found.insert(one, {row.integer(0), row.integer(1)});
          ++one->shared;
        });
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::pair(a.shared, a.published) > std::pair(b.shared, b.published);
  });
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < std::min(limit, found.size()); ++i) keys.push_back(found[i].key);
  return keys;
}

}  // namespace feedd::content
