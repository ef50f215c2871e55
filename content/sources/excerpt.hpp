// Where a body is cut for its summary: `<!--more-->`, or what a Jekyll post names itself. Private to content.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// A body with a mark in it.
struct Excerpt {
  std::string before;  ///< Markdown or HTML; the link definitions of the rest stand at its end, marks of notes it
                       ///< defines are gone
  std::string body;    ///< all of it without the mark, where the mark is a comment
};

/// Finds `separator` where it is not empty, else or where it does not occur `<!--more-->` in the spellings of Hugo,
/// WordPress, Hexo (`<!-- more -->`), Docusaurus (`truncate`), Pelican and Nikola. Marks that
/// `markdown` shows as code are none. Nothing where there is no mark, or nothing before it.
[[nodiscard]] std::optional<Excerpt> find_excerpt(std::string_view body, std::string_view separator, bool markdown);

}  // namespace feedd::content
