#include "tests/feeds/samples.hpp"

#include <stdexcept>

namespace feedd::feeds {
namespace {

using support::at;

content::Arrival sample(std::string_view path, std::string_view title, int day) {
  content::Arrival arrival = support::arrival(path, title, day);
  arrival.article.summary.clear();
  return arrival;
}

content::Arrival korean() {
  content::Arrival arrival = sample("뉴스/반도체.md", "반도체 수출 \"역대 최대\"", 5);
  arrival.article.content = "<p>한국의 반도체 수출이 <strong>역대 최대</strong>를 기록했다.</p>";
  arrival.article.summary = "수출이 역대 최대를 기록했다.";
  arrival.article.authors = {"최미라", "Ann O'Neill"};
  arrival.article.tags = {"한국 경제", "Chips"};
  arrival.article.language = "ko";
  return arrival;
}

content::Arrival markup() {
  content::Arrival arrival = sample("markup.md", "A < B && C > D: why ]]> \"ends\" it", 4);
  arrival.article.content =
      "<p>Code: <code>if (a &lt; b &amp;&amp; c &gt; d) x = y[z[0]]&gt;1;</code> and ]]&gt; too.</p>";
  arrival.article.summary = "Tags like <b> & entities like &amp; stay as they are written.";
  arrival.article.tags = {"C/C++", "R&D"};
  arrival.article.authors = {"Grace <grace@example.org>"};
  return arrival;
}

content::Arrival with_media() {
  content::Arrival arrival = sample("shows/tides.md", "Tides by hand", 3);
  arrival.article.content =
      "<p><img src=\"media:images/a%20b.png\" alt=\"A &amp; B\"> <a href=\"../other/\">other</a> "
      "<a href=\"/about\">about</a> <a href=\"https://example.com/?a=1&amp;b=2\">out</a> <a href=\"#top\">top</a></p>";
  arrival.article.media = {{"media:images/a%20b.png", "image/png", 5120, "A & B"},
                           {"https://cdn.example.org/tides.mp3", "audio/mpeg", 0, ""},
                           {"https://cdn.example.org/unknown", "", 7, ""}};
  arrival.article.rights = "ⓒ 2026 Newsroom, all rights \"reserved\"";
  arrival.article.photo_credit = "Kim Jun-ho & others";
  arrival.article.updated = at(6);
  arrival.article.authors = {"Choi Mira"};
  arrival.article.tags = {"Sea"};
  return arrival;
}

content::Arrival untitled() {
  content::Arrival arrival = sample("notes/untitled.md", "", 2);
  arrival.article.slug = "untitled";
  arrival.article.summary = "A note without a title, only what it says.";
  arrival.article.content = "<p>A note without a title, only what it says.</p>";
  arrival.article.authors = {"Choi Mira"};
  return arrival;
}

content::Arrival bare() {
  content::Arrival arrival = sample("bare.txt", "Nobody wrote this", 1);
  arrival.article.id = "tag:example.org,2020:bare";
  return arrival;
}

}  // namespace

Site sample_site() {
  Site site;
  site.id = "0f4d9a52-6c1e-5d0a-9d53-6a1df3a0c001";
  site.base_url = "https://example.org/news";
  site.title = "Harbour & Hills";
  site.description = "News of the <harbour> & the hills";
  site.language = "en";
  site.rights = "ⓒ Harbour & Hills";
  return site;
}

std::vector<content::Arrival> sample_articles() {
  return {bare(), untitled(), with_media(), markup(), korean()};
}

std::unique_ptr<content::ArticleStore> store_with(const std::vector<content::Arrival>& articles) {
  auto store = support::memory_store(sample_site().id);
  for (const content::Arrival& article : articles)
    store->commit(support::batch_of({article}), touched_feeds, at(100)).value();
  return store;
}

Rendering::Rendering(Site its_site, const std::vector<content::Arrival>& articles)
    : site(std::move(its_site)), store(store_with(articles)) {}

content::Result<RenderedFeed> Rendering::render(std::string_view key, unsigned formats) {
  return FeedRenderer(site, cache).render(store->reader(), FeedKey::parse(key).value(), formats);
}

std::string Rendering::bytes(std::string_view key, std::string_view extension) {
  const RenderedFeed feed = render(key).value();
  for (const FeedDocument& document : feed.documents)
    if (document.format->extension == extension) return *document.bytes;
  throw std::runtime_error("no document");
}

}  // namespace feedd::feeds
