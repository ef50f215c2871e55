// What stands at a path: feeds, pages and redirects as answers, from one consistent state of the store.
// Knows nothing of caches or loops.
#pragma once

#include "content/store/article_reader.hpp"
#include "daemon/config.hpp"
#include "daemon/http/published.hpp"
#include "daemon/redirect_presets.hpp"
#include "daemon/redirects.hpp"
#include "feeds/archive.hpp"
#include "feeds/feed_document.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon {

/// One configuration of the site with the fragments made under it. Immutable but for the cache; replaced at a reload.
struct SiteView {
  /// Null redirects are none.
  explicit SiteView(feeds::Site site_, std::shared_ptr<const RedirectTable> redirects_ = nullptr,
                    const std::vector<std::string>& presets = {}, bool names_keys_ = false);

  /// What became of a path that is an old one by the configuration; `to` is an address, empty for 410.
  struct Moved {
    int status = 301;
    std::string to;
  };
  [[nodiscard]] std::optional<Moved> moved(std::string_view path) const;
  [[nodiscard]] bool is_moved(std::string_view path) const;

  feeds::Site site;
  std::shared_ptr<const RedirectTable> redirects;  ///< the configuration's
  RedirectTable old_names;                         ///< of feeds: the usual ones and those of presets
  std::vector<OldTermFeed> term_feeds;             ///< where feeds of terms were before
  bool names_keys = false;                         ///< answers name the keys by which caches are purged
  mutable feeds::FragmentCache fragments;

 private:
  [[nodiscard]] std::optional<RedirectTable::Target> find_moved(std::string_view path) const;
};

/// Answers without codings: `bodies` holds identity only.
struct Answers {
  std::vector<Answer> answers;
  std::vector<content::Error> problems;  ///< what was left out or held back
};

/// A feed in the formats of `mask` (bits by row of the table).
[[nodiscard]] content::Result<Answers> feed_answers(const SiteView& view, content::ArticleReader& reader,
                                                    const feeds::FeedKey& key, unsigned mask);
/// A finished document of a feed's history; no answer where there is none at this place.
[[nodiscard]] content::Result<Answers> archive_answer(const SiteView& view, content::ArticleReader& reader,
                                                      const feeds::ArchivePath& archive);
/// The newest articles that share tags with this one, most shared first, without content: for its page.
[[nodiscard]] std::vector<content::Article> related_articles(content::ArticleReader& reader,
                                                             const content::Article& article);
/// Any other path; no answer where nothing stands there.
[[nodiscard]] content::Result<Answers> path_answer(const SiteView& view, content::ArticleReader& reader,
                                                   std::string_view path);

/// A feed's path taken apart, `/tags/기술.rss`; nothing where it is none by its form.
struct FeedPath {
  feeds::FeedKey key;
  unsigned format = 0;  ///< row of the table
};
[[nodiscard]] std::optional<FeedPath> parse_feed_path(std::string_view path);
/// What changed in a feed since a revision, as a 226 without its `delta_base`; nothing where the whole document is the
/// answer. Its ETag is that of the whole document in the same state of the store.
[[nodiscard]] content::Result<std::optional<Answer>> delta_answer(const SiteView& view, content::ArticleReader& reader,
                                                                  const FeedPath& feed, std::uint64_t since);
/// `/KEY.html`: the readable page of a feed.
[[nodiscard]] std::string twin_path(std::string_view key);
[[nodiscard]] std::string feed_path(std::string_view key, const feeds::Format& format);
/// The paths at which an alias is answered: with a slash at its end and without; one with a query as it is.
[[nodiscard]] std::vector<std::string> alias_paths(std::string_view alias);
[[nodiscard]] std::string article_path(std::string_view slug);

}  // namespace feedd::daemon
