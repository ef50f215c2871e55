#include "content/html.hpp"
#include "feeds/formats/format.hpp"
#include "feeds/pages.hpp"
#include "feeds/pages/page_frame.hpp"
#include "feeds/pages/structured_data.hpp"

namespace feedd::feeds {
namespace {

using content::escape_html;

std::string term_links(const Site& site, content::TermKind kind, const std::vector<content::Term>& terms) {
  std::string links;
  for (const content::Term& term : terms) {
    if (!links.empty()) links += ", ";
    links += link(feed_url(site, FeedKey{kind, term.slug}.to_string(), "html"), term.label);
  }
  return links;
}

/// The lead image, where the body does not show it already, with who made it.
std::string lead_figure(const Entry& entry, const Labels& labels) {
  const content::Media* const lead = lead_image(entry);
  if (lead == nullptr) return {};
  const std::string source = "src=\"" + escape_html(lead->url) + "\"";
  if (entry.content.find(source) != std::string::npos) return {};
  std::string figure = "<figure><img " + source + " alt=\"" + escape_html(lead->alt) + "\">";
  if (!lead->credit.empty() && lead->credit != entry.article.photo_credit)
    figure += "<figcaption>" + std::string(labels.photo_by) + escape_html(lead->credit) + "</figcaption>";
  return figure + "</figure>\n";
}

/// Recordings that the body does not play already.
std::string recordings(const Entry& entry, const Labels& labels) {
  std::string players;
  for (const content::Media& media : entry.media) {
    const bool audio = media.type.starts_with("audio/");
    if (!audio && !media.type.starts_with("video/")) continue;
    const std::string source = "src=\"" + escape_html(media.url) + "\"";
    if (entry.content.find(source) != std::string::npos) continue;
    const std::string element = audio ? "audio" : "video";
    const std::string_view name =
        !media.alt.empty() ? std::string_view(media.alt) : (audio ? labels.listen : labels.watch);
    players.append("<figure><").append(element).append(" controls preload=\"none\" aria-label=\"");
    players.append(escape_html(name)).append("\" ").append(source).append("></").append(element);
    players.append("><figcaption>").append(link(media.url, name)).append("</figcaption></figure>\n");
  }
  return players;
}

std::string corrections(const content::Article& article, const Labels& labels, std::string_view language) {
  if (article.details.corrections.empty()) return {};
  std::string block =
      "<section class=\"correction\" aria-labelledby=\"feedd-correction\">\n<h2 "
      "id=\"feedd-correction\"" +
      label_language(labels, language) + ">" + std::string(labels.correction) + "</h2>\n";
  for (const content::Correction& correction : article.details.corrections) {
    block += "<p>";
    if (correction.at) block += day(*correction.at) + " ";
    block += escape_html(correction.note) + "</p>\n";
  }
  return block + "</section>\n";
}

std::string byline(const Site& site, const content::Article& article, const Labels& labels) {
  std::string line = "<p class=\"soft\">";
  if (!article.authors.empty()) line += term_links(site, content::TermKind::author, article.authors) + " \u00b7 ";
  line += day(article.published);
  if (article.updated > article.published)
    line += " \u00b7 " + std::string(labels.updated) + " " + day(article.updated);
  return line + "</p>\n";
}

}  // namespace

std::string article_page(const Site& site, const content::Article& article,
                         const std::vector<content::Article>& related, const Site::PageOf& page_of) {
  const Entry entry = make_entry(site, article, Text::body, page_of);
  const std::string& language = article.language.empty() ? site.language : article.language;
  const std::string& title = article.title.empty() ? article.summary : article.title;
  const Labels& labels = labels_of(language);
  PageHead head{title + " \u2013 " + site.title, language, std::string(site_feed), {}, {}};
  head.more =
      "<link rel=\"canonical\" href=\"" + escape_html(entry.url) + "\">\n" + structured_data(site, entry, language);
  std::string page = open_page(site, head) + "<main>\n<article" +
                     (language.empty() ? text_language({}) : std::string()) + ">\n<h1>" + escape_html(title) +
                     "</h1>\n";
  page += byline(site, article, labels) + corrections(article, labels, language) + lead_figure(entry, labels) +
          recordings(entry, labels) + entry.content + "\n";
  if (!article.photo_credit.empty())
    page += "<p class=\"soft\">" + std::string(labels.photo_by) + escape_html(article.photo_credit) + "</p>\n";
  if (!article.tags.empty())
    page += "<p class=\"soft\">" + term_links(site, content::TermKind::tag, article.tags) + "</p>\n";
  page += "</article>\n";
  if (!related.empty())
    page += "<section aria-labelledby=\"feedd-related\">\n<h2 id=\"feedd-related\"" + label_language(labels, language) +
            ">" + std::string(labels.related) + "</h2>\n" + article_list(site, labels, "h3", related) + "</section>\n";
  page += subscribe_block(site, labels, site_feed, language) + "</main>\n";
  return page + close_page(article.rights.empty() ? site.rights : article.rights);
}

}  // namespace feedd::feeds
