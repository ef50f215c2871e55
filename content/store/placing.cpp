// Under which terms an article stands: its own tags and authors, and those that the rules of a Placing give it.
#include "content/store/writing.hpp"

#include <algorithm>

namespace feedd::content {

const ArticleStore::TermRow& ArticleStore::Writing::add_term(Known& row, TermKind kind, const std::string& label) {
  const TermRow& found = term(kind, label);
  auto& terms = row.membership.terms;
  const std::pair<TermKind, std::string> entry{kind, found.slug};
  if (std::find(terms.begin(), terms.end(), entry) != terms.end()) return found;
  const auto position =
      std::count_if(terms.begin(), terms.end(), [&](const auto& other) { return other.first == kind; });
  database_.run(
      "INSERT INTO article_term(article, kind, position, term, site, published, visible, label)"
      " VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
      {row.key, static_cast<std::int64_t>(kind), static_cast<std::int64_t>(position), found.key, site_,
       row.published.time_since_epoch().count(), std::int64_t{row.membership.visible}, label});
  terms.push_back(entry);
  return found;
}

void ArticleStore::Writing::place(PlacedArticle article, Known& row) {
  if (!store_.placing_.places) return;
  if (!article.section.empty()) article.section_slug = term(TermKind::section, article.section).slug;
  for (const auto& [kind, label] : store_.placing_.places(article)) add_term(row, kind, label);
}

void ArticleStore::Writing::write_terms(const SourceArticle& article, Known& row) {
  if (!row.fresh) database_.run("DELETE FROM article_term WHERE article = $1", {row.key});
  row.membership = {row.status == Status::published, {}};
  PlacedArticle where;
  const auto add = [&](TermKind kind, const std::vector<std::string>& labels, auto& named) {
    for (const std::string& label : labels) {
      const TermRow& found = add_term(row, kind, label);
      named.push_back({std::string(found.name), found.slug});
    }
  };
  add(TermKind::tag, article.tags, where.tags);
  add(TermKind::author, article.authors, where.authors);
  where.section = article.section;
  where.language = article.language;
  for (const Media& media : article.media) where.media_types.push_back(media.type);
  place(std::move(where), row);
  join_feeds(row);
  note_other_rules();
}

void ArticleStore::Writing::note_other_rules() {
  if (store_.all_placed_ || noted_other_rules_) return;
  noted_other_rules_ = true;
  database_.run("UPDATE site SET placing = '' WHERE site = $1 AND placing <> $2", {site_, store_.placing_.definition});
}

PlacedArticle ArticleStore::Writing::placed(const Known& row) {
  PlacedArticle article;
  database_.run(
      "SELECT m.kind, t.name, t.slug FROM article_term m JOIN term t ON t.term = m.term"
      " WHERE m.article = $1 AND m.kind <= 1 ORDER BY m.kind, m.position",
      {row.key}, [&](const sql::Row& found) {
        auto& named = found.integer(0) == static_cast<std::int64_t>(TermKind::tag) ? article.tags : article.authors;
        named.push_back({std::string(found.text(1)), std::string(found.text(2))});
      });
  database_.run("SELECT section, language FROM article WHERE article = $1", {row.key}, [&](const sql::Row& found) {
    article.section = found.text(0);
    article.language = found.text(1);
  });
  database_.run("SELECT type FROM article_media WHERE article = $1 ORDER BY position", {row.key},
                [&](const sql::Row& found) { article.media_types.emplace_back(found.text(0)); });
  return article;
}

void ArticleStore::Writing::note_leaving() {
  const auto& defined = store_.placing_.feeds;
  std::vector<std::string> names;
  database_.run("SELECT slug FROM term WHERE site = $1 AND kind = 5 ORDER BY slug", {site_},
                [&](const sql::Row& row) { names.emplace_back(row.text(0)); });
  for (const std::string& name : names) {
    if (std::find(defined.begin(), defined.end(), name) != defined.end()) {
      database_.run("DELETE FROM leaving_feed WHERE site = $1 AND name = $2", {site_, name});
    } else if (store_.reader_.feed_state(store_.placing_.feed_prefix + name)) {
      done_.notices.push_back(Error{"leaving-feed",
                                    store_.placing_.feed_prefix + name,
                                    "it is configured no longer: it stays as it is for seven days, then it ends",
                                    {}});
      database_.run("INSERT INTO leaving_feed(site, name, until) VALUES($1, $2, $3) ON CONFLICT(site, name) DO NOTHING",
                    {site_, name, (now_ + leaving_time).time_since_epoch().count()});
    }
  }
  // A feed without an article is a feed all the same.
  for (const std::string& name : defined) {
    (void)term(TermKind::feed, name);
    stamps_.try_emplace(store_.placing_.feed_prefix + name);
  }
}

void ArticleStore::Writing::place_all() {
  next_revision();
  std::vector<std::int64_t> keys;
  if (!store_.all_placed_)
    database_.run("SELECT article FROM article WHERE site = $1 ORDER BY published, article", {site_},
                  [&](const sql::Row& row) { keys.push_back(row.integer(0)); });
  std::vector<std::string> leaving;
  note_leaving();
  database_.run("SELECT name FROM leaving_feed WHERE site = $1", {site_},
                [&](const sql::Row& row) { leaving.emplace_back(row.text(0)); });
  for (const std::int64_t key : keys) {
    std::optional<Known> row = known(Question::by_key, key);
    if (!row) continue;
    const Membership before = row->membership;
    PlacedArticle article = placed(*row);
    database_.run("DELETE FROM article_term WHERE article = $1 AND kind > 1", {key});
    std::erase_if(row->membership.terms, [](const auto& one) { return one.first > TermKind::author; });
    place(std::move(article), *row);
    for (const auto& [kind, slug] : before.terms)
      if (kind == TermKind::feed && std::find(leaving.begin(), leaving.end(), slug) != leaving.end())
        add_term(*row, kind, slug);
    if (before.terms == row->membership.terms) continue;
    join_feeds(*row);
    stamp(before, row->membership, row->updated);
  }
  database_.run("UPDATE site SET placing = $2 WHERE site = $1", {site_, store_.placing_.definition});
  note_remade();
}

void ArticleStore::Writing::end_leaving() {
  std::vector<std::string> ended;
  database_.run("SELECT name FROM leaving_feed WHERE site = $1 AND until <= $2 ORDER BY name",
                {site_, now_.time_since_epoch().count()},
                [&](const sql::Row& row) { ended.emplace_back(row.text(0)); });
  for (const std::string& name : ended) {
    next_revision();
    const std::string feed = store_.placing_.feed_prefix + name;
    database_.run(
        "DELETE FROM article_term WHERE kind = 5 AND term IN (SELECT term FROM term WHERE site = $1 AND kind = 5"
        " AND slug = $2)",
        {site_, name});
    database_.run("DELETE FROM feed_state WHERE site = $1 AND feed = $2", {site_, feed});
    database_.run("DELETE FROM leaving_feed WHERE site = $1 AND name = $2", {site_, name});
    done_.ended.push_back(feed);
  }
}

}  // namespace feedd::content
