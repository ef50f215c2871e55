// An entry of a feed as an article: identity, address and name worked out, texts cleaned. Private to content.
#pragma once

#include "content/error.hpp"
#include "content/sources/feed_entry.hpp"
#include "content/sources/feed_import.hpp"

namespace feedd::content {

/// `name`: the document's, for errors. The same entry gives the same id and path at every import.
[[nodiscard]] Result<SourceArticle> make_article(FeedEntry entry, const FeedHead& head, const std::string& name,
                                                 const ImportOptions& options);

/// Gives an article its id, and the path that goes with it: that of an id which is no URI is the feed's own.
void identify(SourceArticle& article, const std::string& id, const std::string& feed_link);

}  // namespace feedd::content
