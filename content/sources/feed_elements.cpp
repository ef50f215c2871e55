// Which element says what, most exact first.
#include "content/sources/feed_elements.hpp"

#include "content/sources/metadata.hpp"
#include "content/text.hpp"
#include "content/url.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace feedd::content {
namespace {

using Names = std::initializer_list<std::string_view>;

/// The first child that has any of the names, an earlier name first, and something in it.
const XmlElement* first_of(const XmlElement& item, Names names) {
  for (const std::string_view name : names)
    for (const XmlNode& node : item.nodes)
      if (node.element && node.element->name == name && !node.element->nodes.empty()) return node.element.get();
  return nullptr;
}

FeedText first_text(const XmlElement& item, Names names) {
  const XmlElement* found = first_of(item, names);
  return found == nullptr ? FeedText{} : read_text(*found);
}

template <class Visit>
void each(const XmlElement& item, std::string_view name, const Visit& visit) {
  for (const XmlNode& node : item.nodes)
    if (node.element && node.element->name == name) visit(*node.element);
}

std::string person(const XmlElement& author) {
  for (const std::string_view part : {"atom:name", "name", "atom:email", "email"})
    if (const XmlElement* found = author.child(part); found != nullptr && !found->text().empty())
      return author_name(found->text());
  return author.has_elements() ? "" : author_name(author.text());
}

void read_authors(const XmlElement& item, const FeedHead& head, FeedEntry& entry) {
  for (const std::string_view name :
       {"atom:author", "dc:creator", "author", "dc:author", "itunes:author", "dcterms:creator"}) {
    each(item, name, [&](const XmlElement& author) {
      if (std::string label = person(author); !label.empty()) append_label(entry.authors, label);
    });
    if (!entry.authors.empty()) return;
  }
  if (const XmlElement* source = item.child("atom:source"))
    each(*source, "atom:author", [&](const XmlElement& author) {
      if (std::string label = person(author); !label.empty()) append_label(entry.authors, label);
    });
  if (entry.authors.empty()) entry.authors = head.authors;
}

void read_tags(const XmlElement& item, FeedEntry& entry) {
  each(item, "atom:category", [&](const XmlElement& category) {
    for (const std::string_view key : {"label", "term"})
      if (const std::string* value = category.attribute(key); value != nullptr && !trim(*value).empty())
        return append_label(entry.tags, *value);
    append_label(entry.tags, category.text());
  });
  for (const std::string_view name : {"category", "dc:subject", "media:category"})
    each(item, name, [&](const XmlElement& category) { append_label(entry.tags, category.text()); });
  for (const std::string_view name : {"itunes:keywords", "media:keywords"})
    each(item, name, [&](const XmlElement& keywords) {
      const std::string list = keywords.text();
      for (std::size_t from = 0; from <= list.size();) {
        const std::size_t end = std::min(list.find(',', from), list.size());
        append_label(entry.tags, std::string_view(list).substr(from, end - from));
        from = end + 1;
      }
    });
}

void read_dates(const XmlElement& item, FeedEntry& entry) {
  const auto first = [&](Names names) -> std::optional<Timestamp> {
    for (const std::string_view name : names)
      if (const XmlElement* found = first_of(item, {name}))
        if (auto date = entry_date(found->text(), entry)) return date;
    return std::nullopt;
  };
  entry.published = first({"atom:published", "atom:issued", "pubdate", "dcterms:issued", "dc:date", "atom:created",
                           "dcterms:created", "date"});
  entry.updated = first({"atom:updated", "atom:modified", "dcterms:modified", "updated"});
  if (!entry.published) entry.published = entry.updated;
}

/// The link of an Atom entry: alternate, HTML before other types.
std::string atom_link(const XmlElement& item, const FeedHead& head) {
  std::string found;
  bool html = false;
  each(item, "atom:link", [&](const XmlElement& link) {
    const std::string* rel = link.attribute("rel");
    const std::string* href = link.attribute("href");
    if (href == nullptr || (rel != nullptr && *rel != "alternate" && !rel->empty())) return;
    const std::string* type = link.attribute("type");
    const bool is_html = type == nullptr || type->find("html") != std::string::npos;
    std::string address = absolute_address(*href, link, head);
    if (address.empty() || (!found.empty() && (html || !is_html))) return;
    found = std::move(address);
    html = is_html;
  });
  return found;
}

/// `atom:id`, `guid`, `rdf:about`; a guid that is an address is the link too unless it says otherwise.
void read_identity(const XmlElement& item, const FeedHead& head, FeedEntry& entry) {
  if (const XmlElement* original = first_of(item, {"feedburner:origlink"}))
    entry.link = absolute_address(original->text(), *original, head);
  if (entry.link.empty()) entry.link = atom_link(item, head);
  if (const XmlElement* link = first_of(item, {"link"}); link != nullptr && entry.link.empty())
    entry.link = absolute_address(link->text(), *link, head);
  if (entry.link.empty())  // `<link href="…"/>` in RSS
    each(item, "link", [&](const XmlElement& link) {
      if (const std::string* href = link.attribute("href"); href != nullptr && entry.link.empty())
        entry.link = absolute_address(*href, link, head);
    });
  const XmlElement* id = first_of(item, {"atom:id", "guid", "id"});
  if (id != nullptr) {
    entry.id = id->text();
    const std::string* permalink = id->attribute("ispermalink");
    const bool is_link = id->name == "guid" && (permalink == nullptr || *permalink != "false");
    if (entry.link.empty() && is_link && url_scheme(entry.id)) entry.link = absolute_address(entry.id, *id, head);
  }
  if (entry.id.empty())
    if (const std::string* about = item.attribute("about")) entry.id = *about;
  if (entry.id.empty())
    if (const XmlElement* identifier = first_of(item, {"dc:identifier"})) entry.id = identifier->text();
  if (entry.link.empty())
    if (const XmlElement* content = item.child("atom:content"))
      if (const std::string* src = content->attribute("src")) entry.link = absolute_address(*src, *content, head);
}

void read_texts(const XmlElement& item, FeedEntry& entry) {
  entry.title = first_text(item, {"title", "atom:title", "dc:title", "media:title", "itunes:title"});
  entry.content = first_text(item, {"content:encoded", "atom:content", "xhtml:body", "xhtml:div", "body", "fullitem"});
  entry.summary = first_text(item, {"atom:summary", "summary", "description", "dc:description", "itunes:summary",
                                    "media:description", "itunes:subtitle"});
  if (!entry.content.empty()) return;
  // No full text: then the description is the body, or whatever there is, and the summary is taken from it.
  entry.content = first_text(item, {"description"});
  if (entry.content.empty()) std::swap(entry.content, entry.summary);
  if (entry.content.text == entry.summary.text) entry.summary = {};
  const XmlElement* group = item.child("media:group");
  if (group == nullptr) return;
  if (entry.title.empty()) entry.title = first_text(*group, {"media:title"});
  if (entry.content.empty()) entry.content = first_text(*group, {"media:description"});
}

void read_links(const XmlElement& link, FeedHead& head) {
  const std::string* href = link.attribute("href");
  if (href == nullptr) return;
  const std::string* written = link.attribute("rel");
  const std::string rel = written == nullptr ? "alternate" : *written;
  const std::string address = absolute_address(*href, link, head);
  if (rel == "next" && head.next.empty()) head.next = address;
  if ((rel == "prev-archive" || rel == "http://purl.org/syndication/history/1.0#prev-archive") &&
      head.prev_archive.empty())
    head.prev_archive = address;
  if (rel == "alternate" && head.link.empty()) head.link = address;
}

}  // namespace

