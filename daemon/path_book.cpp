#include "daemon/path_book.hpp"

#include "content/digest.hpp"
#include "feeds/listings/listing.hpp"
#include "feeds/pages.hpp"

namespace feedd::daemon {
namespace {

constexpr std::string_view media = "/media/";
constexpr std::string_view articles = "/articles/";

}  // namespace

bool PathBook::is_taken(std::string_view alias, const Knows& knows) const {
  const std::size_t mark = alias.find('?');
  if (mark == std::string_view::npos) return false;  // asked for by its whole path, where what is our own comes first
  const std::string_view path = alias.substr(0, mark);
  if (path.starts_with(media) || parse_feed_path(path)) return true;
  const std::uint64_t digest = content::digest64(path);
  return fixed_.contains(digest) || (path.starts_with(articles) && knows(digest));
}

void PathBook::add_alias(KnownPaths& known, std::string_view alias, const Knows& knows) const {
  if (is_taken(alias, knows)) return;
  for (const std::string& path : alias_paths(alias)) known.insert(content::digest64(path));
}

void PathBook::add_feed(KnownPaths& known, std::string_view key) const {
  for (const feeds::Format& format : feeds::formats()) known.insert(content::digest64(feed_path(key, format)));
  known.insert(content::digest64(twin_path(key)));
  if (term_feeds_.empty()) return;
  const auto parsed = feeds::FeedKey::parse(key);
  for (const OldTermFeed& row : term_feeds_)
    if (const std::string path = old_path(row, *parsed); !path.empty()) known.insert(content::digest64(path));
}

content::Result<std::shared_ptr<const KnownPaths>> PathBook::rebuild(const SiteView& view,
                                                                     content::ArticleReader& reader) {
  auto known = std::make_shared<KnownPaths>();
  term_feeds_ = view.term_feeds;
  fixed_ = {content::digest64(feeds::style_path), content::digest64(feeds::feed_style_path),
            content::digest64(twin_path(feeds::site_feed))};
  const auto take = [&](std::uint64_t digest) { fixed_.insert(digest); };
  view.old_names.each_digest(take);
  if (view.redirects) view.redirects->each_digest(take);
  const Knows in_store = [&](std::uint64_t digest) { return known->contains(digest); };
  const auto read = reader.reading([&] {
    for (const std::string& path : feeds::listing_paths(reader)) fixed_.insert(content::digest64(path));
    for (const std::string& key : reader.feeds()) add_feed(*known, key);
    reader.each_slug([&](std::string_view slug) { known->insert(content::digest64(article_path(slug))); });
    reader.each_alias([&](std::string_view alias) { add_alias(*known, alias, in_store); });
    return true;
  });
  if (!read) return read.error();
  known->insert(content::digest64("/"));
  known->insert(fixed_.begin(), fixed_.end());
  known_ = std::move(known);
  learned_.clear();
  return known_;
}

std::vector<std::uint64_t> PathBook::update(const std::vector<std::string>& feeds,
                                            const std::vector<content::Change>& changes) {
  KnownPaths named;
  const Knows in_all = [&](std::uint64_t digest) { return named.contains(digest) || knows(digest); };
  for (const std::string& key : feeds) add_feed(named, key);
  for (const content::Change& change : changes) {
    std::vector<std::string> slugs = change.old_slugs;
    slugs.push_back(change.slug);
    // What is no page any more is asked for all the same: a redirect or another article's alias may stand there.
    if (change.status == content::Status::published || change.status == content::Status::withdrawn)
      for (const std::string& slug : slugs) named.insert(content::digest64(article_path(slug)));
    for (const std::string& alias : change.aliases)
      add_alias(named, alias, in_all);  // one that leads nowhere is asked for
  }
  std::vector<std::uint64_t> come;
  for (const std::uint64_t digest : named)
    if (!knows(digest)) come.push_back(digest);
  learned_.insert(come.begin(), come.end());
  return come;
}

}  // namespace feedd::daemon
