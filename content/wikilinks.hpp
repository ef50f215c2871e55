// Links and embedded files as Obsidian writes them: `[[Note]]`, `![[pier.png|300]]`. Knows no files; what a name leads
// to is asked. Private to content.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// Where a name between double brackets leads.
struct WikiTarget {
  std::string address;     ///< `article:STEM`, or a path from the source's root, percent-encoded
  std::string media_type;  ///< of a file; empty: an article
};

/// Asked of every wikilink; nothing: neither a file nor an article has that name. `embed` is the whole `![[…]]` as
/// written, for a complaint, or empty where it is a link.
using WikiLookup = std::function<std::optional<WikiTarget>(std::string_view name, std::string_view embed)>;

/// `markdown` with wikilinks (`[[Note]]`, `[[Note#Heading|text]]`) made links or, where nothing has that name, their
/// text; embeds (`![[pier.png|alt]]`, `|300`, `|300x200`) made images, players and links, or left as they are. What
/// code shows stays, and so does what is likely no wikilink where nothing has that name: `[[1]](…)`, `list[[1]]`,
/// `[[ -f x ]]`; `[[toc]]` on a line of its own goes. Returns `markdown` itself where there is nothing to do, else a
/// view of `storage`. Linear.
[[nodiscard]] std::string_view expand_wikilinks(std::string_view markdown, const WikiLookup& lookup,
                                                std::string& storage);

}  // namespace feedd::content
