// Markdown to clean HTML. md4c parses (CommonMark, GFM tables, strikethrough, task lists, autolinks); this writes the
// HTML.
#pragma once

#include "content/html.hpp"

namespace feedd::content {

/// A Markdown body as clean HTML: CommonMark with GitHub's tables, strikethrough, task lists, autolinks, footnotes
/// and alerts (`> [!NOTE]`, a quotation under a label); headings get ids, fenced code its `language-x`. Without raw
/// HTML in it, one pass writes what the allowlist of html.hpp allows and nothing else; with raw HTML or footnotes, the
/// result goes through clean_html. Either way the output obeys the same rules and addresses pass through `rewrite`
/// once.
[[nodiscard]] CleanHtml markdown_to_html(std::string_view markdown, const UrlRewriter& rewrite,
                                         const HtmlPolicy& policy = {});

}  // namespace feedd::content
