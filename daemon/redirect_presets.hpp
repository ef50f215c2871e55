// The addresses under which other systems had their feeds: what `http.redirect_presets` stands for.
#pragma once

#include "content/store/article_reader.hpp"
#include "feeds/feed.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::daemon {

/// One address another system had. A path may say a query (`/?feed=rss2`): then it is met by a request for the path
/// whose query has that pair.
struct OldFeed {
  std::string_view path;
  std::string_view extension;  ///< of the format it leads to; empty: gone for good, nothing here is like it
};

/// Addresses of the feeds of terms: the slug stands between prefix and suffix.
struct OldTermFeed {
  std::string_view prefix;
  std::string_view suffix;
  content::TermKind kind;
  std::string_view extension;
};

struct RedirectPreset {
  std::string_view name;
  std::vector<OldFeed> feeds;
  std::vector<OldTermFeed> term_feeds;
};

[[nodiscard]] const std::vector<RedirectPreset>& redirect_presets();
/// Nothing for a name there is none of.
[[nodiscard]] const RedirectPreset* find_redirect_preset(std::string_view name);

/// The feed a path of this form meant, whether or not there is one.
[[nodiscard]] std::optional<feeds::FeedKey> match(const OldTermFeed& row, std::string_view path);
/// The path it had for this feed; empty where it is of another kind.
[[nodiscard]] std::string old_path(const OldTermFeed& row, const feeds::FeedKey& key);

}  // namespace feedd::daemon
