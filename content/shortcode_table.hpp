// What the common shortcodes stand for, one function each, as Markdown or HTML. Finds no marks; shortcode_scan.cpp
// does. Private to content.
#pragma once

#include "content/shortcode_arguments.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace feedd::content {

/// A shortcode in its body.
struct Shortcode {
  std::string_view name;
  ShortcodeArguments arguments;
  std::optional<std::string> inner;  ///< what stands between it and its end, expanded already
  bool markdown = true;              ///< of the body
};

/// What it becomes.
struct Expansion {
  std::string text;       ///< Markdown or HTML; of a reference plain text, what its link says
  bool block = false;     ///< parts paragraphs
  std::string address{};  ///< of a reference: where it leads; empty for all others
};

/// Nothing where the name is not known.
[[nodiscard]] std::optional<Expansion> expand_shortcode(const Shortcode& shortcode);

/// The reference to another article of the source by its file: `_posts/2020-09-17-snow.md#cold`, `posts/snow/index.md`
/// become `article:2020-09-17-snow#cold`, `article:snow`. What is no article's file stays a path.
[[nodiscard]] std::string article_reference(std::string_view file);

}  // namespace feedd::content
