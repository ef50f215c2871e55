// The files an article refers to: which of them lie beside it in the source, and the addresses under which they are
// kept. Opens nothing; whether a file exists is asked of a FileLookup. Private to content.
#pragma once

#include "content/article.hpp"
#include "content/sources/article_file.hpp"
#include "content/wikilinks.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// The type of media whose address has no extension at its end, by what else the address says of it, else what is most
/// common. `medium`: `image`, `audio`, `video`; empty for any, which may give nothing.
[[nodiscard]] std::string guessed_media_type(std::string_view url, std::string_view medium);

/// The source as one article sees it. One article, one thread.
class Surroundings {
 public:
  /// Both must outlive this. `has_own_folder`: files lie in `NAME/` beside `NAME.md` too, as those of Hexo's posts do.
  Surroundings(std::string_view article_path, const FileLookup& lookup, bool has_own_folder = false)
      : article_path_(article_path),
        lookup_(lookup),
        own_folder_(has_own_folder ? article_path.substr(0, article_path.rfind('.')) : std::string_view()) {}

  /// Other articles looked for by one: each is a question to the disk for each folder it may lie in.
  static constexpr std::size_t max_notes = 1000;

  /// How an address in the article is kept: `media:PATH` for a file of the source that may be served, `article:/PATH`
  /// for another article, else the reference as a URI. PATH is percent-encoded, so that the whole is a URI. Looked for
  /// are, of `/a.png`, a.png at the root and in `static/`, `public/` and `source/` (Hugo, Zola, Astro, Hexo); of
  /// `{static}` and `{attach}`, what Pelican means by them; of all others, the file relative to the article's, and then
  /// to its own folder.
  [[nodiscard]] std::string address(std::string_view reference, Position at = {});

  /// A file the article names as belonging to it, or nothing where it is neither a file of the source nor an address:
  /// absolute, or from the root of the site.
  [[nodiscard]] std::optional<Media> media(std::string_view reference, std::string_view alt, Position at = {});

  /// What a wikilink's name leads to: a file relative to the article, from the root or in a folder where editors put
  /// attachments (`attachments/`, `assets/`, …), or a Markdown file in the article's folder or one above it. `embed`,
  /// where it is not empty, is what is complained of where there is none.
  [[nodiscard]] std::optional<WikiTarget> wiki_target(std::string_view name, std::string_view embed);

  /// Pixels of a file found here, or nothing. Opens it.
  [[nodiscard]] std::optional<ImageSize> image_size(std::string_view address) const;

  /// Adds what was asked for to the article: its files, and what was looked for in vain, with places in its text.
  void report(SourceArticle& article) const;

 private:
  /// Where a reference may lead, from the source's root.
  struct Places {
    std::vector<std::string> paths;  ///< in the order in which they are tried
    bool outside = false;            ///< leaves the root, or is hidden
  };
  struct Miss {
    std::string reference;
    std::string path;
    bool outside = false;
    bool from_root = false;
    Position at;
  };
  [[nodiscard]] Places places(std::string_view reference) const;
  [[nodiscard]] std::optional<std::string> local_path(std::string_view path) const;
  [[nodiscard]] const FileFacts* find(const std::string& path);
  [[nodiscard]] std::vector<std::string> attachment_paths(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> note_paths(std::string_view name) const;
  /// Where the article of an `article:` reference may lie.
  [[nodiscard]] std::vector<std::string> article_paths(std::string_view name) const;
  /// `article:/PATH` where such a file is there, else `article:STEM`.
  [[nodiscard]] std::string article_address(std::string_view reference);
  /// `article:/PATH` of the first of these that is a file; from then on the article depends on it.
  [[nodiscard]] std::optional<std::string> known_article(const std::vector<std::string>& paths);
  /// A plain link to a Markdown file that is there, as article_address() has it.
  [[nodiscard]] std::optional<std::string> linked_article(std::string_view reference);
  void miss(std::string_view reference, const Places& places, Position at);
  [[nodiscard]] static Error complaint(const Miss& miss, const SourceArticle& article);

  std::string_view article_path_;
  const FileLookup& lookup_;
  std::string_view own_folder_;                          ///< from the root; empty: it has none
  std::map<std::string, FileFacts, std::less<>> found_;  ///< by address, of the files found so far
  std::set<std::string> files_;                          ///< paths, found or not
  std::vector<Miss> misses_;                             ///< each reference once
  std::size_t asked_notes_ = 0;                          ///< other articles looked for
};

}  // namespace feedd::content
