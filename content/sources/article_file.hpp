// A file in any dialect to an article: which dialect it is, and what the dialects share.
// Opens nothing: bytes come in, and questions about neighbouring files go through a function.
#pragma once

#include "content/article.hpp"
#include "content/error.hpp"
#include "content/sources/image_size.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A neighbouring file that an article refers to.
struct FileFacts {
  std::uint64_t size_bytes = 0;
  /// Opens the file; asked only of what may become the lead image. Empty: unknown.
  std::function<std::optional<ImageSize>()> image_size{};
};
/// Facts of a regular file by its path from the source's root, or nothing. May be called from any worker.
using FileLookup = std::function<std::optional<FileFacts>(std::string_view path)>;

/// What the configuration says of a source. A change of it reads every file again.
struct SourceRules {
  std::string time_zone = "UTC";          ///< IANA name: of dates without an offset
  bool transliterate_slugs = false;       ///< ASCII slugs (`hangug-gyeongje`) instead of UTF-8 ones
  bool trusted_html = false;              ///< bodies are balanced, not sanitised
  std::vector<std::string> iframe_hosts;  ///< hosts whose frames are kept: `www.youtube-nocookie.com`
};

/// Whether a file of this path could be an article: `.md .markdown .mkd .mkdn .mdown .html .htm .xhtml .txt .text`, and
/// neither it nor a folder above it begins with `.` or `_` (`_posts` and `_drafts` excepted) or ends with `~`; README,
/// LICENSE, CHANGELOG, `robots.txt` are not.
[[nodiscard]] bool is_article_path(std::string_view path);

/// Media type by file name, from the list of types that may be served; nothing for others.
[[nodiscard]] std::optional<std::string_view> media_type_of(std::string_view path);

/// Reads one file. `path` is from the source's root; `bytes` are as they lie on disk. Errors carry file, line, column
/// and the rule.
[[nodiscard]] Result<SourceArticle> read_article(std::string_view path, std::string_view bytes,
                                                 const FileLookup& lookup, const SourceRules& rules = {});

/// The rule broken by a reference from the root of a site that is no file of the source: none is, where another site
/// hosts the pages.
inline constexpr std::string_view site_root_rule = "media-root";

/// An article larger than this is no article: it is refused before it is read.
inline constexpr std::uint64_t max_article_bytes = 16ULL << 20;

}  // namespace feedd::content
