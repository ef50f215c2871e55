// What the common shortcodes stand for, one function each, as Markdown or HTML. Finds no marks; shortcode_scan.cpp
// does. Private to content.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace feedd::content {

/// The arguments of a shortcode: `"a b" c key="d" key=e`, commas between them or not.
class ShortcodeArguments {
 public:
  explicit ShortcodeArguments(std::string_view text);
  /// The first of `keys` that is there; empty: none.
  [[nodiscard]] std::string_view named(std::initializer_list<std::string_view> keys) const;
  /// The `index`-th without a key; empty: there is none.
  [[nodiscard]] std::string_view at(std::size_t index) const;
  /// named(keys), else the first without a key.
  [[nodiscard]] std::string_view first(std::initializer_list<std::string_view> keys) const;
  [[nodiscard]] std::string_view as_written() const { return text_; }

 private:
  std::string_view text_;
  std::vector<std::pair<std::string_view, std::string_view>> all_;
};

/// A shortcode in its body.
struct Shortcode {
  std::string_view name;
  ShortcodeArguments arguments;
  std::optional<std::string> inner;  ///< what stands between it and its end, expanded already
  bool markdown = true;              ///< of the body
};

/// What it becomes.
struct Expansion {
  std::string text;
  bool block = false;  ///< parts paragraphs
};

/// Nothing where the name is not known.
[[nodiscard]] std::optional<Expansion> expand_shortcode(const Shortcode& shortcode);

/// The reference to another article of the source by its file: `_posts/2020-09-17-snow.md#cold`, `posts/snow/index.md`
/// become `article:2020-09-17-snow#cold`, `article:snow`. What is no article's file stays a path.
[[nodiscard]] std::string article_reference(std::string_view file);

}  // namespace feedd::content
