#include "daemon/path_book.hpp"

#include "content/digest.hpp"
#include "feeds/listings/listing.hpp"
#include "feeds/pages.hpp"

namespace feedd::daemon {
namespace {

constexpr std::string_view media = "/media/";
constexpr std::string_view articles = "/articles/";

}  // namespace

bool PathBook::is_taken(const KnownPaths& known, std::string_view alias) const {
  const std::size_t mark = alias.find('?');
  if (mark == std::string_view::npos) return false;  // asked for by its whole path, where what is our own comes first
  const std::string_view path = alias.substr(0, mark);
  if (path.starts_with(media) || parse_feed_path(path)) return true;
  const std::uint64_t digest = content::digest64(path);
  return fixed_.contains(digest) || (path.starts_with(articles) && known.contains(digest));
}

void PathBook::add_alias(KnownPaths& known, std::string_view alias) const {
  if (is_taken(known, alias)) return;
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
  for (const auto& [path, to] : view.redirects) fixed_.insert(content::digest64(path));
  for (const std::string& path : view.gone) fixed_.insert(content::digest64(path));
  const auto read = reader.reading([&] {
    for (const std::string& path : feeds::listing_paths(reader)) fixed_.insert(content::digest64(path));
    for (const std::string& key : reader.feeds()) add_feed(*known, key);
    reader.each_slug([&](std::string_view slug) { known->insert(content::digest64(article_path(slug))); });
    reader.each_alias([&](std::string_view alias) { add_alias(*known, alias); });
    return true;
  });
  if (!read) return read.error();
  known->insert(content::digest64("/"));
  known->insert(fixed_.begin(), fixed_.end());
  known_ = std::move(known);
  return known_;
}

std::shared_ptr<const KnownPaths> PathBook::update(const std::vector<std::string>& feeds,
                                                   const std::vector<content::Change>& changes) {
  auto known = std::make_shared<KnownPaths>(*known_);
  const std::size_t before = known->size();
  for (const std::string& key : feeds) add_feed(*known, key);
  for (const content::Change& change : changes) {
    std::vector<std::string> slugs = change.old_slugs;
    slugs.push_back(change.slug);
    // What is no page any more is asked for all the same: a redirect or another article's alias may stand there.
    if (change.status == content::Status::published || change.status == content::Status::withdrawn)
      for (const std::string& slug : slugs) known->insert(content::digest64(article_path(slug)));
    for (const std::string& alias : change.aliases) add_alias(*known, alias);  // one that leads nowhere is asked for
  }
  if (known->size() == before) return nullptr;
  known_ = std::move(known);
  return known_;
}

}  // namespace feedd::daemon
