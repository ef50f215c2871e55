// An article that came twice: as a file of the folder, and from the feed or export of the system that published it
// before. Its readers know it by the id that the import brings; what it says now is in the file.
#include "content/store/writing.hpp"
#include "content/text.hpp"

#include <cstdlib>
#include <tuple>

namespace feedd::content {
namespace {

/// Dates without a time of day or an offset are read in other zones than the former system had: half a day and two
/// hours apart at most. What appears daily under the same title is further apart.
constexpr std::chrono::hours same_date(14);

/// A title by its letters and digits: one system writes quotes and dashes as they are typed, another as they are set.
std::string letters_of(std::string_view title) {
  constexpr std::string_view general_punctuation = "\xE2\x80";  // U+2000 to U+203F in UTF-8
  std::string letters;
  const std::string folded = fold_case(title);
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    if (std::string_view(folded).substr(i).starts_with(general_punctuation))
      i += general_punctuation.size();
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80)
      letters += c;
  }
  return letters;
}

}  // namespace

std::optional<ArticleStore::Writing::Known> ArticleStore::Writing::twin(const Arrival& arrival, Origin origin) {
  const SourceArticle& article = arrival.article;
  const std::string title = letters_of(article.title);
  std::int64_t best = 0;
  std::tuple<bool, std::int64_t> least;  // another slug, seconds between their dates
  const auto consider = [&](const sql::Row& row) {
    const bool same_slug = !article.slug.empty() && row.text(1) == article.slug;
    const bool same_title = !title.empty() && letters_of(row.text(2)) == title;
    const std::int64_t apart =
        article.published ? std::abs(row.integer(3) - article.published->time_since_epoch().count()) : 0;
    if (!(article.published ? same_slug || same_title : same_slug && same_title)) return;
    if (apart > std::chrono::seconds(same_date).count()) return;
    const std::tuple rank{!same_slug, apart};
    if (best == 0 || rank < least) std::tie(best, least) = std::tuple{row.integer(0), rank};
  };
  const auto number = static_cast<std::int64_t>(origin);
  // Of files only those whose ids were minted here: what a source says stays.
  database_.run(
      "SELECT a.article, a.wished_slug, a.title, a.published FROM article_slug s JOIN article a ON a.article = "
      "s.article"
      " WHERE s.site = $1 AND s.slug = $2 AND a.origin = $3 AND ($3 <> 0 OR (a.id_from = 0 AND a.status <> 6))",
      {site_, article.slug, number}, consider);
  if (article.published) {
    const std::int64_t date = article.published->time_since_epoch().count();
    const std::int64_t most = std::chrono::seconds(same_date).count();
    database_.run(
        "SELECT article, wished_slug, title, published FROM article WHERE site = $1 AND visible = 1"
        " AND published BETWEEN $2 AND $3 AND origin = $4 AND ($4 <> 0 OR id_from = 0) ORDER BY published DESC, id",
        {site_, date - most, date + most, number}, consider);
  }
  return best == 0 ? std::nullopt : known(Question::by_key, best);
}

bool ArticleStore::Writing::leave_to_file(const Arrival& arrival) {
  const SourceArticle& article = arrival.article;
  if (article.origin != Origin::imported || article.id.empty() || store_.nothing_before_) return false;
  if (const auto row = known(Question::by_id, std::string_view(article.id))) {
    const bool is_files = row->origin == Origin::folder && row->status != Status::vanished;
    if (is_files) ++done_.kept;
    return is_files;
  }
  if (known(Question::by_path, std::string_view(article.path))) return false;
  std::optional<Known> row = twin(arrival, Origin::folder);
  if (!row) return false;
  Change change{Change::Kind::updated, article.id, row->path, row->slug, other_slugs(*row), {}, row->status};
  next_revision();
  database_.run(
      "UPDATE article SET id = $2, id_from = $3, revision = $4 WHERE article = $1",
      {row->key, article.id, static_cast<std::int64_t>(IdFrom::former_source), static_cast<std::int64_t>(revision_)});
  inherit_aliases(article, *row);
  change.aliases = aliases_of(row->key);
  done_.notices.push_back(
      Error{"id", row->path, "it goes by its imported id " + article.id + ", no more by " + row->id, {}});
  note(std::move(change), row->membership, row->membership, row->updated);
  return true;
}

}  // namespace feedd::content
