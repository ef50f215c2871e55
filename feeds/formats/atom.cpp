// Atom 1.0 (RFC 4287).
#include "content/time.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/formats/xml.hpp"

namespace feedd::feeds {
namespace {

constexpr int any_number = 1 << 20;

pugi::xml_node add_link(pugi::xml_node parent, std::string_view rel, std::string_view href,
                        std::string_view type = {}) {
  pugi::xml_node link = parent.append_child("link");
  set_attribute(link, "rel", rel);
  if (!type.empty()) set_attribute(link, "type", type);
  set_attribute(link, "href", href);
  return link;
}

pugi::xml_node add_text(pugi::xml_node parent, const char* name, std::string_view type, std::string_view text) {
  pugi::xml_node node = add_element(parent, name, text);
  set_attribute(node, "type", type);
  return node;
}

void add_person(pugi::xml_node parent, std::string_view name) {
  add_element(parent.append_child("author"), "name", name);
}

}  // namespace

std::string atom_fragment(const Entry& entry) {
  const content::Article& article = entry.article;
  pugi::xml_document document;
  pugi::xml_node node = document.append_child("entry");
  if (!entry.language.empty()) set_attribute(node, "xml:lang", entry.language);
  add_element(node, "id", article.id);
  add_text(node, "title", "text", article.title);
  add_link(node, "alternate", entry.url, "text/html");
  add_element(node, "published", content::to_rfc3339(article.published));
  add_element(node, "updated", content::to_rfc3339(article.updated));
  for (const content::Term& author : article.authors) add_person(node, author.label);
  for (const content::Term& tag : article.tags) set_attribute(node.append_child("category"), "term", tag.label);
  for (const content::Media& media : entry.media) {
    if (media.type.empty()) continue;  // readers take what has no type for a page
    pugi::xml_node link = add_link(node, "enclosure", media.url, media.type);
    if (media.length_bytes != 0) set_attribute(link, "length", std::to_string(media.length_bytes));
    if (!media.alt.empty()) set_attribute(link, "title", media.alt);
  }
  if (!article.summary.empty()) add_text(node, "summary", "text", article.summary);
  if (!entry.content.empty()) add_text(node, "content", "html", entry.content);
  if (!article.photo_credit.empty())
    set_attribute(add_element(node, "media:credit", article.photo_credit), "role", "photographer");
  if (!entry.rights.empty()) add_text(node, "rights", "text", entry.rights);
  return print_fragment(document);
}

Frame atom_frame(const FeedHead& head) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set_attribute(declaration, "version", "1.0");
  set_attribute(declaration, "encoding", "utf-8");
  add_style(document, head.style_url);
  pugi::xml_node feed = document.append_child("feed");
  set_attribute(feed, "xmlns", "http://www.w3.org/2005/Atom");
  set_attribute(feed, "xmlns:media", "http://search.yahoo.com/mrss/");
  if (!head.language.empty()) set_attribute(feed, "xml:lang", head.language);
  add_element(feed, "id", head.id);
  add_text(feed, "title", "text", head.title);
  if (head.description != head.title) add_text(feed, "subtitle", "text", head.description);
  add_link(feed, "self", head.self_url, "application/atom+xml");
  add_link(feed, "alternate", head.home_url, "text/html");
  add_element(feed, "updated", content::to_rfc3339(head.updated));
  add_person(feed, head.author);
  if (!head.rights.empty()) add_text(feed, "rights", "text", head.rights);
  add_element(feed, "generator", "feedd");
  add_place(feed);
  return print_around(document);
}

content::Result<void> atom_check_fragment(std::string_view fragment) {
  pugi::xml_document document;
  if (auto parsed = parse_xml(fragment, document); !parsed) return parsed;
  return check_children(document.child("entry"), "atom-entry",
                        {{"id", 1, 1},
                         {"title", 1, 1, false},
                         {"updated", 1, 1},
                         {"published", 0, 1},
                         {"summary", 0, 1},
                         {"content", 0, 1},
                         {"rights", 0, 1},
                         {"author", 0, any_number, false}});
}

content::Result<void> atom_check_document(std::string_view text) {
  pugi::xml_document document;
  if (auto parsed = parse_xml(text, document); !parsed) return parsed;
  return check_children(document.child("feed"), "atom-feed",
                        {{"id", 1, 1}, {"title", 1, 1}, {"updated", 1, 1}, {"author", 1, any_number, false}});
}

}  // namespace feedd::feeds
