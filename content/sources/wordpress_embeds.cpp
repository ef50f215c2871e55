// What the block editor embeds: WordPress stores the page's address alone and asks its host what to show when it shows
// the post. Nobody is asked here.
#include "content/html.hpp"
#include "content/html_frame.hpp"
#include "content/sources/wordpress_body.hpp"
#include "content/text.hpp"

#include <algorithm>

namespace feedd::content {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// An address alone, between tags; empty: something else.
std::string address_in(std::string_view text) {
  constexpr std::size_t longest = 2000;
  text = trim(text);
  const bool web = text.starts_with("https://") || text.starts_with("http://");
  if (!web || text.size() > longest || text.find_first_of(" \t\n<\"") != none) return {};
  return html_to_text(text);
}

std::string shown(const std::string& address) {
  if (const std::optional<std::string> frame = frame_of_page(address))
    return "<iframe src=\"" + escape_html(*frame) + "\"></iframe>";
  const std::string escaped = escape_html(address);
  return "<a href=\"" + escaped + "\">" + escaped + "</a>";
}

}  // namespace

std::string replace_wordpress_embeds(std::string_view text) {
  constexpr std::string_view wrapper = "wp-block-embed__wrapper";
  std::string out;
  std::size_t kept = 0;  // everything before is in `out`
  for (std::size_t at = text.find(wrapper); at != none; at = text.find(wrapper, at)) {
    at += wrapper.size();
    const std::size_t begin = text.find_first_of("<>", at);
    if (begin == none || text[begin] != '>') continue;
    const std::size_t end = std::min(text.find('<', begin), text.size());
    const std::string address = address_in(text.substr(begin + 1, end - begin - 1));
    if (address.empty()) continue;
    out.append(text, kept, begin + 1 - kept).append(shown(address));
    at = kept = end;
  }
  return out.append(text, kept);
}

}  // namespace feedd::content
