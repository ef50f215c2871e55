// HTML as the tree an HTML5 parser makes of it, in an arena of its own that goes away at once.
// Includers read the tree through <gumbo.h>. Private to content.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct GumboInternalNode;

namespace feedd::content {

class HtmlArena;

/// A parsed tree. The text it was parsed from must outlive it.
class HtmlTree {
 public:
  enum class As { fragment, document };

  /// Nothing where the tree would be deeper, larger or richer in attributes than any article is (limits in
  /// html_tree.cpp): such input makes an HTML5 parser quadratic in time or memory.
  [[nodiscard]] static std::optional<HtmlTree> parse(std::string_view html, As as);

  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) noexcept;
  ~HtmlTree();

  /// The html element; of a fragment, its children are the fragment's nodes.
  [[nodiscard]] const GumboInternalNode& root() const { return *root_; }
  /// The text below `node`, entities decoded.
  [[nodiscard]] static std::string text_of(const GumboInternalNode& node);

 private:
  HtmlTree(std::unique_ptr<HtmlArena> arena, const GumboInternalNode* root);
  std::unique_ptr<HtmlArena> arena_;
  const GumboInternalNode* root_;
};

}  // namespace feedd::content
