#include "feeds/check/links.hpp"

#include "content/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace feedd::feeds::check {
namespace {

/// IANA's registry of link relations, what of it feeds have.
constexpr std::array<std::string_view, 24> relations = {
    "alternate",    "self", "enclosure",  "related",  "via",     "replies", "hub",     "current",
    "first",        "last", "next",       "previous", "prev",    "license", "payment", "next-archive",
    "prev-archive", "edit", "edit-media", "search",   "service", "up",      "author",  "describedby"};

constexpr std::array<std::string_view, 7> of_history = {"current",      "first",        "last",    "next",
                                                        "next-archive", "prev-archive", "previous"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view relation_of(const Node& link) {
  return link.has_attribute("rel") ? link.attribute("rel") : std::string_view("alternate");
}

Objection language(std::string_view text, Characters) {
  return object_to_language(text);
}

constexpr Child person_children[] = {
    {Space::atom, "name", Needed::yes, false, some_text, "RFC 4287 section 3.2.1"},
    {Space::atom, "uri", Needed::no, false, any_address, "RFC 4287 section 3.2.2"},
    {Space::atom, "email", Needed::no, false, email, "RFC 4287 section 3.2.3"},
};

}  // namespace

void atom_link(const Visit& visit, const Node& node, std::string_view name) {
  need_attribute(visit, node, name, "href", object_to_reference);
  check_attribute(visit, node, name, "type", media_type);
  check_attribute(visit, node, name, "length", number);
  check_attribute(visit, node, name, "hreflang", language);
  const std::string_view relation = relation_of(node);
  if (relation.empty())
    visit.error(node, name, "rel is empty");
  else if (!is_one_of(relations, relation) && !object_to_absolute(relation, Characters::iri).empty())
    visit.warning(node, name, "rel " + quoted(relation) + " is not registered");
}

void atom_person(const Visit& visit, const Node& node, std::string_view) {
  check_children({visit.findings, "atom-person", visit.spec, visit.characters}, node, person_children);
}

void check_links(const Visit& visit, const Node& parent, std::span<const Node> children, bool needs_self) {
  std::set<std::string> alternates;  // by type and language
  bool has_self = false;
  for (const Node& node : children) {
    if (!node.is(Space::atom, "link")) continue;
    const std::string_view relation = relation_of(node);
    has_self = has_self || relation == "self";
    if (!needs_self && is_one_of(of_history, relation))
      visit.warning(node, "link", "rel " + quoted(relation) + " belongs to a feed, not to an entry (RFC 5005)");
    if (relation == "self" && !object_to_absolute(node.attribute("href"), Characters::iri).empty())
      visit.warning(node, "link", "the address of the feed itself is relative");
    if (relation != "alternate" || parent.space() != Space::atom) continue;
    std::string kind = content::lower_ascii(node.attribute("type"));
    kind.append(1, ' ').append(content::lower_ascii(node.attribute("hreflang")));
    if (!alternates.insert(std::move(kind)).second)
      visit.error(node, "link", "a second alternate link of the same type and language");
  }
  if (needs_self && !has_self)
    visit.warning(parent, "link",
                  "no link rel=\"self\": a reader that is handed the document does not know where it is from");
}

}  // namespace feedd::feeds::check
