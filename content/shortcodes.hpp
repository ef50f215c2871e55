// Shortcodes of site generators, made what they would show before Markdown or HTML is read. Evaluates no template: what
// needs a site's data or code is taken out, with a warning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace feedd::content {

/// The page a body belongs to.
struct ShortcodePage {
  std::string_view path;      ///< from the source's root: `_posts` tells Jekyll
  std::string_view title;     ///< of `{{ page.title }}`
  int body_line = 1;          ///< the body's first line in its file, for warnings
  bool markdown = true;       ///< code is marked by backticks, and blocks by blank lines
  bool toml_or_json = false;  ///< its front matter: Jekyll reads neither
};

/// `body` without shortcodes: the common ones of Hugo, Jekyll, Zola and Hexo become Markdown or HTML, Liquid's
/// variables and tags what can be said of them; of all others the text they enclose stays, and a warning with its line
/// is added. Code that shows them keeps them, as its own site would. References to other articles become
/// `article:STEM`, the file's name without extension, percent-encoded. Returns `body` itself where nothing is to do,
/// else a view of `storage`.
[[nodiscard]] std::string_view expand_shortcodes(std::string_view body, const ShortcodePage& page, std::string& storage,
                                                 std::vector<std::string>& warnings);

}  // namespace feedd::content
