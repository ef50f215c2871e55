// The files an article refers to: which of them lie beside it in the source, and the addresses under which they are
// kept. Opens nothing; whether a file exists is asked of a FileLookup. Private to content.
#pragma once

#include "content/article.hpp"
#include "content/sources/article_file.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// The source as one article sees it. One article, one thread.
class Surroundings {
 public:
  /// Both must outlive this.
  Surroundings(std::string_view article_path, const FileLookup& lookup)
      : article_path_(article_path), lookup_(lookup) {}

  /// How an address in the article is kept: `media:PATH` for a file of the source that may be served, else the
  /// reference as a URI. PATH is percent-encoded, so that the whole is a URI.
  [[nodiscard]] std::string address(std::string_view reference);

  /// A file the article names as belonging to it, or nothing where it is neither absolute nor a file of the source.
  [[nodiscard]] std::optional<Media> media(std::string_view reference, std::string_view alt);

 private:
  /// The path a reference means, from the source's root. Nothing for what is absolute, leaves the root or is hidden.
  [[nodiscard]] std::optional<std::string> local_path(std::string_view reference) const;

  std::string_view article_path_;
  const FileLookup& lookup_;
  std::map<std::string, std::uint64_t, std::less<>> sizes_;  ///< by address, of the files found so far
};

}  // namespace feedd::content
