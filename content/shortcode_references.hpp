// Shortcodes that stand for an address: of another article, of a file beside it. Some are meant for a link's
// destination, some for a reader, and people write either in both places. Private to content.
#pragma once

#include "content/shortcode_table.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace feedd::content {

/// `ref`, `relref`, `post_url`, `post_path`: an article's file. Jekyll's `link` too, whose file may be any; Hexo's
/// `link` is a text and an address.
[[nodiscard]] Expansion article_link(const Shortcode& code);
/// Hexo's `post_link file [title] [escape]`.
[[nodiscard]] Expansion titled_article_link(const Shortcode& code);
/// Hexo's `asset_path file` and `asset_link file [title] [escape]`: a file beside the article.
[[nodiscard]] Expansion asset_link(const Shortcode& code);

/// Writes a reference (`expansion.address` is not empty) where `out` ends: its address where one is expected there
/// (behind `](`, `](<`, a definition's `]:`, within an attribute of a tag), else a link. `next` is what follows: where
/// it ends a link's text, only the text is written. Returns how many bytes of `next` are used up: the `>` of
/// `<{{< ref x >}}>`.
[[nodiscard]] std::size_t write_reference(std::string& out, const Expansion& expansion, std::string_view next);

}  // namespace feedd::content
