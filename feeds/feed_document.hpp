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

/// One feed in one format, not put together yet.
struct FeedParts {
  const Format* format = nullptr;
  std::string path;
  std::string self_url;
  Frame frame;
  std::vector<Fragment> fragments;

  /// Its bytes, as views that live as long as this.
  [[nodiscard]] std::vector<std::string_view> pieces() const;
};

/// Everything of a feed, by row of the format table, and what was wrong with what was left out.
struct AssembledFeed {
  content::FeedState state;
  std::vector<FeedParts> parts;
  std::vector<content::Error> left_out;   ///< fragments that failed their check; the feed goes out without them
  std::vector<content::Error> held_back;  ///< formats whose head failed its check: no document for them
};

/// The same, put together.
struct RenderedFeed {
  std::vector<FeedDocument> documents;
  std::vector<content::Error> left_out;   ///< fragments that failed their check; the feed goes out without them
  std::vector<content::Error> held_back;  ///< formats whose head failed its check: no document for them
};

/// Makes feeds. Thread-safe as far as each thread brings its own reader; `site` and `cache` must outlive it.
class FeedRenderer {
 public:
  FeedRenderer(const Site& site, FragmentCache& cache) : site_(site), cache_(cache) {}

  /// Bits by row of the format table.
  static constexpr unsigned all_formats = ~0U;

  /// Makes what a feed consists of, from one consistent state of the store. An unknown feed gives an Error with
  /// operation `no-feed`.
  [[nodiscard]] content::Result<AssembledFeed> assemble(content::ArticleReader& reader, const FeedKey& key,
                                                        unsigned wanted_formats = all_formats) const;
  /// As assemble, and puts it together.
  [[nodiscard]] content::Result<RenderedFeed> render(content::ArticleReader& reader, const FeedKey& key,
                                                     unsigned wanted_formats = all_formats) const;

 private:
  using FragmentsByFormat = std::vector<std::vector<Fragment>>;
  [[nodiscard]] FragmentsByFormat collect(content::ArticleReader& reader, const FeedKey& key, unsigned wanted,
                                          AssembledFeed& feed) const;
  /// Adds one article's fragments. Throws content::DamagedBody.
  void collect_one(content::ArticleReader& reader, const content::ArticleRef& ref, unsigned wanted, AssembledFeed& feed,
                   FragmentsByFormat& all) const;

  const Site& site_;
  FragmentCache& cache_;
};

}  // namespace feedd::feeds
