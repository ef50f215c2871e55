// Hugo's leaf bundles: in a folder with an `index.md` the other Markdown files are that page's resources, no pages.
// Private to content.
#pragma once

#include <string_view>

namespace feedd::content {

/// Whether an `index.md` is an article that has its folder for itself: it has a date, or its folder's name has, or it
/// says what only bundles say (`resources`, `headless`). The page that lists a section in other systems (Astro,
/// Eleventy, Jekyll, MkDocs) has none of that. `path` is the index's, from the source's root.
[[nodiscard]] bool is_leaf_bundle(std::string_view path, std::string_view text);

}  // namespace feedd::content
