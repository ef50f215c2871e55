// What the path of an article says of it, by the customs of the generators, and what its own site would call its page.
// Private to content.
#pragma once

#include "content/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// `2020-09-17-first-snow.md`, `first-snow/index.ko.md`, `_drafts/first-snow.md` taken apart.
struct ArticleName {
  std::string_view stem;          ///< without folder, date, language and extension; of `index` the folder's
  std::optional<Timestamp> date;  ///< midnight as if in UTC
  bool has_false_date = false;    ///< `2020-02-31-x`: somebody meant one that no calendar has
  std::string_view language;      ///< of `first-snow.ko.md`
  std::string_view section;       ///< the first folder that is a section and no year, language or bundle
  bool in_posts = false;          ///< below `_posts`: Jekyll's, or Hexo's where undated
  bool in_hexo =
      false;  ///< below `source/_posts`, where an undated file is a post too (a root `source` may be Jekyll's)
  bool in_drafts = false;                    ///< below `_drafts`
  std::vector<std::string_view> categories;  ///< the folders that `_posts` lies in, which Jekyll takes for categories
  [[nodiscard]] bool is_jekyll() const { return (in_posts && date.has_value()) || in_drafts; }
};

/// `root_name` is the source's own folder name: a source may be a `_posts` folder itself.
[[nodiscard]] ArticleName read_article_name(std::string_view path, std::string_view root_name);

/// Jekyll's slug of a file name: `hash-#1` -> `hash-1`, `trailing-dots..` -> `trailing-dots`.
[[nodiscard]] std::string jekyll_slug(std::string_view stem);
/// Jekyll's title of a post that has none: `first-snow` -> `First Snow`.
[[nodiscard]] std::string jekyll_title(std::string_view stem);
/// Pelican's slug of a title: `Snow, at last!` -> `snow-at-last`; letters of any script stay.
[[nodiscard]] std::string pelican_slug(std::string_view title);

/// A path from the site's root as an address names it (`/a/%2e%2e/b c` -> `/b c`): decoded, dot segments and doubled
/// slashes gone, beginning with a slash. Nothing for an address that is none, or a template (`{{ title }}`).
[[nodiscard]] std::optional<std::string> page_path(std::string_view written);

/// What an article's own permalink is made of.
struct Permalink {
  std::string_view slug;
  Timestamp local;                             ///< when it was published, as the site's clocks have it
  const std::vector<std::string>& categories;  ///< as written
};

/// Jekyll's and Hugo's placeholders (`:year :month :day :slug :title :categories ...`) filled in. Nothing where one is
/// unknown.
[[nodiscard]] std::optional<std::string> filled_in(std::string_view pattern, const Permalink& of);

}  // namespace feedd::content
