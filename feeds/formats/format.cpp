#include "feeds/formats/format.hpp"

#include "content/html.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

// A browser that navigates to a feed offers a download for the feed media types and shows application/xml.
constexpr Format table[] = {
    {"Atom", "atom", "application/atom+xml; charset=utf-8", "application/xml; charset=utf-8", atom_fragment, atom_frame,
     atom_check_fragment, atom_check_document},
    {"RSS", "rss", "application/rss+xml; charset=utf-8", "application/xml; charset=utf-8", rss_fragment, rss_frame,
     rss_check_fragment, rss_check_document},
    {"JSON Feed", "json", "application/feed+json; charset=utf-8", "application/json; charset=utf-8", json_fragment,
     json_frame, json_check_fragment, json_check_document},
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

std::vector<std::string_view> pieces_of(const Frame& frame, std::span<const std::string_view> fragments) {
  std::vector<std::string_view> pieces{frame.before};
  for (const std::string_view fragment : fragments) {
    if (!frame.between.empty() && pieces.size() > 1) pieces.push_back(frame.between);
    pieces.push_back(fragment);
  }
  pieces.push_back(frame.after);
  return pieces;
}

std::string join(std::span<const std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

Entry make_entry(const Site& site, const content::Article& article, bool full_text) {
  Entry entry{article, site.article_url(article), {}, article.media, article.rights, {}};
  const auto absolute = [&](std::string_view reference) { return site.absolute(reference, entry.url); };
  if (full_text) entry.content = content::map_urls(article.content, absolute);
  if (site.site_url.empty())  // what is no file of the source is not served from the root of this site either
    std::erase_if(entry.media, [](const content::Media& media) { return media.url.starts_with('/'); });
  for (content::Media& media : entry.media) media.url = absolute(media.url);
  if (article.language != site.language) entry.language = article.language;
  return entry;
}

const content::Media* lead_image(const Entry& entry) {
  const auto lead = std::find_if(entry.media.begin(), entry.media.end(),
                                 [](const content::Media& media) { return media.type.starts_with("image/"); });
  return lead == entry.media.end() ? nullptr : &*lead;
}

}  // namespace feedd::feeds
