// Whether a feed is what its specification demands: the gate that our own pass before anybody sees them, and the judge
// of any feed in the world. Rules have names, which feeds/README.md explains, and say where they are written; the
// tables of what each element may have are in the files of the formats (rss_rules.cpp and its neighbours).
#pragma once

#include "content/error.hpp"
#include "feeds/check/finding.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace feedd::feeds::check {

enum class Dialect : std::uint8_t { atom, rss, json_feed, rdf };

/// One entry of ours as it stands in a document whose root declares our prefixes. The first error: its operation is the
/// rule. Warnings are not looked for, and what readers put up with in feeds of others is an error. Takes two to ten
/// microseconds for an article of usual length (tests/bench: check_fragment).
[[nodiscard]] content::Result<void> check_fragment(Dialect dialect, std::string_view fragment);
/// A document of ours without its entries.
[[nodiscard]] content::Result<void> check_head(Dialect dialect, std::string_view document);

/// A feed from anywhere.
struct Judged {
  std::string kind;  ///< `Atom`, `RSS 2.0`, `RSS` of an unknown version, `RSS 1.0`, `JSON Feed`; empty: no feed
  std::vector<Finding> findings;
  std::size_t untold = 0;  ///< findings beyond these, of rules that were told of often enough
  [[nodiscard]] bool is_valid() const;
};

/// `bytes` in any charset, `content_type` as the server said it (empty: nobody did), `address` where it was fetched
/// (empty: from a file): the feed should say the same of itself. Time and memory grow with the bytes, whatever they
/// are.
[[nodiscard]] Judged judge(std::string_view bytes, std::string_view content_type, std::string_view address);

}  // namespace feedd::feeds::check
