#include "content/store/schema.hpp"

namespace feedd::content {
namespace {

// texts: body and source, as packed_text.hpp has them.
// article_term.label: as this article writes the term; term.label: as it was first seen, for a term that no visible
// article has. status: the numbers of content::Status. visible: 1 where the article stands in feeds. Instants are Unix
// seconds. article_slug holds every slug an article ever had: an old one leads to the present one and is given to
// nobody else.
// article_file: the source's files an article refers to, by path; they share its embargo. A row with an empty path says
// that the article was stored before there was this table: file_embargo.cpp then looks into its text.
constexpr std::string_view article_file_step = R"sql(
CREATE TABLE article_file(
  article INTEGER NOT NULL REFERENCES article, path TEXT NOT NULL, site INTEGER NOT NULL, PRIMARY KEY(article, path));
CREATE INDEX article_file_path ON article_file(site, path);
INSERT INTO article_file(article, path, site) SELECT article, '', site FROM article;
)sql";

// Tables whose key is what they are looked up by lie in the order of that key, and have no other place.
constexpr std::string_view by_key_step = R"sql(
CREATE TABLE slug_by_key(
  site INTEGER NOT NULL, slug TEXT NOT NULL, article INTEGER NOT NULL REFERENCES article, PRIMARY KEY(site, slug))
  WITHOUT ROWID;
INSERT INTO slug_by_key(site, slug, article) SELECT site, slug, article FROM article_slug;
DROP TABLE article_slug;
ALTER TABLE slug_by_key RENAME TO article_slug;
CREATE INDEX article_slug_article ON article_slug(article);
CREATE TABLE term_by_key(
  article INTEGER NOT NULL REFERENCES article, kind INTEGER NOT NULL, position INTEGER NOT NULL,
  term INTEGER NOT NULL REFERENCES term, label TEXT NOT NULL, site INTEGER NOT NULL, published BIGINT NOT NULL,
  visible INTEGER NOT NULL, PRIMARY KEY(article, kind, position)) WITHOUT ROWID;
INSERT INTO term_by_key(article, kind, position, term, label, site, published, visible)
  SELECT article, kind, position, term, label, site, published, visible FROM article_term;
DROP TABLE article_term;
ALTER TABLE term_by_key RENAME TO article_term;
CREATE INDEX article_term_newest ON article_term(term, published DESC, article) WHERE visible = 1;
CREATE TABLE state_by_key(
  site INTEGER NOT NULL REFERENCES site, feed TEXT NOT NULL, revision BIGINT NOT NULL, updated BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, PRIMARY KEY(site, feed)) WITHOUT ROWID;
INSERT INTO state_by_key(site, feed, revision, updated, changed_at)
  SELECT site, feed, revision, updated, changed_at FROM feed_state;
DROP TABLE feed_state;
ALTER TABLE state_by_key RENAME TO feed_state;
)sql";

// joined: in which order articles came to stand in a feed; `term` is the feed's term, or the site with a minus. A row
// is never changed or removed. edited_at: since it stood in feeds, when the article last came to say something else or
// came back, 0 for never. tombstone: 1 while feeds tell that it was withdrawn. details: as details.hpp has them.
// site.placing: digest of the rules by which articles were given their terms of kind 2 and above. leaving_feed:
// configured feeds that are configured no longer, and when they end.
constexpr std::string_view history_step = R"sql(
ALTER TABLE article ADD COLUMN details TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN edited_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN tombstone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN placing TEXT NOT NULL DEFAULT '';
CREATE INDEX article_edited ON article(site, edited_at) WHERE edited_at <> 0;
CREATE INDEX article_tombstone ON article(site, withdrawn) WHERE tombstone = 1;
CREATE TABLE joined(
  term BIGINT NOT NULL, ordinal BIGINT NOT NULL, article INTEGER NOT NULL REFERENCES article, PRIMARY KEY(term, ordinal))
  WITHOUT ROWID;
CREATE INDEX joined_article ON joined(article, term);
CREATE TABLE leaving_feed(
  site INTEGER NOT NULL, name TEXT NOT NULL, until BIGINT NOT NULL, PRIMARY KEY(site, name)) WITHOUT ROWID;
INSERT INTO joined(term, ordinal, article)
  SELECT -site, row_number() OVER (PARTITION BY site ORDER BY published, article), article
  FROM article WHERE visible = 1;
