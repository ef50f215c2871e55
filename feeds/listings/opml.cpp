// OPML 2.0 (opml.org/spec2.opml): the list of feeds that readers import. Written as text, since a site may have
// thousands of terms.
#include "content/html.hpp"
#include "feeds/feed.hpp"
#include "feeds/listings/listing.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

using content::escape_html;

/// Groups in their order: where the keys of their feeds begin, and what people call them. A kind FeedKey does not know
/// has no group.
constexpr std::pair<std::string_view, std::string_view> groups[] = {
    {"feeds/", "Feeds"},     {"sections/", "Sections"},   {"tags/", "Tags"},
    {"authors/", "Authors"}, {"languages/", "Languages"}, {"types/", "Media"}};

void add_attribute(std::string& text, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  text.append(" ").append(name).append("=\"").append(escape_html(value)).append("\"");
}

void add_outline(std::string& text, const Site& site, const FeedHead& head, const std::string& label,
                 std::string_view indent) {
  text.append(indent).append("<outline type=\"rss\"");
  add_attribute(text, "text", label);
  add_attribute(text, "title", head.title);
  add_attribute(text, "description", head.description);
  add_attribute(text, "language", head.language);
  add_attribute(text, "htmlUrl", feed_url(site, head.key, "html"));
  add_attribute(text, "xmlUrl", feed_url(site, head.key, "rss"));
  text += " version=\"RSS2\" />\n";
}

void add_group(std::string& text, const Site& site, std::vector<content::TermCount> terms, content::TermKind kind,
               std::string_view name) {
  if (terms.empty()) return;
  std::sort(terms.begin(), terms.end(),
            [](const auto& one, const auto& other) { return one.term.slug < other.term.slug; });
  text += "    <outline text=\"" + std::string(name) + "\">\n";
  for (const content::TermCount& count : terms) {
    const std::string& label = count.term.label.empty() ? count.term.slug : count.term.label;
    add_outline(text, site, feed_head(site, {kind, count.term.slug}, label, count.newest), label, "      ");
  }
  text += "    </outline>\n";
}

}  // namespace

std::string opml(const Site& site, content::ArticleReader& reader) {
  const auto state = reader.feed_state(site_feed);
  const FeedHead head = feed_head(site, {}, {}, state ? state->updated : content::Timestamp{});
  const std::string title = head.title.empty() ? site.base_url : head.title;
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>" +
                     escape_html(title) + "</title>\n";
  if (head.updated != content::Timestamp{})
    text += "    <dateModified>" + content::to_rfc822(head.updated) + "</dateModified>\n";
  text += "  </head>\n  <body>\n";
  add_outline(text, site, head, title, "    ");
  for (const auto& [prefix, name] : groups)
    if (const auto key = FeedKey::parse(std::string(prefix) + "x"); key && key->kind)
      add_group(text, site, listed_terms(site, reader, *key->kind, 0), *key->kind, name);
  return text + "  </body>\n</opml>\n";
}

}  // namespace feedd::feeds
