#include "content/store/article_reader.hpp"

#include "content/store/packed_text.hpp"

namespace feedd::content {
namespace {

Timestamp instant(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}

/// No limit, in a form both engines take.
constexpr std::int64_t everything = std::int64_t{1} << 40;

/// The columns of head(), in its order.
const std::string head_columns =
    "SELECT article, id, path, slug, title, summary, published, updated, language, rights, photo_credit, status, "
    "revision, origin, expires, section, url, wished_slug, details"
    " FROM article";
const std::string one_head = head_columns + " WHERE site = $1 AND article = $2";
/// What never stood in a feed has no number in any: that it was withdrawn would tell that it was there.
const std::string was_withdrawn =
    "CASE WHEN a.withdrawn <> 0 AND EXISTS(SELECT 1 FROM joined j WHERE j.article = a.article) THEN 1 ELSE 0 END";
const std::string target_columns = "SELECT a.article, a.revision, a.slug, a.visible, " + was_withdrawn;
const std::string by_slug =
    target_columns + " FROM article_slug s JOIN article a ON a.article = s.article WHERE s.site = $1 AND s.slug = $2";
const std::string by_alias =
    target_columns +
    " FROM article_alias l JOIN article a ON a.article = l.article WHERE l.site = $1 AND l.path IN ($2, $3)"
    " ORDER BY a.visible DESC, 5 DESC, a.article LIMIT 1";
const std::string every_slug =
    "SELECT s.slug FROM article_slug s JOIN article a ON a.article = s.article WHERE s.site = $1 AND (a.visible = 1"
    " OR " +
    was_withdrawn + " = 1)";
const std::string every_head = head_columns + " WHERE site = $1 AND status <> 6 ORDER BY published DESC, id";

}  // namespace

std::string ArticleReader::site_id() {
  std::string id;
  database_.run("SELECT id FROM site WHERE site = $1", {site_}, [&](const sql::Row& row) { id = row.text(0); });
  return id;
}

std::uint64_t ArticleReader::revision() {
  std::uint64_t revision = 0;
  database_.run("SELECT revision FROM site WHERE site = $1", {site_},
                [&](const sql::Row& row) { revision = static_cast<std::uint64_t>(row.integer(0)); });
  return revision;
}

std::uint64_t ArticleReader::count_visible() {
  std::uint64_t count = 0;
  database_.run("SELECT count(*) FROM article WHERE site = $1 AND visible = 1", {site_},
                [&](const sql::Row& row) { count = static_cast<std::uint64_t>(row.integer(0)); });
  return count;
}

std::optional<FeedState> ArticleReader::feed_state(std::string_view feed) {
  std::optional<FeedState> state;
  database_.run("SELECT revision, updated, changed_at, news FROM feed_state WHERE site = $1 AND feed = $2",
                {site_, feed}, [&](const sql::Row& row) {
                  state = FeedState{static_cast<std::uint64_t>(row.integer(0)), instant(row.integer(1)),
                                    instant(row.integer(2)), static_cast<std::uint64_t>(row.integer(3))};
                });
  return state;
}

void ArticleReader::each_feed_with_news(std::uint64_t after,
                                        const std::function<void(std::string_view feed, std::uint64_t news)>& visit) {
  database_.run("SELECT feed, news FROM feed_state WHERE site = $1 AND news > $2 AND news <> 0 ORDER BY news, feed",
                {site_, static_cast<std::int64_t>(after)},
                [&](const sql::Row& row) { visit(row.text(0), static_cast<std::uint64_t>(row.integer(1))); });
}

void ArticleReader::each_article_with_news(std::uint64_t after, std::size_t limit,
                                           const std::function<void(std::int64_t key, std::uint64_t news)>& visit) {
  database_.run("SELECT article, news FROM article WHERE site = $1 AND news > $2 AND news <> 0 ORDER BY news LIMIT $3",
                {site_, static_cast<std::int64_t>(after), static_cast<std::int64_t>(limit)},
                [&](const sql::Row& row) { visit(row.integer(0), static_cast<std::uint64_t>(row.integer(1))); });
}

std::vector<std::string> ArticleReader::feeds() {
  std::vector<std::string> feeds;
  database_.run("SELECT feed FROM feed_state WHERE site = $1 ORDER BY feed", {site_},
                [&](const sql::Row& row) { feeds.emplace_back(row.text(0)); });
  return feeds;
}

std::vector<ArticleRef> ArticleReader::newest(const Newest& selection) {
  std::vector<ArticleRef> refs;
  const auto limit = selection.limit == 0 ? everything : static_cast<std::int64_t>(selection.limit);
  const auto add = [&](const sql::Row& row) {
    refs.push_back({row.integer(0), static_cast<std::uint64_t>(row.integer(1))});
  };
  if (!selection.kind) {
    database_.run(
        "SELECT article, revision FROM article WHERE site = $1 AND visible = 1"
        " ORDER BY published DESC, id LIMIT $2",
        {site_, limit}, add);
  } else {
    database_.run(
        "SELECT a.article, a.revision FROM term t JOIN article_term m ON m.term = t.term AND m.visible = 1"
        " JOIN article a ON a.article = m.article WHERE t.site = $1 AND t.kind = $2 AND t.slug = $3"
        " ORDER BY m.published DESC, a.id LIMIT $4",
        {site_, static_cast<std::int64_t>(*selection.kind), selection.slug, limit}, add);
  }
  return refs;
}

std::optional<Term> ArticleReader::term(TermKind kind, std::string_view slug) {
  std::optional<Term> term;
  database_.run(
      "SELECT coalesce((SELECT m.label FROM article_term m JOIN article a ON a.article = m.article"
      " WHERE m.term = t.term AND m.visible = 1 ORDER BY m.published DESC, a.id LIMIT 1), t.label), t.slug"
      " FROM term t WHERE t.site = $1 AND t.kind = $2 AND t.slug = $3",
      {site_, static_cast<std::int64_t>(kind), slug}, [&](const sql::Row& row) {
        term = Term{std::string(row.text(0)), std::string(row.text(1))};
      });
  return term;
}

std::vector<TermCount> ArticleReader::terms(TermKind kind, std::size_t limit) {
  std::vector<TermCount> terms;
  database_.run(
      "SELECT t.slug, count(*), max(m.published) FROM term t"
      " JOIN article_term m ON m.term = t.term AND m.visible = 1 WHERE t.site = $1 AND t.kind = $2"
      " GROUP BY t.term, t.slug ORDER BY 2 DESC, 1 LIMIT $3",
      {site_, static_cast<std::int64_t>(kind), limit == 0 ? everything : static_cast<std::int64_t>(limit)},
      [&](const sql::Row& row) {
        terms.push_back({{{}, std::string(row.text(0))}, row.integer(1), instant(row.integer(2))});
      });
  for (TermCount& count : terms)
    if (auto found = term(kind, count.term.slug)) count.term = std::move(*found);
  return terms;
}

std::optional<SlugTarget> ArticleReader::find_slug(std::string_view slug) {
  std::optional<SlugTarget> target;
  database_.run(by_slug, {site_, slug}, [&](const sql::Row& row) {
    target = SlugTarget{{row.integer(0), static_cast<std::uint64_t>(row.integer(1))},
                        std::string(row.text(2)),
                        row.integer(3) != 0,
                        row.integer(4) != 0};
  });
  return target;
}

std::optional<SlugTarget> ArticleReader::find_alias(std::string_view path) {
  std::string other(path);  // with a slash at its end or without: both were linked to
  if (other.ends_with('/'))
    other.pop_back();
  else if (other.find('?') == std::string::npos)
    other += '/';
  std::optional<SlugTarget> target;
  database_.run(by_alias, {site_, path, other}, [&](const sql::Row& row) {
    target = SlugTarget{{row.integer(0), static_cast<std::uint64_t>(row.integer(1))},
                        std::string(row.text(2)),
                        row.integer(3) != 0,
                        row.integer(4) != 0};
  });
  return target;
}

std::optional<std::int64_t> ArticleReader::find(std::string_view id_slug_or_path) {
  std::optional<std::int64_t> key;
  const auto take = [&](const sql::Row& row) { key = row.integer(0); };
  database_.run("SELECT article FROM article WHERE site = $1 AND id = $2", {site_, id_slug_or_path}, take);
  if (!key)
    database_.run("SELECT article FROM article_slug WHERE site = $1 AND slug = $2", {site_, id_slug_or_path}, take);
  return key ? key : find_path(id_slug_or_path);
}

std::optional<std::int64_t> ArticleReader::find_path(std::string_view path) {
  std::optional<std::int64_t> key;
  database_.run("SELECT article FROM article WHERE site = $1 AND path = $2", {site_, path},
                [&](const sql::Row& row) { key = row.integer(0); });
  return key;
}

Article ArticleReader::head(const sql::Row& row) const {
  Article article;
  article.key = row.integer(0);
  article.id = row.text(1);
  article.path = row.text(2);
  article.slug = row.text(3);
  article.title = row.text(4);
  article.summary = row.text(5);
  article.published = instant(row.integer(6));
  article.updated = instant(row.integer(7));
  article.language = row.text(8);
  article.rights = row.text(9);
  article.photo_credit = row.text(10);
  article.status = static_cast<Status>(row.integer(11));
  article.revision = static_cast<std::uint64_t>(row.integer(12));
  article.origin = static_cast<Origin>(row.integer(13));
  if (!row.is_null(14)) article.expires = instant(row.integer(14));
  article.section = row.text(15);
  article.url = row.text(16);
  article.wished_slug = row.text(17);
  article.details = read_details(row.text(18));
  return article;
}

void ArticleReader::add_parts(Article& article, Parts parts) {
  database_.run(
      "SELECT m.kind, m.label, t.slug FROM article_term m JOIN term t ON t.term = m.term"
      " WHERE m.article = $1 AND m.kind <= 1 ORDER BY m.kind, m.position",
      {article.key}, [&](const sql::Row& row) {
        auto& terms = row.integer(0) == static_cast<std::int64_t>(TermKind::tag) ? article.tags : article.authors;
        terms.push_back({std::string(row.text(1)), std::string(row.text(2))});
      });
  database_.run("SELECT url, type, length_bytes, alt, credit FROM article_media WHERE article = $1 ORDER BY position",
                {article.key}, [&](const sql::Row& row) {
                  article.media.push_back({std::string(row.text(0)), std::string(row.text(1)),
                                           static_cast<std::uint64_t>(row.integer(2)), std::string(row.text(3)),
                                           std::string(row.text(4))});
                });
  if (parts == Parts::whole) {
    database_.run("SELECT path FROM article_alias WHERE article = $1 AND position <> -1 ORDER BY position",
                  {article.key}, [&](const sql::Row& row) { article.aliases.emplace_back(row.text(0)); });
    database_.run("SELECT texts FROM article_body WHERE article = $1", {article.key},
                  [&](const sql::Row& row) { article.content = unpack_content(row.text(0), article.path); });
  }
}

std::optional<Article> ArticleReader::load(std::int64_t key, Parts parts) {
  std::optional<Article> article;
  database_.run(one_head, {site_, key}, [&](const sql::Row& row) { article = head(row); });
  if (article && parts != Parts::row) add_parts(*article, parts);
  return article;
}

std::optional<std::string> ArticleReader::source_text(std::string_view path) {
  std::optional<std::string> text;
  database_.run(
      "SELECT b.texts FROM article a JOIN article_body b ON b.article = a.article WHERE a.site = $1 AND a.path = $2",
      {site_, path}, [&](const sql::Row& row) { text = unpack_source(row.text(0), path); });
  return text;
}

void ArticleReader::each(const std::function<void(const Article&)>& visit) {
  database_.run(every_head, {site_}, [&](const sql::Row& row) {
    Article article = head(row);
    add_parts(article, Parts::head);
    visit(article);
  });
}

void ArticleReader::each_slug(const std::function<void(std::string_view slug)>& visit) {
  database_.run(every_slug, {site_}, [&](const sql::Row& row) { visit(row.text(0)); });
}

void ArticleReader::each_alias(const std::function<void(std::string_view path)>& visit) {
  database_.run("SELECT path FROM article_alias WHERE site = $1", {site_},
                [&](const sql::Row& row) { visit(row.text(0)); });
}

std::int64_t ArticleReader::last_key() {
  std::int64_t last = 0;
  // `+ 0`: an index by site would be read whole and sorted
  database_.run("SELECT article FROM article WHERE site + 0 = $1 ORDER BY article DESC LIMIT 1", {site_},
                [&](const sql::Row& row) { last = row.integer(0); });
  return last;
}

void ArticleReader::each_between(std::int64_t first, std::int64_t last,
                                 const std::function<void(const Article&)>& visit) {
  static const std::string query =
      // `+ 0` keeps the engine off the index by date, which it would read whole
      head_columns + " WHERE site + 0 = $1 AND visible = 1 AND article BETWEEN $2 AND $3 ORDER BY article";
  database_.run(query, {site_, first, last}, [&](const sql::Row& row) {
    Article article = head(row);
    add_parts(article, Parts::head);
    visit(article);
  });
}

void ArticleReader::each_published_after(Timestamp since, std::size_t limit,
                                         const std::function<void(const Article&)>& visit) {
  static const std::string query =
      head_columns + " WHERE site = $1 AND visible = 1 AND published > $2 ORDER BY published DESC, id LIMIT $3";
  database_.run(query, {site_, since.time_since_epoch().count(), static_cast<std::int64_t>(limit)},
                [&](const sql::Row& row) {
                  Article article = head(row);
                  add_parts(article, Parts::head);
                  visit(article);
                });
}

void ArticleReader::each_range(std::int64_t size,
                               const std::function<void(std::int64_t range, Timestamp updated)>& visit) {
  const std::int64_t last = last_key();
  for (std::int64_t range = 0; range * size < last; ++range)  // one by one: a grouping would sort every article
    database_.run("SELECT max(updated) FROM article WHERE site + 0 = $1 AND visible = 1 AND article BETWEEN $2 AND $3",
                  {site_, range * size + 1, (range + 1) * size}, [&](const sql::Row& row) {
                    if (!row.is_null(0)) visit(range, instant(row.integer(0)));
                  });
}

}  // namespace feedd::content
