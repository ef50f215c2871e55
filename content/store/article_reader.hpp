// Reading the store: feed states, selections of articles, articles. One reader a thread, each on its own connection.
#pragma once

#include "content/article.hpp"
#include "content/store/sql.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace feedd::content {

/// What articles are grouped by. The numbers are the store's. Tags and authors are an article's own words; the others
/// are given to it by a Placing.
enum class TermKind : std::uint8_t { tag, author, section, language, media, feed };

/// Where a feed stands.
struct FeedState {
  std::uint64_t revision = 0;
  Timestamp updated;       ///< high-water mark of its articles' `updated`; the epoch while it never had one
  Timestamp changed_at;    ///< when it last changed, at least a second after the change before
  std::uint64_t news = 0;  ///< the revision of its last change that is to be announced; 0: there was none
};

/// An article at a revision: the key under which what was made of it may be kept.
struct ArticleRef {
  std::int64_t key = 0;
  std::uint64_t revision = 0;
  bool operator==(const ArticleRef&) const = default;
};

/// The newest visible articles, of one term or of the site; by `published` descending, then by id.
struct Newest {
  std::optional<TermKind> kind;
  std::string_view slug;
  std::size_t limit = 0;
};

/// A term and how many visible articles have it.
struct TermCount {
  Term term;
  std::int64_t articles = 0;
  Timestamp newest;
};

/// What an article's slug or alias leads to.
struct SlugTarget {
  ArticleRef article;
  std::string slug;  ///< the present one; differs from the one asked for where that is an old one
  bool visible = false;
  bool withdrawn = false;  ///< after it was public
};

/// Not thread-safe. Methods throw sql::Failure; call them inside `reading`, which gives one consistent state and a
/// Result.
class ArticleReader {
 public:
  explicit ArticleReader(sql::Database& database, std::int64_t site = 1) : database_(database), site_(site) {}

  /// Runs `query` within one transaction and turns a failure into an Error.
  template <class Query>
  [[nodiscard]] auto reading(Query&& query) -> Result<std::invoke_result_t<Query>> {
    try {
      sql::Transaction transaction(database_, sql::Transaction::Kind::reading);
      auto answer = query();
      transaction.commit();
      return answer;
    } catch (const sql::Failure& failure) {
      return failure.error();
    }
  }

  [[nodiscard]] std::string site_id();
  [[nodiscard]] std::uint64_t revision();
  [[nodiscard]] std::uint64_t count_visible();
  [[nodiscard]] std::optional<FeedState> feed_state(std::string_view feed);
  [[nodiscard]] std::vector<std::string> feeds();
  [[nodiscard]] std::vector<ArticleRef> newest(const Newest& selection);

