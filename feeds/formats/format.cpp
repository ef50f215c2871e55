#include "feeds/formats/format.hpp"

#include "content/html.hpp"

namespace feedd::feeds {
namespace {

// A browser that navigates to a feed offers a download for the feed media types and shows application/xml.
constexpr Format table[] = {
    {"Atom", "atom", "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8", atom_fragment,
     atom_compose, atom_check_fragment, atom_check_document},
    {"RSS", "rss", "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8", rss_fragment, rss_compose,
     rss_check_fragment, rss_check_document},
    {"JSON Feed", "json", "application/feed+json; charset=utf-8", "application/json; charset=utf-8", json_fragment,
     json_compose, json_check_fragment, json_check_document},
};

}  // namespace

std::span<const Format> formats() {
  return table;
}

const Format* find_format(std::string_view extension) {
  for (const Format& format : table)
    if (format.extension == extension) return &format;
  return nullptr;
}

Entry make_entry(const Site& site, const content::Article& article) {
  Entry entry{article, site.article_url(article), {}, article.media, article.rights, {}};
  const auto absolute = [&](std::string_view reference) { return site.absolute(reference, entry.url); };
  if (site.full_text) entry.content = content::map_urls(article.content, absolute);
  for (content::Media& media : entry.media) media.url = absolute(media.url);
  if (article.language != site.language) entry.language = article.language;
  return entry;
}

}  // namespace feedd::feeds
