#include "feeds/archive.hpp"

#include <algorithm>
#include <charconv>

namespace feedd::feeds {
namespace {

/// A client that has a finished document never asks for it again (RFC 5005 section 4): an edit of what is in one
/// stands in the feed as long as subscribers may be away.
constexpr std::chrono::seconds edit_shown = std::chrono::hours(30 * 24);

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || text.front() == '0') return {};
  return number;
}

void add_new(std::vector<content::ArticleRef>& refs, const std::vector<content::ArticleRef>& more) {
  for (const content::ArticleRef& ref : more)
    if (std::find(refs.begin(), refs.end(), ref) == refs.end()) refs.push_back(ref);
}

}  // namespace

std::int64_t archive_size(const Site& site, std::string_view key) {
  return std::min(static_cast<std::int64_t>(site.limit_of(key)), max_archive_size);
}

std::string archive_folder(std::string_view key) {
  return std::string(archive_prefix) + std::string(key) + '/';
}

std::string archive_path(std::string_view key, const ArchivePlace& place, std::string_view extension) {
  return archive_folder(key) + std::to_string(place.size) + '/' + std::to_string(place.number) + '.' +
         std::string(extension);
}

std::optional<ArchivePath> parse_archive_path(std::string_view path) {
  if (!path.starts_with(archive_prefix)) return std::nullopt;
  path.remove_prefix(archive_prefix.size());
  const std::size_t dot = path.rfind('.');
  const std::size_t slash = path.rfind('/');
  if (dot == path.npos || slash == path.npos || slash == 0 || dot < slash) return std::nullopt;
  const std::size_t before = path.rfind('/', slash - 1);
  if (before == path.npos) return std::nullopt;
  const Format* const format = find_format(path.substr(dot + 1));
  const auto key = FeedKey::parse(path.substr(0, before));
  const auto size = number_in(path.substr(before + 1, slash - before - 1));
  const auto number = number_in(path.substr(slash + 1, dot - slash - 1));
  if (format == nullptr || !key || !size || !number) return std::nullopt;
  return ArchivePath{*key, {*size, *number}, static_cast<unsigned>(format - formats().data())};
}

std::int64_t finished_archives(content::ArticleReader& reader, const FeedKey& key, std::int64_t size) {
  return reader.joined(key.kind, key.slug) / size;
}

std::vector<content::ArticleRef> live_articles(content::ArticleReader& reader, const FeedKey& key, std::size_t limit,
                                               std::int64_t archived, content::Timestamp changed_at) {
  std::vector<content::ArticleRef> refs = reader.newest({key.kind, key.slug, limit});
  const std::size_t newest = refs.size();
  const std::int64_t joined = reader.joined(key.kind, key.slug);
  add_new(refs, reader.joined_between(key.kind, key.slug, archived + 1, joined));
  add_new(refs, reader.edited_since(key.kind, key.slug, changed_at - edit_shown, limit));
  std::vector<std::pair<content::Timestamp, content::ArticleRef>> more;
  for (std::size_t i = newest; i < refs.size(); ++i) more.emplace_back(reader.dates(refs[i].key).first, refs[i]);
  std::stable_sort(more.begin(), more.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = newest; i < refs.size(); ++i) refs[i] = more[i - newest].second;
  return refs;
}

}  // namespace feedd::feeds
