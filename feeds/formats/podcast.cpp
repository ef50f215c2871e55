#include "feeds/formats/podcast.hpp"

#include "content/text.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

/// Apple takes no more characters of what is said in one line.
constexpr std::size_t longest_line = 255;

constexpr const char* apple_namespace = "http://www.itunes.com/dtds/podcast-1.0.dtd";
constexpr const char* podcasting_namespace = "https://podcastindex.org/namespace/1.0";

/// Declares on an item what it has elements of: the head of a feed that is no show's declares neither.
void declare_own(pugi::xml_node item) {
  const auto has = [&](std::string_view prefix) {
    const auto children = item.children();
    return std::any_of(children.begin(), children.end(),
                       [&](pugi::xml_node child) { return std::string_view(child.name()).starts_with(prefix); });
  };
  if (has("itunes:")) set_attribute(item, "xmlns:itunes", apple_namespace);
  if (has("podcast:")) set_attribute(item, "xmlns:podcast", podcasting_namespace);
}

std::string duration(std::uint32_t seconds) {
  const auto two = [](std::uint32_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(seconds / 3600) + ':' + two(seconds / 60 % 60) + ':' + two(seconds % 60);
}

void add_count(pugi::xml_node item, const char* apple, const char* podcasting, std::uint32_t number) {
  if (number == 0) return;
  add_element(item, apple, std::to_string(number));
  add_element(item, podcasting, std::to_string(number));
}

void add_person(pugi::xml_node item, const content::Person& person) {
  pugi::xml_node node = add_element(item, "podcast:person", person.name);
  if (!person.role.empty()) set_attribute(node, "role", person.role);
  if (!person.image.empty()) set_attribute(node, "img", person.image);
  if (!person.url.empty()) set_attribute(node, "href", person.url);
}

void add_files(pugi::xml_node item, const content::Episode& episode) {
  if (!episode.chapters.empty()) {
    pugi::xml_node chapters = item.append_child("podcast:chapters");
    set_attribute(chapters, "url", episode.chapters);
    set_attribute(chapters, "type", "application/json+chapters");
  }
  for (const content::Transcript& one : episode.transcripts) {
    pugi::xml_node transcript = item.append_child("podcast:transcript");
    set_attribute(transcript, "url", one.url);
    set_attribute(transcript, "type", one.type);
    if (!one.language.empty()) set_attribute(transcript, "language", one.language);
  }
}

/// Apple's categories nest: `Society & Culture > Documentary`.
void add_category(pugi::xml_node channel, std::string_view category) {
  pugi::xml_node parent = channel;
  while (!category.empty()) {
    const std::size_t end = std::min(category.find('>'), category.size());
    parent = parent.append_child("itunes:category");
    set_attribute(parent, "text", content::trim(category.substr(0, end)));
    category.remove_prefix(std::min(end + 1, category.size()));
  }
}

void add_about(pugi::xml_node item, const Entry& entry) {
  add_optional_plain(item, "itunes:title", content::shorten(entry.article.title, longest_line));
  if (const content::Media* const image = lead_image(entry))
    set_attribute(item.append_child("itunes:image"), "href", image->url);
  if (!entry.details.episode) return;
  const content::Episode& episode = *entry.details.episode;
  if (episode.duration_seconds != 0) add_element(item, "itunes:duration", duration(episode.duration_seconds));
  add_count(item, "itunes:season", "podcast:season", episode.season);
  add_count(item, "itunes:episode", "podcast:episode", episode.number);
  add_optional(item, "itunes:episodeType", episode.kind);
  if (episode.is_explicit) add_element(item, "itunes:explicit", *episode.is_explicit ? "true" : "false");
  add_files(item, episode);
  for (const content::Person& person : episode.persons) add_person(item, person);
}

}  // namespace

void declare_podcast(pugi::xml_node node) {
  set_attribute(node, "xmlns:itunes", apple_namespace);
  set_attribute(node, "xmlns:podcast", podcasting_namespace);
}

void add_episode(pugi::xml_node item, const Entry& entry) {
  if (std::none_of(entry.media.begin(), entry.media.end(), is_recording)) return;
  if (!entry.of_show && !entry.details.episode) return;
  add_about(item, entry);
  if (!entry.of_show) declare_own(item);
}

void add_show(pugi::xml_node channel, const FeedHead& head) {
  if (!head.podcast) return;
  const Podcast& show = *head.podcast;
  const std::string author = content::shorten(show.author.empty() ? head.author : show.author, longest_line);
  add_plain(channel, "itunes:author", author);
  add_category(channel, show.category);
  add_element(channel, "itunes:explicit", show.is_explicit ? "true" : "false");
  const std::string& image = show.image.empty() ? head.image : show.image;
  if (!image.empty()) set_attribute(channel.append_child("itunes:image"), "href", image);
  add_element(channel, "itunes:type", show.type.empty() ? "episodic" : show.type);
  if (!show.owner_email.empty()) {
    pugi::xml_node owner = channel.append_child("itunes:owner");
    add_plain(owner, "itunes:name", show.owner_name.empty() ? author : content::shorten(show.owner_name, longest_line));
    add_element(owner, "itunes:email", show.owner_email);
  }
  add_element(channel, "podcast:guid", show.guid);
  pugi::xml_node locked = add_element(channel, "podcast:locked", "no");
  if (!show.owner_email.empty()) set_attribute(locked, "owner", show.owner_email);
  add_element(channel, "podcast:medium", "podcast");
}

}  // namespace feedd::feeds