INSERT INTO joined(term, ordinal, article)
  SELECT term, row_number() OVER (PARTITION BY term ORDER BY published, article), article
  FROM article_term WHERE visible = 1;
)sql";

// `visible` is in it although all its rows have it: SQLite would look it up in the table otherwise, a page for each
// article that is counted.
constexpr std::string_view covering_step = R"sql(
DROP INDEX article_term_newest;
CREATE INDEX article_term_newest ON article_term(term, published DESC, article, visible) WHERE visible = 1;
)sql";

// news: the revision of the last change that is to be announced, 0 where there was none: not of what a first filling or
// an import brought, nor of what changed by itself.
constexpr std::string_view news_step = R"sql(
ALTER TABLE feed_state ADD COLUMN news BIGINT NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN news BIGINT NOT NULL DEFAULT 0;
CREATE INDEX feed_state_news ON feed_state(site, news) WHERE news <> 0;
CREATE INDEX article_news ON article(site, news) WHERE news <> 0;
)sql";

// site.remade: the revision of the last change that no article's revision tells of: of rules, of how feeds are made.
// article_left: what left the feeds, by when it did.
constexpr std::string_view delta_step = R"sql(
ALTER TABLE site ADD COLUMN remade BIGINT NOT NULL DEFAULT 0;
UPDATE site SET remade = revision;
CREATE INDEX article_left ON article(site, revision) WHERE visible = 0;
)sql";

constexpr std::string_view article_steps[] = {R"sql(
CREATE TABLE site(
  site INTEGER PRIMARY KEY, id TEXT NOT NULL, revision BIGINT NOT NULL, definition TEXT NOT NULL);
CREATE TABLE article(
  article INTEGER PRIMARY KEY, site INTEGER NOT NULL REFERENCES site, id TEXT NOT NULL, path TEXT NOT NULL,
  slug TEXT NOT NULL, wished_slug TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL,
  published BIGINT NOT NULL, updated BIGINT NOT NULL, language TEXT NOT NULL, rights TEXT NOT NULL,
  photo_credit TEXT NOT NULL, status INTEGER NOT NULL, visible INTEGER NOT NULL, revision BIGINT NOT NULL,
  state_digest TEXT NOT NULL, text_digest TEXT NOT NULL, file_digest TEXT NOT NULL,
  UNIQUE(site, id), UNIQUE(site, path));
CREATE INDEX article_newest ON article(site, published DESC, id) WHERE visible = 1;
CREATE INDEX article_due ON article(site, published) WHERE status = 2;
CREATE INDEX article_vanished ON article(site, file_digest) WHERE status = 6;
CREATE TABLE article_body(
  article INTEGER PRIMARY KEY REFERENCES article, site INTEGER NOT NULL, cleaner INTEGER NOT NULL, texts BLOB NOT NULL);
CREATE TABLE article_slug(
  site INTEGER NOT NULL, slug TEXT NOT NULL, article INTEGER NOT NULL REFERENCES article, PRIMARY KEY(site, slug));
CREATE INDEX article_slug_article ON article_slug(article);
CREATE TABLE article_media(
  article INTEGER NOT NULL REFERENCES article, position INTEGER NOT NULL, site INTEGER NOT NULL,
  url TEXT NOT NULL, type TEXT NOT NULL, length_bytes BIGINT NOT NULL, alt TEXT NOT NULL, PRIMARY KEY(article, position));
CREATE TABLE term(
  term INTEGER PRIMARY KEY, site INTEGER NOT NULL REFERENCES site, kind INTEGER NOT NULL, name TEXT NOT NULL,
  slug TEXT NOT NULL, label TEXT NOT NULL, UNIQUE(site, kind, name), UNIQUE(site, kind, slug));
CREATE TABLE article_term(
  article INTEGER NOT NULL REFERENCES article, kind INTEGER NOT NULL, position INTEGER NOT NULL,
  term INTEGER NOT NULL REFERENCES term, label TEXT NOT NULL, site INTEGER NOT NULL, published BIGINT NOT NULL, visible INTEGER NOT NULL,
  PRIMARY KEY(article, kind, position));
CREATE INDEX article_term_newest ON article_term(term, published DESC, article) WHERE visible = 1;
CREATE TABLE feed_state(
  site INTEGER NOT NULL REFERENCES site, feed TEXT NOT NULL, revision BIGINT NOT NULL, updated BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, PRIMARY KEY(site, feed));
)sql",
                                              // origin: the numbers of content::Origin. expires: NULL for never.
                                              // withdrawn: when it was taken back, 0 for never; it outlives edits and
                                              // the file. draft: what the source says, whatever the status. id_from:
                                              // 0 minted, 1 said by its source, 2 once said and given up.
                                              // site.cleaner: every body was cleaned by this version or a newer one.
                                              // article_alias at position -1: the path of article.url.
                                              R"sql(
