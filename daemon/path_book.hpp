// Which paths there are: what the loops answer 404 to without asking anybody.
#pragma once

#include "content/store/article_store.hpp"
#include "daemon/answers.hpp"
#include "daemon/http/publication.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace feedd::daemon {

/// The present set, as the publisher keeps it. Sets handed out never change.
class PathBook {
 public:
  /// Reads all of it from the store.
  [[nodiscard]] content::Result<std::shared_ptr<const KnownPaths>> rebuild(const SiteView& view,
                                                                           content::ArticleReader& reader);
  /// Takes a commit over: the digests of the paths that came. None goes before the next rebuilding: at the path of a
  /// page that went something else may stand, and who asks is told 404.
  [[nodiscard]] std::vector<std::uint64_t> update(const std::vector<std::string>& feeds,
                                                  const std::vector<content::Change>& changes);

 private:
  void add_feed(KnownPaths& known, std::string_view key) const;
  using Knows = std::function<bool(std::uint64_t digest)>;
  void add_alias(KnownPaths& known, std::string_view alias, const Knows& knows) const;
  /// Whether an alias with a query would catch a path of our own: a feed, a page, a redirect. The index is not among
  /// them: at `/?p=7` other systems had their articles.
  [[nodiscard]] bool is_taken(std::string_view alias, const Knows& knows) const;
  [[nodiscard]] bool knows(std::uint64_t digest) const { return known_->contains(digest) || learned_.contains(digest); }

  std::vector<OldTermFeed> term_feeds_;
  KnownPaths fixed_;    ///< what the configuration and feedd itself have, whatever the store holds
  KnownPaths learned_;  ///< since the last rebuilding
  std::shared_ptr<const KnownPaths> known_ = std::make_shared<const KnownPaths>();
};

}  // namespace feedd::daemon
