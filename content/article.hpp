// What an article is: as a source delivers it, and as the store keeps it.
#pragma once

#include "content/details.hpp"
#include "content/error.hpp"
#include "content/term.hpp"
#include "content/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A file that belongs to an article: an image, a recording.
struct Media {
  std::string url;  ///< absolute, `media:PATH` for a file of the source (PATH from its root), or `/…` on another site
  std::string type;                ///< media type, `image/jpeg`; empty if unknown
  std::uint64_t length_bytes = 0;  ///< 0 if unknown
  std::string alt;
  std::string credit{};  ///< who made it; empty if unknown
  bool operator==(const Media&) const = default;
};

enum class Status : std::uint8_t { published, draft, scheduled, expired, withdrawn, quarantined, vanished };
[[nodiscard]] std::string_view to_string(Status status);

/// Where an article comes from. Only what a folder brought can vanish with its file.
enum class Origin : std::uint8_t { folder, published, imported };

/// An article as its source delivers it: cleaned, but without anything only the store can know.
struct SourceArticle {
  std::string path;                    ///< within the source, `/` separated, NFC
  std::string id;                      ///< the source's own id or guid; empty: the store mints one
  Origin origin = Origin::folder;      ///< `path` of what was published or imported is a name, not a file's
  std::string slug;                    ///< wished for; the store makes it unique
  bool slug_given = false;             ///< the article says it itself: it holds even where the file is renamed
  std::string title;                   ///< plain text, one line; may be empty only when the summary is not
  std::string summary;                 ///< plain text
  std::string content;                 ///< cleaned HTML, addresses as html.hpp's UrlRewriter left them
  std::vector<std::string> authors;    ///< names, in order
  std::vector<std::string> tags;       ///< labels, in order, no two with one term_key
  std::optional<Timestamp> published;  ///< nothing: the file's modification time at first sight
  std::optional<Timestamp> updated;    ///< nothing: the store's rule
  std::optional<Timestamp> expires;    ///< from then on it stands nowhere; nothing: never
  std::string language;                ///< BCP 47; empty: the site's
  std::string rights;
  std::string photo_credit;  ///< who took the photos, without "Photo by"
  std::vector<Media> media;  ///< the lead image or recording first
  bool draft = false;
  bool minor = false;  ///< this edit is none that readers should be told of: `updated` stays
  Details details{};
  std::string section;  ///< its first folder or what front matter says; empty: none
  std::string url;      ///< its page's path (`/2020/first-snow/`) or address where it says so itself; else empty
  std::vector<std::string> aliases;   ///< paths its page had before, from the root: `/old/first-snow/`
  std::string source_text;            ///< the text it was read from, repaired
  std::vector<std::string> warnings;  ///< what was mended or ignored, for `check` and the log
  /// Paths of the source's files it refers to anywhere, there or not yet there, each once: they share its embargo.
  std::vector<std::string> files{};
  std::vector<Error> unresolved{};  ///< media it names that are no files of the source, with their places
};

/// An article as the store keeps it. `content` is loaded only where asked for.
struct Article {
  std::int64_t key = 0;  ///< the store's own row number, never shown
  std::string id;        ///< permanent: guid, atom:id
  std::string slug;
  std::string title;
  std::string summary;
  std::string content;
  std::vector<Term> authors;
  std::vector<Term> tags;
  Timestamp published;
  Timestamp updated;
  std::optional<Timestamp> expires;
  std::string section;
  std::string url;  ///< as SourceArticle has it
  std::vector<std::string> aliases;
  Origin origin = Origin::folder;
  std::string language;
  std::string rights;
  std::string photo_credit;
  std::vector<Media> media;
  Status status = Status::published;
  std::string path;            ///< within its source
  std::uint64_t revision = 0;  ///< the store's revision at which it last changed
  Details details{};
  std::string wished_slug{};  ///< as its source has it, without the number that made `slug` unique
};

}  // namespace feedd::content
