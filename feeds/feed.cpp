#include "feeds/feed.hpp"

#include "content/identity.hpp"
#include "content/language.hpp"
#include "content/text.hpp"
#include "content/url.hpp"
#include "feeds/selection.hpp"

#include <algorithm>

namespace feedd::feeds {
namespace {

using content::TermKind;

constexpr std::pair<TermKind, std::string_view> folders[] = {
    {TermKind::tag, "tags/"},           {TermKind::author, "authors/"}, {TermKind::section, "sections/"},
    {TermKind::language, "languages/"}, {TermKind::media, "types/"},    {TermKind::feed, configured_feeds}};

std::string_view folder_of(TermKind kind) {
  return std::find_if(std::begin(folders), std::end(folders), [&](const auto& row) { return row.first == kind; })
      ->second;
}

void add_terms(const content::Membership& membership, std::vector<std::string>& feeds) {
  if (!membership.visible) return;
  for (const auto& [kind, slug] : membership.terms) feeds.push_back(std::string(folder_of(kind)) + slug);
}

/// The language of what a feed holds: the site's, but of feeds of one language that one. Where the site's is a variant
/// of it, entries that say none are of the variant.
std::string language_of(const Site& site, const FeedKey& key, const std::string& label, const FeedSettings& settings) {
  std::string language = site.language;
  if (key.kind == TermKind::language)
    language = content::is_language_tag(label) ? label : key.slug;
  else if (settings.match && settings.match->languages.size() == 1 &&
           !speaks(settings.match->languages, content::lower_ascii(site.language)))
    language = settings.match->languages.front();
  if (content::is_language_tag(language)) return language;
  return content::is_language_tag(site.language) ? site.language : std::string();
}

}  // namespace

std::string FeedKey::to_string() const {
  if (!kind) return std::string(site_feed);
  return std::string(folder_of(*kind)) + slug;
}

std::optional<FeedKey> FeedKey::parse(std::string_view text) {
  if (text == site_feed) return FeedKey{};
  for (const auto& [kind, prefix] : folders)
    if (text.starts_with(prefix) && text.size() > prefix.size())
      return FeedKey{kind, std::string(text.substr(prefix.size()))};
  return std::nullopt;
}

std::string podcast_guid(std::string_view url) {
  constexpr std::string_view space = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6";
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  while (url.ends_with('/')) url.remove_suffix(1);
  return content::mint_id(space, url).substr(std::string_view("urn:uuid:").size());
}

std::string feed_label(content::ArticleReader& reader, const FeedKey& key) {
  if (!key.kind) return {};
  const auto term = reader.term(*key.kind, key.slug);
  return term ? term->label : key.slug;
}

std::vector<content::TermCount> listed_terms(const Site& site, content::ArticleReader& reader, TermKind kind,
                                             std::size_t limit) {
  std::vector<content::TermCount> terms = reader.terms(kind, limit);
  std::erase_if(terms, [&](const content::TermCount& count) {
    return !site.settings_of(FeedKey{kind, count.term.slug}.to_string()).listed;
  });
  return terms;
}

std::vector<std::string> hubs_of(const Site& site, std::string_view key) {
  std::vector<std::string> hubs = site.hubs;
  if (!site.settings_of(key).listed)
    std::erase_if(hubs, [&](const std::string& hub) { return !hub.starts_with(site.base_url + '/'); });
  return hubs;
}

FeedHead feed_head(const Site& site, const FeedKey& key, const std::string& label, content::Timestamp updated) {
  FeedHead head;
  head.key = key.to_string();
  head.id = content::mint_id(site.id, head.key);
  const FeedSettings& settings = site.settings_of(head.key);
  head.title = !settings.title.empty() ? settings.title : key.kind ? label + " \u2013 " + site.title : site.title;
  if (!settings.description.empty())
    head.description = settings.description;
  else
    head.description = site.description.empty() || key.kind ? head.title : site.description;
  head.home_url = site.home_url();
  head.language = language_of(site, key, label, settings);
  head.rights = site.rights;
  head.author = site.title;
  head.updated = updated;
  head.max_age = settings.max_age.value_or(site.max_age);
  head.image = site.image;
  head.icon = site.icon;
  head.hubs = hubs_of(site, head.key);
  head.cloud = site.cloud;
  head.podcast = site.podcast;
  if (head.podcast && (key.kind || head.podcast->guid.empty()))
    head.podcast->guid = podcast_guid(feed_url(site, head.key, "rss"));
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
