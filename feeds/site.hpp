// What a publication says of itself, and where its things live. Everything that reaches the bytes of a feed besides the
// articles stands here.
#pragma once

#include "content/article.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace feedd::feeds {

/// One site. Addresses carry no final slash.
struct Site {
  std::string id;        ///< the site's id (a UUID or the configured text); empty while the store has no article
  std::string base_url;  ///< where feedd is reached: `https://example.org/news`
  std::string site_url;  ///< where another site hosts the articles' pages; empty: feedd does
  std::string permalink = "/articles/:slug";  ///< path of an article's page below site_url
  std::string media_base;                     ///< where the source's files are; empty: base_url + `/media`
  std::string title;
  std::string description;
  std::string language;  ///< BCP 47
  std::string rights;
  std::size_t limit = 50;  ///< entries of a feed
  std::chrono::seconds max_age{900};
  bool full_text = true;

  /// Digest of all of this and of the renderer's version: where it changes, every feed gets a new revision.
  [[nodiscard]] std::string definition() const;

  [[nodiscard]] std::string home_url() const;  ///< the page a feed's `alternate` link leads to
  [[nodiscard]] std::string article_url(const content::Article& article) const;
  /// A reference in a stored article as an absolute URL: `media:PATH`, `article:STEM` (another article by its file's
  /// name), relative to the article, or absolute already.
  [[nodiscard]] std::string absolute(std::string_view reference, std::string_view article_url) const;
};

/// A permalink pattern filled in: `:year :month :i_month :day :i_day :hour :minute :second :slug :title :filename :name
/// :categories :section` as Jekyll and Hugo have them, `%year% %monthnum% %day% %postname% %hour% %minute% %second%
/// %author% %category%` as WordPress has them. Where the pattern has the year, the slug is the source's own: there the
/// date tells articles of one slug apart, not the number that this site's own addresses need.
[[nodiscard]] std::string expand_permalink(std::string_view pattern, const content::Article& article);

/// Version of what the formats write; a change of the bytes of an unchanged article raises it.
inline constexpr int renderer_version = 4;

}  // namespace feedd::feeds
