// The one writer of the store. A batch of articles is committed in one transaction together with everything that
// follows from it: identities, terms, revisions and the states of the feeds it touches. When commit returns, it is on
// disk.
#pragma once

#include "content/article.hpp"
#include "content/error.hpp"
#include "content/store/article_reader.hpp"
#include "content/store/sql.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace feedd::content {

/// An article as a source delivers it, with what the store must know of its file.
struct Arrival {
  SourceArticle article;
  std::string digest;      ///< of the file's bytes: how a renamed file is known again
  Timestamp modified;      ///< the file's modification time
  std::string moved_from;  ///< path this file had before, where the source knows; empty otherwise
  // Digests and packed texts: what can be made on another thread than the store's.
  std::string state_digest;  ///< of everything a reader could see: equal means nothing changed
  std::string text_digest;   ///< of what a reader would call the article: its edit is a significant one
  std::string texts;         ///< packed

  /// Makes the digests and packs the texts, which the article then no longer holds.
  void seal();
};

/// What one transaction takes.
struct Batch {
  std::vector<Arrival> arrivals;
  std::vector<std::string> vanished;  ///< paths that are gone: the article leaves the feeds and keeps its id
  std::vector<std::string>
      leaving;         ///< paths that are gone, whether or not that is taken for a deletion: their ids may move
  bool quiet = false;  ///< nobody is told of what this changes: an import
};

/// What decides in which feeds an article stands.
struct Membership {
  bool visible = false;
  std::vector<std::pair<TermKind, std::string>> terms;  ///< slugs
};

/// Adds the keys of the feeds that a change of an article touches. The store keeps a state for each key and knows
/// nothing else about them.
using Touched = std::function<void(const Membership& before, const Membership& after, std::vector<std::string>& feeds)>;

/// Whether an article, whole, may go out as it is. The Error's operation names the rule it breaks.
using Fit = std::function<Result<void>(const Article& article)>;

/// What the rules look at that place an article under further terms.
struct PlacedArticle {
  struct Named {
    std::string name;  ///< term_key of its labels
    std::string slug;  ///< the store's: of two names that make one slug, one has a number
  };
  std::vector<Named> tags, authors;
  std::string section;                   ///< label
  std::string section_slug{};            ///< of the section
  std::string language;                  ///< the article's own, or empty
  std::vector<std::string> media_types;  ///< of its files
};

/// The rules, which are not the store's: under which sections, languages, media and configured feeds an article stands.
struct Placing {
  std::string definition;  ///< digest of the rules: where it changes, every article is placed anew
  /// Labels by kind; never tags or authors.
  std::function<std::vector<std::pair<TermKind, std::string>>(const PlacedArticle&)> places;
  std::vector<std::string> feeds;  ///< configured feeds, by name: one that is in the store and not here is leaving
  std::string feed_prefix;         ///< what makes a feed's key of such a name
};

/// How long a feed that is configured no longer keeps its articles: time to notice a typing error.
inline constexpr std::chrono::seconds leaving_time = std::chrono::hours(7 * 24);

/// One thing that happened in a commit.
struct Change {
  enum class Kind : std::uint8_t { added, updated, moved, revived, vanished, released, expired, withdrawn, restored };
  Kind kind = Kind::added;
  std::string id;
  std::string path;
  std::string slug;
  std::vector<std::string> old_slugs;  ///< every other slug it ever had: they lead to the present one
  std::vector<std::string> aliases;    ///< paths that lead to it, and those that did before
  Status status = Status::published;
};
[[nodiscard]] std::string_view to_string(Change::Kind kind);

/// What a commit did. `revision` is the store's after it, unchanged where nothing changed.
struct Committed {
  std::uint64_t revision = 0;
  std::vector<Change> changes;
  std::vector<std::string> feeds;  ///< touched, sorted
  std::vector<Error> refused;      ///< arrivals that could not be taken; their last good revision stays
  std::vector<Error> notices;      ///< taken, but worth a word: a slug that was in use
  std::vector<std::string> ended;  ///< feeds that are no more
  std::size_t kept = 0;            ///< imported articles that files have: those stay as the files say
};

/// A body in the store and the text it was read from.
struct StoredBody {
  std::int64_t key = 0;
  std::string path;
  Origin origin = Origin::folder;
  std::uint64_t revision = 0;
  std::string content;
  std::string source;
  bool damaged = false;  ///< neither can be read
};

/// Digest of what a reader would call the article: its edit is a significant one.
[[nodiscard]] std::string text_digest(std::string_view title, std::string_view content);

struct IdLedger;

/// What became of a ledger that was imported.
struct Adopted {
  std::size_t added = 0;
  std::size_t unchanged = 0;
  std::vector<Error> conflicts;  ///< with what the store has, which stays
};

/// Confined to one thread at a time.
class ArticleStore {
 public:
  /// Takes an open database and brings its tables up to date. `site_id` is the configured one or empty;
  /// `fallback_site_id` counts only where the database has none.
  [[nodiscard]] static Result<std::unique_ptr<ArticleStore>> open(std::unique_ptr<sql::Database> database,
                                                                  std::string_view subject, std::string site_id,
                                                                  const std::string& fallback_site_id = {});
  ~ArticleStore();
  ArticleStore(const ArticleStore&) = delete;
  ArticleStore& operator=(const ArticleStore&) = delete;

