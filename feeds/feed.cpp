#include "feeds/feed.hpp"

#include "content/identity.hpp"
#include "content/url.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

constexpr std::string_view tags = "tags/";
constexpr std::string_view authors = "authors/";

void add_terms(const content::Membership& membership, std::vector<std::string>& feeds) {
  if (!membership.visible) return;
  for (const std::string& slug : membership.tags) feeds.push_back(std::string(tags) + slug);
  for (const std::string& slug : membership.authors) feeds.push_back(std::string(authors) + slug);
}

}  // namespace

std::string FeedKey::to_string() const {
  if (!kind) return std::string(site_feed);
  return std::string(*kind == content::TermKind::tag ? tags : authors) + slug;
}

std::optional<FeedKey> FeedKey::parse(std::string_view text) {
  if (text == site_feed) return FeedKey{};
  for (const auto& [prefix, kind] :
       {std::pair{tags, content::TermKind::tag}, std::pair{authors, content::TermKind::author}})
    if (text.starts_with(prefix) && text.size() > prefix.size())
      return FeedKey{kind, std::string(text.substr(prefix.size()))};
  return std::nullopt;
}

FeedHead feed_head(const Site& site, const FeedKey& key, const std::string& label, content::Timestamp updated) {
  FeedHead head;
  head.key = key.to_string();
  head.id = content::mint_id(site.id, head.key);
  head.title = key.kind ? label + " \u2013 " + site.title : site.title;
  head.description = site.description.empty() || key.kind ? head.title : site.description;
  head.home_url = site.home_url();
  head.language = site.language;
  head.rights = site.rights;
  head.author = site.title;
  head.updated = updated;
  head.max_age = site.max_age;
  head.style_url = site.base_url + std::string(feed_style_path);
  return head;
}

std::string feed_url(const Site& site, std::string_view key, std::string_view extension) {
  return site.base_url + "/" + content::encode_path(key) + "." + std::string(extension);
}

void touched_feeds(const content::Membership& before, const content::Membership& after,
                   std::vector<std::string>& feeds) {
  if (!before.visible && !after.visible) return;
  feeds.emplace_back(site_feed);
  add_terms(before, feeds);
  add_terms(after, feeds);
  std::sort(feeds.begin(), feeds.end());
  feeds.erase(std::unique(feeds.begin(), feeds.end()), feeds.end());
}

}  // namespace feedd::feeds
