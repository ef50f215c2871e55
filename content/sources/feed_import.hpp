// Articles out of other systems: RSS 0.9x to 2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed, WordPress exports (WXR),
// however broken. Opens no file and no socket: bytes and further pages come from functions.
#pragma once

#include "content/article.hpp"
#include "content/error.hpp"
#include "content/sources/article_file.hpp"
#include "content/sources/charset.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A document to import.
struct FeedDocument {
  std::string name;                   ///< its path or address, for messages
  std::string address;                ///< where it was fetched from; empty for a file
  std::string content_type;           ///< as HTTP said it; may be empty
  std::function<ChunkReader()> open;  ///< reads it from its beginning; a WordPress export is read twice
};

/// Fetches another page of a feed, by its absolute address.
using FetchPage = std::function<Result<FeedDocument>(const std::string& address)>;

/// Takes a batch of articles in; an Error ends the import.
using TakeArticles = std::function<Result<void>(std::vector<SourceArticle> articles)>;

struct ImportOptions {
  std::size_t max_pages = 1000;  ///< documents of one feed read by RFC 5005 or next_url
  bool keep_drafts = true;       ///< as drafts; else they are skipped
  std::string own_address;       ///< base URL of the site imported to: pages below it keep their paths
  SourceRules rules;
};

/// What an import found. Counts are of entries unless they say otherwise.
struct ImportReport {
  std::string format;   ///< `RSS 2.0`, `WXR 1.2` ...; of the first document
  std::string charset;  ///< of the first document
  std::string title;    ///< the feed's own, so that its owner can configure them
  std::string description;
  std::string link;
  std::string language;
  std::string rights;
  std::size_t pages = 0;                                    ///< documents read
  std::size_t read = 0;                                     ///< entries met
  std::size_t taken = 0;                                    ///< articles handed on
  std::size_t duplicates = 0;                               ///< entries met again on a later page
  std::map<std::string, std::size_t, std::less<>> repairs;  ///< how often each damage of the markup was mended
  std::map<std::string, std::size_t, std::less<>> skipped;  ///< what is no article: `page`, `attachment` ...
  std::vector<Error> warnings;  ///< what was mended or left out of entries that were taken; at most max_listed
  std::vector<Error> refused;   ///< entries that could not be taken, and why; at most max_listed
  std::size_t refused_count = 0;
  std::size_t warnings_count = 0;
};

/// More than this nobody reads; the counts go on.
inline constexpr std::size_t max_listed = 1000;

/// Imports a feed and its further pages, newest first, in batches. An Error where the document is no feed, or where
/// `take` failed; what was wrong with single entries is in the report, and a page that cannot be read is a warning.
/// `fetch` may be empty: then no further page is read.
[[nodiscard]] Result<ImportReport> import_feed(const FeedDocument& document, const FetchPage& fetch,
                                               const TakeArticles& take, const ImportOptions& options = {});

/// A reader of text that is in memory, in pieces. The text must outlive it.
[[nodiscard]] ChunkReader chunks_of(std::string_view text);

}  // namespace feedd::content
