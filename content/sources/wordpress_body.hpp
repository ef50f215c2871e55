// Bodies as WordPress stores them: paragraphs that are only blank lines, shortcodes, the more mark. What comes out
// still has to be cleaned. Private to content.
#pragma once

#include "content/article.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

using Attachments = std::map<std::string, Media, std::less<>>;  ///< by post id

struct WordPressBody {
  std::string html;
  std::string before_more;  ///< HTML before `<!--more-->`; empty where there is no such mark
  std::vector<std::string> warnings;
};

/// What WordPress would show of a body: shortcodes and embeds as HTML, then paragraphs as its wpautop makes them,
/// unless the body is of blocks (`<!-- wp:paragraph -->`), which have their own.
[[nodiscard]] WordPressBody read_wordpress_body(std::string_view stored, const Attachments& attachments);

/// Shortcodes: captions become figures, galleries images, embeds and players links, code stays code. Of others, what is
/// surely one (it has attributes, an end, or a name plugins use) is taken out with a warning and leaves what it
/// encloses; `[sic]` is text.
[[nodiscard]] std::string replace_wordpress_shortcodes(std::string_view text, const Attachments& attachments,
                                                       std::vector<std::string>& warnings);

/// The block editor's embeds (`<div class="wp-block-embed__wrapper">` around an address): a frame for a video that has
/// one, which the cleaner keeps or makes a link by the policy, else a link. All else stays as it is.
[[nodiscard]] std::string replace_wordpress_embeds(std::string_view text);

}  // namespace feedd::content
