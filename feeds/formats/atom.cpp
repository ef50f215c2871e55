// Atom 1.0 (RFC 4287) with threading (RFC 4685), archives (RFC 5005) and deleted entries (RFC 6721).
#include "content/html.hpp"
#include "content/text.hpp"
#include "content/time.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/formats/xml.hpp"

namespace feedd::feeds {
namespace {

pugi::xml_node add_link(pugi::xml_node parent, std::string_view rel, std::string_view href,
                        std::string_view type = {}) {
  pugi::xml_node link = parent.append_child("link");
  set_attribute(link, "rel", rel);
  if (!type.empty()) set_attribute(link, "type", type);
  set_attribute(link, "href", href);
  return link;
}

/// What a feed says that never had an entry, since a date is required (RFC 4287 section 4.1.1): the month of Atom
/// itself. It is the same in every store, earlier than what any entry will bring, and not the epoch, which readers take
/// for an error.
constexpr content::Timestamp never = std::chrono::sys_days(std::chrono::year(2005) / 12 / 1);

/// Of the words that stand for a title.
constexpr std::size_t longest_title = 110;

/// Whether `</p>` or the like stands in a text.
bool holds_end_tag(std::string_view text) {
  for (std::size_t at = text.find("</"); at != std::string_view::npos; at = text.find("</", at + 2)) {
    const std::size_t end =
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456", at + 2);
    if (end != std::string_view::npos && end > at + 2 && text[end] == '>') return true;
  }
  return false;
}

/// A text construct. What looks like markup is written as HTML that says it: of plain text readers cannot be sure.
void add_text(pugi::xml_node parent, const char* name, std::string_view text) {
  if (holds_end_tag(text))
    set_attribute(add_element(parent, name, content::escape_html(text)), "type", "html");
  else
    set_attribute(add_plain(parent, name, text), "type", "text");
}

void add_person(pugi::xml_node parent, const char* kind, std::string_view name) {
  add_plain(parent.append_child(kind), "name", name);
}

/// A title is required, and an empty one is what validators warn of: where there is none, the summary's first words
/// stand for it.
std::string title_of(const Entry& entry) {
  return entry.article.title.empty() ? content::shorten(entry.article.summary, longest_title) : entry.article.title;
}

/// RFC 4685 section 3: what is answered. Its id is its address: nothing else is known of it.
void add_relations(pugi::xml_node node, const Entry& entry) {
  for (const content::NamedLink& related : entry.related) {
    pugi::xml_node link = add_link(node, "related", related.url, "text/html");
    if (!related.title.empty()) set_plain_attribute(link, "title", related.title);
  }
  for (const content::NamedLink& answered : entry.details.in_reply_to) {
    pugi::xml_node reply = node.append_child("thr:in-reply-to");
    set_attribute(reply, "ref", answered.url);
    set_attribute(reply, "href", answered.url);
    set_attribute(reply, "type", "text/html");
  }
}

/// What else a source should say (section 4.2.11): its title, and when it stood as it did when this was taken from it.
void add_source(pugi::xml_node node, const Entry& entry) {
  if (!entry.details.source) return;
  const content::NamedLink& from = *entry.details.source;
  pugi::xml_node source = node.append_child("source");
  add_element(source, "id", from.url);
  add_text(source, "title", from.title.empty() ? from.url : from.title);
  add_element(source, "updated", content::to_rfc3339(entry.article.published));
  add_link(source, "alternate", from.url);
}

void add_history(pugi::xml_node feed, const FeedHead& head) {
  constexpr std::string_view type = "application/atom+xml";
  for (const std::string& hub : head.hubs) add_link(feed, "hub", hub);
  const History& history = head.history;
  if (!history.current.empty()) add_link(feed, "current", history.current, type);
  if (!history.previous.empty()) add_link(feed, "prev-archive", history.previous, type);
  if (!history.next.empty()) add_link(feed, "next-archive", history.next, type);
  if (history.is_archive) {
    pugi::xml_node archive = feed.append_child("fh:archive");
    set_attribute(archive, "xmlns:fh", "http://purl.org/syndication/history/1.0");
  }
  for (const Tombstone& tombstone : head.tombstones) {
    pugi::xml_node deleted = feed.append_child("at:deleted-entry");
    set_attribute(deleted, "ref", tombstone.id);
    set_attribute(deleted, "when", content::to_rfc3339(tombstone.when));
  }
}

}  // namespace

std::string atom_fragment(const Entry& entry) {
  const content::Article& article = entry.article;
  pugi::xml_document document;
  pugi::xml_node node = document.append_child("entry");
  if (!entry.language.empty()) set_attribute(node, "xml:lang", entry.language);
  add_element(node, "id", entry.atom_id);
  add_text(node, "title", title_of(entry));
  add_link(node, "alternate", entry.url, "text/html");
  add_element(node, "published", content::to_rfc3339(article.published));
  add_element(node, "updated", content::to_rfc3339(article.updated));
  for (const content::Term& author : article.authors) add_person(node, "author", author.label);
  for (const std::string& name : entry.details.contributors) add_person(node, "contributor", name);
  for (const Category& category : categories(entry)) {
    pugi::xml_node child = node.append_child("category");
    set_attribute(child, "term", category.label);
    set_attribute(child, "scheme", category.scheme);
  }
  add_relations(node, entry);
  for (const content::Media& media : entry.media) {
    if (media.type.empty()) continue;  // readers take what has no type for a page
    pugi::xml_node link = add_link(node, "enclosure", media.url, media.type);
    if (media.length_bytes != 0) set_attribute(link, "length", std::to_string(media.length_bytes));
    if (!media.alt.empty()) set_plain_attribute(link, "title", media.alt);
  }
  if (!article.summary.empty()) add_text(node, "summary", article.summary);
  if (!entry.content.empty()) set_attribute(add_element(node, "content", entry.content), "type", "html");
  if (!article.photo_credit.empty())
    set_attribute(add_element(node, "media:credit", article.photo_credit), "role", "photographer");
  if (!entry.rights.empty()) add_text(node, "rights", entry.rights);
  add_source(node, entry);
  return print_fragment(document);
}

Frame atom_frame(const FeedHead& head) {
  pugi::xml_document document;
  begin_document(document, head.style_url);
  pugi::xml_node feed = document.append_child("feed");
  set_attribute(feed, "xmlns", "http://www.w3.org/2005/Atom");
  set_attribute(feed, "xmlns:media", "http://search.yahoo.com/mrss/");
  set_attribute(feed, "xmlns:thr", "http://purl.org/syndication/thread/1.0");
  if (!head.tombstones.empty()) set_attribute(feed, "xmlns:at", "http://purl.org/atompub/tombstones/1.0");
  if (!head.language.empty()) set_attribute(feed, "xml:lang", head.language);
  add_element(feed, "id", head.id);
  add_text(feed, "title", head.title);
  if (head.description != head.title) add_text(feed, "subtitle", head.description);
  add_link(feed, "self", head.self_url, "application/atom+xml");
  add_link(feed, "alternate", head.home_url, "text/html");
  add_element(feed, "updated", content::to_rfc3339(head.updated == content::Timestamp{} ? never : head.updated));
  add_person(feed, "author", head.author);
  if (!head.rights.empty()) add_text(feed, "rights", head.rights);
  add_element(feed, "generator", "feedd");
  if (!head.icon.empty()) add_element(feed, "icon", head.icon);
  if (!head.image.empty()) add_element(feed, "logo", head.image);
  add_history(feed, head);
  add_place(feed);
  return print_around(document);
}

}  // namespace feedd::feeds
