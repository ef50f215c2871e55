// What the XML formats share: pugixml as writer, a place in a document where fragments go, parsing for the checks.
#pragma once

#include "content/error.hpp"
#include "feeds/formats/format.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <pugixml.hpp>

namespace feedd::feeds {

/// Appends `<name>text</name>`. The text must be clean (content/text.hpp): pugixml escapes markup, but not characters
/// XML does not have.
pugi::xml_node add_element(pugi::xml_node parent, const char* name, std::string_view text);
/// As above, nothing where the text is empty.
void add_optional(pugi::xml_node parent, const char* name, std::string_view text);
void set_attribute(pugi::xml_node node, const char* name, std::string_view value);

/// Text for people that is no HTML, where readers may expect HTML: `&` and `<` are written as the RSS Profile has them
/// (rssboard.org/rss-profile, character data), by which validators know that they are meant.
pugi::xml_node add_plain(pugi::xml_node parent, const char* name, std::string_view text);
void add_optional_plain(pugi::xml_node parent, const char* name, std::string_view text);
void set_plain_attribute(pugi::xml_node node, const char* name, std::string_view value);
/// An element that says nothing, of which the checks find that it is there.
void add_blank(pugi::xml_node parent, const char* name);

/// The declaration, and before the root element a style sheet for browsers (xml-stylesheet 1.0) where there is one.
void begin_document(pugi::xml_document& document, std::string_view style_url = {});

/// The element as text, one child element a line, without declaration.
[[nodiscard]] std::string print_fragment(const pugi::xml_document& document);

/// The document as text with declaration, parted where add_place was called; with two places, what is between them is
/// Frame::listed.
void add_place(pugi::xml_node parent);
[[nodiscard]] Frame print_around(const pugi::xml_document& document);

/// Parses strictly; the error's operation is `well-formed`.
[[nodiscard]] content::Result<void> parse_xml(std::string_view text, pugi::xml_document& document);

inline constexpr int any_number = 1 << 20;

/// Each child must occur, from `least` to `most` times, with text; the error's operation is the rule, `rss-item-guid`.
struct Occurrence {
  const char* child;
  int least;
  int most;
  bool text = true;  ///< must not be empty
};
[[nodiscard]] content::Result<void> check_children(pugi::xml_node node, std::string_view rule,
                                                   std::initializer_list<Occurrence> occurrences);

}  // namespace feedd::feeds
