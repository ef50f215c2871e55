// The elements of RSS that podcast clients read: Apple's and Podcasting 2.0's.
#pragma once

#include "feeds/formats/format.hpp"
#include "feeds/formats/xml.hpp"

namespace feedd::feeds {

/// Adds what an episode says of itself; nothing where the entry has no recording.
void add_episode(pugi::xml_node item, const Entry& entry);
/// Adds what the show says of itself; nothing where none is configured.
void add_show(pugi::xml_node channel, const FeedHead& head);

}  // namespace feedd::feeds
