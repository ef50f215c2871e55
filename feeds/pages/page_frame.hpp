// What all pages have in common: head, language, announced feeds, masthead, lists of articles. No page of its own.
#pragma once

#include "feeds/feed.hpp"
#include "feeds/pages/labels.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

/// What a page's head says.
struct PageHead {
  std::string title;
  std::string language;         ///< BCP 47; empty: unknown, and the page is in its labels'
  std::string feed{site_feed};  ///< key of the feed that is announced
  std::string feed_title;
  std::string more;  ///< further elements, HTML
};

/// `lang` and `dir` of an element with text of a publication; empty: unknown, and said so.
[[nodiscard]] std::string text_language(std::string_view language);
/// Up to and with the masthead.
[[nodiscard]] std::string open_page(const Site& site, const PageHead& head);
[[nodiscard]] std::string close_page(std::string_view rights);
[[nodiscard]] std::string link(std::string_view url, std::string_view text);
[[nodiscard]] std::string day(content::Timestamp time);
[[nodiscard]] std::string article_list(const Site& site, const Labels& labels, std::string_view heading_level,
                                       const std::vector<content::Article>& articles);
/// The block that explains a feed and offers its address. All text of it is in the labels' language.
[[nodiscard]] std::string subscribe_block(const Site& site, const Labels& labels, std::string_view key,
                                          std::string_view page_language);
/// `lang` and `dir` for labels that are not in the page's language, else nothing.
[[nodiscard]] std::string label_language(const Labels& labels, std::string_view page_language);

}  // namespace feedd::feeds
