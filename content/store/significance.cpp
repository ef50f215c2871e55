// Whether somebody edited what a reader would call the article. Text that only comes out differently (other rules of
// reading, a newer cleaner, a picture that was missing) is no edit.
#include "content/front_matter_fences.hpp"
#include "content/store/packed_text.hpp"
#include "content/store/writing.hpp"

namespace feedd::content {

bool ArticleStore::Writing::is_significant(const Known& before, const Arrival& arrival) {
  if (before.text_digest == arrival.text_digest || before.text_digest.empty()) return false;
  if (before.file_digest == arrival.digest) return false;  // nobody wrote anything
  if (arrival.article.origin != Origin::folder) return true;
  bool significant = true;
  try {
    database_.run(
        "SELECT a.title, b.texts FROM article a JOIN article_body b ON b.article = a.article WHERE a.article = $1",
        {before.key}, [&](const sql::Row& row) {
          significant = row.text(0) != arrival.article.title ||
                        split_at_fences(unpack_source(row.text(1), before.path)).body !=
                            split_at_fences(unpack_source(arrival.texts, arrival.article.path)).body;
        });
  } catch (const DamagedBody&) {
    return true;
  }
  return significant;
}

}  // namespace feedd::content
