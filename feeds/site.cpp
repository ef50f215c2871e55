#include "feeds/site.hpp"

#include "content/digest.hpp"
#include "content/identity.hpp"
#include "content/permalink.hpp"
#include "content/term.hpp"
#include "content/transliterate.hpp"
#include "content/url.hpp"
#include "feeds/check/values.hpp"
#include "feeds/selection.hpp"

#include <algorithm>
#include <optional>

namespace feedd::feeds {
namespace {

constexpr std::string_view media_scheme = "media:";

/// The file's name without folder, date and extension.
std::string stem(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);
  if (const auto dated = content::date_in_file_name(path)) path = dated->rest;
  return std::string(path.substr(0, path.rfind('.')));
}

bool is_dated(std::string_view pattern) {
  constexpr std::string_view years[] = {":year", "%year", ":short_year"};
  return std::any_of(std::begin(years), std::end(years),
                     [&](std::string_view year) { return pattern.find(year) != std::string_view::npos; });
}

/// The slug in an address that has the date too: there the number that tells two articles apart here is not wanted.
std::string unnumbered_slug(const content::Article& article) {
  const std::size_t hyphen = article.slug.rfind('-');
  if (hyphen == std::string::npos || article.wished_slug.empty()) return article.slug;
  const std::string_view number = std::string_view(article.slug).substr(hyphen + 1);
  const std::string base = article.slug.substr(0, hyphen);
  const bool numbered = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
  return numbered && (base == article.wished_slug || base == content::transliterate(article.wished_slug))
             ? base
             : article.slug;
}

/// What a placeholder stands for, or nothing for a name no generator has.
std::optional<std::string> placeholder(std::string_view name, const content::Article& article, bool dated,
                                       const content::TimeZone& zone) {
  if (name == "slug" || name == "title" || name == "postname" || name == "slugorfilename")
    return content::encode_segment(dated ? unnumbered_slug(article) : article.slug);
  if (name == "filename" || name == "name" || name == "basename") return content::encode_segment(stem(article.path));
  if (name == "author") return article.authors.empty() ? "" : content::encode_segment(article.authors.front().slug);
  if (name == "category") {
    const auto& categories = article.details.categories;
    if (!categories.empty()) return content::encode_segment(content::slugify(categories.front()));
    return article.tags.empty() ? "" : content::encode_segment(article.tags.front().slug);
  }
  if (name == "output_ext") return ".html";
  if (auto categories = content::category_placeholder(name, article.details.categories)) return categories;
  if (name == "section" || name == "sections") {
    if (!article.section.empty()) return content::encode_segment(content::slugify(article.section));
    const std::size_t slash = article.path.find('/');
    return slash == std::string::npos ? "" : content::encode_segment(std::string_view(article.path).substr(0, slash));
  }
  return content::date_placeholder(name, zone.to_local(article.published));
}

/// The page of another article. Where its file's name is all that is known, its date and slug are read from that.
std::string referred_url(const Site& site, std::string_view reference, const Site::PageOf& page_of) {
  const std::size_t hash = std::min(reference.find('#'), reference.size());
  const std::string_view fragment = reference.substr(hash);
  std::string name = content::decode_path(reference.substr(0, hash));
  if (name.starts_with('/')) {
    if (const auto page = page_of ? page_of(name.substr(1)) : std::nullopt) return *page + std::string(fragment);
    if (const std::size_t index = name.rfind("/index."); index != std::string::npos) name.erase(index);
    name.erase(0, name.rfind('/') + 1);
    name.erase(std::min(name.rfind('.'), name.size()));
  }
  content::Article article;
  article.path = name;
  const auto dated = content::date_in_file_name(name);
  if (dated) article.published = site.time_zone.to_utc(dated->date);
  article.slug = content::slugify(dated ? dated->rest : std::string_view(name));
  const std::string url = dated || site.site_url.empty() || !is_dated(site.permalink)
                              ? site.article_url(article)
                              : site.site_url + "/" + content::encode_segment(article.slug) + "/";
  return url + std::string(fragment);
}

/// A reference that cannot be resolved, its host or port being none: absolute still, in characters of RFC 3986.
std::string unresolved_url(std::string_view reference, std::string_view article_url) {
  std::string url = content::url_scheme(reference) ? "" : content::url_scheme(article_url).value_or("http") + ":";
  for (const char c : content::to_uri(reference)) {
    if (c == '[' || c == ']')
      url += c == '[' ? "%5B" : "%5D";
    else
      url += c;
  }
  return url;
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

}  // namespace

std::string expand_permalink(std::string_view pattern, const content::Article& article, const content::TimeZone& zone) {
  const bool dated = is_dated(pattern);
  std::string path;
  for (std::size_t i = 0; i < pattern.size();) {
    const char mark = pattern[i];
    std::size_t end = i + 1;
    while (end < pattern.size() && is_name(pattern[end])) ++end;
    const bool closed = mark == '%' && end < pattern.size() && pattern[end] == '%';
    std::optional<std::string> value;
    if (end > i + 1 && (mark == ':' || closed))
      value = placeholder(pattern.substr(i + 1, end - i - 1), article, dated, zone);
    if (!value) {
      path += mark;
      ++i;
      continue;
    }
    if (closed) ++end;
    if (value->empty() && path.ends_with('/') && end < pattern.size() && pattern[end] == '/') ++end;  // no `//`
    path += *value;
    i = end;
  }
  if (!path.starts_with('/')) path.insert(0, "/");
  return path;
}

std::string Site::definition() const {
  std::string all = std::to_string(renderer_version);
  for (const std::string* field :
       {&id, &base_url, &site_url, &permalink, &media_base, &title, &description, &language, &rights, &image, &icon})
    all += '\0' + *field;
  if (podcast) {
    const Podcast& show = *podcast;
    for (const std::string* field :
         {&show.author, &show.category, &show.owner_name, &show.owner_email, &show.image, &show.type, &show.guid})
      all += '\0' + *field;
    all += show.is_explicit ? "\1" : "\2";
  }
  all +=
      '\0' + std::to_string(limit) + '\0' + std::to_string(max_age.count()) + '\0' + (full_text ? "full" : "summary");
  for (const auto& [key, settings] : feeds) all += '\0' + key + describe(settings);
  for (const std::string& hub : hubs) all += "\1" + hub;
  if (time_zone.name() != "UTC") all += "\3" + time_zone.name();
  if (cloud) all += "\2" + cloud->domain + ':' + std::to_string(cloud->port) + cloud->path;
  return content::digest_hex(all);
}

const FeedSettings& Site::settings_of(std::string_view key) const {
  static const FeedSettings nothing_special;
  const auto found = feeds.find(key);
  return found == feeds.end() ? nothing_special : found->second;
}

std::size_t Site::limit_of(std::string_view key) const {
  return settings_of(key).limit.value_or(limit);
}

std::string Site::home_url() const {
  return (site_url.empty() ? base_url : site_url) + "/";
}

std::string Site::article_url(const content::Article& article) const {
  if (site_url.empty()) return base_url + "/articles/" + content::encode_segment(article.slug);
  if (article.url.empty()) return content::to_uri(site_url + expand_permalink(permalink, article, time_zone));
  if (content::url_scheme(article.url)) return content::to_uri(article.url);
  return site_url + content::to_uri(expand_permalink(article.url, article, time_zone));
}

std::string Site::atom_id(const std::string& guid) const {
  return check::object_to_absolute(guid, check::Characters::iri).empty() ? guid : content::mint_id(id, guid);
}

std::string Site::absolute(std::string_view reference, std::string_view article_url, const PageOf& page_of) const {
  if (reference.starts_with(media_scheme)) {
    reference.remove_prefix(media_scheme.size());
    return content::to_uri((media_base.empty() ? base_url + "/media" : media_base) + "/" + std::string(reference));
  }
  if (reference.starts_with(article_scheme))
    return content::to_uri(referred_url(*this, reference.substr(article_scheme.size()), page_of));
  if (reference.starts_with('/') && !reference.starts_with("//"))  // from the root of the site, prefix included
    return content::to_uri((site_url.empty() ? base_url : site_url) + std::string(reference));
  if (auto resolved = content::resolve_url(article_url, reference)) return std::move(*resolved);
  return unresolved_url(reference, article_url);
}

}  // namespace feedd::feeds
