// Atom 1.0 (RFC 4287).
#include "content/text.hpp"
#include "feeds/check/dialects.hpp"
#include "feeds/check/links.hpp"
#include "feeds/check/visit.hpp"

#include <algorithm>
#include <map>

namespace feedd::feeds::check {
namespace {

constexpr const char* of_feed = "RFC 4287 section 4.1.1";
constexpr const char* of_entry = "RFC 4287 section 4.1.2";

/// atom:title, summary and their like: text, html, or one xhtml:div (RFC 4287 section 3.1).
void text_construct(const Visit& visit, const Node& node, std::string_view name) {
  const std::string_view type = node.has_attribute("type") ? node.attribute("type") : std::string_view("text");
  const auto children = node.children();
  if (type == "xhtml") {
    if (children.size() != 1 || !children.front().is(Space::xhtml, "div"))
      visit.error(node, name, "text of type xhtml is one <div> of XHTML");
    return;
  }
  if (type != "text" && type != "html")
    return visit.error(node, name, "type " + quoted(type) + " is none of text, html and xhtml");
  if (!children.empty())
    return visit.error(node, name, "holds elements; markup in text of type " + std::string(type) + " is escaped");
  if (type == "html") return html_text(visit, node, name);
  plain_text(visit, node, name);
}

void title(const Visit& visit, const Node& node, std::string_view name) {
  text_construct(visit, node, name);
  if (!node.has_text() && node.children().empty()) visit.warning(node, name, "the title is empty");
}

/// RFC 4648 section 4, in lines of any length.
bool is_base64(std::string_view text) {
  std::size_t digits = 0, padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    const bool is_digit =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (c == '=' ? ++padding > 2 : !is_digit || padding != 0) return false;
    ++digits;
  }
  return digits % 4 == 0;
}

/// RFC 4287 section 4.1.3.
void content(const Visit& visit, const Node& node, std::string_view name) {
  if (node.has_attribute("src")) {
    check_attribute(visit, node, name, "src", object_to_reference);
    check_attribute(visit, node, name, "type", media_type);
    if (node.has_text() || !node.children().empty()) visit.error(node, name, "has a src and is not empty");
    return;
  }
  const std::string_view type = node.attribute("type");
  if (type.find('/') == std::string_view::npos) return text_construct(visit, node, name);
  check_attribute(visit, node, name, "type", media_type);
  const std::string kind = feedd::content::lower_ascii(feedd::content::trim(type.substr(0, type.find(';'))));
  if (kind.ends_with("/xml") || kind.ends_with("+xml") || kind.ends_with("/xml-dtd")) return;
  if (!node.children().empty()) return visit.error(node, name, "of type " + quoted(type) + " holds elements");
  if (!kind.starts_with("text/") && !is_base64(node.text()))
    visit.error(node, name, "what is of type " + quoted(type) + " is written in Base64");
}

void category(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "term", anything);
  check_attribute(visit, node, name, "scheme", object_to_absolute);
}

void generator(const Visit& visit, const Node& node, std::string_view name) {
  check_attribute(visit, node, name, "uri", object_to_reference);
}

constexpr Child source_children[] = {
    {Space::atom, "id", Needed::no, false, absolute_address, "RFC 4287 section 4.2.11"},
    {Space::atom, "title", Needed::no, false, title, "RFC 4287 section 4.2.11"},
    {Space::atom, "updated", Needed::no, false, date_rfc3339, "RFC 4287 section 4.2.11"},
    {Space::atom, "link", Needed::no, true, atom_link, "RFC 4287 section 4.2.11"},
    {Space::atom, "author", Needed::no, true, atom_person, "RFC 4287 section 4.2.11"},
    {Space::atom, "category", Needed::no, true, category, "RFC 4287 section 4.2.11"},
    {Space::atom, "contributor", Needed::no, true, atom_person, "RFC 4287 section 4.2.11"},
    {Space::atom, "generator", Needed::no, false, generator, "RFC 4287 section 4.2.11"},
    {Space::atom, "icon", Needed::no, false, any_address, "RFC 4287 section 4.2.11"},
    {Space::atom, "logo", Needed::no, false, any_address, "RFC 4287 section 4.2.11"},
    {Space::atom, "rights", Needed::no, false, text_construct, "RFC 4287 section 4.2.11"},
    {Space::atom, "subtitle", Needed::no, false, text_construct, "RFC 4287 section 4.2.11"},
};

void source(const Visit& visit, const Node& node, std::string_view) {
  check_children({visit.findings, "atom-source", visit.spec, visit.characters}, node, source_children);
}

constexpr Child entry_children[] = {
    {Space::atom, "id", Needed::yes, false, absolute_address, "RFC 4287 section 4.2.6"},
    {Space::atom, "title", Needed::yes, false, title, "RFC 4287 section 4.2.14"},
    {Space::atom, "updated", Needed::yes, false, date_rfc3339, "RFC 4287 section 4.2.15"},
    {Space::atom, "published", Needed::no, false, date_rfc3339, "RFC 4287 section 4.2.9"},
    {Space::atom, "author", Needed::no, true, atom_person, "RFC 4287 section 4.2.1"},
    {Space::atom, "contributor", Needed::no, true, atom_person, "RFC 4287 section 4.2.3"},
    {Space::atom, "category", Needed::no, true, category, "RFC 4287 section 4.2.2"},
    {Space::atom, "link", Needed::no, true, atom_link, "RFC 4287 section 4.2.7"},
    {Space::atom, "summary", Needed::no, false, text_construct, "RFC 4287 section 4.2.13"},
    {Space::atom, "content", Needed::no, false, content, "RFC 4287 section 4.1.3"},
    {Space::atom, "rights", Needed::no, false, text_construct, "RFC 4287 section 4.2.10"},
    {Space::atom, "source", Needed::no, false, source, "RFC 4287 section 4.2.11"},
};

