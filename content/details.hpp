// What few articles have: kept in the store as one text, so that the many pay nothing for it.
#pragma once

#include "content/error.hpp"
#include "content/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A link to something else, with what it is called there. `url` as Media::url has it, or `article:STEM`.
struct NamedLink {
  std::string url;
  std::string title;
  bool operator==(const NamedLink&) const = default;
};

/// Somebody in a recording (Podcasting 2.0, `podcast:person`).
struct Person {
  std::string name;
  std::string role;   ///< `host`, `guest` …; empty: host
  std::string url;    ///< their page
  std::string image;  ///< their picture
  bool operator==(const Person&) const = default;
};

/// A text of what is said in a recording (`podcast:transcript`).
struct Transcript {
  std::string url;
  std::string type;  ///< `text/vtt`, `application/srt`, `text/html` …
  std::string language;
  bool operator==(const Transcript&) const = default;
};

/// What an episode says of itself besides its recording, which is among the article's media.
struct Episode {
  std::uint32_t duration_seconds = 0;  ///< 0 if unknown
  std::uint32_t number = 0;            ///< 0: none
  std::uint32_t season = 0;            ///< 0: none
  std::string kind;                    ///< `full`, `trailer`, `bonus`; empty: full
  std::optional<bool> is_explicit;     ///< nothing: as the feed says
  std::string chapters;                ///< address of a JSON chapters file
  std::vector<Transcript> transcripts;
  std::vector<Person> persons;
  bool operator==(const Episode&) const = default;
};

/// What was mended after publication, shown with the article.
struct Correction {
  std::string note;  ///< plain text
  std::optional<Timestamp> at;
  bool operator==(const Correction&) const = default;
};

struct Details {
  std::vector<Correction> corrections;    ///< newest first
  std::vector<std::string> contributors;  ///< names: who is no author (atom:contributor)
  std::vector<NamedLink> related;         ///< named by the article itself; empty: found by shared terms
  std::vector<NamedLink> in_reply_to;     ///< what the article answers (RFC 4685)
  std::optional<NamedLink> source;        ///< the publication it was taken from: RSS and Atom `source`
  std::optional<Episode> episode;
  std::vector<std::string> categories;  ///< as its source has them, in order: permalinks may be made of them
  bool operator==(const Details&) const = default;
};

/// As the store keeps it: empty where nothing is said, else JSON with stable keys.
[[nodiscard]] std::string write_details(const Details& details);
/// What a later version wrote and this one does not know is left out; what is no JSON gives empty details.
[[nodiscard]] Details read_details(std::string_view text);

}  // namespace feedd::content
