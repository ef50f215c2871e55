// Sitemaps (sitemaps.org protocol 0.9, Google's image and news extensions), written as text: a part is large, and one
// article is held at a time.
#include "content/html.hpp"
#include "content/text.hpp"
#include "feeds/feed.hpp"
#include "feeds/listings/listing.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

using content::append_escaped;

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view sitemap_namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// A `loc` must be shorter than this.
constexpr std::size_t max_url_bytes = 2048;
constexpr std::size_t max_news = 1000;
constexpr std::chrono::hours news_age{48};
/// Of what stands for the title of an article without one.
constexpr std::size_t max_title = 110;

void add(std::string& text, std::string_view name, std::string_view value) {
  text.append("<").append(name).append(">");
  append_escaped(text, value);
  text.append("</").append(name).append(">");
}

std::string opening(std::string_view more) {
  return std::string(declaration) + "<urlset xmlns=\"" + std::string(sitemap_namespace) + "\"" + std::string(more) +
         ">\n";
}

void add_image(std::string& text, const Site& site, const content::Article& article, std::string_view page) {
  const auto lead = std::find_if(article.media.begin(), article.media.end(),
                                 [](const content::Media& media) { return media.type.starts_with("image/"); });
  if (lead == article.media.end()) return;
  if (site.site_url.empty() && lead->url.starts_with('/')) return;  // no file of the source: it is not served here
  const std::string url = site.absolute(lead->url, page);
  if (url.size() >= max_url_bytes) return;
  text += "<image:image>";
  add(text, "image:loc", url);
  text += "</image:image>";
}

void add_article(std::string& text, const Site& site, const content::Article& article) {
  const std::string page = site.article_url(article);
  if (page.size() >= max_url_bytes) return;
  text += "<url>";
  add(text, "loc", page);
  add(text, "lastmod", content::to_rfc3339(article.updated));
  add_image(text, site, article, page);
  text += "</url>\n";
}

void add_news(std::string& text, const Site& site, const content::Article& article) {
  const std::string page = site.article_url(article);
  if (page.size() >= max_url_bytes) return;
  text += "<url>";
  add(text, "loc", page);
  text += "<news:news><news:publication>";
  add(text, "news:name", site.title);
  add(text, "news:language", news_language(article.language.empty() ? site.language : article.language));
  text += "</news:publication>";
  add(text, "news:publication_date", content::to_rfc3339(article.published));
  add(text, "news:title", article.title.empty() ? content::shorten(article.summary, max_title) : article.title);
  text += "</news:news></url>\n";
}

}  // namespace

std::optional<std::string> sitemap_part(const Site& site, content::ArticleReader& reader, std::int64_t part) {
  std::string text = opening(" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"");
  if (part == 1) {  // without lastmod: it would change this part with every article
    text += "<url>";
    add(text, "loc", site.base_url + "/");
    text += "</url>\n";
  }
  bool any = part == 1;
  reader.each_between((part - 1) * sitemap_part_size + 1, part * sitemap_part_size,
                      [&](const content::Article& article) {
                        any = true;
                        add_article(text, site, article);
                      });
  if (!any) return std::nullopt;
  return text + "</urlset>\n";
}

std::string sitemap(const Site& site, content::ArticleReader& reader) {
  std::string first, others;
  reader.each_range(sitemap_part_size, [&](std::int64_t range, content::Timestamp updated) {
    std::string& to = range == 0 ? first : others;
    to += "<sitemap>";
    add(to, "loc", site.base_url + sitemap_part_path(range + 1));
    add(to, "lastmod", content::to_rfc3339(updated));
    to += "</sitemap>\n";
  });
  if (others.empty()) return sitemap_part(site, reader, 1).value_or("");
  if (first.empty()) {  // it has the index page still
    first = "<sitemap>";
    add(first, "loc", site.base_url + sitemap_part_path(1));
    first += "</sitemap>\n";
  }
  return std::string(declaration) + "<sitemapindex xmlns=\"" + std::string(sitemap_namespace) + "\">\n" + first +
         others + "</sitemapindex>\n";
}

std::string news_sitemap(const Site& site, content::ArticleReader& reader) {
  std::string text = opening(" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"");
  // The two days end where the site's feed stands, not at the present moment: the same store gives the same bytes, and
  // an article leaves when a later one comes or an edit is made.
  if (const auto state = reader.feed_state(site_feed))
    reader.each_published_after(state->updated - news_age, max_news,
                                [&](const content::Article& article) { add_news(text, site, article); });
  return text + "</urlset>\n";
}

std::string news_language(std::string_view bcp47) {
  std::string tag = content::lower_ascii(bcp47);
  std::replace(tag.begin(), tag.end(), '_', '-');
  const std::string language = tag.substr(0, tag.find('-'));
  if (language == "zh") {
    const std::string bounded = tag + '-';
    const bool simplified = bounded.find("-hans-") != std::string::npos;
    for (const std::string_view mark : {"-hant-", "-tw-", "-hk-", "-mo-"})
      if (!simplified && bounded.find(mark) != std::string::npos) return "zh-tw";
    return "zh-cn";
  }
  const bool is_iso = language.size() == 2 || language.size() == 3;
  return is_iso ? language : "und";
}

}  // namespace feedd::feeds
