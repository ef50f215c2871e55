#include "daemon/path_book.hpp"

#include "content/digest.hpp"
#include "feeds/pages.hpp"

namespace feedd::daemon {
namespace {

void add_alias(KnownPaths& known, std::string_view alias) {
  for (const std::string& path : alias_paths(alias)) known.insert(content::digest64(path));
}

}  // namespace

void PathBook::add_feed(KnownPaths& known, std::string_view key) const {
  for (const feeds::Format& format : feeds::formats()) known.insert(content::digest64(feed_path(key, format)));
  if (term_feeds_.empty()) return;
  const auto parsed = feeds::FeedKey::parse(key);
  for (const OldTermFeed& row : term_feeds_)
    if (const std::string path = old_path(row, *parsed); !path.empty()) known.insert(content::digest64(path));
}

content::Result<std::shared_ptr<const KnownPaths>> PathBook::rebuild(const SiteView& view,
                                                                     content::ArticleReader& reader) {
  auto known = std::make_shared<KnownPaths>();
  term_feeds_ = view.term_feeds;
  const auto read = reader.reading([&] {
    for (const std::string& key : reader.feeds()) add_feed(*known, key);
    reader.each_slug([&](std::string_view slug) { known->insert(content::digest64(article_path(slug))); });
    reader.each_alias([&](std::string_view alias) { add_alias(*known, alias); });
    return true;
  });
  if (!read) return read.error();
  for (const std::string_view path : {std::string_view("/"), feeds::style_path}) known->insert(content::digest64(path));
  for (const auto& [path, to] : view.redirects) known->insert(content::digest64(path));
  for (const std::string& path : view.gone) known->insert(content::digest64(path));
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