bool is_entry(const XmlElement& element) {
  return element.name == "item" || element.name == "atom:entry" || element.name == "entry";
}

std::string absolute_address(std::string_view reference, const XmlElement& element, const FeedHead& head) {
  reference = trim(reference);
  if (reference.empty()) return {};
  std::string base = element.base;
  if (base.empty()) base = head.address.empty() ? head.link : head.address;
  std::optional<std::string> address;
  if (url_scheme(reference))
    address = to_uri(reference);
  else if (!base.empty())
    address = resolve_url(base, reference);
  else if (reference.starts_with("www."))
    address = to_uri("http://" + std::string(reference));
  if (!address) return {};
  const auto scheme = url_scheme(*address);
  return scheme && (*scheme == "http" || *scheme == "https") ? *address : std::string();
}

FeedEntry read_entry_element(const XmlElement& item, const FeedHead& head) {
  FeedEntry entry;
  entry.at = item.at;
  read_identity(item, head, entry);
  read_texts(item, entry);
  read_authors(item, head, entry);
  read_tags(item, entry);
  read_dates(item, entry);
  const XmlElement* content = first_of(item, {"content:encoded", "atom:content", "description"});
  entry.language = content != nullptr && !content->language.empty() ? content->language : item.language;
  if (const XmlElement* language = first_of(item, {"dc:language", "language"})) entry.language = language->text();
  if (entry.language.empty()) entry.language = head.language;
  entry.rights = one_line(first_text(item, {"atom:rights", "dc:rights", "dcterms:rights", "copyright", "atom:copyright",
                                            "media:copyright", "rights"}));
  read_media_elements(item, head, entry);
  return entry;
}

bool read_format(const XmlElement& container, FeedHead& head) {
  if (head.language.empty()) head.language = one_line({container.language, false, ""});
  const std::string* version = container.attribute("version");
  if (container.name == "channel") return true;
  if (container.name == "rss") {
    const std::string number = version == nullptr ? "" : std::string(trim(*version));
    head.format = number.empty() ? "RSS" : "RSS " + shorten(clean_text(number).text, 8);
  } else if (container.name == "rdf:rdf" || container.name == "rdf") {
    head.format = "RSS 1.0";
  } else if (container.name == "atom:feed") {
    head.format = version != nullptr ? "Atom " + shorten(clean_text(*version).text, 8) : "Atom 1.0";
  } else {
    return false;
  }
  return true;
}

void read_head_element(const XmlElement& element, FeedHead& head) {
  const auto set = [&](std::string& field) {
    if (field.empty()) field = one_line(read_text(element));
  };
  const std::string& name = element.name;
  if (name == "atom:link" || (name == "link" && element.attribute("href") != nullptr && element.nodes.empty()))
    read_links(element, head);
  else if (name == "title" || name == "atom:title" || name == "dc:title")
    set(head.title);
  else if (name == "description" || name == "atom:subtitle" || name == "atom:tagline" || name == "dc:description" ||
           name == "atom:info" || name == "itunes:summary" || name == "itunes:subtitle")
    set(head.description);
  else if (name == "link" && head.link.empty())
    head.link = absolute_address(element.text(), element, head);
  else if (name == "language" || name == "dc:language")
    set(head.language);
  else if (name == "copyright" || name == "atom:rights" || name == "atom:copyright" || name == "dc:rights")
    set(head.rights);
  else if (name == "atom:author")
    append_label(head.authors, person(element));
}

}  // namespace feedd::content
