// A feed in one format, ready to be sent, and how it is made from the store.
#pragma once

#include "content/error.hpp"
#include "content/store/article_reader.hpp"
#include "feeds/feed.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/fragment_cache.hpp"

#include <memory>
#include <string>
#include <vector>

namespace feedd::feeds {

/// One feed in one format.
struct FeedDocument {
  const Format* format = nullptr;
  std::string path;  ///< `/tags/기술.rss`, decoded
  std::string self_url;
  content::FeedState state;
  std::shared_ptr<const std::string> bytes;
  std::string etag;  ///< revision and digest of the bytes, without quotes
};

/// Everything of a feed: its documents by row of the format table, and what was wrong with what was left out.
struct RenderedFeed {
  std::vector<FeedDocument> documents;
  std::vector<std::string> entries;       ///< ids, newest first
  std::vector<content::Error> left_out;   ///< fragments that failed their check; the feed goes out without them
  std::vector<content::Error> held_back;  ///< formats whose head failed its check: no document for them
};

/// Makes feeds. Thread-safe as far as each thread brings its own reader; `site` and `cache` must outlive it.
class FeedRenderer {
 public:
  FeedRenderer(const Site& site, FragmentCache& cache) : site_(site), cache_(cache) {}

  /// Bits by row of the format table.
  static constexpr unsigned all_formats = ~0U;

  /// Renders one feed from one consistent state of the store. An unknown feed gives an Error with operation `no-feed`.
  [[nodiscard]] content::Result<RenderedFeed> render(content::ArticleReader& reader, const FeedKey& key,
                                                     unsigned wanted_formats = all_formats) const;

 private:
  struct Fragments;
  [[nodiscard]] Fragments collect(content::ArticleReader& reader, const FeedKey& key, unsigned wanted,
                                  RenderedFeed& feed) const;

  const Site& site_;
  FragmentCache& cache_;
};

}  // namespace feedd::feeds
