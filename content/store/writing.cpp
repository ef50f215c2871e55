#include "content/store/writing.hpp"

#include "content/html.hpp"
#include "content/identity.hpp"
#include "content/store/file_embargo.hpp"
#include "content/store/refusal.hpp"
#include "content/transliterate.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <limits>
#include <set>

namespace feedd::content {
namespace {

std::int64_t seconds(Timestamp time) {
  return time.time_since_epoch().count();
}

}  // namespace

ArticleStore::Writing::Writing(ArticleStore& store, const Touched& touched, const Batch& batch, Timestamp now)
    : store_(store),
      database_(*store.database_),
      touched_(touched),
      batch_(batch),
      leaving_(batch.leaving.begin(), batch.leaving.end()),
      now_(now) {
  database_.run("SELECT id, revision FROM site WHERE site = $1", {site_}, [&](const sql::Row& row) {
    site_id_ = row.text(0);
    revision_ = static_cast<std::uint64_t>(row.integer(1));
  });
  done_.revision = revision_;
  for (const Arrival& arrival : batch.arrivals)
    if (!arrival.article.id.empty()) arriving_.emplace(arrival.article.path, arrival.article.id);
  store_.ids_said_ = store_.ids_said_ || !arriving_.empty();
}

std::int64_t ArticleStore::Writing::arrive(const Arrival& arrival) {
  try {
    return take(arrival);
  } catch (Refusal& refusal) {
    done_.refused.push_back(std::move(refusal.error));
    return 0;
  }
}

void ArticleStore::Writing::stay(const Arrival& arrival) {
  try {
    const std::optional<Known> before = recognise(arrival);
    if (before && before->path != arrival.article.path)
      database_.run("UPDATE article SET path = $2 WHERE article = $1", {before->key, arrival.article.path});
  } catch (const Refusal&) {  // it is another's article that it says it is: that one stays too
  }
}

std::int64_t ArticleStore::Writing::take(const Arrival& arrival) {
  assert(!arrival.texts.empty() && "seal() comes first");
  const SourceArticle& article = arrival.article;
  if (leave_to_file(arrival)) return 0;
  std::optional<Known> before = recognise(arrival);
  if (before && before->state_digest == arrival.state_digest && before->path == article.path &&
      before->origin == article.origin && before->status != Status::vanished) {
    const bool damaged = has_damaged_body(*before);
    if (before->file_digest == arrival.digest && !damaged) return 0;
    database_.run("UPDATE article SET file_digest = $2 WHERE article = $1", {before->key, arrival.digest});
    write_body(arrival, *before);
    if (damaged) note_mended(*before);
    return 0;
  }
  Known row = before.value_or(Known{});
  row.fresh = !before;
  Change change{Change::Kind::updated, {}, article.path, {}, {}, {}, Status::published};
  if (!before)
    change.kind = Change::Kind::added;
  else if (before->status == Status::vanished)
    change.kind = Change::Kind::revived;
  else if (before->path != article.path)
    change.kind = Change::Kind::moved;

  row.published = article.published.value_or(before ? before->published : std::min(arrival.modified, now_));
  const bool never_edited = !before || before->updated == before->published;
  row.updated = std::max(never_edited ? row.published : before->updated, row.published);
  // Another system's HTML of it is none of its edits.
  const bool taken_over = before && before->origin == Origin::imported && article.origin == Origin::folder;
  const bool edited = before && !taken_over && is_significant(*before, arrival);
  const bool wrote = before && before->state_digest != arrival.state_digest && before->file_digest != arrival.digest;
  if (edited && !article.minor) row.updated = std::max(row.updated, std::min(arrival.modified, now_));
  // One that has not come yet is none: cut to the present, it would be another with each day on which a store is made.
  if (article.updated && *article.updated <= now_) row.updated = std::max(*article.updated, row.published);
  row.origin = article.origin;
  row.expires = article.expires;
  row.draft = article.draft;
  row.status = status_of(row);
  next_revision();
  if (!before) {
    ensure_site_id();
    row.id = article.id.empty() ? mint(article.path) : article.id;
    row.key = next_key();
  } else if (!article.id.empty()) {
    row.id = article.id;
  }
  if (!article.id.empty())
    row.id_from = IdFrom::source;
  else if (row.id_from == IdFrom::source)
    row.id_from = IdFrom::former_source;
  const bool other_wish = row.wished_slug != article.slug && !row.wished_slug.empty();
  if (!before || (other_wish && (before->path == article.path || article.slug_given))) {
    row.slug = unique_slug(article, row.key);
    row.slug_is_new = true;
  }
  row.wished_slug = article.slug;
  row.path = article.path;
  const std::string before_title = before ? title_of(row.key) : std::string();
  write_head(arrival, row);
  if (taken_over) keep_aliases(row);
  write_aliases(article, row, change);
  if (before && row.status == Status::published && (!before->membership.visible || (wrote && !taken_over)))
    note_edit(row.key);
  write_terms(article, row);
  write_body(arrival, row);
  const Membership was = before ? before->membership : Membership{};
  const bool same_place = was.visible == row.membership.visible && was.terms == row.membership.terms;
  const bool shows_otherwise = !before || !same_place || before->published != row.published ||
                               before->slug != row.slug || before_title != article.title;
  if (shows_otherwise) {
    if (before) note_followers(before->membership, before->published);
    note_followers(row.membership, row.published);
    note_referrers(row.path);
  }
  change.id = row.id;
  change.slug = row.slug;
  change.status = row.status;
  if (before) change.old_slugs = other_slugs(row);
  const bool only_moved = before && before->state_digest == arrival.state_digest && same_place;
  note(std::move(change), was, row.membership, row.updated);
  if (!only_moved && !taken_over && !(before && article.minor)) announce(row.key, was, row.membership);
  return row.status == Status::published || row.status == Status::scheduled ? row.key : 0;
}

namespace {

const std::string known_columns =
    "SELECT article, id, path, slug, wished_slug, state_digest, text_digest, file_digest, published, updated, status,"
    " origin, expires, withdrawn, draft, id_from FROM article WHERE site = $1 AND ";

}  // namespace

const std::string& ArticleStore::Writing::sql_of(Question question) {
  static const std::string by_key = known_columns + "article = $2";
  static const std::string by_path = known_columns + "path = $2";
  static const std::string by_id = known_columns + "id = $2";
  static const std::string by_vanished_digest =
      known_columns + "file_digest = $2 AND status = 6 ORDER BY article LIMIT 1";
  static const std::string if_scheduled =
      known_columns + "status = 2 AND published <= $2 ORDER BY published, id LIMIT 1";
  static const std::string if_expiring =
      known_columns + "expires IS NOT NULL AND status IN (0, 2) AND expires <= $2 ORDER BY expires, id LIMIT 1";
  switch (question) {
    case Question::by_key:
      return by_key;
    case Question::by_path:
      return by_path;
    case Question::by_id:
      return by_id;
    case Question::by_vanished_digest:
      return by_vanished_digest;
    case Question::if_scheduled:
      return if_scheduled;
    case Question::if_expiring:
      break;
  }
  return if_expiring;
}

std::optional<ArticleStore::Writing::Known> ArticleStore::Writing::known(Question question, const sql::Value& value) {
  std::optional<Known> found;
  database_.run(sql_of(question), {site_, value}, [&](const sql::Row& row) {
    if (found) return;
    found.emplace();
    found->key = row.integer(0);
    std::string* const texts[] = {&found->id,           &found->path,        &found->slug,       &found->wished_slug,
                                  &found->state_digest, &found->text_digest, &found->file_digest};
    int column = 0;
    for (std::string* text : texts) *text = row.text(++column);
    found->published = Timestamp(std::chrono::seconds(row.integer(8)));
    found->updated = Timestamp(std::chrono::seconds(row.integer(9)));
    found->status = static_cast<Status>(row.integer(10));
    found->origin = static_cast<Origin>(row.integer(11));
    if (!row.is_null(12)) found->expires = Timestamp(std::chrono::seconds(row.integer(12)));
    found->withdrawn = Timestamp(std::chrono::seconds(row.integer(13)));
    found->draft = row.integer(14) != 0;
    found->id_from = static_cast<IdFrom>(row.integer(15));
  });
  if (!found) return found;
  found->membership.visible = found->status == Status::published;
  database_.run(
      "SELECT t.kind, t.slug FROM article_term m JOIN term t ON t.term = m.term WHERE m.article = $1"
      " ORDER BY m.kind, m.position",
      {found->key}, [&](const sql::Row& row) {
        found->membership.terms.emplace_back(static_cast<TermKind>(row.integer(0)), row.text(1));
      });
  return found;
}

std::optional<ArticleStore::Writing::Known> ArticleStore::Writing::recognise_by_place(const Arrival& arrival) {
  std::optional<Known> here = known(Question::by_path, std::string_view(arrival.article.path));
  if (arrival.moved_from.empty() || (here && here->status != Status::vanished)) return here;
  std::optional<Known> there = known(Question::by_path, std::string_view(arrival.moved_from));
  if (!there) return here;
  if (here) give_up_path(*here);
  return there;
}

/// Another article has come to this one's path: it vanishes, where it has not yet, and keeps its id.
void ArticleStore::Writing::give_up_path(Known& row) {
  if (row.status != Status::vanished) set_visible(row, Status::vanished, Change::Kind::vanished);
  database_.run("UPDATE article SET path = $2 WHERE article = $1", {row.key, "vanished:" + row.id});
}

bool ArticleStore::Writing::is_free(const Known& row) const {
  if (row.status == Status::vanished || row.origin != Origin::folder || leaving_.contains(row.path)) return true;
  const auto arriving = arriving_.find(row.path);
  return arriving != arriving_.end() && arriving->second != row.id;
}

std::optional<ArticleStore::Writing::Known> ArticleStore::Writing::recognise(const Arrival& arrival) {
  const SourceArticle& article = arrival.article;
  if (article.origin != Origin::folder) return recognise_delivered(arrival);
  // Nothing was there before, and one scan brings no path twice.
  if (article.id.empty() && store_.nothing_before_) return std::nullopt;
  std::optional<Known> by_place = recognise_by_place(arrival);
  if (!article.id.empty() && !(by_place && by_place->id == article.id)) {
    std::optional<Known> by_id = known(Question::by_id, std::string_view(article.id));
    if (by_id) {
      if (by_id->id_from == IdFrom::former_source && !is_free(*by_id)) {
        give_up_id(*by_id);
        return by_place;
      }
      if (!is_free(*by_id))
        throw Refusal{{"duplicate-id", article.path,
                       "id " + article.id + " belongs to " + by_id->path + "; give this article an id of its own"}};
      if (by_place) give_up_path(*by_place);
      return by_id;
    }
  }
  if (!by_place) by_place = known(Question::by_vanished_digest, std::string_view(arrival.digest));
  if (!by_place && article.id.empty()) by_place = twin(arrival, Origin::imported);
  return by_place;
}

std::optional<std::string> ArticleStore::Writing::path_of_id(std::string_view id, std::int64_t other_than) {
  std::optional<std::string> path;
  database_.run("SELECT path FROM article WHERE site = $1 AND id = $2 AND article <> $3", {site_, id, other_than},
                [&](const sql::Row& row) { path = row.text(0); });
  return path;
}

std::string ArticleStore::Writing::mint(std::string_view path) {
  std::string name(path);
  // While nothing was there before and no source says an id, all ids come of paths, and no two are equal.
  const bool unique = store_.nothing_before_ && !store_.ids_said_;
  for (int copy = 2;; ++copy) {
    std::string id = mint_id(site_id_, name);
    if (unique || !path_of_id(id, 0)) return id;
    name = std::string(path) + "#" + std::to_string(copy);
  }
}

void ArticleStore::Writing::ensure_site_id() {
  if (!site_id_.empty()) return;
  // Of the oldest article, date and title: what is not changed by a rename, a new article or another machine.
  const auto age = [](const Arrival& arrival) {
    return std::pair(arrival.article.published.value_or(Timestamp::max()), std::string_view(arrival.article.title));
  };
  const auto oldest = std::min_element(batch_.arrivals.begin(), batch_.arrivals.end(),
                                       [&](const Arrival& a, const Arrival& b) { return age(a) < age(b); });
  const auto& published = oldest->article.published;
  site_id_ = mint_site_id((published ? to_rfc3339(*published) : "") + '\n' + oldest->article.title);
  database_.run("UPDATE site SET id = $2 WHERE site = $1", {site_, site_id_});
}

std::string ArticleStore::Writing::unique_slug(const SourceArticle& article, std::int64_t key) {
  std::string wished = store_.ascii_slugs_ ? transliterate(article.slug) : article.slug;
  const auto owner_of = [&](const std::string& slug) {
    std::int64_t owner = 0;
    database_.run("SELECT article FROM article_slug WHERE site = $1 AND slug = $2", {site_, slug},
                  [&](const sql::Row& row) { owner = row.integer(0); });
    return owner;
  };
  if (const std::int64_t owner = owner_of(wished); owner == key || owner == 0) return wished;
  if (std::string own = own_numbered_slug(wished, key); !own.empty()) return own;
  const auto [tried, first] = store_.numbered_.try_emplace(wished, 1);
  if (first) tried->second = last_number(wished);
  std::string slug;
  do slug = wished + '-' + std::to_string(++tried->second);
  while (owner_of(slug) != 0);
  done_.notices.push_back(Error{"duplicate-slug",
                                article.path,
                                "slug " + wished + " is another article's, this one is published as " + slug,
                                {}});
  return slug;
}

int ArticleStore::Writing::last_number(const std::string& wished) {
  std::set<int> taken;
  database_.run("SELECT slug FROM article_slug WHERE site = $1 AND slug >= $2 AND slug < $3",
                {site_, wished + "-1", wished + "-:"},  // digits end before the colon
                [&](const sql::Row& row) {
                  const std::string_view digits = row.text(0).substr(wished.size() + 1);
                  int number = 0;
                  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
                  if (error == std::errc() && end == digits.data() + digits.size()) taken.insert(number);
                });
  int last = 1;
  while (taken.contains(last + 1)) ++last;
  return last;
}

std::string ArticleStore::Writing::own_numbered_slug(const std::string& wished, std::int64_t key) {
  int least = std::numeric_limits<int>::max();
  database_.run("SELECT slug FROM article_slug WHERE article = $1", {key}, [&](const sql::Row& row) {
    const std::string_view slug = row.text(0);
    if (!slug.starts_with(wished)) return;
    int number = 0;
    std::from_chars(slug.data() + std::min(wished.size() + 1, slug.size()), slug.data() + slug.size(), number);
    if (number > 1 && slug == wished + '-' + std::to_string(number)) least = std::min(least, number);
  });
  return least == std::numeric_limits<int>::max() ? std::string() : wished + '-' + std::to_string(least);
}

const ArticleStore::TermRow& ArticleStore::Writing::term(TermKind kind, const std::string& label) {
  std::string spelling(1, static_cast<char>(kind));
  const TermRow*& known = store_.spelled_[spelling += label];
  if (known == nullptr) known = &find_or_make_term(kind, label);
  return *known;
}

const ArticleStore::TermRow& ArticleStore::Writing::find_or_make_term(TermKind kind, const std::string& label) {
  const auto [entry, fresh] = store_.terms_.try_emplace({kind, term_key(label)});
  TermRow& row = entry->second;
  if (!fresh && row.key != 0) return row;
  const std::string& name = entry->first.second;
  row.name = name;
  const auto number = static_cast<std::int64_t>(kind);
  const auto take = [&](const sql::Row& found) {
    row.key = found.integer(0);
    row.slug = found.text(1);
  };
  static constexpr std::string_view select = "SELECT term, slug FROM term WHERE site = $1 AND kind = $2 AND name = $3";
  database_.run(select, {site_, number, name}, take);
  if (row.key != 0) return row;
  const std::string wished = store_.ascii_slugs_ ? transliterate(slugify(label)) : slugify(label);
  std::string slug = wished;
  int& tried = tried_.try_emplace(std::to_string(number) + '/' + wished, 1).first->second;
  for (;;) {
    bool taken = false;
    database_.run("SELECT 1 FROM term WHERE site = $1 AND kind = $2 AND slug = $3", {site_, number, slug},
                  [&](const sql::Row&) { taken = true; });
    if (!taken) break;
    slug = wished + '-' + std::to_string(++tried);
  }
  database_.run("INSERT INTO term(site, kind, name, slug, label) VALUES($1, $2, $3, $4, $5)",
                {site_, number, name, slug, label});
  database_.run(select, {site_, number, name}, take);
  return row;
}

void ArticleStore::Writing::write_head(const Arrival& arrival, const Known& row) {
  static constexpr std::string_view insert =
      "INSERT INTO article(article, id, path, slug, wished_slug, title, summary, published, updated, language, rights,"
      " photo_credit, status, visible, revision, state_digest, text_digest, file_digest, site,"
      " origin, expires, draft, id_from, section, url, details)"
      " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,"
      " $23, $24, $25, $26)";
  static constexpr std::string_view update =
      "UPDATE article SET id = $2, path = $3, slug = $4, wished_slug = $5, title = $6, summary = $7, published = $8,"
      " updated = $9, language = $10, rights = $11, photo_credit = $12, status = $13, visible = $14, revision = $15,"
      " state_digest = $16, text_digest = $17, file_digest = $18, origin = $20, expires = $21, draft = $22,"
      " id_from = $23, section = $24, url = $25, details = $26 WHERE article = $1 AND site = $19";
  const SourceArticle& article = arrival.article;
  database_.run(row.fresh ? insert : update, {row.key,
                                              row.id,
                                              row.path,
                                              row.slug,
                                              row.wished_slug,
                                              article.title,
                                              article.summary,
                                              seconds(row.published),
                                              seconds(row.updated),
                                              article.language,
                                              article.rights,
                                              article.photo_credit,
                                              static_cast<std::int64_t>(row.status),
                                              std::int64_t{row.status == Status::published},
                                              static_cast<std::int64_t>(revision_),
                                              arrival.state_digest,
                                              arrival.text_digest,
                                              arrival.digest,
                                              site_,
                                              static_cast<std::int64_t>(row.origin),
                                              row.expires ? sql::Value(seconds(*row.expires)) : sql::Value(nullptr),
                                              std::int64_t{row.draft},
                                              static_cast<std::int64_t>(row.id_from),
                                              article.section,
                                              article.url,
                                              write_details(article.details)});
  if (row.slug_is_new)
    database_.run("INSERT INTO article_slug(site, slug, article) VALUES($1, $2, $3) ON CONFLICT(site, slug) DO NOTHING",
                  {site_, row.slug, row.key});
}

void ArticleStore::Writing::write_body(const Arrival& arrival, const Known& row) {
  database_.run(
      "INSERT INTO article_body(article, site, cleaner, texts) VALUES($1, $2, $3, $4)"
      " ON CONFLICT(article) DO UPDATE SET cleaner = excluded.cleaner, texts = excluded.texts",
      {row.key, site_, std::int64_t{html_cleaner_version}, sql::Blob{arrival.texts}});
  const SourceArticle& article = arrival.article;
  if (!row.fresh) database_.run("DELETE FROM article_media WHERE article = $1", {row.key});
  std::int64_t position = 0;
  for (const Media& media : article.media)
    database_.run(
        "INSERT INTO article_media(article, position, site, url, type, length_bytes, alt, credit)"
        " VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
        {row.key, position++, site_, media.url, media.type, static_cast<std::int64_t>(media.length_bytes), media.alt,
         media.credit});
  write_files(database_, site_, row.key, row.fresh, article.files);
}

std::vector<std::string> ArticleStore::Writing::other_slugs(const Known& row) {
  std::vector<std::string> slugs;
  database_.run("SELECT slug FROM article_slug WHERE article = $1 AND slug <> $2", {row.key, row.slug},
                [&](const sql::Row& found) { slugs.emplace_back(found.text(0)); });
  return slugs;
}

void ArticleStore::Writing::note(Change change, const Membership& before, const Membership& after, Timestamp updated) {
  done_.changes.push_back(std::move(change));
  stamp(before, after, after.visible ? updated : Timestamp{});
}

void ArticleStore::Writing::stamp(const Membership& before, const Membership& after, Timestamp newest) {
  if (!before.visible && !after.visible) return;
  touched_now_.clear();
  touched_(before, after, touched_now_);
  for (std::string& feed : touched_now_) {
    Stamp& stamp = stamps_.try_emplace(std::move(feed)).first->second;
    stamp.updated = std::max(stamp.updated, newest);
  }
}

void ArticleStore::Writing::announce(std::int64_t key, const Membership& before, const Membership& after) {
  if (batch_.quiet || (store_.nothing_before_ && !store_.announces_first_)) return;
  if (!before.visible && !after.visible) return;
  database_.run("UPDATE article SET news = $2 WHERE article = $1", {key, static_cast<std::int64_t>(revision_)});
  touched_now_.clear();
  touched_(before, after, touched_now_);
  for (std::string& feed : touched_now_) stamps_.try_emplace(std::move(feed)).first->second.is_news = true;
}

void ArticleStore::Writing::touch_all_feeds(const std::vector<std::string>& at_least) {
  next_revision();
  for (const std::string& feed : at_least) stamps_.try_emplace(feed);
  for (std::string& feed : store_.reader_.feeds()) stamps_.try_emplace(std::move(feed));
}

void ArticleStore::Writing::note_remade() {
  database_.run("UPDATE site SET remade = $2 WHERE site = $1", {site_, static_cast<std::int64_t>(revision_)});
}

Committed ArticleStore::Writing::finish() {
  renew_followers();
  // What was stamped after `unseen` has not been seen by anybody: it may change within the same second.
  const auto unseen = store_.unseen_since_.value_or(std::uint64_t{std::numeric_limits<std::int64_t>::max()});
  for (const auto& [feed, stamp] : stamps_) {
    database_.run(
        "INSERT INTO feed_state(site, feed, revision, updated, changed_at, news) VALUES($1, $2, $3, $4, $5, $7)"
        " ON CONFLICT(site, feed) DO UPDATE SET revision = excluded.revision,"
        " news = CASE WHEN excluded.news > feed_state.news THEN excluded.news ELSE feed_state.news END,"
        " updated = CASE WHEN excluded.updated > feed_state.updated THEN excluded.updated"
        " ELSE feed_state.updated END,"
        " changed_at = CASE WHEN excluded.changed_at > feed_state.changed_at THEN excluded.changed_at"
        " WHEN feed_state.revision > $6 THEN feed_state.changed_at ELSE feed_state.changed_at + 1 END",
        {site_, feed, static_cast<std::int64_t>(revision_), seconds(stamp.updated), seconds(now_),
         static_cast<std::int64_t>(unseen), stamp.is_news ? static_cast<std::int64_t>(revision_) : 0});
    done_.feeds.push_back(feed);
  }
  if (revision_ != done_.revision)
    database_.run("UPDATE site SET revision = $2 WHERE site = $1", {site_, static_cast<std::int64_t>(revision_)});
  done_.revision = revision_;
  return std::move(done_);
}

}  // namespace feedd::content
