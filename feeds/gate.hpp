// What an article and a configuration must be for feeds to be valid: every format's rules, before the one is taken into
// the store, and before the other is used.
#pragma once

#include "content/store/article_store.hpp"
#include "feeds/site.hpp"

namespace feedd::feeds {

/// Whether an article's entry on this site is valid in every format. Any thread.
[[nodiscard]] content::Fit gate(Site site);

/// Whether the heads of the site's feeds are valid in every format: its own, a term's, and those that have settings.
/// The Error's subject is the feed's path, its operation the rule.
[[nodiscard]] content::Result<void> check_heads(Site site);

}  // namespace feedd::feeds
