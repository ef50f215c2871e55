// The HTML pages: the index of a site and the page of an article. Plain, readable, without script; one style sheet of
// its own.
#pragma once

#include "content/store/article_reader.hpp"
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
};

[[nodiscard]] std::string index_page(const Site& site, const IndexPage& index);
[[nodiscard]] std::string article_page(const Site& site, const content::Article& article);
/// The style sheet both pages link to, at `style_path`.
[[nodiscard]] std::string_view style_sheet();
inline constexpr std::string_view style_path = "/feedd.css";
/// Content-Security-Policy of the pages: nothing runs, nothing is framed, pictures and sound from anywhere.
inline constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self'; img-src * data:; media-src *; frame-src https:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

}  // namespace feedd::feeds