  // The order in which articles joined a feed: each gets the next number of the feed, from 1, when it first stands
  // there, and keeps it for good; numbers of articles that left stay unused. A new store counts by date.
  using Kind = std::optional<TermKind>;
  /// The last number given.
  [[nodiscard]] std::int64_t joined(Kind kind, std::string_view slug);
  /// Visible articles by number, from `first` to `last` inclusive, the highest number first.
  [[nodiscard]] std::vector<ArticleRef> joined_between(Kind kind, std::string_view slug, std::int64_t first,
                                                       std::int64_t last);
  /// Visible articles of a feed that were edited since, the last edited first; at most `limit`.
  [[nodiscard]] std::vector<ArticleRef> edited_since(Kind kind, std::string_view slug, Timestamp since,
                                                     std::size_t limit);
  /// When an article was published and last updated; the epoch where there is none.
  [[nodiscard]] std::pair<Timestamp, Timestamp> dates(std::int64_t key);
  /// Articles taken back of which the feed still tells, the last first: ids and times.
  [[nodiscard]] std::vector<std::pair<std::string, Timestamp>> tombstones(Kind kind, std::string_view slug,
                                                                          std::size_t limit);
  /// An article that stood in a feed and was taken out of all feeds.
  struct Left {
    std::string id;
    Timestamp withdrawn;   ///< the epoch where it was not taken back: it vanished, or expired
    bool is_told = false;  ///< feeds tell of it
  };
  /// What left after a revision, in the order of tombstones(); at most `limit`. Not what lost the feed's term only.
  [[nodiscard]] std::vector<Left> left_since(Kind kind, std::string_view slug, std::uint64_t revision,
                                             std::size_t limit);
  /// From this revision on, what changed in a feed is what its articles' revisions say.
  [[nodiscard]] std::uint64_t remade();
  /// Visible older articles that share tags with this one, most shared first, then the newest: `limit` at most. What is
  /// newer changes nothing of it.
  [[nodiscard]] std::vector<std::int64_t> related(std::int64_t key, std::size_t limit);
  /// Its label is the one the newest visible article with it writes.
  [[nodiscard]] std::optional<Term> term(TermKind kind, std::string_view slug);
  /// Terms with a visible article, most used first, then by slug.
  [[nodiscard]] std::vector<TermCount> terms(TermKind kind, std::size_t limit);
  [[nodiscard]] std::optional<SlugTarget> find_slug(std::string_view slug);
  /// The article whose alias a path is, with or without a slash at its end; a visible one before others.
  [[nodiscard]] std::optional<SlugTarget> find_alias(std::string_view path);
  /// By id, or by slug or path where no id matches: what a person may type.
  [[nodiscard]] std::optional<std::int64_t> find(std::string_view id_slug_or_path);
  /// The article whose file lies at this path.
  [[nodiscard]] std::optional<std::int64_t> find_path(std::string_view path);
  enum class Parts : std::uint8_t {
    row,   ///< without terms and media, `content` and `aliases`
    head,  ///< without `content` and `aliases`
    whole
  };
  [[nodiscard]] std::optional<Article> load(std::int64_t key, Parts parts);
  /// The text the article at this path was read from; nothing where there is none.
  [[nodiscard]] std::optional<std::string> source_text(std::string_view path);
  /// Every article but the vanished, newest first, without content.
  void each(const std::function<void(const Article&)>& visit);
  /// Slugs that lead to a page, or to a word that it was withdrawn: `visit(slug)`.
  void each_slug(const std::function<void(std::string_view slug)>& visit);
  /// Paths that lead to some article: `visit(path)`.
  void each_alias(const std::function<void(std::string_view path)>& visit);

  // What is to be announced.
  /// Feeds with news after a revision: `visit(feed, news)`, the oldest news first.
  void each_feed_with_news(std::uint64_t after,
                           const std::function<void(std::string_view feed, std::uint64_t news)>& visit);
  /// Articles with news after a revision, the oldest news first, at most `limit`: `visit(key, news)`. They stand in
  /// feeds or stood there.
  void each_article_with_news(std::uint64_t after, std::size_t limit,
                              const std::function<void(std::int64_t key, std::uint64_t news)>& visit);

  // What listings are made of: articles by the number of their row, which never changes.
  /// The highest number of any article, visible or not; 0 where there is none.
  [[nodiscard]] std::int64_t last_key();
  /// Visible articles numbered from `first` to `last` inclusive, by number, without content: `visit(article)`.
  void each_between(std::int64_t first, std::int64_t last, const std::function<void(const Article&)>& visit);
  /// Visible articles published after `since`, newest first, at most `limit`, without content: `visit(article)`.
  void each_published_after(Timestamp since, std::size_t limit, const std::function<void(const Article&)>& visit);
  /// Ranges of `size` numbers that have a visible article: `visit(range, updated)`, ranges counted from 0, `updated`
  /// the latest of the range.
  void each_range(std::int64_t size, const std::function<void(std::int64_t range, Timestamp updated)>& visit);

 private:
  /// The number a feed has in `joined`: its term's, or the site's; nothing for a term there is none of.
  [[nodiscard]] std::optional<std::int64_t> term_number(Kind kind, std::string_view slug);
  [[nodiscard]] Article head(const sql::Row& row) const;
  void add_parts(Article& article, Parts parts);

  sql::Database& database_;
  std::int64_t site_;
};

}  // namespace feedd::content
