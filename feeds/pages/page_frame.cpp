#include "feeds/pages/page_frame.hpp"

#include "content/html.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/pages.hpp"

namespace feedd::feeds {
namespace {

using content::escape_html;

/// Autodiscovery: the links by which readers find the feeds.
std::string feed_links(const Site& site, std::string_view key, std::string_view title) {
  std::string links;
  for (const Format& format : formats())
    links += "<link rel=\"alternate\" type=\"" + std::string(format.media_type.substr(0, format.media_type.find(';'))) +
             "\" title=\"" + escape_html(title) + " (" + std::string(format.name) + ")\" href=\"" +
             escape_html(feed_url(site, key, format.extension)) + "\">\n";
  return links;
}

}  // namespace

std::string link(std::string_view url, std::string_view text) {
  return "<a href=\"" + escape_html(url) + "\">" + escape_html(text) + "</a>";
}

std::string day(content::Timestamp time) {
  const std::string date = content::to_rfc3339(time);
  return "<time dir=\"ltr\" datetime=\"" + date + "\">" + date.substr(0, 10) + "</time>";
}

std::string label_language(const Labels& labels, std::string_view page_language) {
  if (page_language.empty() || page_language.substr(0, page_language.find('-')) == labels.language) return {};
  return " lang=\"" + std::string(labels.language) + "\" dir=\"" + std::string(direction_of(labels.language)) + "\"";
}

std::string text_language(std::string_view language) {
  if (language.empty()) return " lang=\"\" dir=\"auto\"";
  return " lang=\"" + escape_html(language) + "\" dir=\"" + std::string(direction_of(language)) + "\"";
}

std::string open_page(const Site& site, const PageHead& head) {
  std::string page = "<!doctype html>\n<html";
  page += " lang=\"" + escape_html(head.language.empty() ? labels_of({}).language : head.language) + "\"";
  page += " dir=\"" + std::string(direction_of(head.language)) + "\"";
  page +=
      ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n";
  page += "<meta name=\"color-scheme\" content=\"light dark\">\n";
  page += "<title>" + escape_html(head.title) + "</title>\n";
  page += "<link rel=\"stylesheet\" href=\"" + escape_html(site.base_url) + std::string(style_path) + "\">\n";
  page += feed_links(site, head.feed, head.feed_title.empty() ? site.title : head.feed_title) + head.more;
  page += "</head>\n<body>\n<header class=\"masthead\"><p>" + link(site.home_url(), site.title) + "</p></header>\n";
  return page;
}

std::string close_page(std::string_view rights) {
  std::string end;
  if (!rights.empty()) end = "<footer class=\"soft\"><p dir=\"auto\">" + escape_html(rights) + "</p></footer>\n";
  return end + "</body>\n</html>\n";
}

std::string article_list(const Site& site, const Labels& labels, std::string_view heading_level,
                         const std::vector<content::Article>& articles) {
  if (articles.empty()) return "<p class=\"soft\">" + std::string(labels.nothing_yet) + "</p>\n";
  const std::string tag(heading_level);
  std::string list = "<ul class=\"plain articles\">\n";
  for (const content::Article& article : articles) {
    const std::string& title = article.title.empty() ? article.summary : article.title;
    list += "<li" + text_language(article.language.empty() ? site.language : article.language);
    list.append("><").append(tag).append(">").append(link(site.article_url(article), title));
    list.append("</").append(tag).append("><p class=\"soft\">").append(day(article.published));
    for (const content::Term& author : article.authors) list += " \u00b7 <bdi>" + escape_html(author.label) + "</bdi>";
    list += "</p>";
    if (!article.summary.empty() && !article.title.empty()) list += "<p>" + escape_html(article.summary) + "</p>";
    list += "</li>\n";
  }
  return list + "</ul>\n";
}

}  // namespace feedd::feeds
