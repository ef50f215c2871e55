#include "feeds/pages.hpp"

#include "content/html.hpp"
#include "feeds/formats/format.hpp"

namespace feedd::feeds {
namespace {

using content::escape_html;

constexpr std::string_view style =
    R"css(:root{color-scheme:light dark;--ink:#1d2129;--soft:#5c6470;--line:#d9dee5;--page:#fff;--accent:#b3400f}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#a0a8b4;--line:#363c45;--page:#16191e;--accent:#ff9b63}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2.5rem 1.25rem 4rem;max-width:44rem;background:var(--page);color:var(--ink);font:1.0625rem/1.65 system-ui,"Noto Sans","Noto Sans CJK KR",sans-serif;overflow-wrap:break-word}
h1{font-size:1.9rem;line-height:1.25;margin:.2rem 0 .6rem}
h2{font-size:1.2rem;margin:2.4rem 0 .8rem}
a{color:var(--accent);text-underline-offset:.15em}
img{max-width:100%;height:auto;border-radius:6px}
figure{margin:1.4rem 0}
figcaption,.soft,time{color:var(--soft);font-size:.9rem}
pre{overflow-x:auto;padding:1rem;border:1px solid var(--line);border-radius:6px;font-size:.9rem}
blockquote{margin:1.2rem 0;padding-left:1rem;border-left:3px solid var(--line);color:var(--soft)}
table{border-collapse:collapse;display:block;overflow-x:auto}
[style*="text-align:center"]{text-align:center}
[style*="text-align:right"]{text-align:right}
video,iframe{max-width:100%}
th,td{border:1px solid var(--line);padding:.35rem .7rem}
th:not([style]){text-align:left}
ul.plain{list-style:none;padding:0}
.feeds li{display:flex;flex-wrap:wrap;gap:.3rem .9rem;align-items:baseline;padding:.55rem 0;border-top:1px solid var(--line)}
.feeds b{min-width:6.5rem}
.feeds code{color:var(--soft);font-size:.85rem}
.articles li{padding:.8rem 0;border-top:1px solid var(--line)}
.articles a{font-weight:600;text-decoration:none}
.articles p{margin:.25rem 0 0}
.terms li{display:inline-block;margin:0 .9rem .5rem 0}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem}
)css";

std::string link(std::string_view url, std::string_view text) {
  return "<a href=\"" + escape_html(url) + "\">" + escape_html(text) + "</a>";
}

std::string day(content::Timestamp time) {
  const std::string date = content::to_rfc3339(time);
  return "<time datetime=\"" + date + "\">" + date.substr(0, 10) + "</time>";
}

/// Autodiscovery: the links by which readers find the feeds.
std::string feed_links(const Site& site) {
  std::string links;
  for (const Format& format : formats())
    links += "<link rel=\"alternate\" type=\"" + std::string(format.media_type.substr(0, format.media_type.find(';'))) +
             "\" title=\"" + escape_html(site.title) + " (" + std::string(format.name) + ")\" href=\"" +
             escape_html(feed_url(site, site_feed, format.extension)) + "\">\n";
  return links;
}

std::string head(const Site& site, std::string_view title, std::string_view language, std::string_view more) {
  std::string page = "<!doctype html>\n<html";
  if (!language.empty()) page += " lang=\"" + escape_html(language) + "\"";
  page +=
      ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n";
  page += "<title>" + escape_html(title) + "</title>\n";
  page += "<link rel=\"stylesheet\" href=\"" + escape_html(site.base_url) + std::string(style_path) + "\">\n";
  page += feed_links(site);
  page += more;
  return page + "</head>\n<body>\n";
}

std::string feed_list(const Site& site) {
  std::string list = "<ul class=\"plain feeds\">\n";
  for (const Format& format : formats()) {
    const std::string url = feed_url(site, site_feed, format.extension);
    list += "<li><b>" + link(url, format.name) + "</b> <code>" + escape_html(url) + "</code></li>\n";
  }
  return list + "</ul>\n";
}

std::string article_list(const Site& site, const std::vector<content::Article>& articles) {
  if (articles.empty()) return "<p class=\"soft\">Nothing published yet.</p>\n";
  std::string list = "<ul class=\"plain articles\">\n";
  for (const content::Article& article : articles) {
    const std::string& title = article.title.empty() ? article.summary : article.title;
    list += "<li>" + link(site.article_url(article), title) + "<br>" + day(article.published);
    for (const content::Term& author : article.authors)
      list += " <span class=\"soft\">\u00b7 " + escape_html(author.label) + "</span>";
    if (!article.summary.empty() && !article.title.empty()) list += "<p>" + escape_html(article.summary) + "</p>";
    list += "</li>\n";
  }
  return list + "</ul>\n";
}

