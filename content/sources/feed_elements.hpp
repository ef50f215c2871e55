// Elements of RSS 0.9x to 2.0, RSS 1.0, Atom 0.3 and 1.0 and of the modules that stand among them, as an entry's
// fields. Feeds mix all of these, so one reader knows them all. Private to content.
#pragma once

#include "content/sources/feed_entry.hpp"
#include "content/sources/xml_tree.hpp"

namespace feedd::content {

/// An `item` or `atom:entry` as the document has it. `head`: what the feed has said so far.
[[nodiscard]] FeedEntry read_entry_element(const XmlElement& item, const FeedHead& head);

/// Whether the element is an entry.
[[nodiscard]] bool is_entry(const XmlElement& element);

/// A child of the feed or channel that is no entry: its title, its links ...
void read_head_element(const XmlElement& element, FeedHead& head);
/// The root or channel: which format this is. False where it is none.
[[nodiscard]] bool read_format(const XmlElement& container, FeedHead& head);

/// The files of an entry: enclosures, Media RSS, iTunes images. Addresses absolute, each once.
void read_media_elements(const XmlElement& item, const FeedHead& head, FeedEntry& entry);

/// An address in an element, made absolute; empty where it cannot be, or is none of http and https.
[[nodiscard]] std::string absolute_address(std::string_view reference, const XmlElement& element, const FeedHead& head);

/// A text construct of either family by its type and mode (RFC 4287 section 3.1, Atom 0.3 section 3.1).
[[nodiscard]] FeedText read_text(const XmlElement& element);

}  // namespace feedd::content
