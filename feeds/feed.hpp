// A feed: which articles it selects, and what its head says.
#pragma once

#include "content/store/article_reader.hpp"
#include "content/store/article_store.hpp"
#include "feeds/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

/// Which feed: the site's, a term's, or a configured one. Printed it is the feed's path without slash and extension:
/// `feed`, `tags/기술`, `authors/choi-mira`, `sections/world`, `languages/ko`, `types/audio`, `feeds/NAME`.
struct FeedKey {
  std::optional<content::TermKind> kind;
  std::string slug;

  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] static std::optional<FeedKey> parse(std::string_view text);
};

inline constexpr std::string_view site_feed = "feed";
inline constexpr std::string_view configured_feeds = "feeds/";
/// Path of the style sheet that XML feeds name for browsers.
inline constexpr std::string_view feed_style_path = "/feed.css";

/// An article that was taken back, as feeds that can say so say it (RFC 6721).
struct Tombstone {
  std::string id;  ///< as Atom has it, Site::atom_id
  content::Timestamp when;
};

/// Where a document stands in the history of its feed (RFC 5005 section 4). Absolute URLs in the format being written;
/// empty: there is none.
struct History {
  bool is_archive = false;  ///< a finished document, `fh:archive`
  std::string current;      ///< the live feed; said by archives
  std::string previous;     ///< `prev-archive`: the next older document
  std::string next;         ///< `next-archive`: the next newer one; said by archives
};

/// What a feed's head says, format aside.
struct FeedHead {
  std::string key;
  std::string id;  ///< atom:id: permanent, independent of addresses
  std::string title;
  std::string description;
  std::string home_url;
  std::string self_url;  ///< of the format being written
  std::string language;
  std::string rights;
  std::string author;          ///< stands for entries without one (RFC 4287 section 4.1.1)
  content::Timestamp updated;  ///< the epoch: it never had an article
  std::chrono::seconds max_age{0};
  History history{};
  std::vector<Tombstone> tombstones{};  ///< newest first, no two of one id
  std::vector<std::string> hubs{};      ///< WebSub hubs that are told of this feed
  std::string image{};                  ///< absolute URL of the logo
  std::string icon{};                   ///< absolute URL of a square picture
  std::optional<Cloud> cloud{};
  std::optional<Podcast> podcast{};  ///< its guid is this feed's
  std::string style_url{};           ///< of the style sheet for browsers; empty: none is named
};
/// What the newest article of a term's feed calls it; the slug where no article has it, empty for the site's feed.
[[nodiscard]] std::string feed_label(content::ArticleReader& reader, const FeedKey& key);
/// The terms of a kind whose feeds are shown to people.
[[nodiscard]] std::vector<content::TermCount> listed_terms(const Site& site, content::ArticleReader& reader,
                                                           content::TermKind kind, std::size_t limit);
/// The hubs that are told of a feed: of one that is hidden only the site's own.
[[nodiscard]] std::vector<std::string> hubs_of(const Site& site, std::string_view key);
[[nodiscard]] FeedHead feed_head(const Site& site, const FeedKey& key, const std::string& label,
                                 content::Timestamp updated);
/// Podcasting 2.0, `podcast:guid`: the version 5 UUID of a feed's address without scheme and final slash.
[[nodiscard]] std::string podcast_guid(std::string_view url);
/// The absolute URL of a feed in the format with this extension.
[[nodiscard]] std::string feed_url(const Site& site, std::string_view key, std::string_view extension);

/// The feeds in which an article stood or stands: the function that content's store is given.
void touched_feeds(const content::Membership& before, const content::Membership& after,
                   std::vector<std::string>& feeds);

}  // namespace feedd::feeds
