// A feed's history (RFC 5005 section 4): which articles its finished documents hold, and at which paths they stand.
// Articles are divided by the order in which they joined the feed, so that a late tag or an import of old articles
// changes no document that is finished.
#pragma once

#include "content/store/article_reader.hpp"
#include "feeds/feed_document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace feedd::feeds {

inline constexpr std::int64_t max_archive_size = 50;
inline constexpr std::string_view archive_prefix = "/archive/";

/// Articles of a finished document: as many as the feed shows, at most fifty. A feed shows what is in no finished
/// document yet, whatever its date; so it never shows much more than its limit.
[[nodiscard]] std::int64_t archive_size(const Site& site, std::string_view key);

/// `/archive/tags/기술/50/3.atom`, decoded. The size is part of it: another limit divides the history anew, at other
/// addresses.
[[nodiscard]] std::string archive_path(std::string_view key, const ArchivePlace& place, std::string_view extension);

/// Where all of a feed's archives lie: `/archive/tags/기술/`.
[[nodiscard]] std::string archive_folder(std::string_view key);

struct ArchivePath {
  FeedKey key;
  ArchivePlace place;
  unsigned format = 0;  ///< row of the table
};
[[nodiscard]] std::optional<ArchivePath> parse_archive_path(std::string_view path);

/// How many documents of a feed are finished.
[[nodiscard]] std::int64_t finished_archives(content::ArticleReader& reader, const FeedKey& key, std::int64_t size);

/// What a feed shows: the newest, what is in no finished document, and what was edited of late though it is; newest
/// first.
struct LiveArticles {
  std::vector<content::ArticleRef> refs;
  std::unordered_set<std::int64_t> needed;  ///< those of which a client with the whole history learns only here
};
[[nodiscard]] LiveArticles live_articles(content::ArticleReader& reader, const FeedKey& key, std::size_t limit,
                                         std::int64_t archived, content::Timestamp changed_at);

}  // namespace feedd::feeds
