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

/// A name and the revision of its news, by revision and name.
template <class Name>
using Told = std::vector<std::pair<Name, std::uint64_t>>;

/// The last revision of which all is among the first `most`, and `served` where that is everything.
template <class Name>
std::uint64_t complete_with(const Told<Name>& all, std::size_t most, std::uint64_t served) {
  return all.size() <= most ? served : all[most].second - 1;
}

struct Changes {
  Told<std::int64_t> articles;
  Told<std::string> feeds;

  /// The first revision that has anything; `none` where nothing has.
  [[nodiscard]] std::uint64_t first(std::uint64_t none) const {
    if (!articles.empty()) none = std::min(none, articles.front().second);
    if (!feeds.empty()) none = std::min(none, feeds.front().second);
    return none;
  }
  /// Keeps what has news up to `last`, and of the feeds no more than `most`.
  void keep(std::uint64_t last, std::size_t most) {
    std::erase_if(articles, [&](const auto& one) { return one.second > last; });
    std::erase_if(feeds, [&](const auto& one) { return one.second > last; });
    if (feeds.size() > most) feeds.resize(most);
  }
};

/// What is behind `from`, one article more than a request takes.
Changes changes_behind(const Progress& from, const feeds::Site& site, content::ArticleReader& reader, const Kind& kind,
                       std::uint64_t served) {
  Changes all;
  if (kind.articles_at_once > 0)
    reader.each_article_with_news(std::max(from.told, from.within), kind.articles_at_once + 1,
                                  [&](std::int64_t key, std::uint64_t revision) {
                                    if (revision <= served) all.articles.emplace_back(key, revision);
                                  });
  if (kind.feeds_at_once > 0)
    reader.each_feed_with_news(from.told, [&](std::string_view feed, std::uint64_t revision) {
      const bool told = revision == from.within && feed <= from.feed;
      const bool counts = kind.tells_of_unlisted || site.settings_of(feed).listed;
      if (!told && revision <= served && counts) all.feeds.emplace_back(feed, revision);
    });
  return all;
}

}  // namespace

Progress add_changes(News& news, const feeds::Site& site, content::ArticleReader& reader, const Kind& kind,
                     const Progress& from, std::uint64_t served) {
  Changes all = changes_behind(from, site, reader, kind, served);
  Progress to{std::min(complete_with(all.articles, kind.articles_at_once, served),
                       complete_with(all.feeds, kind.feeds_at_once, served))};
  const std::uint64_t first = all.first(served);
  const bool is_parted = to.told < first;
  all.keep(is_parted ? first : to.told, kind.feeds_at_once);
  if (is_parted) to = {from.told, first, all.feeds.back().first};
  for (const auto& [key, revision] : all.articles)
    if (const auto article = reader.load(key, content::ArticleReader::Parts::head))
      news.articles.push_back({article->id, site.article_url(*article), article->title,
                               article->status != content::Status::published, article->published, article->updated});
  for (const auto& [key, revision] : all.feeds) news.feeds.push_back(changed_feed(site, reader, key));
  return to;
}

}  // namespace feedd::daemon::push
