#include "daemon/redirect_presets.hpp"

#include <algorithm>

namespace feedd::daemon {
namespace {

using content::TermKind;

/// WordPress, with pretty permalinks and without (Codex, "WordPress Feeds"): a category is a tag here.
RedirectPreset wordpress() {
  RedirectPreset preset{"wordpress", {}, {}};
  preset.feeds = {{"/feed/", "rss"},       {"/feed", "rss"},
                  {"/feed/rss/", "rss"},   {"/feed/rss2/", "rss"},
                  {"/feed/rdf/", "rdf"},   {"/feed/atom/", "atom"},
                  {"/feed/json/", "json"}, {"/?feed=rss", "rss"},
                  {"/?feed=rss2", "rss"},  {"/?feed=rdf", "rdf"},
                  {"/?feed=atom", "atom"}, {"/?feed=feed", "rss"},
                  {"/wp-rss.php", "rss"},  {"/wp-rss2.php", "rss"},
                  {"/wp-rdf.php", "rdf"},  {"/wp-atom.php", "atom"},
                  {"/wp-feed.php", "rss"}, {"/rss", "rss"},
                  {"/rss/", "rss"},        {"/atom/", "atom"},
                  {"/comments/feed/", {}}, {"/?feed=comments-rss2", {}}};
  for (const auto& [prefix, kind] :
       {std::pair{std::string_view("/tag/"), TermKind::tag}, std::pair{std::string_view("/category/"), TermKind::tag},
        std::pair{std::string_view("/author/"), TermKind::author}})
    for (const auto& [suffix, extension] : {std::pair{std::string_view("/feed/"), std::string_view("rss")},
                                            std::pair{std::string_view("/feed"), std::string_view("rss")},
                                            std::pair{std::string_view("/feed/rss2/"), std::string_view("rss")},
                                            std::pair{std::string_view("/feed/rdf/"), std::string_view("rdf")},
                                            std::pair{std::string_view("/feed/atom/"), std::string_view("atom")},
                                            std::pair{std::string_view("/feed/json/"), std::string_view("json")}})
      preset.term_feeds.push_back({prefix, suffix, kind, extension});
  return preset;
}

/// Hugo's default outputs: `index.xml` in each folder of a list.
RedirectPreset hugo() {
  RedirectPreset preset{"hugo", {}, {}};
  preset.feeds = {{"/index.xml", "rss"},      {"/posts/index.xml", "rss"}, {"/post/index.xml", "rss"},
                  {"/blog/index.xml", "rss"}, {"/feed.xml", "rss"},        {"/rss.xml", "rss"}};
  for (const std::string_view prefix : {"/tags/", "/categories/"})
    preset.term_feeds.push_back({prefix, "/index.xml", TermKind::tag, "rss"});
  preset.term_feeds.push_back({"/authors/", "/index.xml", TermKind::author, "rss"});
  return preset;
}

/// jekyll-feed and what sites without it wrote by hand: Jekyll's feeds are Atom.
RedirectPreset jekyll() {
  RedirectPreset preset{"jekyll", {}, {}};
  preset.feeds = {{"/feed.xml", "atom"}, {"/atom.xml", "atom"}, {"/rss.xml", "rss"}, {"/feed/posts.xml", "atom"}};
  preset.term_feeds = {
      {"/feed/by_tag/", ".xml", TermKind::tag, "atom"},    {"/feed/tags/", ".xml", TermKind::tag, "atom"},
      {"/feed/", ".xml", TermKind::tag, "atom"},           {"/tag/", "/feed.xml", TermKind::tag, "atom"},
      {"/tags/", "/feed.xml", TermKind::tag, "atom"},      {"/category/", "/feed.xml", TermKind::tag, "atom"},
      {"/categories/", "/feed.xml", TermKind::tag, "atom"}};
  return preset;
}

RedirectPreset ghost() {
  RedirectPreset preset{"ghost", {{"/rss/", "rss"}, {"/rss", "rss"}, {"/feed/", "rss"}, {"/blog/rss/", "rss"}}, {}};
  for (const std::string_view suffix : {"/rss/", "/rss"}) {
    preset.term_feeds.push_back({"/tag/", suffix, TermKind::tag, "rss"});
    preset.term_feeds.push_back({"/author/", suffix, TermKind::author, "rss"});
  }
  return preset;
}

}  // namespace

const std::vector<RedirectPreset>& redirect_presets() {
  static const std::vector<RedirectPreset> all = {wordpress(), hugo(), jekyll(), ghost()};
  return all;
}

const RedirectPreset* find_redirect_preset(std::string_view name) {
  const auto& all = redirect_presets();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& preset) { return preset.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::optional<feeds::FeedKey> match(const OldTermFeed& row, std::string_view path) {
  if (path.size() <= row.prefix.size() + row.suffix.size() || !path.starts_with(row.prefix) ||
      !path.ends_with(row.suffix))
    return std::nullopt;
  const std::string_view slug = path.substr(row.prefix.size(), path.size() - row.prefix.size() - row.suffix.size());
  if (slug.find('/') != std::string_view::npos) return std::nullopt;
  return feeds::FeedKey{row.kind, std::string(slug)};
}

std::string old_path(const OldTermFeed& row, const feeds::FeedKey& key) {
  if (key.kind != row.kind) return {};
  return std::string(row.prefix) + key.slug + std::string(row.suffix);
}

}  // namespace feedd::daemon