/// Feeds of terms: the label, and a link for each format.
std::string term_list(const Site& site, std::string_view heading, content::TermKind kind,
                      const std::vector<content::TermCount>& terms) {
  if (terms.empty()) return {};
  std::string list = "<h2>" + std::string(heading) + "</h2>\n<ul class=\"plain terms\">\n";
  for (const content::TermCount& count : terms) {
    list +=
        "<li>" + escape_html(count.term.label) + " <span class=\"soft\">" + std::to_string(count.articles) + "</span>";
    for (const Format& format : formats())
      list +=
          " " + link(feed_url(site, FeedKey{kind, count.term.slug}.to_string(), format.extension), format.extension);
    list += "</li>\n";
  }
  return list + "</ul>\n";
}

std::string term_links(const Site& site, content::TermKind kind, const std::vector<content::Term>& terms) {
  std::string links;
  for (const content::Term& term : terms) {
    if (!links.empty()) links += ", ";
    links += link(feed_url(site, FeedKey{kind, term.slug}.to_string(), "atom"), term.label);
  }
  return links;
}

/// The lead image, where the body does not show it already, with who made it.
std::string lead_figure(const Entry& entry) {
  const content::Media* const lead = lead_image(entry);
  if (lead == nullptr) return {};
  const std::string source = "src=\"" + escape_html(lead->url) + "\"";
  if (entry.content.find(source) != std::string::npos) return {};
  std::string figure = "<figure><img " + source + " alt=\"" + escape_html(lead->alt) + "\">";
  if (!lead->credit.empty() && lead->credit != entry.article.photo_credit)
    figure += "<figcaption>Photo by " + escape_html(lead->credit) + "</figcaption>";
  return figure + "</figure>\n";
}

std::string recordings(const Entry& entry) {
  std::string links;
  for (const content::Media& media : entry.media) {
    const bool audio = media.type.starts_with("audio/");
    const std::string_view verb = audio ? "Listen" : "Watch";
    if (audio || media.type.starts_with("video/"))
      links += "<p>" + link(media.url, media.alt.empty() ? verb : std::string_view(media.alt)) + "</p>\n";
  }
  return links;
}

}  // namespace

std::string_view style_sheet() {
  return style;
}

std::string index_page(const Site& site, const IndexPage& index) {
  std::string page = head(site, site.title, site.language, {});
  page += "<header>\n<h1>" + escape_html(site.title) + "</h1>\n";
  if (!site.description.empty()) page += "<p>" + escape_html(site.description) + "</p>\n";
  page +=
      "</header>\n<main>\n<h2>Subscribe</h2>\n<p>Paste one of these addresses into a feed reader, or the address of "
      "this page: "
      "readers find the feeds by themselves.</p>\n";
  page += feed_list(site);
  page += "<h2>Newest</h2>\n" + article_list(site, index.newest);
  page += term_list(site, "By tag", content::TermKind::tag, index.tags);
  page += term_list(site, "By author", content::TermKind::author, index.authors);
  page += "</main>\n";
  if (!site.rights.empty()) page += "<footer class=\"soft\">" + escape_html(site.rights) + "</footer>\n";
  return page + "</body>\n</html>\n";
}

std::string article_page(const Site& site, const content::Article& article) {
  const Entry entry = make_entry(site, article);
  const std::string& language = article.language.empty() ? site.language : article.language;
  const std::string& title = article.title.empty() ? article.summary : article.title;
  std::string page = head(site, title + " \u2013 " + site.title, language,
                          "<link rel=\"canonical\" href=\"" + escape_html(entry.url) + "\">\n");
  page += "<p class=\"soft\">" + link(site.home_url(), site.title) + "</p>\n<main>\n<article>\n<h1>" +
          escape_html(title) + "</h1>\n<p class=\"soft\">" + day(article.published);
  if (!article.authors.empty()) page += " \u00b7 " + term_links(site, content::TermKind::author, article.authors);
  page += "</p>\n" + lead_figure(entry) + recordings(entry) + entry.content + "\n";
  if (!article.photo_credit.empty())
    page += "<p class=\"soft\">Photo by " + escape_html(article.photo_credit) + "</p>\n";
  page += "</article>\n</main>\n<footer class=\"soft\">\n";
  if (!article.tags.empty()) page += "<p>" + term_links(site, content::TermKind::tag, article.tags) + "</p>\n";
  const std::string& rights = article.rights.empty() ? site.rights : article.rights;
  if (!rights.empty()) page += "<p>" + escape_html(rights) + "</p>\n";
  return page + "</footer>\n</body>\n</html>\n";
}

}  // namespace feedd::feeds
