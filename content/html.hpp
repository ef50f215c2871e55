// HTML made safe at the boundary: parsed by an HTML5 parser, kept to an allowlist, written balanced.
// What leaves here may stand in a feed and on a page; nothing else may write markup taken from an article.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// Where an address in an article's body leads, as the store keeps it: an absolute URL, a reference relative to the
/// article, or `media:PATH` for a file beside the article (PATH from the source's root). Nothing drops the attribute.
using UrlRewriter = std::function<std::optional<std::string>(std::string_view reference)>;

/// An image met in a body, in document order, its address as the rewriter returned it.
struct HtmlImage {
  std::string url;
  std::string alt;
  int width = 0;  ///< as its attributes say, in pixels; 0: unknown
  int height = 0;
};

/// A body after cleaning.
struct CleanHtml {
  std::string html;
  std::vector<HtmlImage> images;
};

/// Version of the rules below; stored with each body, so that stricter rules can clean again.
inline constexpr int html_cleaner_version = 3;

/// What the configuration says of a source's HTML.
struct HtmlPolicy {
  std::span<const std::string> iframe_hosts{};  ///< hosts whose frames are kept, over https
  bool trusted = false;  ///< every element and attribute stays: balanced, addresses resolved, not sanitised
};

/// Cleans a fragment of HTML to what html_allowlist.cpp names: text, headings, lists, tables, quotations, code, images,
/// recordings (b and i become strong and em). Of script, style, template, object, svg, math and form controls nothing
/// is kept; of other elements their contents are (a div or section that holds nothing but text becomes a p). A frame of
/// a host that is not in the policy leaves a link where it shows a video; a lazy loader's image gets its address back.
/// HTML nested deeper than html_tree.cpp allows comes back as its text in one p. Addresses may be http, https, mailto,
/// tel, or relative, and an image may be a small `data:image/png` (jpeg, gif, webp) in base64; everything else
/// (`javascript:`, `vbscript:`) loses its attribute. Output has balanced elements; void elements are written `<br>`.
[[nodiscard]] CleanHtml clean_html(std::string_view html, const UrlRewriter& rewrite, const HtmlPolicy& policy = {});

/// The addresses of a cleaned body made absolute: every href, src, poster, cite and each candidate of srcset passed
/// through `absolute`. Expects the output of clean_html, whose attributes are always written ` name="value"`.
[[nodiscard]] std::string map_urls(std::string_view cleaned,
                                   const std::function<std::string(std::string_view)>& absolute);

/// The text of HTML, entities decoded once, blocks separated by a space, white space collapsed.
[[nodiscard]] std::string html_to_text(std::string_view html);

/// The text of the first non-empty paragraph, or of everything where there is none.
[[nodiscard]] std::string first_paragraph(std::string_view html);

/// `& < > "` and `'` escaped, for text and attribute values of HTML and XML.
[[nodiscard]] std::string escape_html(std::string_view text);
void append_escaped(std::string& out, std::string_view text);

/// An HTML document taken apart: what its head says, and the part that holds the article.
struct HtmlDocument {
  std::string title;     ///< <title>, or the first h1 where there is none
  std::string body;      ///< inner HTML of <article>, <main> or <body>; a leading h1 equal to the title removed
  std::string language;  ///< lang of <html>
  std::string base;      ///< href of the first <base> that has one
  std::vector<std::pair<std::string, std::string>>
      metadata;  ///< <meta name|property content>, names lower-cased, in order; <time datetime> as "time",
                 ///< <link rel=canonical> as "canonical"
  std::vector<std::string> linked_data;  ///< the text of each <script type="application/ld+json">
};
[[nodiscard]] HtmlDocument parse_html_document(std::string_view html);
/// Whether a page's title may have its site's name in it: `Headline - The Paper`.
[[nodiscard]] bool may_name_site(std::string_view title);

}  // namespace feedd::content