  /// Commits a batch. `now` decides what is held back for the future and stands in `changed_at`.
  [[nodiscard]] Result<Committed> commit(const Batch& batch, const Touched& touched, Timestamp now);
  /// Ends the first filling of a new store: from now on a commit is on disk when it returns. So does the destructor.
  [[nodiscard]] Result<void> secure();
  /// From now on a feed's state may be seen as soon as it is committed. Until then `changed_at` need not differ from
  /// one commit to the next: nobody has seen what lies between.
  void begin_serving() { unseen_since_.reset(); }
  /// Whether what fills a new store is news too. It is not, unless said before the first commit.
  void announce_first_filling(bool announce) { announces_first_ = announce; }
  /// What an article must be to be taken: one that is not is refused, and its last good revision stays. Not asked while
  /// a new store is filled: there is no revision to stay, and whoever makes the feeds asks again.
  void hold_to(Fit fit) { fit_ = std::move(fit); }
  /// Takes an article back, or brings it back (`undo`). It stays withdrawn over edits and returns of its file. An Error
  /// where no article has this id, slug or path; no change where it is so already.
  [[nodiscard]] Result<Committed> withdraw(std::string_view id_slug_or_path, bool undo, const Touched& touched,
                                           Timestamp now);
  /// Takes identities over from a ledger. An article the store does not have waits for its file under its id, slug and
  /// dates. Nothing the store has is changed.
  [[nodiscard]] Result<Adopted> import_ids(const IdLedger& ledger, Timestamp now);
  /// Begins an empty store with the identities of another, to see what a folder would make of them.
  [[nodiscard]] Result<void> borrow_identities(sql::Database& kept);
  /// Bodies that an older cleaner made, from the first after the article `after` on; none where all are of this one.
  [[nodiscard]] Result<std::vector<StoredBody>> outdated_bodies(std::int64_t after, std::size_t limit);
  /// Takes bodies cleaned again, as revisions that change no `updated`. What was edited meanwhile stays as it is.
  [[nodiscard]] Result<Committed> put_cleaned(const std::vector<StoredBody>& bodies, const Touched& touched,
                                              Timestamp now);
  /// Nothing is left that an older cleaner made.
  [[nodiscard]] Result<void> note_all_clean();
  /// Slugs made from now on are ASCII. Those the store has stay as they are.
  void use_ascii_slugs(bool ascii) { ascii_slugs_ = ascii; }
  /// How articles are placed from now on; place_again() places those the store has, where that is not how they are.
  [[nodiscard]] Result<void> place_by(Placing placing);
  [[nodiscard]] Result<Committed> place_again(const Touched& touched, Timestamp now);
  /// For how long feeds tell of an article that was taken back; 0: not at all.
  void keep_tombstones(std::chrono::seconds time) { tombstone_time_ = time; }
  /// Does what is due: publishes scheduled articles whose time has come, takes expired ones out, ends tombstones and
  /// feeds that are configured no longer.
  [[nodiscard]] Result<Committed> release(const Touched& touched, Timestamp now);
  /// The next instant at which release() has something to do.
  [[nodiscard]] Result<std::optional<Timestamp>> next_due();
  /// Notes how feeds are made (a digest of configuration and renderer version). Where it differs from the one kept,
  /// every feed gets a new revision.
  [[nodiscard]] Result<Committed> define(std::string_view definition, const std::vector<std::string>& at_least,
                                         Timestamp now);
  /// Paths of the folder's articles that have not vanished.
  [[nodiscard]] Result<std::vector<std::string>> paths();

  /// This store's own connection, for reading on its thread.
  [[nodiscard]] sql::Database& database() { return *database_; }
  /// A reader on this store's own connection, for its thread.
  [[nodiscard]] ArticleReader& reader() { return reader_; }

 private:
  class Writing;
  struct TermRow {
    std::int64_t key = 0;
    std::string slug;
    std::string_view name;  ///< into the key of terms_
  };

  ArticleStore(std::unique_ptr<sql::Database> database, std::string site_id);
  struct Refused;
  struct Again {};  ///< thrown to make a transaction again
  /// Arrivals of a batch, but the refused, which those join that are found unfit.
  void take(Writing& writing, const Batch& batch, Refused& refused, const Arrival*& arriving);
  [[nodiscard]] Result<Committed> write(const std::function<void(Writing&)>& work, const Touched& touched,
                                        const Batch& batch, Timestamp now);
  /// What is known of the tables from a transaction that failed.
  void forget();

  std::unique_ptr<sql::Database> database_;
  std::string site_id_;  ///< configured, or empty
  ArticleReader reader_;
  bool ascii_slugs_ = false;
  Fit fit_;
  Placing placing_;
  bool all_placed_ = false;  ///< there was no article when these rules came
  std::chrono::seconds tombstone_time_{std::chrono::hours(30 * 24)};
  bool nothing_before_;  ///< while the first scan fills a new store, each of its articles is new
  bool announces_first_ = false;
  bool ids_said_ = false;  ///< some article of this run had an id from its source
  /// Of the first change since this was opened, in milliseconds since 2020, which no store has as many changes as: a
  /// store that is restored from a copy must not give again the numbers of changes that the copy has not.
  std::optional<std::uint64_t> least_revision_;
  std::optional<std::uint64_t> unseen_since_;  ///< the revision at which this was opened, until begin_serving
  std::map<std::pair<TermKind, std::string>, TermRow>
      terms_;                                                ///< by kind and term_key; emptied when a transaction fails
  std::unordered_map<std::string, const TermRow*> spelled_;  ///< into terms_, by kind and label as it is written
  /// By a wished slug that several articles have: its last number, up to which all are taken, since nobody ever gives
  /// a slug back. Emptied when a transaction fails.
  std::unordered_map<std::string, int> numbered_;
};

}  // namespace feedd::content
