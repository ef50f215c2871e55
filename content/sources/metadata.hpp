// Front matter's keys, in the spellings of Hugo, Jekyll, Pelican, Ghost and Hexo, as fields of an article. Private to
// content.
#pragma once

#include "content/article.hpp"
#include "content/sources/front_matter.hpp"
#include "content/sources/media.hpp"

namespace feedd::content {

/// Sets what `values` name and leaves the rest of `article` alone; media go before those already there. Unknown keys
/// are nobody's business. What is written wrongly but can be done without becomes a warning; a date that is none is an
/// error, with its place in the file.
[[nodiscard]] Result<void> apply_metadata(const Value& values, Surroundings& surroundings, SourceArticle& article);

/// Tags, or authors, of one article. Each makes a feed; more are a mistake, or an attack.
inline constexpr std::size_t max_labels = 64;

/// Labels as the article keeps them: trimmed, white space collapsed, no two that are one term.
void append_label(std::vector<std::string>& labels, std::string_view label);

}  // namespace feedd::content
