// The rules of each kind of feed, one file each.
#pragma once

#include "feeds/check/finding.hpp"
#include "feeds/check/node.hpp"

#include <string>
#include <string_view>

namespace feedd::feeds::check {

/// RSS 0.91 to 2.0; `rss` is the root.
void check_rss(Findings& findings, const Node& rss);
/// `RSS 2.0`; `RSS` where the version is none.
[[nodiscard]] std::string kind_of_rss(const Node& rss);
/// One of ours, which has more than RSS demands.
void check_rss_item(Findings& findings, const Node& item);
/// Atom 1.0, RFC 4287; `feed` is the root.
void check_atom(Findings& findings, const Node& feed);
/// `has_feed_author`: whether an entry may do without an author of its own.
void check_atom_entry(Findings& findings, const Node& entry, bool has_feed_author);
/// RSS 1.0; `rdf` is the root.
void check_rdf(Findings& findings, const Node& rdf);
void check_rdf_item(Findings& findings, const Node& item);
/// JSON Feed 1.0 and 1.1.
void check_json(Findings& findings, std::string_view text);
/// One item of such a feed, an object.
void check_json_item(Findings& findings, std::string_view text);

}  // namespace feedd::feeds::check
