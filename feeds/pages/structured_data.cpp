#include "feeds/pages/structured_data.hpp"

#include "content/html.hpp"

#include <boost/json.hpp>

namespace feedd::feeds {
namespace {

namespace json = boost::json;
using content::to_rfc3339;

std::string property(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  return "<meta property=\"" + std::string(name) + "\" content=\"" + content::escape_html(value) + "\">\n";
}

/// JSON in which neither markup nor a line end of JavaScript stands (RFC 8259 section 7 allows both escaped).
std::string as_data_block(const json::value& value) {
  std::string safe;
  const std::string text = json::serialize(value);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view three = std::string_view(text).substr(at, 3);
    if (text[at] == '<')
      safe += "\\u003c";
    else if (text[at] == '>')
      safe += "\\u003e";
    else if (text[at] == '&')
      safe += "\\u0026";
    else if (three == "\xe2\x80\xa8" || three == "\xe2\x80\xa9") {
      safe += three.back() == '\xa8' ? "\\u2028" : "\\u2029";
      at += 2;
    } else
      safe += text[at];
  }
  return safe;
}

void put(json::object& object, std::string_view name, std::string_view value) {
  if (!value.empty()) object[name] = value;
}

json::object news_article(const Site& site, const Entry& entry, const std::string& language) {
  const content::Article& article = entry.article;
  json::object news{{"@context", "https://schema.org"}, {"@type", "NewsArticle"}};
  put(news, "headline", article.title.empty() ? article.summary : article.title);
  put(news, "url", entry.url);
  put(news, "mainEntityOfPage", entry.url);
  put(news, "datePublished", to_rfc3339(article.published));
  put(news, "dateModified", to_rfc3339(article.updated));
  put(news, "inLanguage", language);
  put(news, "description", article.summary);
  put(news, "articleSection", article.section);
  if (const content::Media* lead = lead_image(entry)) news["image"] = json::array{lead->url};
  json::array authors;
  for (const content::Term& author : article.authors)
    authors.push_back(
        json::object{{"@type", "Person"},
                     {"name", author.label},
                     {"url", feed_url(site, FeedKey{content::TermKind::author, author.slug}.to_string(), "html")}});
  if (!authors.empty()) news["author"] = std::move(authors);
  json::array tags;
  for (const content::Term& tag : article.tags) tags.emplace_back(tag.label);
  if (!tags.empty()) news["keywords"] = std::move(tags);
  json::array corrections;
  for (const content::Correction& correction : article.details.corrections) {
    json::object comment{{"@type", "CorrectionComment"}, {"text", correction.note}};
    if (correction.at) comment["datePublished"] = to_rfc3339(*correction.at);
    corrections.push_back(std::move(comment));
  }
  if (!corrections.empty()) news["correction"] = std::move(corrections);
  news["publisher"] = json::object{{"@type", "Organization"}, {"name", site.title}, {"url", site.home_url()}};
  put(news, "copyrightNotice", article.rights.empty() ? site.rights : article.rights);
  return news;
}

}  // namespace

std::string structured_data(const Site& site, const Entry& entry, const std::string& language) {
  const content::Article& article = entry.article;
  std::string elements = property("og:type", "article");
  elements += property("og:title", article.title.empty() ? article.summary : article.title);
  elements += property("og:url", entry.url) + property("og:site_name", site.title);
  elements += property("og:description", article.summary);
  if (const content::Media* lead = lead_image(entry))
    elements += property("og:image", lead->url) + property("og:image:alt", lead->alt);
  elements += property("article:published_time", to_rfc3339(article.published));
  elements += property("article:modified_time", to_rfc3339(article.updated));
  elements += property("article:section", article.section);
  for (const content::Term& tag : article.tags) elements += property("article:tag", tag.label);
  return elements + "<script type=\"application/ld+json\">" + as_data_block(news_article(site, entry, language)) +
         "</script>\n";
}

}  // namespace feedd::feeds
