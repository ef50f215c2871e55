// An entry and its feed as a document says them, the same whatever the format: what readers of formats fill and
// feed_article makes articles of. Private to content.
#pragma once

#include "content/article.hpp"
#include "content/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// A title, summary or body.
struct FeedText {
  std::string text;
  bool html = false;  ///< markup, not yet cleaned; else plain text
  std::string base;   ///< what its addresses are relative to, where the document says so
  [[nodiscard]] bool empty() const { return text.empty(); }
};

struct FeedEntry {
  Position at;
  std::string id;
  std::string link;  ///< absolute
  FeedText title;
  FeedText summary;
  FeedText content;
  std::vector<std::string> authors;
  std::vector<std::string> tags;
  std::string section;
  std::optional<Timestamp> published;
  std::optional<Timestamp> updated;
  std::string language;
  std::string rights;
  std::string photo_credit;
  std::vector<Media> media;  ///< addresses absolute
  bool draft = false;
  bool leaves_its_link = false;  ///< the link is where the article was, not where it is: WordPress is being left
  std::string slug;
  std::vector<std::string> aliases;
  std::vector<std::string> warnings;
};

struct FeedHead {
  std::string format;   ///< `RSS 2.0`, `Atom 1.0` ...
  std::string address;  ///< of the document; empty for a file
  std::string title;
  std::string description;
  std::string link;
  std::string language;
  std::string rights;
  std::vector<std::string> authors;
  std::string next;          ///< RFC 5005 section 3, JSON Feed's next_url; absolute
  std::string prev_archive;  ///< RFC 5005 section 4; absolute
};

/// `text` as HTML where it has tags or references that HTML knows, else as plain text: what titles in RSS leave open.
[[nodiscard]] bool looks_like_html(std::string_view text);
/// The name in `mail@example.org (Name)`, `Name <mail@example.org>` and the like; the address where there is no name.
[[nodiscard]] std::string author_name(std::string_view text);
/// Plain text on one line, fit for XML.
[[nodiscard]] std::string one_line(const FeedText& text);
/// `text` as a date of this entry, with a warning where it is none.
[[nodiscard]] std::optional<Timestamp> entry_date(std::string_view text, FeedEntry& entry);

}  // namespace feedd::content
