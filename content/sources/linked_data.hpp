// What a page's JSON-LD says of the article on it, in the words of front matter. Private to content.
#pragma once

#include "content/sources/front_matter.hpp"

#include <string>
#include <vector>

namespace feedd::content {

/// The first thing of a type that ends in `Article`, `BlogPosting` or `Report` in the blocks of schema.org JSON-LD, at
/// their top, in a list or in an `@graph`, as the map of values apply_metadata reads. Null where there is none; a block
/// that is no JSON is passed over.
[[nodiscard]] Value article_in_linked_data(const std::vector<std::string>& blocks);

}  // namespace feedd::content
