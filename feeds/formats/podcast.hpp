// The elements of RSS that podcast clients read: Apple's and Podcasting 2.0's.
#pragma once

#include "feeds/formats/format.hpp"
#include "feeds/formats/xml.hpp"

namespace feedd::feeds {

/// Declares the namespaces on an element.
void declare_podcast(pugi::xml_node node);
/// Adds what an episode says of itself; nothing where the entry has no recording, or is part of no podcast: the site's
/// feeds describe no show, and the article says nothing of an episode. Clients expect a show around episodes.
void add_episode(pugi::xml_node item, const Entry& entry);
/// Adds what the show says of itself; nothing where none is configured.
void add_show(pugi::xml_node channel, const FeedHead& head);

}  // namespace feedd::feeds
