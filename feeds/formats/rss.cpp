// RSS 2.0 (RSS Advisory Board, 2.0.11) with content:encoded, dc:creator, dc:rights and atom:link.
#include "content/html.hpp"
#include "content/time.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/formats/podcast.hpp"
#include "feeds/formats/xml.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

/// What an item's one enclosure is: readers take the first, and the specification speaks of one. A recording is what
/// podcast clients look for there.
const content::Media* enclosure_of(const std::vector<content::Media>& all) {
  auto chosen = std::find_if(all.begin(), all.end(), is_recording);
  if (chosen == all.end())
    chosen = std::find_if(all.begin(), all.end(), [](const content::Media& media) { return !media.type.empty(); });
  return chosen == all.end() ? nullptr : &*chosen;
}

/// Its length is required.
void add_enclosure(pugi::xml_node item, const content::Media& media) {
  pugi::xml_node enclosure = item.append_child("enclosure");
  set_attribute(enclosure, "url", media.url);
  set_attribute(enclosure, "length", std::to_string(media.length_bytes));
  set_attribute(enclosure, "type", media.type);
}

void add_credit(pugi::xml_node parent, std::string_view credit) {
  if (!credit.empty()) set_attribute(add_element(parent, "media:credit", credit), "role", "photographer");
}

/// A description is HTML, and stands before the whole text (RSS Profile); an empty one does where there is nothing to
/// say, since the title is what is required.
void add_texts(pugi::xml_node item, const Entry& entry) {
  if (!entry.article.summary.empty())
    add_element(item, "description", content::escape_html(entry.article.summary));
  else if (!entry.content.empty() && !entry.article.title.empty())
    add_element(item, "description", {});
  add_optional(item, "content:encoded", entry.content);
}

/// Media RSS 1.5.1: a file with what is said of it.
pugi::xml_node add_content(pugi::xml_node item, const content::Media& media) {
  pugi::xml_node content = item.append_child("media:content");
  set_attribute(content, "url", media.url);
  if (media.length_bytes != 0) set_attribute(content, "fileSize", std::to_string(media.length_bytes));
  set_attribute(content, "type", media.type);
  for (const char* medium : {"image", "audio", "video"})
    if (media.type.starts_with(medium)) set_attribute(content, "medium", medium);
  // As HTML: feedparser takes the type of any description for that of the item's own.
  if (!media.alt.empty())
    set_attribute(add_element(content, "media:description", content::escape_html(media.alt)), "type", "html");
  return content;
}

/// The lead image first, since readers show the first; then all that neither it nor the enclosure is.
void add_media(pugi::xml_node item, const Entry& entry) {
  const content::Media* const enclosed = enclosure_of(entry.media);
  if (enclosed != nullptr) add_enclosure(item, *enclosed);
  const content::Media* const lead = lead_image(entry);
  if (lead == nullptr) {
    add_credit(item, entry.article.photo_credit);
  } else {
    pugi::xml_node image = add_content(item, *lead);
    set_attribute(image.append_child("media:thumbnail"), "url", lead->url);
    add_credit(image, lead->credit.empty() ? entry.article.photo_credit : lead->credit);
  }
  for (const content::Media& media : entry.media) {
    if (&media == enclosed || &media == lead || media.type.empty()) continue;
    pugi::xml_node further = add_content(item, media);
    if (media.type.starts_with("image/")) add_credit(further, media.credit);
  }
}

/// Title and link are the channel's own, as the profile demands.
void add_image(pugi::xml_node channel, const FeedHead& head) {
  if (head.image.empty()) return;
  pugi::xml_node image = channel.append_child("image");
  add_element(image, "url", head.image);
  add_plain(image, "title", head.title);
  add_element(image, "link", head.home_url);
}

/// At least one: a time to live of 0 is none.
std::int64_t minutes_to_live(std::chrono::seconds max_age) {
  return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::minutes>(max_age).count());
}

void add_cloud(pugi::xml_node channel, const FeedHead& head) {
  if (!head.cloud) return;
  pugi::xml_node cloud = channel.append_child("cloud");
  set_attribute(cloud, "domain", head.cloud->domain);
  set_attribute(cloud, "port", std::to_string(head.cloud->port));
  set_attribute(cloud, "path", head.cloud->path);
  set_attribute(cloud, "registerProcedure", head.cloud->register_procedure);
  set_attribute(cloud, "protocol", head.cloud->protocol);
}

}  // namespace

std::string rss_fragment(const Entry& entry) {
  const content::Article& article = entry.article;
  pugi::xml_document document;
  pugi::xml_node item = document.append_child("item");
  add_optional_plain(item, "title", article.title);
  add_element(item, "link", entry.url);
  set_attribute(add_element(item, "guid", article.id), "isPermaLink", "false");
  add_element(item, "pubDate", content::to_rfc822(article.published));
  for (const content::Term& author : article.authors) add_element(item, "dc:creator", author.label);
  for (const Category& category : categories(entry))
    set_attribute(add_plain(item, "category", category.label), "domain", category.scheme);
  add_texts(item, entry);
  add_media(item, entry);
  if (entry.details.source)
    set_attribute(add_plain(item, "source", entry.details.source->title), "url", entry.details.source->url);
  for (const std::string& name : entry.details.contributors) add_element(item, "dc:contributor", name);
  add_episode(item, entry);
  add_optional_plain(item, "dc:rights", entry.rights);
  add_optional(item, "dc:language", entry.language);
  return print_fragment(document);
}

Frame rss_frame(const FeedHead& head) {
  pugi::xml_document document;
  begin_document(document, head.style_url);
  pugi::xml_node rss = document.append_child("rss");
  set_attribute(rss, "version", "2.0");
  set_attribute(rss, "xmlns:atom", "http://www.w3.org/2005/Atom");
  set_attribute(rss, "xmlns:content", "http://purl.org/rss/1.0/modules/content/");
  set_attribute(rss, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
  set_attribute(rss, "xmlns:media", "http://search.yahoo.com/mrss/");
  if (head.podcast) declare_podcast(rss);
  pugi::xml_node channel = rss.append_child("channel");
  add_plain(channel, "title", head.title);
  add_element(channel, "link", head.home_url);
  add_plain(channel, "description", plain_as_html(head.description));
  add_channel_links(channel, head, "application/rss+xml");
  add_optional(channel, "language", head.language);
  add_optional_plain(channel, "copyright", head.rights);
  if (head.updated != content::Timestamp{}) add_element(channel, "lastBuildDate", content::to_rfc822(head.updated));
  add_element(channel, "generator", "feedd");
  add_element(channel, "docs", "https://www.rssboard.org/rss-specification");
  add_element(channel, "ttl", std::to_string(minutes_to_live(head.max_age)));
  add_image(channel, head);
  add_cloud(channel, head);
  add_show(channel, head);
  add_place(channel);
  return print_around(document);
}

}  // namespace feedd::feeds
