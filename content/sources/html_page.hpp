// What an HTML page's head says of it, in the words of front matter. Private to content.
#pragma once

#include "content/html.hpp"
#include "content/sources/front_matter.hpp"

namespace feedd::content {

/// `<meta>`, `<time>` and `lang` as the map of values apply_metadata reads: of several spellings the most exact one,
/// dates only where they are dates.
[[nodiscard]] Value metadata_of(const HtmlDocument& document);

/// `reference` as a page with `<base href=base>` means it: absolute where the base is, else relative to the page still.
/// A mere fragment stays, for the body is shown apart from its page.
[[nodiscard]] std::string resolve_in_page(std::string_view base, std::string_view reference);

}  // namespace feedd::content
