// Metadata in the spellings of Hugo, Jekyll, Zola, Pelican, Eleventy, Astro, Hexo and Ghost, as fields of an article.
// Private to content.
#pragma once

#include "content/article.hpp"
#include "content/sources/front_matter.hpp"
#include "content/sources/media.hpp"
#include "content/time_zone.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// What reading metadata takes besides them.
struct MetadataRules {
  TimeZone zone;                        ///< of dates without an offset
  std::optional<Timestamp> named_date;  ///< the file name's, which stands in for a date that is none
  bool splits_words = false;            ///< Jekyll: `tags: one two` are two
  bool is_page_head = false;            ///< an HTML page's: its character references are decoded already
};

/// What metadata say that is no field of an article, or can only become one with the others.
struct MetadataFindings {
  bool is_article = true;               ///< false: its own site lists it nowhere (`headless`, `permalink: false`)
  bool has_date = false;                ///< metadata told the date
  std::string url;                      ///< `url`, `permalink`, `path` as written
  std::vector<std::string> aliases;     ///< as written
  std::vector<std::string> categories;  ///< as written, in order
  std::string excerpt_separator;        ///< Jekyll's: what stands before it in the body is the summary
};

/// Sets what `values` name and leaves the rest of `article` alone; media go before those already there. Unknown keys
/// are nobody's business, but for those a letter away from a known one. What is written wrongly but can be done without
/// becomes a warning that begins with its place (`3:1: `); a date that is none is an error of `file`, unless the file's
/// name has one.
[[nodiscard]] Result<void> apply_metadata(std::string_view file, const Value& values, const MetadataRules& rules,
                                          Surroundings& surroundings, SourceArticle& article,
                                          MetadataFindings& findings);

/// Tags, or authors, of one article. Each makes a feed; more are a mistake, or an attack.
inline constexpr std::size_t max_labels = 64;

/// Labels as the article keeps them: trimmed, white space collapsed, no two that are one term.
void append_label(std::vector<std::string>& labels, std::string_view label);

}  // namespace feedd::content
