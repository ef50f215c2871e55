// RSS 1.0 (RDF) for old aggregators, with its modules content and Dublin Core, and the links of Atom that others have
// too. Enclosures are left to the other formats.
#include "content/html.hpp"
#include "content/time.hpp"
#include "content/url.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/formats/xml.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

/// A title is required: where there is none, the summary stands for it.
const std::string& title_of(const Entry& entry) {
  if (!entry.article.title.empty()) return entry.article.title;
  return entry.article.summary.empty() ? entry.url : entry.article.summary;
}

/// No two items may be about one address: what lies on other sites may be what several articles link to.
const std::string& address_of(const Entry& entry) {
  return content::url_scheme(entry.article.url) ? entry.atom_id : entry.url;
}

}  // namespace

/// The item's place in the channel's list is the first line, the item the rest.
std::string rdf_fragment(const Entry& entry) {
  const content::Article& article = entry.article;
  pugi::xml_document listing;
  set_attribute(listing.append_child("rdf:li"), "rdf:resource", address_of(entry));
  pugi::xml_document document;
  pugi::xml_node item = document.append_child("item");
  set_attribute(item, "rdf:about", address_of(entry));
  add_plain(item, "title", title_of(entry));
  add_element(item, "link", entry.url);
  add_optional(item, "description", content::escape_html(article.summary));
  add_element(item, "dc:identifier", article.id);
  add_element(item, "dc:date", content::to_rfc3339(article.published));
  for (const content::Term& author : article.authors) add_element(item, "dc:creator", author.label);
  for (const std::string& name : entry.details.contributors) add_element(item, "dc:contributor", name);
  for (const Category& category : categories(entry)) add_element(item, "dc:subject", category.label);
  if (entry.details.source) add_element(item, "dc:source", entry.details.source->url);
  for (const content::NamedLink& related : entry.related) add_element(item, "dc:relation", related.url);
  add_optional(item, "content:encoded", entry.content);
  add_optional_plain(item, "dc:rights", entry.rights);
  add_optional(item, "dc:language", entry.language);
  return print_fragment(listing) + print_fragment(document);
}

Frame rdf_frame(const FeedHead& head) {
  pugi::xml_document document;
  begin_document(document);
  pugi::xml_node rdf = document.append_child("rdf:RDF");
  set_attribute(rdf, "xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
  set_attribute(rdf, "xmlns", "http://purl.org/rss/1.0/");
  set_attribute(rdf, "xmlns:content", "http://purl.org/rss/1.0/modules/content/");
  set_attribute(rdf, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
  const bool has_links = !head.hubs.empty() || head.history.is_archive || !head.history.previous.empty();
  if (has_links) set_attribute(rdf, "xmlns:atom", "http://www.w3.org/2005/Atom");
  pugi::xml_node channel = rdf.append_child("channel");
  set_attribute(channel, "rdf:about", head.self_url);
  add_plain(channel, "title", head.title);
  add_element(channel, "link", head.home_url);
  add_plain(channel, "description", plain_as_html(head.description));
  if (has_links) add_channel_links(channel, head, "application/rdf+xml");
  if (head.updated != content::Timestamp{}) add_element(channel, "dc:date", content::to_rfc3339(head.updated));
  add_optional(channel, "dc:language", head.language);
  add_optional_plain(channel, "dc:rights", head.rights);
  if (!head.image.empty()) set_attribute(channel.append_child("image"), "rdf:resource", head.image);
  add_place(channel.append_child("items").append_child("rdf:Seq"));
  if (!head.image.empty()) {
    pugi::xml_node image = rdf.append_child("image");
    set_attribute(image, "rdf:about", head.image);
    add_plain(image, "title", head.title);
    add_element(image, "url", head.image);
    add_element(image, "link", head.home_url);
  }
  add_place(rdf);
  return print_around(document);
}

}  // namespace feedd::feeds
