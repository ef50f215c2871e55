#include "daemon/push/news.hpp"

#include "content/url.hpp"
#include "daemon/answers.hpp"

#include <algorithm>

namespace feedd::daemon::push {

News site_news(const feeds::Site& site, std::uint64_t revision) {
  News news;
  news.site_title = site.title;
  news.home_url = site.home_url();
  news.base_url = site.base_url;
  news.revision = revision;
  return news;
}

ChangedFeed changed_feed(const feeds::Site& site, content::ArticleReader& reader, std::string_view key) {
  ChangedFeed feed;
  feed.key = key;
  if (const auto parsed = feeds::FeedKey::parse(key))
    feed.title = feeds::feed_head(site, *parsed, feeds::feed_label(reader, *parsed), {}).title;
  feed.page_url = site.base_url + content::to_uri(twin_path(key));
  for (const feeds::Format& format : feeds::formats())
    feed.urls.push_back(feeds::feed_url(site, key, format.extension));
  return feed;
}

namespace {

/// A name and the revision of its news.
template <class Name>
using Told = std::vector<std::pair<Name, std::uint64_t>>;

/// Cuts what is ordered by revision to `most` whole revisions, and returns the last that is complete. What one commit
/// brought is never parted.
template <class Name>
std::uint64_t cut(Told<Name>& all, std::size_t most, std::uint64_t complete) {
  if (all.size() <= most) return complete;
  auto end = all.begin() + static_cast<std::ptrdiff_t>(most);
  const std::uint64_t first_left = end->second;
  while (end != all.begin() && std::prev(end)->second == first_left) --end;
  if (end == all.begin())  // all of one commit: more than `most`, and whole
    end = std::find_if(end, all.end(), [&](const auto& one) { return one.second != first_left; });
  if (end == all.end()) return complete;
  const std::uint64_t last = end->second - 1;
  all.erase(end, all.end());
  return last;
}

}  // namespace

std::uint64_t add_changes(News& news, const feeds::Site& site, content::ArticleReader& reader, const Kind& kind,
                          std::uint64_t told, std::uint64_t served) {
  Told<std::int64_t> articles;
  Told<std::string> feeds;
  std::uint64_t complete = served;
  if (kind.articles_at_once > 0) {
    reader.each_article_with_news(told, kind.articles_at_once + 1, [&](std::int64_t key, std::uint64_t revision) {
      if (revision <= served) articles.emplace_back(key, revision);
    });
    complete = cut(articles, kind.articles_at_once, complete);
  }
  if (kind.feeds_at_once > 0) {
    reader.each_feed_with_news(told, [&](std::string_view feed, std::uint64_t revision) {
      if (revision <= complete && site.settings_of(feed).listed) feeds.emplace_back(feed, revision);
    });
    complete = cut(feeds, kind.feeds_at_once, complete);
  }
  for (const auto& [key, revision] : articles) {
    const auto article = revision <= complete ? reader.load(key, content::ArticleReader::Parts::head) : std::nullopt;
    if (!article) continue;
    news.articles.push_back({article->id, site.article_url(*article), article->title,
                             article->status != content::Status::published, article->published, article->updated});
  }
  for (const auto& [feed, revision] : feeds) news.feeds.push_back(changed_feed(site, reader, feed));
  return complete;
}

}  // namespace feedd::daemon::push