constexpr Child feed_children[] = {
    {Space::atom, "id", Needed::yes, false, absolute_address, "RFC 4287 section 4.2.6"},
    {Space::atom, "title", Needed::yes, false, title, "RFC 4287 section 4.2.14"},
    {Space::atom, "updated", Needed::yes, false, date_rfc3339, "RFC 4287 section 4.2.15"},
    {Space::atom, "author", Needed::no, true, atom_person, "RFC 4287 section 4.2.1"},
    {Space::atom, "contributor", Needed::no, true, atom_person, "RFC 4287 section 4.2.3"},
    {Space::atom, "category", Needed::no, true, category, "RFC 4287 section 4.2.2"},
    {Space::atom, "link", Needed::no, true, atom_link, "RFC 4287 section 4.2.7"},
    {Space::atom, "subtitle", Needed::no, false, text_construct, "RFC 4287 section 4.2.12"},
    {Space::atom, "rights", Needed::no, false, text_construct, "RFC 4287 section 4.2.10"},
    {Space::atom, "generator", Needed::no, false, generator, "RFC 4287 section 4.2.4"},
    {Space::atom, "icon", Needed::no, false, any_address, "RFC 4287 section 4.2.5"},
    {Space::atom, "logo", Needed::no, false, any_address, "RFC 4287 section 4.2.8"},
    {Space::atom, "entry", Needed::no, true, nullptr, of_entry},
};

const Node* first(const std::vector<Node>& nodes, std::string_view name) {
  const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.is(Space::atom, name); });
  return found == nodes.end() ? nullptr : &*found;
}

bool has_alternate(const std::vector<Node>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.is(Space::atom, "link") && (!node.has_attribute("rel") || node.attribute("rel") == "alternate");
  });
}

void check_language(const Visit& visit, const Node& node) {
  if (!node.attribute("xml:lang").empty())  // an empty one is legal: it says that the language is not known
    check_attribute(visit, node, "lang", "xml:lang",
                    [](std::string_view text, Characters) { return object_to_language(text); });
}

/// RFC 4287 section 4.1.1: entries of one id differ in when they were updated.
void check_entries(Findings& findings, const std::vector<Node>& children, bool has_feed_author) {
  std::map<std::string, std::string> updated_of;
  const Visit visit{findings, "atom-entry", of_entry, Characters::iri};
  bool entries_began = false;
  for (const Node& node : children) {
    if (!node.is(Space::atom, "entry")) {
      if (entries_began && node.space() == Space::atom)
        Visit{findings, "atom-feed", of_feed, Characters::iri}.error(
            node, "order", tag(node) + " of the feed stands behind its first entry");
      continue;
    }
    entries_began = true;
    check_atom_entry(findings, node, has_feed_author);
    const auto inside = node.children();
    const Node* const id = first(inside, "id");
    const Node* const updated = first(inside, "updated");
    if (id == nullptr || updated == nullptr) continue;
    const auto [at, is_new] = updated_of.try_emplace(id->text(), updated->text());
    if (is_new) continue;
    if (at->second == updated->text())
      visit.lapse(*id, "id", quoted(id->text()) + " is another entry's id too, and both have the same date");
    else
      visit.warning(*id, "id", quoted(id->text()) + " is another entry's id too: readers show only one of them");
  }
}

}  // namespace

void check_atom_entry(Findings& findings, const Node& entry, bool has_feed_author) {
  const Visit visit{findings, "atom-entry", of_entry, Characters::iri};
  const std::vector<Node> children = entry.children();
  check_children(visit, entry, children, entry_children);
  check_links(visit, entry, children, false);
  check_language(visit, entry);
  const Node* const text = first(children, "content");
  if (text == nullptr && !has_alternate(children))
    visit.error(entry, "content", "an entry needs <content> or a link to its page");
  if (text != nullptr && text->has_attribute("src") && first(children, "summary") == nullptr)
    visit.error(entry, "summary", "an entry whose content is elsewhere needs a <summary>");
  const Node* const from = first(children, "source");
  const bool source_has_author = from != nullptr && first(from->children(), "author") != nullptr;
  if (!has_feed_author && !source_has_author && first(children, "author") == nullptr)
    visit.error(entry, "author", "neither the entry nor the feed has an <author>");
}

void check_atom(Findings& findings, const Node& feed) {
  const Visit visit{findings, "atom-feed", of_feed, Characters::iri};
  if (feed.is(Space::atom, "entry")) return check_atom_entry(findings, feed, false);
  const std::vector<Node> children = feed.children();
  check_children(visit, feed, children, feed_children);
  check_links(visit, feed, children, true);
  check_language(visit, feed);
  check_entries(findings, children, first(children, "author") != nullptr);
}

}  // namespace feedd::feeds::check
