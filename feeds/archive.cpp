#include "feeds/archive.hpp"

#include <algorithm>
#include <charconv>

namespace feedd::feeds {
namespace {

/// A client that has a finished document never asks for it again (RFC 5005 section 4): an edit of what is in one
/// stands in the feed as long as subscribers may be away.
constexpr std::chrono::seconds edit_shown = std::chrono::hours(30 * 24);

/// Edits that one feed shows, far beyond what newsrooms make in that time: a folder that is edited as a whole by a
/// script must not make each feed as large as its history.
constexpr std::size_t most_edits = 1000;

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || text.front() == '0') return {};
  return number;
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

LiveArticles live_articles(content::ArticleReader& reader, const FeedKey& key, std::size_t limit, std::int64_t archived,
                           content::Timestamp changed_at) {
  LiveArticles live{reader.newest({key.kind, key.slug, limit}), {}};
  std::unordered_set<std::int64_t> shown;
  for (const content::ArticleRef& ref : live.refs) shown.insert(ref.key);
  std::vector<std::pair<content::Timestamp, content::ArticleRef>> more;
  const auto add = [&](const std::vector<content::ArticleRef>& refs) {
    for (const content::ArticleRef& ref : refs) {
      live.needed.insert(ref.key);
      if (shown.insert(ref.key).second) more.emplace_back(reader.dates(ref.key).first, ref);
    }
  };
  add(reader.joined_between(key.kind, key.slug, archived + 1, reader.joined(key.kind, key.slug)));
  add(reader.edited_since(key.kind, key.slug, changed_at - edit_shown, most_edits));
  std::stable_sort(more.begin(), more.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [published, ref] : more) live.refs.push_back(ref);
  return live;
}

}  // namespace feedd::feeds
