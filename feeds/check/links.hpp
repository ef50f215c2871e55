// Atom's elements that other formats borrow: links and persons.
#pragma once

#include "feeds/check/visit.hpp"

#include <span>
#include <vector>

namespace feedd::feeds::check {

/// atom:link, RFC 4287 section 4.2.7.
void atom_link(const Visit& visit, const Node& node, std::string_view name);
/// atom:author and atom:contributor, RFC 4287 section 3.2.
void atom_person(const Visit& visit, const Node& node, std::string_view name);

/// What is wrong with the links of a feed or an entry taken together: no `self` where one is due, two alternates of one
/// kind.
void check_links(const Visit& visit, const Node& parent, std::span<const Node> children, bool needs_self);

}  // namespace feedd::feeds::check
