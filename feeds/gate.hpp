// What an article must be to go out: every format's rules, before it is taken into the store.
#pragma once

#include "content/store/article_store.hpp"
#include "feeds/site.hpp"

namespace feedd::feeds {

/// Whether an article's entry on this site is valid in every format, with its text and without. Any thread.
[[nodiscard]] content::Fit gate(Site site);

}  // namespace feedd::feeds
