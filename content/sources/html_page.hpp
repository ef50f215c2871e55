// What an HTML page's head says of it, in the words of front matter. Private to content.
#pragma once

#include "content/html.hpp"
#include "content/sources/front_matter.hpp"

namespace feedd::content {

/// `<meta>`, `<time>` and `lang` as the map of values apply_metadata reads: of several spellings the most exact one,
/// dates only where they are dates.
[[nodiscard]] Value metadata_of(const HtmlDocument& document);

}  // namespace feedd::content
