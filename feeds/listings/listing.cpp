// Which listing stands where. What they say is in their own files.
#include "feeds/listings/listing.hpp"

#include <charconv>

namespace feedd::feeds {
namespace {

constexpr std::string_view part_prefix = "/sitemap-";
constexpr std::string_view part_suffix = ".xml";
constexpr std::string_view xml = "application/xml; charset=utf-8";
constexpr std::string_view plain = "text/plain; charset=utf-8";
constexpr std::string_view opml_type = "text/x-opml; charset=utf-8";

}  // namespace

std::int64_t sitemap_parts(content::ArticleReader& reader) {
  return (reader.last_key() + sitemap_part_size - 1) / sitemap_part_size;
}

std::string sitemap_part_path(std::int64_t part) {
  return std::string(part_prefix) + std::to_string(part) + std::string(part_suffix);
}

std::optional<std::int64_t> parse_sitemap_part(std::string_view path) {
  if (!path.starts_with(part_prefix) || !path.ends_with(part_suffix)) return std::nullopt;
  std::int32_t part = 0;  // narrower than row numbers: a part's bounds cannot overflow
  const auto [end, error] = std::from_chars(path.data() + part_prefix.size(), path.data() + path.size(), part);
  if (error != std::errc() || part < 1 || sitemap_part_path(part) != path) return std::nullopt;
  return part;
}

bool is_listing_path(std::string_view path) {
  return path == opml_path || path == sitemap_path || path == news_sitemap_path || path == robots_path ||
         parse_sitemap_part(path);
}

std::vector<std::string> listing_paths(content::ArticleReader& reader) {
  std::vector<std::string> paths{std::string(opml_path), std::string(sitemap_path), std::string(news_sitemap_path),
                                 std::string(robots_path), sitemap_part_path(1)};
  const std::int64_t parts = sitemap_parts(reader);
  for (std::int64_t part = 2; part <= parts; ++part) paths.push_back(sitemap_part_path(part));
  return paths;
}

std::optional<Listing> listing_at(const Site& site, content::ArticleReader& reader, std::string_view path) {
  if (path == opml_path) return Listing{opml_type, opml(site, reader)};
  if (path == sitemap_path) return Listing{xml, sitemap(site, reader)};
  if (path == news_sitemap_path) return Listing{xml, news_sitemap(site, reader)};
  if (path == robots_path) return Listing{plain, robots(site)};
  const auto part = parse_sitemap_part(path);
  if (!part) return std::nullopt;
  auto text = sitemap_part(site, reader, *part);
  if (!text) return std::nullopt;
  return Listing{xml, std::move(*text)};
}

std::string robots(const Site& site) {
  std::string text = "User-agent: *\nDisallow:\n\n";
  for (const std::string_view path : {sitemap_path, news_sitemap_path})
    text += "Sitemap: " + site.base_url + std::string(path) + "\n";
  return text;
}

}  // namespace feedd::feeds
