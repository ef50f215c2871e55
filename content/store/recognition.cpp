// Which article an arrival is, where no folder says it, and what becomes of an id that changes hands.
#include "content/store/refusal.hpp"
#include "content/store/writing.hpp"

namespace feedd::content {

std::optional<ArticleStore::Writing::Known> ArticleStore::Writing::recognise_delivered(const Arrival& arrival) {
  const SourceArticle& article = arrival.article;
  const auto is_files = [](const Known& row) { return row.origin == Origin::folder && row.status != Status::vanished; };
  const auto accept = [&](Known row) {
    if (row.withdrawn != Timestamp{} && article.origin == Origin::published)
      throw Refusal{
          {"withdrawn", article.path, "it was withdrawn; `feedd withdraw --undo " + row.id + "` brings it back"}};
    return row;
  };
  if (!article.id.empty()) {
    if (std::optional<Known> by_id = known(Question::by_id, std::string_view(article.id))) {
      if (is_files(*by_id))
        throw Refusal{{"duplicate-id", article.path,
                       "id " + article.id + " belongs to the file " + by_id->path + ", which keeps it"}};
      if (by_id->path != article.path && by_id->status != Status::vanished)
        throw Refusal{{"duplicate-id", article.path,
                       "id " + article.id + " belongs to " + by_id->path +
                           ", which keeps it; give this article an id of its own"}};
      return accept(std::move(*by_id));
    }
  }
  std::optional<Known> here = known(Question::by_path, std::string_view(article.path));
  if (!here) return here;
  if (is_files(*here))
    throw Refusal{{"duplicate-path", article.path,
                   "a file of the folder has this name; edit that, or give another name with --as"}};
  if (article.id.empty() || here->id_from != IdFrom::source || article.origin == Origin::published)
    return accept(std::move(*here));
  throw Refusal{{"duplicate-path", article.path, "the article " + here->id + " has this name"}};
}

void ArticleStore::Writing::give_up_id(Known& row) {
  Change change{Change::Kind::updated, mint(row.path),      row.path,  row.slug,
                other_slugs(row),      aliases_of(row.key), row.status};
  next_revision();
  database_.run("UPDATE article SET id = $2, id_from = 0, revision = $3 WHERE article = $1",
                {row.key, change.id, static_cast<std::int64_t>(revision_)});
  done_.notices.push_back(
      Error{"id", row.path, "another article says its former id " + row.id + "; it goes by " + change.id + " now", {}});
  note(std::move(change), row.membership, row.membership, row.updated);
}

}  // namespace feedd::content
