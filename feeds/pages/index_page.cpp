#include "content/html.hpp"
#include "feeds/pages.hpp"
#include "feeds/pages/page_frame.hpp"

namespace feedd::feeds {
namespace {

using content::escape_html;

/// Terms with the number of their articles, each a link to the page of its feed.
std::string term_list(const Site& site, std::string_view heading, content::TermKind kind,
                      const std::vector<content::TermCount>& terms) {
  if (terms.empty()) return {};
  std::string list = "<h2>" + std::string(heading) + "</h2>\n<ul class=\"row\">\n";
  for (const content::TermCount& count : terms)
    list += "<li>" + link(feed_url(site, FeedKey{kind, count.term.slug}.to_string(), "html"), count.term.label) +
            " <span class=\"soft\">" + std::to_string(count.articles) + "</span></li>\n";
  return list + "</ul>\n";
}

}  // namespace

std::string index_page(const Site& site, const IndexPage& index) {
  const Labels& labels = labels_of(site.language);
  std::string page = open_page(site, {site.title, site.language, std::string(site_feed), {}, {}}) + "<main>\n<h1>" +
                     escape_html(site.title) + "</h1>\n";
  if (!site.description.empty()) page += "<p class=\"lede\">" + escape_html(site.description) + "</p>\n";
  page += "<h2>" + std::string(labels.newest) + "</h2>\n" + article_list(site, labels, "h3", index.newest);
  if (!index.feeds.empty()) {
    page += "<h2>" + std::string(labels.more_feeds) + "</h2>\n<ul class=\"row\">\n";
    for (const content::Term& feed : index.feeds)
      page += "<li>" +
              link(feed_url(site, FeedKey{content::TermKind::feed, feed.slug}.to_string(), "html"), feed.label) +
              "</li>\n";
    page += "</ul>\n";
  }
  page += term_list(site, labels.by_section, content::TermKind::section, index.sections);
  page += term_list(site, labels.by_tag, content::TermKind::tag, index.tags);
  page += term_list(site, labels.by_author, content::TermKind::author, index.authors);
  page += subscribe_block(site, labels, site_feed, site.language) + "</main>\n";
  return page + close_page(site.rights);
}

std::string feed_page(const Site& site, const FeedHead& head, const std::vector<content::Article>& articles) {
  const Labels& labels = labels_of(head.language);
  const std::string canonical =
      "<link rel=\"canonical\" href=\"" + escape_html(feed_url(site, head.key, "html")) + "\">\n";
  std::string page = open_page(site, {head.title, head.language, head.key, head.title, canonical});
  page += "<main>\n<h1 dir=\"auto\">" + escape_html(head.title) + "</h1>\n";
  if (head.description != head.title) page += "<p class=\"lede\">" + escape_html(head.description) + "</p>\n";
  page += subscribe_block(site, labels, head.key, head.language);
  page += "<h2>" + std::string(labels.newest) + "</h2>\n" + article_list(site, labels, "h3", articles);
  return page + "</main>\n" + close_page(head.rights);
}

}  // namespace feedd::feeds
