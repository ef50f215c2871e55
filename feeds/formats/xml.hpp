// What the XML formats share: pugixml as writer, and a place in a document where fragments go.
#pragma once

#include "feeds/formats/format.hpp"

#include <string>
#include <string_view>

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

/// `<atom:link>` in a format that borrows it; nothing where there is no address.
void add_atom_link(pugi::xml_node channel, std::string_view rel, std::string_view href, std::string_view type = {});

/// A head's own links as both kinds of RSS have them: its address, its hubs, its history (RFC 5005 section 4), and
/// `next` for readers that page back, of a live document only.
void add_channel_links(pugi::xml_node channel, const FeedHead& head, std::string_view type);

/// The declaration, and before the root element a style sheet for browsers (xml-stylesheet 1.0) where there is one.
void begin_document(pugi::xml_document& document, std::string_view style_url = {});

/// The element as text, one child element a line, without declaration.
[[nodiscard]] std::string print_fragment(const pugi::xml_document& document);

/// The document as text with declaration, parted where add_place was called; with two places, what is between them is
/// Frame::listed.
void add_place(pugi::xml_node parent);
[[nodiscard]] Frame print_around(const pugi::xml_document& document);

}  // namespace feedd::feeds
