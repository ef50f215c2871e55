// What stands at /opml.xml, /sitemap.xml, /sitemap-N.xml, /news-sitemap.xml and /robots.txt. Each is made of one
// consistent state of the store, called within ArticleReader::reading; drafts and whatever else is not visible are
// never read.
#pragma once

#include "content/store/article_reader.hpp"
#include "feeds/site.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

inline constexpr std::string_view opml_path = "/opml.xml";
inline constexpr std::string_view sitemap_path = "/sitemap.xml";
inline constexpr std::string_view news_sitemap_path = "/news-sitemap.xml";
inline constexpr std::string_view robots_path = "/robots.txt";

/// Row numbers one sitemap covers. The protocol allows 50,000 URLs and 50 MiB a file; this keeps one to a few MB.
inline constexpr std::int64_t sitemap_part_size = 10'000;

struct Listing {
  std::string_view media_type;
  std::string text;
};
/// Nothing where no listing stands at this path.
[[nodiscard]] std::optional<Listing> listing_at(const Site& site, content::ArticleReader& reader,
                                                std::string_view path);
/// Whether a path has the form of a listing's.
[[nodiscard]] bool is_listing_path(std::string_view path);
/// The paths of all listings; of the parts of the sitemap those up to the highest row number.
[[nodiscard]] std::vector<std::string> listing_paths(content::ArticleReader& reader);
/// How many parts the row numbers in use make.
[[nodiscard]] std::int64_t sitemap_parts(content::ArticleReader& reader);
[[nodiscard]] std::string sitemap_part_path(std::int64_t part);
/// The part, from 1, that a path names as sitemap_part_path writes it.
[[nodiscard]] std::optional<std::int64_t> parse_sitemap_part(std::string_view path);

/// OPML 2.0: the site's feed, then each term's that has a visible article, grouped by kind.
[[nodiscard]] std::string opml(const Site& site, content::ArticleReader& reader);
/// A urlset while one part holds all, else an index of the parts that have a page (sitemaps.org protocol 0.9).
[[nodiscard]] std::string sitemap(const Site& site, content::ArticleReader& reader);
/// The pages of one part of the row numbers, so that a new article changes no part but the last. Nothing where it has
/// none; the first always has the index page.
[[nodiscard]] std::optional<std::string> sitemap_part(const Site& site, content::ArticleReader& reader,
                                                      std::int64_t part);
/// Google News: articles of the two days before the site feed's `updated`, 1,000 at most. May be empty.
[[nodiscard]] std::string news_sitemap(const Site& site, content::ArticleReader& reader);
/// The language as a news sitemap has it: ISO 639, `zh-cn` and `zh-tw`; `und` where it is not known.
[[nodiscard]] std::string news_language(std::string_view bcp47);
/// RFC 9309: everything may be read, and where the sitemaps are.
[[nodiscard]] std::string robots(const Site& site);

}  // namespace feedd::feeds
