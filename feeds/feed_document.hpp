// A feed in one format, ready to be sent, and how it is made from the store.
#pragma once

#include "content/error.hpp"
#include "content/store/article_reader.hpp"
#include "feeds/feed.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/fragment_cache.hpp"
#include "feeds/gzip_pieces.hpp"

#include <memory>
#include <optional>
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
  std::shared_ptr<const PieceEnds> pieces;  ///< of which it was put together
  std::string etag;  ///< revision and digest of the bytes, without quotes; of an archive the digest alone
  std::chrono::seconds max_age{0};
};

/// One feed in one format, not put together yet.
struct FeedParts {
  const Format* format = nullptr;
  std::string path;
  std::string self_url;
  std::chrono::seconds max_age{0};
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

/// What changed in a feed since a revision.
struct FeedDelta {
  std::string etag;  ///< of the whole document; empty: its head failed its check
  /// A valid document with that ETag and fewer entries. Nothing where the whole document is the better answer or the
  /// only right one.
  std::optional<FeedDocument> document;
};

/// One finished document of a feed's history (archive.hpp), by its place in it.
struct ArchivePlace {
  std::int64_t size = 0;    ///< articles that joined in each document
  std::int64_t number = 0;  ///< from 1, the oldest
};

/// Makes feeds. Thread-safe as far as each thread brings its own reader; `site` and `cache` must outlive it.
class FeedRenderer {
 public:
  /// `history`: whether documents link to the feed's archives, where these are published too.
  enum class Links : std::uint8_t { history, alone };
  FeedRenderer(const Site& site, FragmentCache& cache, Links links = Links::history)
      : site_(site), cache_(cache), links_(links) {}

  /// Bits by row of the format table.
  static constexpr unsigned all_formats = ~0U;

  /// Makes what a feed consists of, from one consistent state of the store. An unknown feed gives an Error with
  /// operation `no-feed`.
  [[nodiscard]] content::Result<AssembledFeed> assemble(content::ArticleReader& reader, const FeedKey& key,
                                                        unsigned wanted_formats = all_formats) const;
  /// The same of a finished document of its history; `no-feed` where there is none at this place.
  [[nodiscard]] content::Result<AssembledFeed> assemble_archive(content::ArticleReader& reader, const FeedKey& key,
                                                                const ArchivePlace& place,
                                                                unsigned wanted_formats = all_formats) const;
  /// As assemble, and puts it together.
  [[nodiscard]] content::Result<RenderedFeed> render(content::ArticleReader& reader, const FeedKey& key,
                                                     unsigned wanted_formats = all_formats) const;
  /// One format (row of the table) of a live feed, as far as it differs from what it was at the revision `since`: the
  /// entries that are new or changed, and the withdrawals. What fell out of the feed's limit, or lost its term, is not
  /// told, as by the feed itself.
  [[nodiscard]] content::Result<FeedDelta> render_delta(content::ArticleReader& reader, const FeedKey& key,
                                                        std::size_t row, std::uint64_t since) const;
  /// As assemble_archive, and puts it together. The ETag is of the bytes alone.
  [[nodiscard]] content::Result<RenderedFeed> render_archive(content::ArticleReader& reader, const FeedKey& key,
                                                             const ArchivePlace& place,
                                                             unsigned wanted_formats = all_formats) const;

 private:
  using FragmentsByFormat = std::vector<std::vector<Fragment>>;
  /// What of a feed's head and entries comes from the store.
  struct Reading;
  [[nodiscard]] bool read_state(content::ArticleReader& reader, const FeedKey& key, Reading& reading) const;
  /// What a live feed shows, without fragments.
  [[nodiscard]] bool read_live(content::ArticleReader& reader, const FeedKey& key, Reading& reading) const;
  /// Of what read_live gave, what is not as it was at the revision `since`; nothing where the format of this row cannot
  /// say it, the store does not know it, or it is everything or nothing.
  [[nodiscard]] std::optional<Reading> read_changes(content::ArticleReader& reader, const FeedKey& key, std::size_t row,
                                                    std::uint64_t since, const Reading& live) const;
  void collect(content::ArticleReader& reader, unsigned wanted, Reading& reading) const;
  /// Adds one article's fragments. Throws content::DamagedBody.
  void collect_one(content::ArticleReader& reader, const content::ArticleRef& ref, unsigned wanted,
                   Reading& reading) const;
  [[nodiscard]] AssembledFeed put_heads(const FeedKey& key, unsigned wanted, Reading&& reading) const;

  const Site& site_;
  FragmentCache& cache_;
  Links links_;
};

}  // namespace feedd::feeds
