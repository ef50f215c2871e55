// One writing transaction of the article store: what an arrival, a disappearance or a due date does to the tables.
#pragma once

#include "content/store/article_store.hpp"

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace feedd::content {

struct IdRecord;
struct TermRecord;

/// Lives inside one transaction; throws sql::Failure.
class ArticleStore::Writing {
 public:
  Writing(ArticleStore& store, const Touched& touched, const Batch& batch, Timestamp now);

  /// Of an arrival that changes nothing: the id that it says is not given to it. Before any arrives.
  void disregard(const Arrival& arrival) { arriving_.erase(arrival.article.path); }

  /// The key of the article where it was written and stands, or will stand, in feeds; else 0.
  std::int64_t arrive(const Arrival& arrival);
  /// Of an arrival that may not go out: its article keeps its last good revision, under the path its file has now.
  void stay(const Arrival& arrival);
  void vanish(std::string_view path);
  void release_due();
  void withdraw(std::int64_t key, bool undo);
  void put_cleaned(const StoredBody& body);
  [[nodiscard]] std::optional<Error> adopt(const IdRecord& record, bool& added);
  [[nodiscard]] std::optional<Error> adopt(const TermRecord& record);
  void touch_all_feeds(const std::vector<std::string>& at_least);
  /// Feeds changed at this revision in what no article's revision tells.
  void note_remade();
  /// Places every article by the store's present rules.
  void place_all();
  /// Stamps the touched feeds and the site; the last thing before the transaction commits.
  [[nodiscard]] Committed finish();

 private:
  /// Who said an article's id: nobody, its source, or its source at one time, which says it no longer.
  enum class IdFrom : std::uint8_t { store, source, former_source };
  /// What the store has of an article before a change.
  struct Known {
    std::int64_t key = 0;
    std::string id, path, slug, wished_slug, state_digest, text_digest, file_digest;
    Timestamp published, updated;
    Status status = Status::published;
    Membership membership;
    Origin origin = Origin::folder;
    IdFrom id_from = IdFrom::store;
    std::optional<Timestamp> expires;
    Timestamp withdrawn{};  ///< when; the epoch: never
    bool draft = false;
    bool fresh = false;        ///< not in the store yet
    bool slug_is_new = false;  ///< to be noted among the slugs it ever had
  };

  /// By what an article is looked up.
  enum class Question : std::uint8_t { by_key, by_path, by_id, by_vanished_digest, if_scheduled, if_expiring };
  [[nodiscard]] static const std::string& sql_of(Question question);
  [[nodiscard]] std::optional<Known> known(Question question, const sql::Value& value);
  /// Which article this is: by path, by where the file was before, by its own id, by the bytes of one that vanished.
  /// Throws Refusal.
  [[nodiscard]] std::optional<Known> recognise(const Arrival& arrival);
  /// Whether the file that had this article has gone, or says another id by now.
  [[nodiscard]] bool is_free(const Known& row) const;
  /// The same for what no folder brings: by its id, else by its name.
  [[nodiscard]] std::optional<Known> recognise_delivered(const Arrival& arrival);
  [[nodiscard]] std::optional<Known> recognise_by_place(const Arrival& arrival);
  /// What an import brought (`origin` imported) of the article that arrives as a file, or the file's (folder) of what
  /// an import brings: by slug or title, and date.
  [[nodiscard]] std::optional<Known> twin(const Arrival& arrival, Origin origin);
  /// True if a file has the article that an import brings: the file stays, and has taken the id and the old addresses.
  [[nodiscard]] bool leave_to_file(const Arrival& arrival);
  std::int64_t take(const Arrival& arrival);
  /// Whether its title or text was edited, which moves `updated`.
  [[nodiscard]] bool is_significant(const Known& before, const Arrival& arrival);
  void give_up_path(Known& row);
  /// The article at `row` gets another id, minted: the one it had goes to an article that says it.
  void give_up_id(Known& row);
  [[nodiscard]] std::string mint(std::string_view path);
  [[nodiscard]] std::string title_of(std::int64_t key);
  [[nodiscard]] std::optional<std::string> path_of_id(std::string_view id, std::int64_t other_than);
  void ensure_site_id();
  [[nodiscard]] std::string unique_slug(const SourceArticle& article, std::int64_t key);
  /// The last of `wished-2`, `wished-3`, ... before the first that nobody has; 1 where `wished-2` is free.
  [[nodiscard]] int last_number(const std::string& wished);
  /// The smallest `wished-2`, `wished-3`, ... among the slugs the article ever had; empty for none.
  [[nodiscard]] std::string own_numbered_slug(const std::string& wished, std::int64_t key);
  [[nodiscard]] const TermRow& term(TermKind kind, const std::string& label);
  [[nodiscard]] const TermRow& find_or_make_term(TermKind kind, const std::string& label);
  [[nodiscard]] std::int64_t next_key();
  /// The number of the change that is about to be written.
  void next_revision();
  void write_head(const Arrival& arrival, const Known& row);
  /// Adds to `change` the paths that led to the article and those that do now.
  void write_aliases(const SourceArticle& article, const Known& row, Change& change);
  /// The old addresses that an import brings lead to the article from now on, whatever its file says.
  void inherit_aliases(const SourceArticle& article, const Known& row);
  /// Those that lead to an imported article stay where a file takes it over.
  void keep_aliases(const Known& row);
  void note_taken_alias(const std::string& alias, const Known& row);
  [[nodiscard]] std::vector<std::string> aliases_of(std::int64_t key);
  void write_terms(const SourceArticle& article, Known& row);
  const TermRow& add_term(Known& row, TermKind kind, const std::string& label);
  void place(PlacedArticle article, Known& row);
  [[nodiscard]] PlacedArticle placed(const Known& row);
  /// Where an article is placed by other rules than the rest, all are placed again by whoever comes next.
  void note_other_rules();
  /// Gives a visible article its number in each feed where it has none yet. While a new store is filled nothing is
  /// numbered: number_all() does that by date.
  void join_feeds(const Known& row);
  /// An article that has numbers says something else or is there again: feeds show it anew, since whoever has their
  /// history never asks for it again. Before it joins its feeds.
  void note_edit(std::int64_t key);
  /// Configured feeds that are no more begin to leave; those that are there again stay.
  void note_leaving();
  void end_tombstones();
  void end_leaving();
  void touch_feeds_of(const Known& row);
  /// Newer articles that may name this one as related: where it comes, goes or changes, they are made again.
  void note_followers(const Membership& membership, Timestamp published);
  /// Those whose text or front matter leads to it by its file.
  void note_referrers(std::string_view path);
  void renew_followers();
  void write_body(const Arrival& arrival, const Known& row);
  /// Whether what lies in the store as its body is lost.
  [[nodiscard]] bool has_damaged_body(const Known& row);
  /// A body that was lost is there again: what was made without it is stale.
  void note_mended(const Known& row);
  [[nodiscard]] Status status_of(const Known& row) const;
  void set_visible(Known& row, Status status, Change::Kind kind);
  [[nodiscard]] std::vector<std::string> other_slugs(const Known& row);
  /// The feeds in which an article stood or stands are touched; `newest` raises their `updated`.
  void stamp(const Membership& before, const Membership& after, Timestamp newest);
  void note(Change change, const Membership& before, const Membership& after, Timestamp updated);
  /// What happened to the article at `key` is news in the feeds where it stood or stands.
  void announce(std::int64_t key, const Membership& before, const Membership& after);

  ArticleStore& store_;
  sql::Database& database_;
  const Touched& touched_;
  const Batch& batch_;
  std::unordered_set<std::string_view>
      leaving_;  ///< paths with no file any more: an article found there by its id has moved
  std::unordered_map<std::string_view, std::string_view> arriving_;  ///< path -> the id its file says, in this batch
  Timestamp now_;
  std::int64_t site_ = 1;
  std::string site_id_;
  std::uint64_t revision_ = 0;
  std::int64_t next_key_ = 0;  ///< 0: not asked yet
  struct Stamp {
    Timestamp updated;  ///< the newest seen
    bool is_news = false;
  };
  std::map<std::string, Stamp> stamps_;   ///< touched feeds
  std::vector<std::string> touched_now_;  ///< kept for its memory
  std::set<std::int64_t> followers_;
  bool noted_other_rules_ = false;
  std::unordered_map<std::string, int> tried_;  ///< by a term's kind and wished slug: the last number tried
  Committed done_;
};

}  // namespace feedd::content
