// The table of formats: one row and one file for each. Adding a format is adding a row.
#pragma once

#include "content/article.hpp"
#include "feeds/check/check.hpp"
#include "feeds/feed.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds {

/// An article as every format needs it: all addresses absolute, made once for all formats.
struct Entry {
  const content::Article& article;  ///< terms, dates, title, summary
  std::string url;
  std::string content;                        ///< HTML; empty where the feed carries summaries
  std::vector<content::Media> media;          ///< addresses absolute
  std::string rights;                         ///< the article's own
  std::string language;                       ///< the article's own, where it differs from the site's
  std::vector<content::NamedLink> related{};  ///< other articles on the same matter, addresses absolute
  content::Details details{};                 ///< the article's, addresses absolute
  std::string tag_scheme{};                   ///< what says that a category is a tag of this site
  std::string section_scheme{};               ///< the same of a section
  std::string atom_id{};                      ///< Site::atom_id
  bool of_show = false;                       ///< the site is configured as a podcast
};

/// One category of an entry: its tags, then its section where no tag is called the same.
struct Category {
  std::string label;
  std::string scheme;  ///< atom:category scheme, RSS category domain
};
[[nodiscard]] std::vector<Category> categories(const Entry& entry);
[[nodiscard]] bool is_recording(const content::Media& media);
/// How much of an article an entry carries.
enum class Text : std::uint8_t {
  none,  ///< the summary only
  body,
  noted  ///< the body with what was corrected before it
};
/// `article` must outlive the entry. `page_of`: where links to other articles lead.
[[nodiscard]] Entry make_entry(const Site& site, const content::Article& article, Text text = Text::noted,
                               const Site::PageOf& page_of = {});

/// The pages of the published articles in a store. Refers to both.
[[nodiscard]] Site::PageOf page_of(const Site& site, content::ArticleReader& reader);

/// Plain text that an HTML reader reads as it stands, changed no more than that takes: a reader of plain text sees the
/// same in nearly every text.
[[nodiscard]] std::string plain_as_html(std::string_view text);

/// The image that stands for the article, or nullptr. Points into the entry.
[[nodiscard]] const content::Media* lead_image(const Entry& entry);

/// A document without its entries: what stands before, between and after them.
struct Frame {
  std::string before;
  std::string_view between;
  std::string after;
  /// Where it is not empty: the first lines of all fragments stand before it, the rest of each behind (RSS 1.0 lists
  /// its items before it tells them).
  std::string listed{};
};
/// The document's bytes, in pieces that are views into the frame and the fragments.
[[nodiscard]] std::vector<std::string_view> pieces_of(const Frame& frame, std::span<const std::string_view> fragments);
[[nodiscard]] std::string join(std::span<const std::string_view> pieces);

/// One format. Functions are pure: the same arguments give the same bytes anywhere.
struct Format {
  std::string_view name;
  std::string_view extension;
  std::string_view media_type;
  std::string_view document_media_type;  ///< for a browser that navigates to it; empty: the same
  /// One article in this format.
  std::string (*fragment)(const Entry& entry);
  /// The head, and what closes the document: entries go between, newest first.
  Frame (*frame)(const FeedHead& head);
  check::Dialect dialect;  ///< whose rules it is held to
  /// Whether a fragment writes Entry::related: only for such formats is it asked for.
  bool names_related = true;
  bool tells_withdrawals = false;  ///< whether a head says what FeedHead::tombstones holds
};

/// In the order in which feeds are listed to people: Atom, RSS, JSON Feed, RDF.
[[nodiscard]] std::span<const Format> formats();
/// The row of an extension (`rss`), or nullptr.
[[nodiscard]] const Format* find_format(std::string_view extension);

// The rows' functions, each in the file of its format.
std::string rss_fragment(const Entry& entry);
Frame rss_frame(const FeedHead& head);
std::string rdf_fragment(const Entry& entry);
Frame rdf_frame(const FeedHead& head);
std::string atom_fragment(const Entry& entry);
Frame atom_frame(const FeedHead& head);
std::string json_fragment(const Entry& entry);
Frame json_frame(const FeedHead& head);

}  // namespace feedd::feeds
