// A file in any dialect to an article: which dialect it is, and what the dialects share.
// Opens nothing: bytes come in, and questions about neighbouring files go through a function.
#pragma once

#include "content/article.hpp"
#include "content/error.hpp"
#include "content/sources/image_size.hpp"

#include <functional>
#include <optional>
#include <span>
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

/// What the configuration says of a source. A change of it reads every file again, but for that of
/// `transliterate_slugs`.
struct SourceRules {
  std::string time_zone = "UTC";          ///< IANA name: of dates without an offset
  bool transliterate_slugs = false;       ///< the store gives out ASCII slugs (`hangug-gyeongje`), not UTF-8 ones
  bool trusted_html = false;              ///< bodies are balanced, not sanitised
  std::vector<std::string> iframe_hosts;  ///< hosts whose frames are kept: `www.youtube-nocookie.com`
  std::string root_name;                  ///< the source's own folder name: a `_posts` folder may be the source
};

/// What the source knows of a file besides its bytes.
struct Beside {
  std::string_view sidecar_path;      ///< of its `NAME.meta.toml`, for errors; empty: it has none
  std::string_view sidecar;           ///< that file's bytes
  std::optional<Timestamp> modified;  ///< when it was last written, where that may tell the year of `Sept. 17`
  /// Reads the `index.md` in its folder, empty where that fails; no function where there is none or it is that itself.
  std::function<std::string()> index{};
};

/// The rule of the "error" for a file that its own site publishes nowhere: a headless bundle, an undated file in
/// `_posts`. Nothing is wrong with it, and there is nothing to say about it.
inline constexpr std::string_view not_an_article = "not-an-article";

/// The ending of a sidecar's name. `first-snow.txt.meta.toml` and `first-snow.meta.toml` belong to `first-snow.txt`;
/// the longer name wins where both are there.
inline constexpr std::string_view sidecar_ending = ".meta.toml";

/// Whether a file of this path could be an article: `.md .markdown .mkd .mkdn .mkdown .mdown .rmd .qmd .mdx .html .htm
/// .xhtml .txt .text`, and neither it nor a folder above it begins with `.` or `_` (`_posts` and `_drafts` excepted) or
/// ends with `~`; README, LICENSE, CHANGELOG, `robots.txt` are not.
[[nodiscard]] bool is_article_path(std::string_view path);

/// The endings of article files, in small letters, without the dot.
[[nodiscard]] std::span<const std::string_view> article_extensions();

/// Media type by file name, from the list of types that may be served; nothing for others.
[[nodiscard]] std::optional<std::string_view> media_type_of(std::string_view path);

/// Reads one file. `path` is from the source's root; `bytes` are as they lie on disk. Errors carry file, line, column
/// and the rule. Warnings that have a place begin with it (`3:1: `): `placed` takes it off.
[[nodiscard]] Result<SourceArticle> read_article(std::string_view path, std::string_view bytes,
                                                 const FileLookup& lookup, const SourceRules& rules = {},
                                                 const Beside& beside = {});

/// The rules broken by a reference from the root of a site that is no file of the source, and by one that leads out of
/// it: neither is broken where another site hosts the pages.
inline constexpr std::string_view site_root_rule = "media-root";
inline constexpr std::string_view outside_rule = "media-outside";

/// An article larger than this is no article: it is refused before it is read.
inline constexpr std::uint64_t max_article_bytes = 16ULL << 20;

}  // namespace feedd::content
