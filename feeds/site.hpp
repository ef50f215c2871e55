// What a publication says of itself, and where its things live. Everything that reaches the bytes of a feed besides the
// articles stands here.
#pragma once

#include "content/article.hpp"
#include "content/time_zone.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

/// A term as the configuration writes it: its label, however that folds, or its slug to the letter, since of two labels
/// that make one slug (`C`, `C#`) each must be the one that is written.
struct TermWord {
  TermWord(std::string text);  // NOLINT: a list of texts is a list of these
  TermWord(const char* text) : TermWord(std::string(text)) {}
  std::string written;
  std::string name;  ///< content::term_key
};

/// What a configured feed selects: each list that is not empty must match. Languages and types in small letters.
struct Match {
  std::vector<TermWord> tags{};     ///< any of them
  std::vector<TermWord> authors{};  ///< any of them
  std::vector<TermWord> sections{};
  std::vector<std::string> languages{};                             ///< `en` matches `en-GB` too
  std::vector<std::string> types{};                                 ///< audio, video, image: any of them
  std::vector<TermWord> not_tags{}, not_authors{}, not_sections{};  ///< none of them
  std::vector<std::string> not_languages{};
};

/// What the configuration says of one feed; what it leaves out is as for all.
struct FeedSettings {
  std::string title;
  std::string description;
  std::optional<std::size_t> limit;  ///< entries
  std::size_t limit_bytes = 0;       ///< of entries in their largest format; 0: no limit
  std::optional<bool> full_text;     ///< false: summaries
  std::optional<std::chrono::seconds> max_age;
  bool listed = true;          ///< shown on the index page and in lists of feeds
  std::optional<Match> match;  ///< of a feed that is defined by it
};

/// What a podcast says of itself in RSS (Apple's and Podcasting 2.0's channel elements).
struct Podcast {
  std::string author;       ///< empty: the site's title
  std::string category;     ///< Apple's: `News`, `Society & Culture > Documentary`
  std::string owner_name;   ///< empty: the author
  std::string owner_email;  ///< empty: no owner is named
  std::string image;        ///< absolute URL; empty: the site's image
  std::string type;         ///< `episodic`, `serial`; empty: episodic
  std::string guid;         ///< of the site's feed, fixed for life; empty: derived from its address
  bool is_explicit = false;
};

/// Where rssCloud subscribers register (RSS 2.0, `cloud`).
struct Cloud {
  std::string domain;
  std::uint16_t port = 80;
  std::string path;
  std::string register_procedure;  ///< empty for `http-post`
  std::string protocol = "http-post";
};

/// One site. Addresses carry no final slash.
struct Site {
  std::string id;        ///< the site's id (a UUID or the configured text); empty while the store has no article
  std::string base_url;  ///< where feedd is reached: `https://example.org/news`
  std::string site_url;  ///< where another site hosts the articles' pages; empty: feedd does
  std::string permalink = "/articles/:slug";  ///< path of an article's page below site_url
  content::TimeZone time_zone{};              ///< of the dates in permalinks
  std::string media_base;                     ///< where the source's files are; empty: base_url + `/media`
  std::string title;
  std::string description;
  std::string language;  ///< BCP 47
  std::string rights;
  std::string image;       ///< absolute URL of the logo; empty: none
  std::string icon;        ///< absolute URL of a square picture; empty: none
  std::size_t limit = 50;  ///< entries of a feed
  std::chrono::seconds max_age{900};
  bool full_text = true;
  std::map<std::string, FeedSettings, std::less<>> feeds;  ///< by key: `feed`, `tags/korea`, `feeds/NAME`
  std::optional<Podcast> podcast{};                        ///< nothing: feeds say nothing of a show
  std::vector<std::string> hubs{};                         ///< WebSub hubs that are told of every listed feed
  std::optional<Cloud> cloud{};                            ///< where rssCloud subscribers register

  /// Digest of all of this and of the renderer's version: where it changes, every feed gets a new revision.
  [[nodiscard]] std::string definition() const;

  /// What is configured for a feed; nothing special for most.
  [[nodiscard]] const FeedSettings& settings_of(std::string_view key) const;
  /// The entries a feed shows at most.
  [[nodiscard]] std::size_t limit_of(std::string_view key) const;

  [[nodiscard]] std::string home_url() const;  ///< the page a feed's `alternate` link leads to
  [[nodiscard]] std::string article_url(const content::Article& article) const;
  /// An article's id as Atom takes it (RFC 4287 section 4.2.6): itself where it is an absolute IRI, else a version 5
  /// UUID of it in the site's namespace.
  [[nodiscard]] std::string atom_id(const std::string& guid) const;
  /// The page of the article whose file lies at a path; nothing where none is known.
  using PageOf = std::function<std::optional<std::string>(const std::string& path)>;
  /// A reference in a stored article as an absolute URL: `media:PATH`, `article:/PATH` and `article:STEM` (another
  /// article by its file; what `page_of` does not know, by the name alone), relative to the article, or absolute
  /// already. The result has only characters of RFC 3986.
  [[nodiscard]] std::string absolute(std::string_view reference, std::string_view article_url,
                                     const PageOf& page_of = {}) const;
};

/// What begins a reference to another article by its file's name.
inline constexpr std::string_view article_scheme = "article:";

/// A permalink pattern filled in: `:year :month :day … :slug :title :filename :name :categories :section :output_ext`
/// as Jekyll, Hugo and Hexo have them, `%year% %monthnum% %day% %postname% %author% %category%` … as WordPress has
/// them; all dates are in permalink.hpp, by the clocks of `zone`. Where the pattern has the year, the slug is the
/// source's own: there the date tells articles of one slug apart, not the number that this site's own addresses need.
[[nodiscard]] std::string expand_permalink(std::string_view pattern, const content::Article& article,
                                           const content::TimeZone& zone = {});

/// Version of what the formats write; a change of the bytes of an unchanged article raises it.
inline constexpr int renderer_version = 6;

}  // namespace feedd::feeds
