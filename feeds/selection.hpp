// Which feeds an article stands in beside those of its tags and authors: sections, languages, media types, and feeds
// that the configuration defines.
#pragma once

#include "content/store/article_store.hpp"
#include "feeds/site.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

/// The rules of a site, for the store.
[[nodiscard]] content::Placing placing(const Site& site);

/// Whether a configured feed takes an article. `language` is the article's, or the site's where it has none.
[[nodiscard]] bool matches(const Match& match, const content::PlacedArticle& article, std::string_view language);

/// RFC 4647 section 3.3.1, basic filtering, in small letters: `en` takes `en` and `en-gb`.
[[nodiscard]] bool speaks(const std::vector<std::string>& ranges, std::string_view language);

/// Everything a feed's settings say, as a text that differs where they do.
[[nodiscard]] std::string describe(const FeedSettings& settings);

}  // namespace feedd::feeds
