// The HTML pages: the index of a site, the twin of a feed and the page of an article. Plain, readable, without script;
// one style sheet of its own.
#pragma once

#include "content/store/article_reader.hpp"
#include "feeds/feed.hpp"
#include "feeds/site.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

/// What the index page shows.
struct IndexPage {
  std::vector<content::Article> newest;  ///< without content
  std::vector<content::TermCount> tags;
  std::vector<content::TermCount> authors;
  std::vector<content::TermCount> sections{};
  std::vector<content::Term> feeds{};  ///< configured ones that are listed: titles and names
};

[[nodiscard]] std::string index_page(const Site& site, const IndexPage& index);
/// The readable twin of a feed; articles without content, newest first.
[[nodiscard]] std::string feed_page(const Site& site, const FeedHead& head,
                                    const std::vector<content::Article>& articles);
/// `related`: other articles on the same matter, without content; none: no such block.
[[nodiscard]] std::string article_page(const Site& site, const content::Article& article,
                                       const std::vector<content::Article>& related = {},
                                       const Site::PageOf& page_of = {});
/// The style sheet all pages link to, at `style_path`.
[[nodiscard]] std::string_view style_sheet();
/// The style sheet of feeds that are opened in a browser, at `feed_style_path`.
[[nodiscard]] std::string_view feed_style_sheet();
inline constexpr std::string_view style_path = "/feedd.css";
/// Content-Security-Policy of the pages: nothing runs, nothing is framed, pictures and sound from anywhere.
inline constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self'; img-src * data:; media-src *; frame-src https:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

}  // namespace feedd::feeds
