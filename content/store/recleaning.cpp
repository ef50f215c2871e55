// Bodies an older cleaner made, for a newer one; bodies that can no longer be read.
#include "content/html.hpp"
#include "content/store/packed_text.hpp"
#include "content/store/writing.hpp"

namespace feedd::content {

Result<std::vector<StoredBody>> ArticleStore::outdated_bodies(std::int64_t after, std::size_t limit) {
  return reader_.reading([&] {
    std::vector<StoredBody> bodies;
    std::int64_t oldest = 0;
    database_->run("SELECT cleaner FROM site WHERE site = 1", {},
                   [&](const sql::Row& row) { oldest = row.integer(0); });
    if (oldest >= html_cleaner_version) return bodies;
    database_->run(
        "SELECT a.article, a.path, a.origin, a.revision, b.texts FROM article_body b JOIN article a"
        " ON a.article = b.article WHERE b.article > $1 AND b.cleaner < $2 ORDER BY b.article LIMIT $3",
        {after, std::int64_t{html_cleaner_version}, static_cast<std::int64_t>(limit)}, [&](const sql::Row& row) {
          StoredBody& body = bodies.emplace_back();
          body.key = row.integer(0);
          body.path = row.text(1);
          body.origin = static_cast<Origin>(row.integer(2));
          body.revision = static_cast<std::uint64_t>(row.integer(3));
          try {
            body.content = unpack_content(row.text(4), body.path);
            body.source = unpack_source(row.text(4), body.path);
          } catch (const DamagedBody&) {
            body.damaged = true;
          }
        });
    return bodies;
  });
}

Result<Committed> ArticleStore::put_cleaned(const std::vector<StoredBody>& bodies, const Touched& touched,
                                            Timestamp now) {
  const auto work = [&](Writing& writing) {
    for (const StoredBody& body : bodies) writing.put_cleaned(body);
  };
  return write(work, touched, {}, now);
}

Result<void> ArticleStore::note_all_clean() {
  const auto work = [&](Writing&) {
    database_->run("UPDATE site SET cleaner = $1 WHERE site = 1", {std::int64_t{html_cleaner_version}});
  };
  const auto done = write(work, {}, {}, {});
  if (!done) return done.error();
  return {};
}

bool ArticleStore::Writing::has_damaged_body(const Known& row) {
  bool damaged = true;
  try {
    database_.run("SELECT texts FROM article_body WHERE article = $1", {row.key}, [&](const sql::Row& found) {
      (void)unpack_content(found.text(0), row.path);
      damaged = false;
    });
  } catch (const DamagedBody&) {
    return true;
  }
  return damaged;
}

void ArticleStore::Writing::note_mended(const Known& row) {
  next_revision();
  database_.run("UPDATE article SET revision = $2 WHERE article = $1", {row.key, static_cast<std::int64_t>(revision_)});
  note({Change::Kind::updated, row.id, row.path, row.slug, other_slugs(row), {}, row.status}, row.membership,
       row.membership, row.updated);
}

void ArticleStore::Writing::put_cleaned(const StoredBody& body) {
  std::optional<Known> row = known(Question::by_key, body.key);
  std::uint64_t revision = 0;
  std::string texts, title;
  database_.run(
      "SELECT a.revision, a.title, b.texts FROM article a JOIN article_body b ON b.article = a.article"
      " WHERE a.article = $1",
      {body.key}, [&](const sql::Row& found) {
        revision = static_cast<std::uint64_t>(found.integer(0));
        title = found.text(1);
        texts = found.text(2);
      });
  if (!row || revision != body.revision) return;  // it was edited meanwhile, and cleaned then
  database_.run("UPDATE article_body SET cleaner = $2, texts = $3 WHERE article = $1",
                {body.key, std::int64_t{html_cleaner_version}, sql::Blob{pack_texts(body.content, body.source)}});
  if (unpack_content(texts, body.path) == body.content) return;
  next_revision();
  // The next edit is compared with what stands here now: cleaning alone is no edit that anybody made.
  database_.run("UPDATE article SET revision = $2, text_digest = $3 WHERE article = $1",
                {body.key, static_cast<std::int64_t>(revision_), text_digest(title, body.content)});
  note({Change::Kind::updated, row->id, row->path, row->slug, other_slugs(*row), {}, row->status}, row->membership,
       row->membership, row->updated);
}

}  // namespace feedd::content