ALTER TABLE article ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN expires BIGINT;
ALTER TABLE article ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN draft INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN id_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN section TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN url TEXT NOT NULL DEFAULT '';
UPDATE article SET draft = 1 WHERE status = 1;
UPDATE article SET id_from = 1 WHERE id NOT LIKE 'urn:uuid:%';
CREATE INDEX article_expiring ON article(site, expires) WHERE expires IS NOT NULL AND status IN (0, 2);
ALTER TABLE article_media ADD COLUMN credit TEXT NOT NULL DEFAULT '';
CREATE TABLE article_alias(
  article INTEGER NOT NULL REFERENCES article, position INTEGER NOT NULL, site INTEGER NOT NULL, path TEXT NOT NULL,
  PRIMARY KEY(article, position));
CREATE INDEX article_alias_path ON article_alias(site, path);
ALTER TABLE site ADD COLUMN cleaner INTEGER NOT NULL DEFAULT 0;
)sql",
                                              article_file_step, by_key_step, history_step, covering_step, news_step,
                                              delta_step};

// Front matter is read for more than before: every file is read again.
constexpr std::string_view read_again_step = R"sql(
UPDATE source_file SET size_bytes = -1, mtime_ns = -1, ctime_ns = -1, inode = -1, digest = '';
)sql";

constexpr std::string_view scan_steps[] = {R"sql(
CREATE TABLE source_file(
  site INTEGER NOT NULL, path TEXT NOT NULL, size_bytes BIGINT NOT NULL, mtime_ns BIGINT NOT NULL,
  ctime_ns BIGINT NOT NULL, inode BIGINT NOT NULL, digest TEXT NOT NULL, problem TEXT NOT NULL,
  PRIMARY KEY(site, path));
)sql",
                                           R"sql(
CREATE TABLE file_by_path(
  site INTEGER NOT NULL, path TEXT NOT NULL, size_bytes BIGINT NOT NULL, mtime_ns BIGINT NOT NULL,
  ctime_ns BIGINT NOT NULL, inode BIGINT NOT NULL, digest TEXT NOT NULL, problem TEXT NOT NULL,
  PRIMARY KEY(site, path)) WITHOUT ROWID;
INSERT INTO file_by_path(site, path, size_bytes, mtime_ns, ctime_ns, inode, digest, problem)
  SELECT site, path, size_bytes, mtime_ns, ctime_ns, inode, digest, problem FROM source_file;
DROP TABLE source_file;
ALTER TABLE file_by_path RENAME TO source_file;
)sql",
                                           // media_file: how what articles refer to looked when one of them was read;
                                           // all zero: it was not there.
                                           R"sql(
CREATE TABLE media_file(
  site INTEGER NOT NULL, path TEXT NOT NULL, size_bytes BIGINT NOT NULL, mtime_ns BIGINT NOT NULL,
  ctime_ns BIGINT NOT NULL, inode BIGINT NOT NULL, PRIMARY KEY(site, path));
)sql",
                                           read_again_step, read_again_step};

constexpr sql::Room articles{"articles", article_steps};
constexpr sql::Room scan{"scan", scan_steps};

}  // namespace

const sql::Room& article_tables() {
  return articles;
}
std::span<const std::pair<std::string_view, std::string_view>> deferred_indexes() {
  static constexpr std::pair<std::string_view, std::string_view> indexes[] = {
      {"DROP INDEX article_newest",
       "CREATE INDEX IF NOT EXISTS article_newest ON article(site, published DESC, id) WHERE visible = 1"},
      {"DROP INDEX article_term_newest",
       "CREATE INDEX IF NOT EXISTS article_term_newest ON article_term(term, published DESC, article, visible)"
       " WHERE visible = 1"}};
  return indexes;
}
const sql::Room& scan_tables() {
  return scan;
}

}  // namespace feedd::content
